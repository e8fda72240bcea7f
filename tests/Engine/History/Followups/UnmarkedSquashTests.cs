using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Followups;

/// <summary>What a target holds by a commit that holds several changes together is there, and is gone where its part was taken out again.</summary>
public class UnmarkedSquashTests
{
    private static string Lines(params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 40).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"line {i}") + "\n"));

    private static FollowupFix Find(TestRepository test, string commit, string fix, string target)
    {
        using GitRepository repository = test.Open();
        return Assert.Single(
            new FollowupFinder(new Workspace(repository)).Find([Oid.Parse(commit)], repository.ResolveCommit("main"), repository.ResolveCommit(target)),
            found => found.Commit == fix);
    }

    private static BackportForecast Forecast(TestRepository test, string commit, string target, bool independent = true)
    {
        using GitRepository repository = test.Open();
        return new BackportForecaster(
            new Workspace(repository), new BackportForecastOptions { Commits = [Oid.Parse(commit)], Upstream = "main", Independent = independent })
            .Run(target).Single();
    }

    private static (string Feature, string Fix, string OfFix) Upstream(TestRepository test)
    {
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((9, "nine")), "feature");
        string fix = test.Commit("a", Lines((9, "nine"), (20, "fixed\nand sound")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        string ofFix = test.Commit("a", Lines((9, "nine"), (20, "fixed\nand sound!")), $"fix the fix\n\nFixes: {fix[..12]} (\"fix\")\n");
        return (feature, fix, ofFix);
    }

    /// <summary>What git's pick makes of it on the branch that is checked out.</summary>
    private static bool PicksToNothing(TestRepository test, string commit)
    {
        bool isClean = Git.TryRun(test.Path, null, null, "cherry-pick", "-n", commit).ExitCode == 0;
        bool isNothing = isClean && Git.TryRun(test.Path, null, null, "diff", "--cached", "--quiet", "HEAD").ExitCode == 0;
        test.Run("reset", "-q", "--hard");
        return isNothing;
    }

    [Fact]
    public void A_fix_in_a_squash_without_a_mark_is_there_and_its_own_fix_is_missing()
    {
        using var test = new TestRepository();
        (string feature, string fix, string ofFix) = Upstream(test);
        test.Run("checkout", "-q", "stable");
        test.Commit("b", "other\n", "other");
        string squash = test.Commit("a", Lines((9, "nine"), (20, "fixed\nand sound"), (30, "own")), "All that the release needs");
        test.Commit("b", "another\n", "another");
        FollowupFix found = Find(test, feature, fix, "stable");
        Assert.Equal((true, PresenceKind.Content, squash, null), (found.Present, found.PresentAs, found.PresentSha, found.Applicable));
        Assert.Equal([ofFix], Forecast(test, feature, "stable").MissingFix);
        Assert.Equal((false, true), (Find(test, feature, ofFix, "stable").Present, Find(test, feature, ofFix, "stable").Applicable));
        // git agrees: nothing to pick of the one, something of the other.
        Assert.True(PicksToNothing(test, fix));
        Assert.False(PicksToNothing(test, ofFix));
    }

    [Theory]
    [InlineData("fixed\nand  sound")]
    [InlineData("line 20\nfixed\nand sound")]
    [InlineData("fixed")]
    [InlineData("fixed\n\nand sound")]
    public void What_is_there_but_in_part_or_with_other_white_space_is_not_there(string text)
    {
        using var test = new TestRepository();
        (string feature, string fix, _) = Upstream(test);
        test.Run("checkout", "-q", "stable");
        test.Commit("a", Lines((9, "nine"), (20, text)), "All that the release needs");
        Assert.False(Find(test, feature, fix, "stable").Present);
        Assert.False(PicksToNothing(test, fix));
    }

    /// <summary>What was so before the target began came to it by nobody; it only looks like the fix.</summary>
    [Fact]
    public void Lines_that_the_target_began_with_are_no_squash()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines((9, "old"), (20, "fixed")), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((9, "nine"), (20, "broken")), "feature");
        string fix = test.Commit("a", Lines((9, "nine"), (20, "fixed")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        test.Run("checkout", "-q", "stable");
        test.Commit("b", "own\n", "own");
        Assert.Equal(PresenceKind.None, Find(test, feature, fix, "stable").PresentAs);
    }

    [Fact]
    public void A_part_of_a_squash_that_was_taken_out_without_a_word_is_not_there()
    {
        using var test = new TestRepository();
        (string feature, string fix, string ofFix) = Upstream(test);
        test.Run("checkout", "-q", "stable");
        string squash = test.Commit("a", Lines((9, "nine"), (20, "fixed\nand sound")),
            $"both\n\n(cherry picked from commit {feature})\n(cherry picked from commit {fix})\n");
        Assert.Equal(squash, Find(test, feature, fix, "stable").PresentSha);
        Assert.Equal([ofFix], Forecast(test, feature, "stable").MissingFix);
        string backOut = test.Commit("a", Lines((9, "nine")), "not for this release");
        FollowupFix found = Find(test, feature, fix, "stable");
        Assert.Equal((false, backOut, true), (found.Present, found.RevertedBy, found.Applicable));
        Assert.Equal([fix, ofFix], Forecast(test, feature, "stable").MissingFix);
        Assert.Equal(BackportVerdict.AlreadyPresent, Forecast(test, feature, "stable").Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_target_took_back_has_no_missing_fixes(bool independent)
    {
        using var test = new TestRepository();
        (string feature, string fix, string ofFix) = Upstream(test);
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature);
        Assert.Equal([fix, ofFix], Forecast(test, feature, "stable", independent).MissingFix);
        test.Run("revert", "--no-edit", "HEAD");
        BackportForecast reverted = Forecast(test, feature, "stable", independent);
        Assert.Equal(BackportVerdict.Reverted, reverted.Verdict);
        Assert.Empty(reverted.MissingFix);
        Assert.False(Find(test, feature, fix, "stable").Applicable);
        Assert.False(Find(test, feature, ofFix, "stable").Applicable);
    }
}
