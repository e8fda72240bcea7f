using MaintainerTools.Engine.Equivalence;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Grading;

/// <summary>What an audit says of bases as people build them.</summary>
public class BaseAuditTests
{
    private static string Lines(string name, params (int Line, string Text)[] changed) =>
        string.Concat(Enumerable.Range(1, 30).Select(i => (changed.FirstOrDefault(c => c.Line == i).Text ?? $"{name} {i}") + "\n"));

    private static PickedCommit[] Audit(TestRepository test, string since, string @base, string upstream, out string summary)
    {
        using GitRepository repository = test.Open();
        BaseAuditReport report = new BaseAudit(new Workspace(repository)).Run(new BaseAuditOptions { Since = since, Base = @base, Upstream = upstream });
        summary = report.Summary;
        Each.Holds(report.Picks, pick => Assert.Equal(pick.Finding.Length, pick.FindingId.Length));
        Each.Holds(report.Picks, pick => Assert.Equal(pick.Finding.Distinct(), pick.Finding));
        return [.. report.Picks];
    }

    private static PickedCommit[] Audit(TestRepository test, string since, string @base, string upstream) => Audit(test, since, @base, upstream, out _);

    [Fact]
    public void White_space_is_not_the_same_where_it_means_something()
    {
        using var test = new TestRepository();
        const string Loop = "def f(x):\n    for i in x:\n        a(i)\n    return 1\n";
        test.File("f.py", Loop).File("crlf.c", Lines("x")).Commit("root");
        test.Run("branch", "stable");
        string inside = test.Commit("f.py", Loop.Replace("        a(i)\n", "        a(i)\n        b(i)\n", StringComparison.Ordinal), "call b for each");
        string ends = test.Commit("crlf.c", Lines("x", (9, "nine")), "nine");
        test.Run("checkout", "-q", "stable");
        test.Commit("f.py", Loop.Replace("        a(i)\n", "        a(i)\n    b(i)\n", StringComparison.Ordinal),
            $"call b for each\n\n(cherry picked from commit {inside})\n");
        test.Commit("crlf.c", Lines("x", (9, "nine\r")), $"nine\n\n(cherry picked from commit {ends})\n");
        PickedCommit[] picks = Audit(test, "stable~2", "stable", "main");
        Assert.Equal([PickGrade.Whitespace, PickGrade.Whitespace], picks.Select(p => p.Grade));
        Each.Holds(picks, p => Assert.Contains("Whitespace", p.FindingId));
    }

    [Fact]
    public void What_a_message_says_was_left_out_is_named_and_the_rest_is_graded()
    {
        using var test = new TestRepository();
        test.File("a.c", Lines("a")).File("notes.rst", "old\n").File("b.c", Lines("b")).Commit("root");
        test.Run("branch", "stable");
        string both = test.File("a.c", Lines("a", (9, "nine"))).File("notes.rst", "old\nnew\n").File("b.c", Lines("b", (5, "five"))).Commit("nine");
        test.Run("checkout", "-q", "stable");
        foreach ((string excluded, string[] files) in (List<(string, string[])>)
            [("notes.rst", ["a.c", "b.c"]), ("notes.rst", ["a.c"]), ("b.c, notes.rst", ["a.c"]), ("notes.rstx", ["a.c", "b.c"])])
        {
            test.Run("reset", "-q", "--hard", "stable");
            test.Run(["checkout", "-q", both, "--", .. files]);
            test.Run("commit", "-q", "-m", $"nine\n\n[Excluded: {excluded}]\n\n(cherry picked from commit {both})");
            PickedCommit pick = Audit(test, "HEAD~1", "HEAD", "main").Single();
            bool isWhole = excluded != "notes.rstx" && files.Length + excluded.Split(", ").Length == 3;
            Assert.Equal(isWhole ? PickGrade.Exact : PickGrade.Partial, pick.Grade);
            Assert.Equal(excluded != "notes.rstx", pick.Reason!.EndsWith($"left out, as its message says: {excluded}", StringComparison.Ordinal));
            test.Run("reset", "-q", "--hard", "HEAD~1");
        }
    }

