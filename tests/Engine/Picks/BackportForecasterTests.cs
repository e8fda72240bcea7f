using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Picks.Prerequisites;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

public class BackportForecasterTests
{
    [Fact]
    public void Later_fixes_that_the_branch_lacks_are_named()
    {
        using var test = new TestRepository();
        test.Commit("a", "a\n", "base");
        test.Run("tag", "v1");
        string feature = test.Commit("b", "b\n", "feature");
        string fix = test.Commit("c", "c\n", $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        string fixOfFix = test.Commit("d", "d\n", $"fix of fix\n\nFixes: {fix[..12]} (\"fix\")\n");
        test.Commit("e", "e\n", $"mentions {feature}\n");
        test.Run("branch", "stable", "v1");
        test.Run("switch", "-q", "stable");
        test.Run("cherry-pick", "-x", fixOfFix);
        using GitRepository repository = test.Open();
        Assert.Equal([fix, fixOfFix], Run(repository, "v1", "main", true, feature)[0].MissingFix);
        Assert.Equal([fix], Run(repository, "stable", "main", true, feature)[0].MissingFix);
        Assert.Empty(Run(repository, "main", "main", true, feature)[0].MissingFix);
        Assert.Empty(Run(repository, "v1", null, true, feature)[0].MissingFix);
        // A series brings its own fixes along.
        Assert.Equal([fixOfFix], Run(repository, "v1", "main", false, feature, fix)[0].MissingFix);
        Assert.Equal([fix, fixOfFix], Run(repository, "v1", "main", true, feature, fix)[0].MissingFix);
    }

    /// <summary>A series goes on from what its commits needed, and asks for nothing twice; alone each needs all.</summary>
    [Fact]
    public void In_a_series_what_a_commit_needed_is_there_for_the_next()
    {
        using var test = new TestRepository();
        List<string> chain = PrerequisiteSearchTests.Chain(test, 5);
        using GitRepository repository = test.Open();
        BackportForecast[] series = Run(repository, "v1", "main", false, true, chain[1], chain[2], chain[4]);
        Assert.Equal([BackportVerdict.NeedsPrerequisite, BackportVerdict.Clean, BackportVerdict.NeedsPrerequisite], series.Select(f => f.Verdict));
        Assert.Equal([chain[0]], series[0].Prerequisite);
        Assert.Equal([chain[3]], series[2].Prerequisite);
        BackportForecast[] alone = Run(repository, "v1", null, true, true, chain[1], chain[2], chain[4]);
        Each.Holds(alone, f => Assert.Equal(BackportVerdict.NeedsPrerequisite, f.Verdict));
        Assert.Equal(chain[..4], alone[2].Prerequisite);
    }

    [Fact]
    public void Rows_have_a_cell_for_each_branch()
    {
        using var test = new TestRepository();
        test.Commit("a", "a\n", "base");
        test.Run("tag", "v1");
        string one = test.Commit("b", "b\n", "one");
        string two = test.Commit("a", "two\n", "two");
        using GitRepository repository = test.Open();
        BackportForecastRow[] rows = [.. BackportForecaster.Rows([Run(repository, "v1", null, false, one, two), Run(repository, one, null, false, one, two)])];
        Assert.Equal([one, two], rows.Select(r => r.Commit));
        Assert.Equal(["v1", one], rows[0].Target);
        Assert.Equal([BackportVerdict.Clean, BackportVerdict.AlreadyPresent], rows[0].Verdict);
        Assert.Equal([BackportVerdict.Clean, BackportVerdict.Clean], rows[1].Verdict);
        Assert.Empty(BackportForecaster.Rows([]));
    }

    private static BackportForecast[] Run(GitRepository repository, string target, string? upstream, bool independent, params string[] commits) =>
        Run(repository, target, upstream, independent, false, commits);

    private static BackportForecast[] Run(GitRepository repository, string target, string? upstream, bool independent, bool find, params string[] commits) =>
        [.. new BackportForecaster(new Workspace(repository), new BackportForecastOptions
            {
                Commits = [.. commits.Select(c => Oid.Parse(c))],
                Upstream = upstream,
                Independent = independent,
                FindPrerequisite = find,
            }).Run(target)];
}
