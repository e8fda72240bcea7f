using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks.Prerequisites;

/// <summary>A folder that was renamed to several is a conflict of no path.</summary>
public class UnlocatedConflictTests
{
    [Fact]
    public void A_pick_that_conflicts_in_no_path_is_answered()
    {
        using var test = new TestRepository();
        for (int i = 0; i < 4; i++)
            test.File($"src/{i}.c", string.Concat(Enumerable.Range(1, 30).Select(line => $"file {i} line {line}\n")));
        test.Commit("base");
        test.Run("branch", "stable");
        string added = test.Commit("src/new.c", "new\n", "add a file");
        test.Run("switch", "-q", "stable");
        Directory.CreateDirectory(Path.Combine(test.Path, "one"));
        Directory.CreateDirectory(Path.Combine(test.Path, "two"));
        test.Run("mv", "src/0.c", "src/1.c", "one");
        test.Run("mv", "src/2.c", "src/3.c", "two");
        test.CommitIndex("part src in two");
        using GitRepository repository = test.Open();
        var options = new PrerequisiteOptions { Commits = [Oid.Parse(added)], Onto = "stable", Upstream = "main" };
        var search = new PrerequisiteSearch(new Workspace(repository), options);
        CherryPickPrerequisite answer = search.Run().Single();
        Assert.Empty(search.Failures);
        Assert.False(answer.IsClean);
        Assert.Equal(["src/new.c"], answer.ConflictPath);
        Assert.NotNull(answer.NotFound);
        Assert.NotEqual(PrerequisiteProof.NoneExists, answer.Proof);
    }
}
