using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Followups;

/// <summary>A change that was taken back by a commit that names nothing is not there, for follow-ups as well.</summary>
public class UnnamedBackOutsTests
{
    private static string Lines(params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 40).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"line {i}") + "\n"));

    private static FollowupFix[] Find(TestRepository test, string commit, string target, string upstream = "main")
    {
        using GitRepository repository = test.Open();
        var finder = new FollowupFinder(new Workspace(repository));
        return [.. finder.Find([Oid.Parse(commit)], repository.ResolveCommit(upstream), repository.ResolveCommit(target))];
    }

    private static string[] ToPick(TestRepository test, string commit, string target, string upstream = "main")
    {
        string[] applicable = [.. Find(test, commit, target, upstream).Where(fix => fix is { Present: not true, Applicable: true }).Select(fix => fix.Commit)];
        using GitRepository repository = test.Open();
        string[] missing = new BackportForecaster(new Workspace(repository), new BackportForecastOptions { Commits = [Oid.Parse(commit)], Upstream = upstream })
            .Run(target).Single().MissingFix;
        // Both roads lead to the same picks.
        Assert.Equal(missing, applicable);
        return missing;
    }

    [Theory]
    [InlineData("Back out the fix, it breaks the release")]
    [InlineData("disable it for now")]
    public void A_fix_that_the_target_took_back_is_missing(string message)
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((9, "nine")), "feature");
        string fix = test.Commit("a", Lines((9, "nine"), (20, "fixed")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        string ofFix = test.Commit("a", Lines((9, "nine"), (20, "fixed!")), $"fix the fix\n\nFixes: {fix[..12]} (\"fix\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature, fix);
        Assert.Equal([ofFix], ToPick(test, feature, "stable"));
        string backOut = test.Commit("a", Lines((9, "nine")), message);
        FollowupFix found = Assert.Single(Find(test, feature, "stable"), f => f.Commit == fix);
        Assert.Equal((false, PresenceKind.None, null, backOut, true), (found.Present, found.PresentAs, found.PresentSha, found.RevertedBy, found.Applicable));
        Assert.Equal([fix, ofFix], ToPick(test, feature, "stable"));
        // Picked again it stands.
        test.Run("cherry-pick", "-x", fix);
        Assert.Equal([ofFix], ToPick(test, feature, "stable"));
        Assert.Null(Assert.Single(Find(test, feature, "stable"), f => f.Commit == fix).RevertedBy);
    }

    [Fact]
    public void What_changes_a_fix_further_or_moves_it_does_not_take_it_back()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((9, "nine")), "feature");
        string fix = test.Commit("a", Lines((9, "nine"), (20, "fixed")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature, fix);
        foreach (string text in (string[])
        [
            Lines((9, "nine"), (20, "fixed otherwise")), Lines((9, "nine"), (20, "line 20\nfixed")),
            Lines((9, "nine"), (20, "line 20"), (1, "1"), (2, "2"), (3, "3"), (4, "4")),
        ])
        {
            test.Run("checkout", "-q", "--detach", "stable");
            test.Commit("a", text, "rework");
            Assert.True(Assert.Single(Find(test, feature, "HEAD"), f => f.Commit == fix).Present);
        }
        // What fixes the same otherwise has no need of the fix.
        test.Run("checkout", "-q", "--detach", "stable");
        test.Commit("a", Lines((9, "nine")), $"the right way, elsewhere\n\nFixes: {feature[..12]} (\"feature\")\n");
        Assert.True(Assert.Single(Find(test, feature, "HEAD"), f => f.Commit == fix).Present);
        // What says that it fixes the fix makes something else of it.
        test.Run("checkout", "-q", "--detach", "stable");
        string picked = test.Line("rev-parse", "HEAD");
        test.Commit("a", Lines((9, "nine")), $"the right way, elsewhere\n\nFixes: {picked[..12]} (\"fix\")\n");
        Assert.True(Assert.Single(Find(test, feature, "HEAD"), f => f.Commit == fix).Present);
        test.Run("checkout", "-q", "--detach", "stable");
        test.Run("mv", "a", "b");
        test.Run("commit", "-q", "-m", "move");
        Assert.True(Assert.Single(Find(test, feature, "HEAD"), f => f.Commit == fix).Present);
    }

    [Fact]
    public void What_upstream_took_back_is_not_wanted_and_the_back_out_is()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((9, "nine")), "feature");
        string fix = test.Commit("a", Lines((9, "nine"), (20, "fixed")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        string noFix = test.Commit("a", Lines((9, "nine")), "drop what did not help");
        string revert = test.Commit("a", Lines(), $"Revert \"feature\"\n\nThis reverts commit {feature}.\n");
        string again = test.Commit("a", Lines((9, "nine")), "another try at nine");
        test.Run("tag", "tried");
        string gone = test.Commit("a", Lines(), "nine is no good");
        test.Commit("b", "b\n", "later");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature);
        // The try is no revert of the revert by its words, and one by what it does.
        Assert.Empty(ToPick(test, feature, "stable", "tried"));
        Assert.Equal([revert], ToPick(test, feature, "stable"));
        FollowupFix[] found = Find(test, feature, "stable", "tried");
        Assert.Contains((again, revert, FollowupKind.Revert), found.Select(f => (f.Commit, f.Fixes, f.Kind)));
        Assert.Contains((noFix, fix, FollowupKind.Revert), found.Select(f => (f.Commit, f.Fixes, f.Kind)));
        // Where only the last one took it back, that is what the target lacks.
        test.Run("checkout", "-q", "main");
        test.Run("reset", "-q", "--hard", feature);
        gone = test.Commit("a", Lines(), "nine is no good");
        FollowupFix only = Assert.Single(Find(test, feature, "stable"));
        Assert.Equal((gone, feature, FollowupKind.Revert, "nine is no good", true), (only.Commit, only.Fixes, only.Kind, only.Subject, only.Applicable));
        Assert.Equal([gone], ToPick(test, feature, "stable"));
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", gone);
        Assert.Empty(ToPick(test, feature, "stable"));
        Assert.Equal(Lines(), test.Run("show", "HEAD:a"));
    }

    [Fact]
    public void A_merge_that_drops_a_side_takes_back_what_the_side_brought()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("branch", "stable");
        string feature = test.Commit("a", Lines((9, "nine")), "feature");
        test.Run("branch", "topic");
        string fix = test.Commit("a", Lines((9, "nine"), (20, "fixed")), $"fix\n\nFixes: {feature[..12]} (\"feature\")\n");
        test.Run("checkout", "-q", "stable");
        test.Commit("b", "b\n", "own");
        test.Run("merge", "-q", "--no-edit", "topic");
        test.Run("branch", "dropped");
        test.Run("merge", "-q", "--no-edit", "main");
        Assert.True(Assert.Single(Find(test, feature, "stable")).Present);
        test.Run("checkout", "-q", "dropped");
        test.Run("merge", "-q", "--no-edit", "-s", "ours", "main");
        FollowupFix found = Assert.Single(Find(test, feature, "dropped"));
        Assert.Equal((false, test.Line("rev-parse", "HEAD"), true), (found.Present, found.RevertedBy, found.Applicable));
        // A back-out in a branch that was merged is that branch's.
        test.Run("checkout", "-q", "-b", "side", "stable");
        string backOut = test.Commit("a", Lines((9, "nine")), "no");
        test.Run("checkout", "-q", "stable");
        test.Commit("b", "c\n", "own, too");
        test.Run("merge", "-q", "--no-edit", "side");
        Assert.Equal(backOut, Assert.Single(Find(test, feature, "stable")).RevertedBy);
    }

    [Fact]
    public void White_space_files_and_modes_are_taken_back_as_lines_are()
    {
        using var test = new TestRepository();
        test.Commit("a", "if x:\n    y()\n    z()\n", "root");
        test.Run("branch", "stable");
        string feature = test.Commit("c", "c\n", "feature");
        string dedent = test.Commit("a", "if x:\n    y()\nz()\n", $"dedent\n\nFixes: {feature[..12]} (\"feature\")\n");
        string added = test.Commit("new", "\0binary\n", $"a file\n\nFixes: {feature[..12]} (\"feature\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", feature, dedent, added);
        Assert.All(Find(test, feature, "stable"), fix => Assert.True(fix.Present));
        test.Commit("a", "if x:\n    y()\n    z()\n", "indent");
        test.Run("rm", "-q", "new");
        test.Run("commit", "-q", "-m", "no file");
        Assert.All(Find(test, feature, "stable"), fix => Assert.False(fix.Present));
    }
}
