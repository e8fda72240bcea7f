using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Picks;

/// <summary>The missing fixes are safe to follow: picked in their order they leave the target with what upstream has.</summary>
public class MissingFixesTests
{
    private static string Lines(params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 30).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"line {i}") + "\n"));

    private static string[] Missing(TestRepository test, string commit, string target, string upstream = "main")
    {
        using GitRepository repository = test.Open();
        return new BackportForecaster(new Workspace(repository), new BackportForecastOptions { Commits = [Oid.Parse(commit)], Upstream = upstream })
            .Run(target).Single().MissingFix;
    }

    private static string[] Applicable(TestRepository test, string commit, string target, string upstream = "main")
    {
        using GitRepository repository = test.Open();
        return [.. new FollowupFinder(new Workspace(repository)).Find([Oid.Parse(commit)], repository.ResolveCommit(upstream), repository.ResolveCommit(target))
            .Where(fix => fix is { Present: not true, Applicable: true }).Select(fix => fix.Commit)];
    }

    [Fact]
    public void What_was_reverted_and_applied_again_is_not_reverted()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((15, "fifteen")), "feature");
        string revert = test.Commit("a", Lines(), $"Revert \"feature\"\n\nThis reverts commit {feature}.\n");
        test.Run("tag", "reverted");
        string ofRevert = test.Commit("a", Lines((3, "three")), $"fix the revert\n\nFixes: {revert[..12]} (\"Revert \"feature\"\")\n");
        string again = test.Commit("a", Lines((3, "three"), (15, "fifteen")), $"Reapply \"feature\"\n\nThis reverts commit {revert}.\n");
        string fix = test.Commit("a", Lines((3, "three"), (15, "fifteen"), (25, "fixed")), $"fix the feature\n\nFixes: {feature[..12]} (\"feature\")\n");
        string ofAgain = test.Commit("a", Lines((3, "three"), (15, "fifteen!"), (25, "fixed")),
            $"fix it again\n\nFixes: {again[..12]} (\"Reapply \"feature\"\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature);
        Assert.Equal([fix, ofAgain], Missing(test, feature, "stable"));
        Assert.Equal([revert], Missing(test, feature, "stable", "reverted"));
        // Who asks for the follow-ups one by one, and takes the help's filter, comes to the same.
        Assert.Equal([fix, ofAgain], Applicable(test, feature, "stable"));
        Assert.Equal([revert], Applicable(test, feature, "stable", "reverted"));
        // What the list says leads to upstream's lines, as far as they are the feature's.
        test.Run("cherry-pick", fix, ofAgain);
        Assert.Equal(Lines((15, "fifteen!"), (25, "fixed")), test.Run("show", "HEAD:a"));
        // A target that took the revert needs what takes it back.
        test.Run("checkout", "-q", "-b", "taken", "stable~2");
        test.Run("cherry-pick", "-x", revert);
        Assert.Equal([ofRevert], Missing(test, feature, "taken", $"{again}~1"));
        Assert.Contains(again, Missing(test, feature, "taken"));
    }

    [Fact]
    public void A_fix_that_was_taken_back_and_the_fixes_of_it_are_none()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((15, "fifteen")), "feature");
        string fix = test.Commit("a", Lines((15, "fifteen"), (20, "fix")), $"fix one\n\nFixes: {feature[..12]} (\"feature\")\n");
        string ofFix = test.Commit("a", Lines((15, "fifteen"), (20, "fix"), (22, "x")), $"fix the fix\n\nFixes: {fix[..12]} (\"fix one\")\n");
        string back = test.Commit("a", Lines((15, "fifteen"), (22, "x")), $"Revert \"fix one\"\n\nThis reverts commit {fix}.\n");
        string other = test.Commit("a", Lines((15, "fifteen"), (22, "x"), (25, "y")), $"fix two\n\nFixes: {feature[..12]} (\"feature\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature);
        Assert.Equal([other], Missing(test, feature, "stable"));
        // Where the target has the fix, it lacks what upstream did to it.
        test.Run("cherry-pick", "-x", fix);
        Assert.Equal([ofFix, back, other], Missing(test, feature, "stable"));
    }

    [Fact]
    public void Of_reverts_of_reverts_one_is_enough()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((15, "fifteen")), "feature (#5)");
        string revert = test.Commit("a", Lines(), $"Revert \"feature (#5)\"\n\nThis reverts commit {feature}.\n");
        string again = test.Commit("a", Lines((15, "fifteen")), $"Reapply \"feature (#5)\"\n\nThis reverts commit {revert}.\n");
        test.Commit("a", Lines(), $"Revert \"Reapply \"feature (#5)\"\"\n\nThis reverts commit {again}.\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature);
        Assert.Equal([revert], Missing(test, feature, "stable"));
        Assert.Equal([revert], Applicable(test, feature, "stable"));
        // GitHub names pull requests by their numbers alone.
        test.Run("checkout", "-q", "main");
        test.Run("reset", "-q", "--hard", feature);
        test.Commit("a", Lines(), "Revert \"feature\" (#6)\n\nReverts o/r#5\n");
        test.Commit("a", Lines((15, "fifteen")), "Reland \"feature\" (#7)\n\nThis reverts #6.\n");
        Assert.Empty(Missing(test, feature, "stable"));
    }

    [Fact]
    public void A_partial_revert_leaves_the_rest_to_be_fixed()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((15, "fifteen"), (16, "sixteen")), "feature");
        string part = test.Commit("a", Lines((15, "fifteen")), $"Partially revert \"feature\"\n\nThis partially reverts commit {feature}.\n");
        string fix = test.Commit("a", Lines((15, "FIFTEEN")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature);
        Assert.Equal([part, fix], Missing(test, feature, "stable"));
    }
}
