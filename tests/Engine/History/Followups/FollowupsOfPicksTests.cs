using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.History.Followups;

/// <summary>A commit and its picks are one change, whichever branch is searched and whichever is asked.</summary>
public class FollowupsOfPicksTests
{
    private static readonly (int Line, string Text)[] s_parts = [(10, "ten"), (20, "twenty"), (30, "thirty")];

    private static string Lines(params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 40).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"line {i}") + "\n"));

    private static (string Commit, bool? Present)[] Find(TestRepository test, string asked, string upstream, string target)
    {
        using GitRepository repository = test.Open();
        var workspace = new HistoryWorkspace(repository);
        (IReadOnlyList<Oid> named, Oid? start) = new CommitSelection(workspace).ResolveWithStart(asked);
        return [.. new FollowupFinder(workspace)
            .Find(named, repository.ResolveCommit(upstream), repository.ResolveCommit(target), start)
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

    private static string[] Debt(TestRepository test, string since, string candidate, string upstream = "main")
    {
        using GitRepository repository = test.Open();
        var options = new MergeBaseCostOptions { SinceName = since, Since = repository.ResolveCommit(since), Upstream = repository.ResolveCommit(upstream) };
        MergeBaseCost cost = new MergeBaseCoster(new Workspace(repository)).Weigh(options, [(candidate, repository.ResolveCommit(candidate))]).Single();
        Assert.Equal(cost.FollowupFix!.Length, cost.FollowupFixes);
        return cost.FollowupFix;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fixes_of_a_squash_are_fixes_of_the_parts_that_were_picked(bool marked)
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "base");
        test.Run("checkout", "-q", "-b", "topic");
        string[] parts = [.. Enumerable.Range(0, 3).Select(i => test.Commit("a", Lines(s_parts[..(i + 1)]), $"part {i}"))];
        test.Run("checkout", "-q", "main");
        test.Commit("a", Lines((2, "two")), "other");
        test.Run("merge", "-q", "--squash", "topic");
        test.Run("commit", "-q", "-m", "Feature in three parts (#5)");
        string squash = test.Line("rev-parse", "HEAD");
        string fix = test.Commit("a", Lines([(2, "two"), .. s_parts[..1], (20, "twenty!"), .. s_parts[2..]]),
            $"fix\n\nFixes: {squash[..12]} (\"Feature in three parts (#5)\")\n");
        test.Run("checkout", "-q", "-b", "stable", "base");
        test.Run([.. marked ? (string[])["cherry-pick", "-x"] : ["cherry-pick"], .. parts]);
        test.Run("branch", "-q", "-D", "topic");
        Assert.Equal([(fix, false)], Find(test, "base..stable", "main", "stable"));
        Assert.Equal([fix], Debt(test, "base", "stable"));
        // The other way round: one commit that says nothing of where it comes from holds two of upstream's.
        test.Run("checkout", "-q", "-b", "whole", "base");
        string whole = test.Commit("a", Lines(s_parts[..2]), "the first two parts");
        test.Run("checkout", "-q", "-b", "up", parts[2]);
        string ofPart = test.Commit("a", Lines([(10, "TEN"), .. s_parts[1..]]), $"fix\n\nFixes: {parts[0][..12]} (\"part 0\")\n");
        string ofOther = test.Commit("a", Lines([(10, "TEN"), .. s_parts[1..2], (30, "THIRTY")]), $"fix\n\nFixes: {parts[2][..12]} (\"part 2\")\n");
        Assert.Equal([(ofPart, false)], Find(test, whole, "up", "whole"));
        Assert.Equal([ofPart], Debt(test, "base", "whole", "up"));
        Assert.DoesNotContain(ofOther, Debt(test, "base", "whole", "up"));
        // What looks alike but for its white space is another change.
        test.Run("checkout", "-q", "-b", "indented", "base");
        string indented = test.Commit("a", Lines((10, " ten")), "part 0");
        Assert.Empty(Find(test, indented, "up", "indented"));
    }

    [Fact]
    public void A_fix_that_a_pick_holds_as_well_is_there()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "base");
        string feature = test.Commit("a", Lines((9, "nine")), "feature");
        string one = test.Commit("a", Lines((9, "NINE")), $"fix one\n\nFixes: {feature[..12]} (\"feature\")\n");
        string two = test.Commit("a", Lines((9, "NINE"), (20, "twenty")), $"fix two\n\nFixes: {one[..12]} (\"fix one\")\n");
        test.Run("checkout", "-q", "-b", "stable", "base");
        test.Commit("a", Lines((9, "NINE")),
            $"feature\n\nFixes: {feature[..12]}\n\n(cherry picked from commit {feature})\n(cherry picked from commit {one})\n");
        Assert.Equal([(one, true), (two, false)], Find(test, "base..stable", "main", "stable"));
    }

    [Fact]
    public void A_merge_that_is_asked_for_has_the_fixes_of_what_it_brought()
    {
        using var test = new TestRepository();
        test.File("a", Lines()).Commit("c", Lines(), "root");
        test.Run("branch", "stable");
        test.Run("checkout", "-q", "-b", "topic");
        string one = test.Commit("a", Lines((9, "nine")), "a: nine");
        test.Commit("a", Lines((9, "nine"), (12, "twelve")), $"a: fix it at once\n\nFixes: {one[..12]} (\"a: nine\")\n");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "Merge topic", "topic");
        string merge = test.Line("rev-parse", "HEAD");
        string fix = test.Commit("a", Lines((9, "NINE"), (12, "twelve")), $"a: fix nine\n\nFixes: {one[..12]} (\"a: nine\")\n");
        string ofMerge = test.Commit("c", Lines((3, "three")), $"c: three\n\nFixes: {merge[..12]} (\"Merge topic\")\n");
        using GitRepository repository = test.Open();
        string[] Missing(string target) => new BackportForecaster(
            new Workspace(repository), new BackportForecastOptions { Commits = [Oid.Parse(merge)], Upstream = "main" }).Run(target).Single().MissingFix;
        Assert.Equal([fix, ofMerge], Missing("stable"));
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", "-m1", merge);
        test.Run("cherry-pick", "-x", fix);
        Assert.Equal([ofMerge], Missing("stable"));
        Assert.Equal(3, CommitHistory.Open(repository).BroughtBy(Oid.Parse(merge)).Count);
        Assert.Empty(CommitHistory.Open(repository).BroughtBy(Oid.Parse(one)));
    }

    [Fact]
    public void No_debt_is_what_upstream_took_back_and_what_takes_back_what_is_not_there()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines(), "root");
        test.Run("tag", "base");
        string feature = test.Commit("a", Lines((15, "fifteen")), "feature");
        string revert = test.Commit("a", Lines(), $"Revert \"feature\"\n\nThis reverts commit {feature}.\n");
        test.Run("tag", "reverted");
        string again = test.Commit("a", Lines((15, "fifteen")), $"Reapply \"feature\"\n\nThis reverts commit {revert}.\n");
        string fix = test.Commit("a", Lines((15, "fifteen!")), $"fix it\n\nFixes: {again[..12]} (\"Reapply \"feature\"\")\n");
        test.Run("checkout", "-q", "-b", "stable", "base");
        test.Run("cherry-pick", "-x", feature);
        Assert.Equal([fix], Debt(test, "base", "stable"));
        Assert.Equal([revert], Debt(test, "base", "stable", "reverted"));
        // Along upstream itself a version with the revert owes what took it back.
        Assert.Equal([fix], Debt(test, "base", feature));
        Assert.Equal([again, fix], Debt(test, "base", "reverted").Order(StringComparer.Ordinal).OrderBy(sha => sha == fix));
        Assert.Equal([fix], Debt(test, "base", again));
        Assert.Empty(Debt(test, "base", fix));
    }

    /// <summary>
    /// Asked along their own branch, picks and what they are picks of are tied to it, however many: nothing is left unanswered, and nothing is said of it.
    /// Where a branch names nothing, and something was fixed, it is said once, with what to do.
    /// </summary>
    [Theory]
    [InlineData("stable", 0)]
    [InlineData("main", 0)]
    [InlineData("other", 1)]
    public void What_is_left_unanswered_is_said_and_nothing_else(string upstream, int warnings)
    {
        const int Picks = 120;
        using var test = new TestRepository();
        var import = new FastImport();
        int root = import.Commit("refs/heads/main", "root\n", 1_500_000_000, [], [("a", "644", "0\n")]);
        int tip = root;
        int[] changes = [.. Enumerable.Range(1, Picks).Select(i => tip = import.Commit("refs/heads/main", $"change {i}\n", 1_500_000_000 + i, [tip],
            [("f" + i, "644", "x\n")]))];
        Oid[] ids = import.Write(test);
        test.Run("checkout", "-q", "-b", "stable", ids[root].ToString());
        test.Run(["cherry-pick", "-x", .. changes.Select(number => ids[number].ToString())]);
        string first = test.Line("rev-parse", "stable~1");
        foreach (string branch in (string[])["stable", "main"])
        {
            test.Run("checkout", "-q", branch);
            test.Commit("b" + branch, "fixed\n", $"fix\n\nFixes: {(branch == "stable" ? first : ids[changes[^1]].ToString())}\n");
        }
        test.Run("checkout", "-q", "-b", "other", ids[root].ToString());
        string own = test.Commit("o", "1\n", "own");
        test.Commit("o", "2\n", $"fix own\n\nFixes: {own}\n");
        var heard = new Listener();
        using GitRepository repository = test.Open();
        var workspace = new Workspace(repository, heard);
        IReadOnlyList<Oid> asked = [.. workspace.History.Range(ids[root], repository.ResolveCommit("stable~1"), SilentMonitor.Instance)];
        Assert.Equal(Picks, asked.Count);
        IReadOnlyList<FollowupFix> found = new FollowupFinder(workspace).Find(asked, repository.ResolveCommit(upstream), null, ids[root]);
        Assert.Equal(warnings == 0 ? 1 : 0, found.Count);
        Assert.Equal(warnings, heard.Warned.Count);
        Assert.All(heard.Warned, text => Assert.Contains("ask for up to 100 at a time", text, StringComparison.Ordinal));
    }

    /// <summary>Hears what is warned of.</summary>
    private sealed class Listener : IOperationMonitor
    {
        public List<string> Warned { get; } = [];

        public CancellationToken Cancellation => CancellationToken.None;

        public void Report(string activity, long done, long total, string? current = null)
        {
        }

        public void Warn(string message) => Warned.Add(message);
    }
}
