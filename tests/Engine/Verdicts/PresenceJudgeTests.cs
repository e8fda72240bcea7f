using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Verdicts;

/// <summary>That a change came to a branch is one question, that it is there another.</summary>
public class PresenceJudgeTests
{
    [Fact]
    public void A_pick_that_later_commits_rework_is_there_and_they_are_named()
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine", "nine");
        test.Run("switch", "-q", "stable");
        Pick(test, nine);
        string rework = test.Commit("a", Lines("a", (8, "eight"), (9, "nine and more")), "rework eight and nine");
        BackportForecast forecast = Forecast(test, "stable", nine);
        Assert.Equal(BackportVerdict.AlreadyPresent, forecast.Verdict);
        Assert.Equal([rework], forecast.ChangedBy);
        Assert.Equal(("Marker", "Conflict"), (forecast.PresentBy, forecast.PickVerdict));
    }

    [Fact]
    public void A_marker_on_a_commit_that_holds_nothing_proves_nothing()
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine", "nine");
        test.Run("switch", "-q", "stable");
        string empty = test.CommitIndex($"UPSTREAM: nine\n\n(cherry picked from commit {nine})\n");
        BackportForecast forecast = Forecast(test, "stable", nine);
        Assert.Equal(BackportVerdict.PresentInPart, forecast.Verdict);
        Assert.Equal(("Marker", empty), (forecast.PresentBy, forecast.PresentAs));
        MissingChange missing = Assert.Single(forecast.Missing);
        Assert.Equal(("a", 9), (missing.Path, missing.Line));
        Assert.Equal("a 9", Assert.Single(missing.Removed));
        Assert.Equal("nine", Assert.Single(missing.Added));
        Assert.Equal(PickStatus.Picked, Build(test, "stable", nine).Single().Status);
    }

    [Fact]
    public void A_change_picked_in_two_commits_is_there_after_the_second()
    {
        using var test = Base();
        test.File("a", Lines("a", (9, "nine"))).File("b", Lines("b", (9, "nine")));
        string both = test.Commit("nine in both");
        test.Run("switch", "-q", "stable");
        test.Commit("a", Lines("a", (9, "nine")), $"nine (1/2)\n\n(cherry picked from commit {both})\n");
        test.Run("branch", "half");
        test.Commit("b", Lines("b", (9, "nine")), $"nine (2/2)\n\n(cherry picked from commit {both})\n");
        Assert.Equal(BackportVerdict.AlreadyPresent, Forecast(test, "stable", both).Verdict);
        BackportForecast half = Forecast(test, "half", both);
        Assert.Equal(BackportVerdict.PresentInPart, half.Verdict);
        Assert.Equal(["b:9 -1 +1"], half.Missing.Select(m => m.ToString()));
    }

    /// <summary>The same lines in both files, or others.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void A_part_that_was_taken_back_before_the_next_one_came_is_told_with_what_took_it(string second)
    {
        using var test = Base();
        test.File("a", Lines("a")).File("b", Lines(second)).Commit("two files");
        test.Run("branch", "-f", "stable");
        test.File("a", Lines("a", (9, "nine"))).File("b", Lines(second, (9, "nine")));
        string both = test.Commit("nine in both");
        test.Run("switch", "-q", "stable");
        string marker = $"\n\n(cherry picked from commit {both})\n";
        test.Commit("a", Lines("a", (9, "nine")), "nine (1/2)" + marker);
        string undo = test.Commit("a", Lines("a"), "a: as it was");
        test.Commit("b", Lines(second, (9, "nine")), "nine (2/2)" + marker);
        BackportForecast forecast = Forecast(test, "stable", both);
        Assert.Equal((BackportVerdict.PresentInPart, undo), (forecast.Verdict, forecast.RevertedBy));
        Assert.Equal(["a:9 -1 +1"], forecast.Missing.Select(m => m.ToString()));
    }

    /// <summary>What was adapted is judged as it was adapted: the pick's own lines, of which upstream's commit says nothing.</summary>
    [Theory]
    [InlineData("kept", BackportVerdict.AlreadyPresent)]
    [InlineData("undone", BackportVerdict.Reverted)]
    [InlineData("reworked", BackportVerdict.AlreadyPresent)]
    public void What_became_of_an_adapted_pick_is_told(string later, BackportVerdict expected)
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine(a, b)", "nine");
        test.Run("switch", "-q", "stable");
        string ours = Lines("a", (8, "ours 8"), (9, "ours 9"));
        test.Commit("a", ours, "ours");
        string adapted = test.Commit("a", Lines("a", (8, "ours 8"), (9, "nine(ours)")), $"nine\n\n(cherry picked from commit {nine})\n");
        string? then = later switch
        {
            "undone" => test.Commit("a", ours, "a: as it was"),
            "reworked" => test.Commit("a", Lines("a", (8, "ours 8"), (9, "nine(ours, and more)")), "more of it"),
            _ => null,
        };
        BackportForecast forecast = Forecast(test, "stable", nine);
        Assert.Equal((expected, adapted), (forecast.Verdict, forecast.PresentAs));
        Assert.Equal(expected == BackportVerdict.Reverted ? then : null, forecast.RevertedBy);
        if (then is not null && expected == BackportVerdict.AlreadyPresent)
            Assert.Equal([then], forecast.ChangedBy);
    }

    [Fact]
    public void A_new_file_that_a_moved_folder_took_and_lost_is_missed()
    {
        using var test = new TestRepository();
        foreach (string file in (string[])["one.c", "two.c", "three.c"])
            test.File("core/" + file, Lines(file));
        test.Commit("base");
        test.Run("branch", "stable");
        string added = test.File("core/two.c", Lines("two.c", (20, "twenty"))).Commit("core/new.c", Lines("new"), "add new.c");
        test.Run("switch", "-q", "stable");
        test.Run("mv", "core", "kern");
        test.Commit("move the folder");
        test.File("kern/two.c", Lines("two.c", (20, "twenty"))).Commit("kern/new.c", Lines("new"), $"add new.c\n\n(cherry picked from commit {added})\n");
        Assert.Equal(BackportVerdict.AlreadyPresent, Forecast(test, "stable", added).Verdict);
        test.Run("rm", "-q", "kern/new.c");
        string drop = test.Commit("drop new.c");
        BackportForecast forecast = Forecast(test, "stable", added);
        Assert.Equal((BackportVerdict.PresentInPart, drop), (forecast.Verdict, forecast.RevertedBy));
        Assert.Equal("kern/new.c", Assert.Single(forecast.Missing).Path);
    }

    /// <summary>Each way in which people take a pick back, with and without a word about it.</summary>
    [Theory]
    [InlineData("revert")]
    [InlineData("without a name")]
    [InlineData("github")]
    [InlineData("subject")]
    [InlineData("with other things")]
    [InlineData("reworked after")]
    public void What_was_taken_back_is_reverted(string way)
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine", "nine (#1)");
        test.Run("switch", "-q", "stable");
        test.Commit("a", Lines("a", (9, "nine")), $"nine (#1) (#5)\n\n(cherry picked from commit {nine})\n");
        string back = test.Line("rev-parse", "HEAD");
        switch (way)
        {
            case "revert":
            case "reworked after":
                test.Run("revert", "--no-edit", "HEAD");
                break;
            case "without a name":
                test.Commit("a", Lines("a"), "Nine breaks the release\n");
                break;
            case "github":
                test.Commit("a", Lines("a"), "Revert \"nine (#1)\" (#6)\n\nReverts o/r#5\n");
                break;
            case "subject":
                test.Commit("a", Lines("a"), "Revert \"nine (#1) (#5)\"\n\nIt breaks the release.\n");
                break;
            default:
                test.Commit("a", Lines("a", (20, "twenty")), "Back out nine, and number twenty\n");
                break;
        }
        back = test.Line("rev-parse", "HEAD");
        if (way == "reworked after")
            test.Commit("a", Lines("a", (8, "eight"), (9, "9"), (10, "ten")), "rework it all");
        BackportForecast forecast = Forecast(test, "stable", nine);
        Assert.Equal((BackportVerdict.Reverted, back, "Marker"), (forecast.Verdict, forecast.RevertedBy, forecast.PresentBy));
        // To pick it again is what was asked for.
        Assert.NotEqual(PickStatus.AlreadyPresent, Build(test, "stable", nine).Single().Status);
    }

    /// <summary>A branch that has its manual in one file, in another markup, takes a note into that; an unlike text does not stand for it.</summary>
    [Theory]
    [InlineData(true, false, BackportVerdict.AlreadyPresent)]
    [InlineData(true, true, BackportVerdict.Reverted)]
    [InlineData(false, false, BackportVerdict.PresentInPart)]
    public void A_note_that_went_into_the_manual_of_an_older_form_is_there(bool isAlike, bool isDropped, BackportVerdict expected)
    {
        using var test = Base();
        test.Run("switch", "-q", "stable");
        string manual = string.Concat(Enumerable.Range(1, 20).Select(i => $".B \\-\\-option{i}\nsets what is called option{i}.\n"));
        test.Commit("doc/tool.8", manual, "the manual");
        test.Run("switch", "-q", "main");
        string pages = string.Concat(Enumerable.Range(1, 20).Select(i => $"--option{i}\n  sets what is called option{i}.\n"));
        test.Commit("doc/man/server.rst", pages, "the manual in pages");
        const string Note = "\n  *NOTE*: ``--reset`` is very thorough: it will remove almost all\n  options; most want ``--remove``.\n";
        string note = test.Commit("doc/man/server.rst", pages + Note, "a note");
        test.Run("switch", "-q", "stable");
        string text = isAlike
            ? ".B NOTE: \\-\\-reset\nis very thorough:\nit will remove almost all options; most\nwant\n.B \\-\\-remove.\n" : "Read the licence.\n";
        test.Commit("doc/tool.8", manual + text, $"a note\n\n(cherry picked from commit {note})\n");
        if (isDropped)
            test.Commit("doc/tool.8", manual, "Take the note back\n");
        Assert.Equal(expected, Forecast(test, "stable", note).Verdict);
    }

    /// <summary>
    /// What had been changed further is no more as the change left it; that it was taken back by name after that counts, and not what came before it.
    /// </summary>
    [Theory]
    [InlineData(true, false, BackportVerdict.Reverted)]
    [InlineData(true, true, BackportVerdict.Reverted)]
    [InlineData(false, false, BackportVerdict.AlreadyPresent)]
    [InlineData(false, true, BackportVerdict.AlreadyPresent)]
    public void What_was_changed_and_then_taken_back_is_reverted(bool revertIsLast, bool isPicked, BackportVerdict expected)
    {
        using var test = Base();
        string both = test.Commit("a", Lines("a", (9, "the ninth line"), (20, "the twentieth line")), "nine and twenty");
        test.Run("switch", "-q", "stable");
        if (isPicked)
            Pick(test, both);
        else
            test.Run("merge", "-q", "--ff-only", both);
        string came = test.Line("rev-parse", "HEAD");
        string revert = "";
        if (revertIsLast)
        {
            test.Commit("a", Lines("a", (9, "the ninth line, reworked"), (20, "the twentieth line, reworked")), "rework nine and twenty");
            revert = test.Commit("a", Lines("a", (8, "eight")), $"Revert \"nine and twenty\"\n\nThis reverts commit {came}.\n");
        }
        else
        {
            test.Run("revert", "--no-edit", "HEAD");
            test.Commit("a", Lines("a", (9, "the ninth line"), (20, "the twentieth line")), "number lines after all");
            test.Commit("a", Lines("a", (9, "the ninth line, reworked"), (20, "the twentieth line, reworked")), "rework nine and twenty");
        }
        BackportForecast forecast = Forecast(test, "stable", both);
        Assert.Equal((expected, revertIsLast ? revert : null), (forecast.Verdict, forecast.RevertedBy));
    }

    [Fact]
    public void The_revert_of_a_merge_takes_back_all_that_it_brought()
    {
        using var test = Base();
        test.Run("switch", "-q", "-c", "topic", "main");
        string nine = Change(test, "a", 9, "nine", "t: nine");
        string twenty = Change(test, "b", 20, "twenty", "t: twenty");
        test.Run("switch", "-q", "stable");
        test.Commit("c", "own\n", "own");
        test.Run("merge", "-q", "--no-ff", "-m", "Merge topic", "topic");
        test.Run("revert", "--no-edit", "-m", "1", "HEAD");
        string revert = test.Line("rev-parse", "HEAD");
        foreach (string commit in (string[])[nine, twenty])
        {
            BackportForecast forecast = Forecast(test, "stable", commit);
            Assert.Equal((BackportVerdict.Reverted, revert, "Ancestor"), (forecast.Verdict, forecast.RevertedBy, forecast.PresentBy));
        }
        Assert.All(Build(test, "stable", nine, twenty), pick => Assert.Equal(PickStatus.Picked, pick.Status));
    }

    [Fact]
    public void The_revert_of_a_range_takes_back_each_of_it()
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine", "nine");
        string twenty = Change(test, "b", 20, "twenty", "twenty");
        test.Run("switch", "-q", "stable");
        Pick(test, nine);
        string first = test.Line("rev-parse", "HEAD");
        Pick(test, twenty);
        string last = test.Line("rev-parse", "HEAD");
        test.File("a", Lines("a")).File("b", Lines("b"));
        string revert = test.Commit($"Take the series back\n\nThis reverts commits {first[..10]}..{last[..10]}.\n");
        foreach (string commit in (string[])[nine, twenty])
        {
            BackportForecast forecast = Forecast(test, "stable", commit);
            Assert.Equal((BackportVerdict.Reverted, revert), (forecast.Verdict, forecast.RevertedBy));
        }
    }

    [Fact]
    public void A_side_that_a_merge_dropped_is_not_there_though_it_is_an_ancestor()
    {
        using var test = Base();
        test.Run("switch", "-q", "-c", "topic", "main");
        string nine = Change(test, "a", 9, "nine", "t: nine");
        test.Run("switch", "-q", "stable");
        test.Commit("c", "own\n", "own");
        test.Run("merge", "-q", "-s", "ours", "-m", "Merge topic, not wanted", "topic");
        string merge = test.Line("rev-parse", "HEAD");
        BackportForecast forecast = Forecast(test, "stable", nine);
        Assert.Equal((BackportVerdict.Reverted, merge, "Ancestor"), (forecast.Verdict, forecast.RevertedBy, forecast.PresentBy));
    }

    [Fact]
    public void What_was_taken_back_and_picked_again_is_there()
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine", "nine");
        test.Run("switch", "-q", "stable");
        Pick(test, nine);
        test.Run("revert", "--no-edit", "HEAD");
        test.Run("branch", "once");
        Pick(test, nine);
        test.Run("branch", "again");
        test.Run("switch", "-q", "once");
        test.Run("revert", "--no-edit", "HEAD");
        BackportForecast again = Forecast(test, "again", nine);
        Assert.Equal((BackportVerdict.AlreadyPresent, (string?)null), (again.Verdict, again.RevertedBy));
        Assert.Equal(BackportVerdict.AlreadyPresent, Forecast(test, "once", nine).Verdict);
    }

    [Fact]
    public void What_was_taken_back_in_part_is_there_in_part()
    {
        using var test = Base();
        test.File("a", Lines("a", (9, "nine"))).File("b", Lines("b", (9, "nine")));
        string both = test.Commit("nine in both");
        test.Run("switch", "-q", "stable");
        Pick(test, both);
        string back = test.Commit("b", Lines("b"), "b: nine is not wanted here");
        BackportForecast forecast = Forecast(test, "stable", both);
        Assert.Equal((BackportVerdict.PresentInPart, back), (forecast.Verdict, forecast.RevertedBy));
        Assert.Equal(["b:9 -1 +1"], forecast.Missing.Select(m => m.ToString()));
    }

    [Fact]
    public void White_space_counts()
    {
        using var test = new TestRepository();
        test.Commit("f.py", Python(8), "base");
        test.Run("branch", "stable");
        string dedent = test.Commit("f.py", Python(4), "call b once");
        string indent = test.Commit("f.py", Python(8), $"call b each time again\n\nFixes: {dedent[..12]} (\"call b once\")\n");
        test.Run("switch", "-q", "stable");
        test.Run("cherry-pick", dedent);
        Assert.Equal((BackportVerdict.Clean, (string?)null), (Forecast(test, "stable", indent).Verdict, Forecast(test, "stable", indent).PresentBy));
        BackportForecast first = Forecast(test, "stable", dedent);
        Assert.Equal((BackportVerdict.AlreadyPresent, "PatchId"), (first.Verdict, first.PresentBy));
        Assert.Equal([indent], first.MissingFix);
        Assert.Equal(PickStatus.Picked, Build(test, "stable", indent).Single().Status);

        static string Python(int blanks) => $"def f(x):\n    for i in x:\n        a(i)\n{new string(' ', blanks)}b(i)\n    return 1\n";
    }

    [Fact]
    public void Lines_that_a_fix_of_the_change_took_out_are_explained_by_it()
    {
        using var test = Base();
        string nine = test.Commit("a", Lines("a").Replace("a 9\n", "a 9\nsomething more\n", StringComparison.Ordinal), "more");
        test.Run("switch", "-q", "stable");
        Pick(test, nine);
        string fix = test.Commit("a", Lines("a"), $"something more was one too many\n\nFixes: {nine[..12]} (\"more\")\n");
        BackportForecast forecast = Forecast(test, "stable", nine);
        Assert.Equal(BackportVerdict.AlreadyPresent, forecast.Verdict);
        Assert.Equal([fix], forecast.ChangedBy);
    }

    /// <summary>A pick of what only adds lines adds them once more where they stand there in other words.</summary>
    [Theory]
    [InlineData("here(int ours)", BackportVerdict.AlreadyPresent)]
    [InlineData(null, BackportVerdict.PresentInPart)]
    public void Lines_that_a_pick_has_in_other_words_are_no_part_left_out(string? inOurWords, BackportVerdict expected)
    {
        using var test = Base();
        string With(string? line, string last) =>
            Lines("a", (30, last)).Replace("a 9\n", "a 9\n" + (line is null ? "" : $"void place_of({line})\n"), StringComparison.Ordinal);
        string fix = test.Commit("a", With("here(int theirs)", "a 30, fixed"), "place");
        test.Run("switch", "-q", "stable");
        string pick = test.Commit("a", With(inOurWords, "a 30, fixed"), $"place\n\n(cherry picked from commit {fix})\n");
        BackportForecast forecast = Forecast(test, "stable", fix);
        Assert.Equal((expected, pick), (forecast.Verdict, forecast.PresentAs));
        Assert.Equal(expected == BackportVerdict.AlreadyPresent ? [] : ["a:10 -0 +1"], forecast.Missing.Select(m => m.ToString()));
    }

    /// <summary>Upstream's own next step, picked too, is no taking back though it takes most of the lines out; one that does nothing else is.</summary>
    [Theory]
    [InlineData(true, BackportVerdict.AlreadyPresent)]
    [InlineData(false, BackportVerdict.Reverted)]
    public void A_picked_rework_explains_what_it_took_out(bool bringsMore, BackportVerdict expected)
    {
        using var test = Base();
        string With(string? line) => Lines("a").Replace("a 9\n", "a 9\n" + (line ?? ""), StringComparison.Ordinal);
        string flag = test.Commit("a", With("bool flag;\n"), "a flag");
        string rework = test.File("a", With(null)).Commit("b", Lines("b", bringsMore ? [(7, "a bug bit")] : []), "convert to a bug bit");
        test.Run("switch", "-q", "stable");
        Pick(test, flag);
        Pick(test, rework);
        string last = test.Line("rev-parse", "HEAD");
        BackportForecast forecast = Forecast(test, "stable", flag);
        Assert.Equal(expected, forecast.Verdict);
        Assert.Equal(last, expected == BackportVerdict.Reverted ? forecast.RevertedBy : Assert.Single(forecast.ChangedBy));
    }

    /// <summary>More later commits change the file than are asked one by one; what is not known is no verdict.</summary>
    [Theory]
    [InlineData(false, "reworked")]
    [InlineData(false, "taken back")]
    [InlineData(true, "reworked")]
    [InlineData(true, "taken back")]
    public void A_change_that_thousands_of_commits_follow_is_there_unless_it_was_taken_back(bool isPicked, string then)
    {
        using var test = new TestRepository();
        var import = new FastImport();
        long date = 1_700_000_000;
        int Next(string branch, string message, string text, params int[] parents) =>
            import.Commit("refs/heads/" + branch, message, ++date, parents, [("f", "100644", text)]);
        int root = Next("main", "base", Lines("f"));
        int nine = Next("main", "nine", Lines("f", (9, "nine")), root);
        // The marker names a commit whose id is known only when it is written.
        import.Write(test);
        string named = test.Line("rev-parse", "main");
        import = new FastImport();
        root = Next("stable", "another base", Lines("f"));
        int picked = Next("stable", isPicked ? $"nine\n\n(cherry picked from commit {named})\n" : "nine", Lines("f", (9, "nine")), root);
        int last = Next("stable", then, Lines("f", (9, then == "reworked" ? "nine and more" : "f 9")), picked);
        int loss = last;
        for (int i = 0; i < 1500; i++)
            last = Next("stable", $"change {i}", Lines("f", (9, then == "reworked" ? $"nine and {i}" : "f 9"), (8, $"eight {i}"), (10, $"ten {i}")), last);
        Oid[] ids = import.Write(test);
        BackportForecast forecast = Forecast(test, "stable", isPicked ? named : ids[picked].ToString());
        Assert.Equal(then == "reworked" ? BackportVerdict.AlreadyPresent : BackportVerdict.Reverted, forecast.Verdict);
        Assert.Equal(isPicked ? "Marker" : "Ancestor", forecast.PresentBy);
        Assert.Contains(ids[loss].ToString(), forecast.Verdict == BackportVerdict.Reverted ? [forecast.RevertedBy!] : forecast.ChangedBy);
    }

    /// <summary>A branch that was brought up to a later state in one commit without a mark has the fix; a pick of it would change nothing.</summary>
    [Fact]
    public void A_fix_that_came_with_an_unmarked_commit_is_not_missing()
    {
        using var test = Base();
        string nine = Change(test, "a", 9, "nine", "nine");
        string there = test.Commit("a", Lines("a", (9, "nine"), (20, "twenty")), $"fix nine\n\nFixes: {nine[..12]} (\"nine\")\n");
        string lacking = test.Commit("b", Lines("b", (9, "nine")), $"fix nine again\n\nFixes: {nine[..12]} (\"nine\")\n");
        test.Run("switch", "-q", "stable");
        test.Commit("c", "own\n", "own");
        Pick(test, nine);
        test.Run("branch", "picked");
        test.Run("reset", "-q", "--hard", "HEAD^");
        test.Commit("a", Lines("a", (9, "nine"), (20, "twenty")), "Update to the newest");
        Assert.Equal([lacking], Forecast(test, "stable", nine).MissingFix);
        Assert.Equal([there, lacking], Forecast(test, "picked", nine).MissingFix);
    }

    private static TestRepository Base()
    {
        var test = new TestRepository();
        test.File("a", Lines("a")).File("b", Lines("b"));
        test.Commit("base");
        test.Run("branch", "stable");
        return test;
    }

    private static string Change(TestRepository test, string file, int line, string text, string message) =>
        test.Commit(file, Lines(file, (line, text)), message);

    private static void Pick(TestRepository test, string commit) => test.Run("cherry-pick", "-x", commit);

    private static string Lines(string name, params (int Line, string Text)[] changes) =>
        string.Concat(Enumerable.Range(1, 40).Select(i => (changes.FirstOrDefault(c => c.Line == i).Text ?? $"{name} {i}") + "\n"));

    private static BackportForecast Forecast(TestRepository test, string target, string commit)
    {
        using GitRepository repository = test.Open();
        var options = new BackportForecastOptions { Commits = [Oid.Parse(commit)], Upstream = "main", Independent = true };
        return new BackportForecaster(new Workspace(repository), options).Run(target).Single();
    }

    private static IReadOnlyList<PickedCommit> Build(TestRepository test, string onto, params string[] commits)
    {
        using GitRepository repository = test.Open();
        return new CherryPicker(new Workspace(repository)).Plan(new CherryPickOptions { Onto = onto, Branch = "built", Commits = commits }).Picks;
    }
}
