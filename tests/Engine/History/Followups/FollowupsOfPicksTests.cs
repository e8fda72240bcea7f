using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Followups;

/// <summary>A commit and its picks are one change, whichever branch is searched and whichever is asked.</summary>
public class FollowupsOfPicksTests
{
    private static string Lines(params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 40).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"line {i}") + "\n"));

    private static (string Commit, bool? Present)[] Find(TestRepository test, string asked, string upstream, string target)
    {
        using GitRepository repository = test.Open();
        var workspace = new HistoryWorkspace(repository);
        CommitHistory history = workspace.History;
        return [.. new FollowupFinder(workspace)
            .Find(history.ResolveRange(repository, asked, SilentMonitor.Instance), repository.ResolveCommit(upstream), repository.ResolveCommit(target),
                history.ResolveRangeStart(repository, asked))
            .Where(f => f.Kind != FollowupKind.Mention).Select(f => (f.Commit, f.Present))];
    }

    [Fact]
    public void What_fixes_mainlines_commit_is_found_along_a_branch_that_picked_both()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "base");
        test.Run("branch", "y");
        string change = test.Commit("a", Lines((20, "twenty")), "m: twenty");
        string fix = test.Commit("a", Lines((20, "TWENTY")), $"m: fix twenty\n\nFixes: {change[..12]} (\"m: twenty\")\n");
        test.Run("checkout", "-q", "y");
        test.Run("cherry-pick", "-x", change);
        string picked = test.Line("rev-parse", "HEAD");
        test.Run("branch", "z");
        test.Run("cherry-pick", "-x", fix);
        string there = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "z");
        test.Commit("a", Lines((20, "twenty"), (35, "z")), "z only");
        Assert.Equal([(fix, false)], Find(test, "base..z", "main", "z"));
        Assert.Equal([(there, false)], Find(test, "base..z", "y", "z"));
        Assert.Equal([(there, false)], Find(test, picked, "y", "z"));
        Assert.Equal([(there, false)], Find(test, change, "y", "z"));
        // The later branch has it under another pick, which names the pick.
        test.Run("cherry-pick", "-x", there);
        Assert.Equal([(there, true)], Find(test, change, "y", "z"));
        Assert.Equal([(fix, true)], Find(test, change, "main", "z"));
    }

    [Fact]
    public void What_fixes_a_branchs_own_pick_is_a_fix_for_other_branches_that_took_it()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "base");
        test.Run("branch", "six");
        test.Run("branch", "five");
        string nine = test.Commit("a", Lines((9, "nine")), "nine");
        test.Run("checkout", "-q", "six");
        string pick = test.Commit("a", Lines((9, "nine for six")), $"nine\n\ncommit {nine} upstream.\n");
        string fix = test.Commit("a", Lines((9, "nine for six, fixed")), $"fix the backport of nine\n\nFixes: {pick[..12]} (\"nine\")\n");
        test.Run("checkout", "-q", "five");
        test.Commit("a", Lines((9, "nine for six")), $"nine\n\ncommit {nine} upstream.\n");
        Assert.Equal([(fix, false)], Find(test, "base..five", "six", "five"));
        Assert.Equal([(fix, false)], Find(test, nine, "six", "five"));
    }

    [Fact]
    public void A_pick_of_a_merge_has_what_the_merge_brought()
    {
        using var test = new TestRepository();
        test.File("a", Lines()).File("b", Lines()).Commit("c", Lines(), "root");
        test.Run("tag", "base");
        test.Run("branch", "stable");
        test.Run("checkout", "-q", "-b", "topic");
        string one = test.Commit("a", Lines((9, "nine")), "a: nine");
        string two = test.Commit("b", Lines((9, "nine")), "b: nine");
        test.Run("checkout", "-q", "main");
        test.Commit("c", Lines((2, "two")), "c: two");
        test.Run("merge", "-q", "--no-ff", "-m", "Merge topic", "topic");
        string merge = test.Line("rev-parse", "HEAD");
        string fix = test.Commit("a", Lines((9, "NINE")), $"a: fix nine\n\nFixes: {one[..12]} (\"a: nine\")\n");
        string ofMerge = test.Commit("c", Lines((2, "two"), (3, "three")), $"c: three\n\nFixes: {merge[..12]} (\"Merge topic\")\n");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", "-m1", merge);
        Assert.Equal([(fix, false), (ofMerge, false)], Find(test, "base..stable", "main", "stable"));
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository);
        var presence = new MaintainerTools.Engine.History.Present.ChangePresence(history, repository.Objects, repository.ResolveCommit("stable"),
            [repository.ResolveCommit("main")], SilentMonitor.Instance);
        Assert.Equal([PresenceKind.Marker, PresenceKind.Marker], new[] { one, two }.Select(sha => presence.Find(Oid.Parse(sha), byPatchId: false)!.Value.Kind));
    }

    [Fact]
    public void An_upstream_that_holds_the_target_hides_nothing_that_the_target_says()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "base");
        string nine = test.Commit("a", Lines((9, "nine")), "nine");
        string fix = test.Commit("a", Lines((9, "NINE")), $"fix nine\n\nFixes: {nine[..12]} (\"nine\")\n");
        string second = test.Commit("a", Lines((9, "NINE!")), $"fix nine more\n\nFixes: {nine[..12]} (\"nine\")\n");
        test.Run("checkout", "-q", "-b", "lts", "base");
        test.Run("cherry-pick", "-x", nine);
        test.Commit("a", Lines((9, "NINE, adapted")), $"fix nine\n\n(cherry picked from commit {fix})\n");
        test.Run("tag", "lts.1");
        string later = test.Commit("a", Lines((9, "NINE!, adapted")),
            $"fix nine more\n\nFixes: {nine[..12]} (\"nine\")\n\n(cherry picked from commit {second})\n");
        test.Run("tag", "lts.2");
        Assert.Equal([(later, false)], Find(test, "base..lts.1", "lts.2", "lts.1"));
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository);
        // Mainline's fix is there, as a commit that both reach.
        var names = new MaintainerTools.Engine.History.Present.ChangeNames(history, new MaintainerTools.Engine.History.Facts.CommitFactsReader(history));
        Oid target = repository.ResolveCommit("lts.1");
        IReadOnlyList<Oid> lines = names.LinesOf([Oid.Parse(fix)], repository.ResolveCommit("lts.2"), SilentMonitor.Instance);
        var presence = new MaintainerTools.Engine.History.Present.ChangePresence(history, repository.Objects, target, lines, SilentMonitor.Instance);
        Assert.Equal(PresenceKind.Marker, presence.Find(Oid.Parse(fix))!.Value.Kind);
        Assert.Null(presence.Find(Oid.Parse(second)));
    }
}