    [Fact]
    public void A_moved_folder_leaves_a_pick_exact()
    {
        using var test = new TestRepository();
        foreach (string file in (string[])["one.c", "two.c", "three.c"])
            test.File("src/core/" + file, Lines(file));
        test.Commit("root");
        test.Run("branch", "stable");
        // The same change in each file: only the names tell which is which.
        foreach (string file in (string[])["one.c", "two.c", "three.c"])
            test.File("src/core/" + file, Lines(file, (9, "a nine for all")));
        string all = test.Commit("nine everywhere");
        test.Run("checkout", "-q", "stable");
        test.Run("mv", "src/core", "lib");
        test.Run("commit", "-q", "-m", "move");
        test.Run("cherry-pick", "-x", all);
        PickedCommit pick = Audit(test, "stable~1", "stable", "main").Single();
        Assert.Equal(PickGrade.Exact, pick.Grade);
        Assert.Equal("moved: src/core/one.c is lib/one.c in the pick, src/core/three.c is lib/three.c in the pick, src/core/two.c is lib/two.c in the pick",
            pick.Reason);
        Assert.Empty(pick.Finding);
    }

    [Fact]
    public void Reverts_say_what_they_revert_and_a_second_pick_is_none_too_many()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines("a"), "root");
        test.Run("branch", "stable");
        string nine = test.Commit("a", Lines("a", (9, "nine")), "nine");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", nine);
        string first = test.Line("rev-parse", "HEAD");
        test.Run("revert", "--no-edit", "HEAD");
        test.Run("cherry-pick", "-x", nine);
        string again = test.Line("rev-parse", "HEAD");
        test.Commit("a", Lines("a"), "Revert \"nine\"\n\nIt broke things.\n");
        PickedCommit[] picks = Audit(test, "stable~4", "stable", "main", out string summary);
        Assert.Equal([[], ["RevertsPick"], ["PickedAgain"], ["RevertsPick"]], picks.Select(p => p.FindingId));
        Assert.Equal([$"reverts pick {first[..12]} \"nine\""], picks[1].Finding);
        Assert.Equal([$"reverts pick {again[..12]} \"nine\""], picks[3].Finding);
        Assert.Contains("2 revert what is in it", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void One_pick_may_hold_several_commits_and_several_picks_one()
    {
        using var test = new TestRepository();
        foreach (string file in (string[])["a", "b", "c", "d"])
            test.File(file, Lines(file));
        test.Commit("root");
        test.Run("branch", "stable");
        string a = test.Commit("a", Lines("a", (9, "nine")), "a: nine");
        string b = test.Commit("b", Lines("b", (9, "nine")), "b: nine");
        string both = test.File("c", Lines("c", (9, "nine"))).Commit("d", Lines("d", (9, "nine")), "c, d: nine");
        test.Run("checkout", "-q", "stable");
        test.File("a", Lines("a", (9, "nine"))).Commit("b", Lines("b", (9, "nine")),
            $"a, b: nine\n\n(cherry picked from commit {a})\n(cherry picked from commit {b})\n");
        test.Commit("c", Lines("c", (9, "nine")), $"c, d: nine\n\n(cherry picked from commit {both})\n");
        test.Commit("d", Lines("d", (9, "nine")), $"c, d: nine\n\n(cherry picked from commit {both})\n");
        PickedCommit[] picks = Audit(test, "stable~3", "stable", "main");
        Assert.Equal(PickGrade.Exact, picks[0].Grade);
        Assert.Contains($"holds 2 upstream commits: {a[..12]}, {b[..12]}", picks[0].Finding);
        Assert.Equal([PickGrade.Partial, PickGrade.Partial], picks.Skip(1).Select(p => p.Grade));
        // Together they have the whole, which none has by itself.
        Assert.Equal([["Split"], ["Split"]], picks.Skip(1).Select(p => p.FindingId.Except(["AuthorDateDiffers"])));
        Assert.Equal($"a part of upstream's {both[..12]}, which is split: {picks[2].Sha![..12]} has the rest", picks[1].Finding[^1]);
    }

    [Fact]
    public void What_changes_a_pick_is_no_second_pick()
    {
        using var test = new TestRepository();
        const string Loop = "def f(x):\n    for i in x:\n        a(i)\n    return 1\n";
        test.Commit("f.py", Loop, "root");
        test.Run("branch", "stable");
        string upstream = test.Commit("f.py", Loop.Replace("        a(i)\n", "        a(i)\n        b(i)\n", StringComparison.Ordinal), "call b for each");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", upstream);
        test.Commit("f.py", Loop.Replace("        a(i)\n", "        a(i)\n    b(i)\n", StringComparison.Ordinal), "style: indentation");
        PickedCommit[] picks = Audit(test, "stable~2", "stable", "main");
        Assert.Equal(["Foreign"], picks[1].FindingId);
        Assert.Contains(picks[0].Sha![..12], picks[1].Finding[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_are_not_the_whole_together_say_so_once()
    {
        using var test = new TestRepository();
        foreach (string file in (string[])["a", "b", "c", "d"])
            test.File(file, Lines(file));
        test.Commit("root");
        test.Run("branch", "stable");
        foreach (string file in (string[])["a", "b", "c", "d"])
            test.File(file, Lines(file, (9, "nine")));
        string all = test.Commit("nine everywhere");
        test.Run("checkout", "-q", "stable");
        test.Commit("a", Lines("a", (9, "nine")), $"nine everywhere\n\n(cherry picked from commit {all})\n");
        test.Commit("x", "ours\n", "of its own");
        test.Commit("b", Lines("b", (9, "nine")), $"nine everywhere\n\n(cherry picked from commit {all})\n");
        test.Commit("c", Lines("c", (9, "nine")), $"nine everywhere\n\n(cherry picked from commit {all})\n");
        PickedCommit[] picks = Audit(test, "stable~4", "stable", "main");
        Assert.Equal([["Split"], ["Foreign"], ["Split"], ["Split", "Partial"]],
            picks.Select(p => p.FindingId.Except(["AuthorDateDiffers"])));
        Assert.Equal("all parts: Partial: not in the pick: d", picks[3].Finding[^1]);
        // The last part makes it whole, and the base equivalent.
        test.Run("revert", "--no-edit", "HEAD~2");
        test.Commit("d", Lines("d", (9, "nine")), $"nine everywhere\n\n(cherry picked from commit {all})\n");
        using GitRepository repository = test.Open();
        ContentEquivalence verdict = new EquivalenceTester(new Workspace(repository)).Test(
            new EquivalenceOptions { Base = "stable", Upstream = "main", Since = "stable~6" });
        Assert.DoesNotContain("Partial", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fewest_that_would_have_to_move_are_out_of_order()
    {
        using var test = new TestRepository();
        test.Commit("a", "0\n", "root");
        string[] sources = [.. Enumerable.Range(1, 6).Select(i => test.Commit($"f{i}", "x\n", $"change {i}"))];
        test.Run("checkout", "-q", "-b", "stable", "main~6");
        foreach (int i in (int[])[5, 0, 1, 2, 3, 4])
            test.Run("cherry-pick", "-x", sources[i]);
        PickedCommit[] picks = Audit(test, "stable~6", "stable", "main");
        Assert.Equal([1, 0, 0, 0, 0, 0], picks.Select(p => p.Finding.Length));
        Assert.Equal(["OutOfOrder"], picks[0].FindingId);
        Assert.Contains("upstream has it after the source of", picks[0].Finding[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_upstream_has_on_branches_beside_each_other_may_come_either_way()
    {
        using var test = new TestRepository();
        test.Commit("a", "0\n", "root");
        test.Run("checkout", "-q", "-b", "side");
        string[] side = [.. Enumerable.Range(1, 3).Select(i => test.Commit($"s{i}", "x\n", $"side {i}"))];
        test.Run("checkout", "-q", "main");
        string[] own = [.. Enumerable.Range(1, 3).Select(i => test.Commit($"m{i}", "x\n", $"main {i}"))];
        test.Run("merge", "-q", "--no-edit", "side");
        string last = test.Commit("l", "x\n", "last");
        test.Run("checkout", "-q", "-b", "stable", "main~5");
        test.Run("reset", "-q", "--hard", test.Line("rev-list", "--max-parents=0", "main"));
        foreach (string source in (string[])[side[0], own[0], last, side[1], own[2], side[2], own[1]])
            test.Run("cherry-pick", "-x", source);
        PickedCommit[] picks = Audit(test, "stable~7", "stable", "main");
        Assert.Equal([false, false, true, false, false, false, true], picks.Select(p => p.FindingId.Contains("OutOfOrder")));
        Assert.Contains($"upstream has it after the source of {picks[3].Sha![..12]}", picks[2].Finding[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_marker_is_told_with_the_template_that_reads_it()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines("a"), "root");
        test.Run("branch", "stable");
        string nine = test.Commit("a", Lines("a", (9, "nine")), "make it nine");
        test.Run("checkout", "-q", "stable");
        test.Commit("a", Lines("a", (9, "IX"), (10, "X")), $"ours\n\nTaken-over: {nine} (make it nine)\n");
        string finding = Audit(test, "stable~1", "stable", "main").Single().Finding.Single();
        Assert.EndsWith($"it names upstream's {nine[..12]}, and -Marker 'Taken-over: {{sha}} ({{subject}})' would read it", finding, StringComparison.Ordinal);
        using GitRepository repository = test.Open();
        var told = new Workspace(repository, markers: ["Taken-over: {sha} ({subject})"]);
        PickedCommit read = new BaseAudit(told).Run(new BaseAuditOptions { Since = "stable~1", Base = "stable", Upstream = "main" }).Picks.Single();
        Assert.Equal(("Marker", nine), (read.PairedBy, read.Source));
    }

    [Fact]
    public void A_rewritten_text_and_identical_subjects_are_told_by_what_is_in_them()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines("a"), "root");
        test.Run("branch", "stable");
        test.Commit("a", Lines("a", (5, "five")), "a: fix");
        string second = test.Commit("a", Lines("a", (5, "five"), (25, "twentyfive")), "a: fix\n\nThis is why,\nand this is how.\n\nSigned-off-by: A <a@b>\n");
        test.Run("checkout", "-q", "stable");
        test.Commit("a", Lines("a", (25, "twentyfive"), (26, "more")), "a: fix\n\nThis is why, and this\nis how.\n\nSigned-off-by: A <a@b>\n");
        test.Run("branch", "rewritten", "stable~1");
        PickedCommit pick = Audit(test, "stable~1", "stable", "main").Single();
        Assert.Equal((second, "Subject"), (pick.Source, pick.PairedBy));
        Assert.DoesNotContain("MessageRewritten", pick.FindingId);
        test.Run("checkout", "-q", "rewritten");
        test.Commit("a", Lines("a", (25, "twentyfive")),
            $"a: fix\n\nIt praises the moon,\nand this is how.\n\nSigned-off-by: A <a@b>\n(cherry picked from commit {second})\n");
        Assert.Contains("the text is not upstream's: 1 of its 2 lines is not there", Audit(test, "rewritten~1", "rewritten", "main").Single().Finding);
    }

    [Fact]
    public void A_marker_leads_on_from_branch_to_branch_and_one_that_is_astray_is_told()
    {
        using var test = new TestRepository();
        test.Commit("a", Lines("a"), "root");
        test.Run("branch", "stable");
        test.Run("branch", "other");
        test.Run("checkout", "-q", "-b", "topic");
        string old = test.Commit("a", Lines("a", (15, "fifteen")), "fifteen");
        test.Run("checkout", "-q", "main");
        test.Commit("a", Lines("a", (2, "two")), "two");
        test.Run("cherry-pick", "topic");
        string merged = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "stable");
        test.Run("cherry-pick", "-x", merged);
        string here = test.Line("rev-parse", "HEAD");
        test.Run("checkout", "-q", "other");
        test.Commit("a", Lines("a", (15, "XV")), $"elsewhere\n\nUpstream-commit: {here}\n");
        Assert.Equal((merged, "Marker"), Audit(test, "other~1", "other", "main").Select(p => (p.Source, p.PairedBy)).Single());
        test.Run("checkout", "-q", "-b", "astray", "other~1");
        test.Commit("a", Lines("a", (15, "fifteen")), $"fifteen\n\n(cherry picked from commit {old})\n");
        PickedCommit stray = Audit(test, "astray~1", "astray", "main").Single();
        Assert.Equal("MarkerNotUpstream", stray.FindingId[0]);
        Assert.Contains(old[..12], stray.Finding[0], StringComparison.Ordinal);
        Assert.Contains(merged[..12], stray.Finding[0], StringComparison.Ordinal);
    }
}
