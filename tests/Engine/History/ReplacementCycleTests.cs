using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History;

/// <summary>Replacements can lead history in a circle, which git walks once.</summary>
public class ReplacementCycleTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(2, true)]
    [InlineData(6, true)]
    public void A_chain_that_git_gives_up_on_is_an_error_that_names_its_object(int length, bool isCircle)
    {
        using var test = new TestRepository();
        for (int i = 0; i <= length; i++)
            test.Commit("a", $"{i}\n", $"change {i}");
        string[] ids = [.. Enumerable.Range(0, length + 1).Select(i => test.Run("rev-parse", $"main~{i}").Trim())];
        for (int i = 0; i < length; i++)
        {
            string by = isCircle && i == length - 1 ? ids[0] : ids[i + 1];
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(test.Path, ".git", "refs", "replace")).FullName, ids[i]), by + "\n");
        }
        (int code, byte[] output, _) = Git.TryRun(test.Path, null, null, "cat-file", "commit", ids[0]);
        using GitRepository repository = test.Open();
        if (code == 0)
        {
            Assert.True(repository.Objects.TryRead(Oid.Parse(ids[0]), out _, out byte[] data));
            Assert.Equal(output, data);
            return;
        }
        MaintainerException error = Assert.Throws<MaintainerException>(() => repository.Objects.TryRead(Oid.Parse(ids[0]), out _, out _));
        Assert.Equal(("ReplacedTooOften", ids[0]), (error.ErrorId, error.Target));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void A_range_that_goes_in_a_circle_is_gits(int length)
    {
        using var test = new TestRepository();
        for (int i = 0; i <= length + 2; i++)
            test.Commit("a", $"{i}\n", $"change {i}");
        test.Run("branch", "stable", "main~" + (length + 2));
        // The commit that far back is the tip again.
        test.Run("replace", "main~" + length, "main");
        using GitRepository repository = test.Open();
        CommitHistory history = CommitHistory.Open(repository);
        IReadOnlyList<Oid> range = history.Range(repository.ResolveCommit("stable"), repository.ResolveCommit("main"), SilentMonitor.Instance);
        string[] gits = test.Run("rev-list", "--topo-order", "stable..main").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(gits.Order(), range.Select(id => id.ToString()).Order());
    }
}
