using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.MergeBases;

/// <summary>A topic with a root of its own, and pathspecs that git refuses.</summary>
public class UnrelatedTopicTests
{
    [Fact]
    public void A_topic_that_begins_with_a_root_commit_is_weighed_and_its_conflicts_told()
    {
        using TestRepository test = Unrelated();
        using GitRepository repository = test.Open();
        var options = new MergeBaseCandidateOptions { Since = "main~1", Topic = "other", Upstream = "main" };
        IReadOnlyList<MergeBaseCandidate> found = new MergeBaseCandidateSearch(new Workspace(repository), options).Run();
        Assert.Equal(test.Line("rev-parse", "main~1"), found[0].Sha);
        Assert.True(found[0].Conflicts > 0);
        Assert.NotEqual(0, Git.TryRun(test.Path, null, null, "merge-base", "main", "other").ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("/a")]
    [InlineData(":(nosuch)a")]
    public void Pathspecs_that_git_refuses_are_refused(string pathspec)
    {
        using TestRepository test = Unrelated();
        Assert.NotEqual(0, Git.TryRun(test.Path, null, null, "rev-list", "--count", "main", "--", pathspec).ExitCode);
        using GitRepository repository = test.Open();
        var options = new MergeBaseCostOptions { Since = repository.ResolveCommit("main~1"), Path = [pathspec] };
        MaintainerException error = Assert.Throws<MaintainerException>(() => new MergeBaseCoster(new Workspace(repository))
            .Weigh(options, [("main", repository.ResolveCommit("main"))]));
        Assert.Equal("InvalidPathspec", error.ErrorId);
    }

    private static TestRepository Unrelated()
    {
        var test = new TestRepository();
        test.Commit("a", "1\n2\n3\n", "a: start");
        test.Commit("a", "1\n2\nthree\n", "a: change");
        test.Run("checkout", "-q", "--orphan", "other");
        test.Commit("a", "another\n", "a: another start");
        test.Run("checkout", "-q", "main");
        return test;
    }
}
