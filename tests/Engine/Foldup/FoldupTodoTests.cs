using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>Todo lists of plans, run by git.</summary>
public class FoldupTodoTests
{
    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    private static string Shape(TestRepository test, string since, string tip) => test.Run("log", "--topo-order", "--format=%T %s %an %ad", since + ".." + tip);

    private static string Todo(TestRepository test, FoldupPlan plan)
    {
        using GitRepository repository = test.Open();
        return FoldupPlanFile.ToTodo(new Workspace(repository), plan);
    }

    /// <summary>Lets git rebase a copy of main by a todo list.</summary>
    private static void Rebase(TestRepository test, string since, string todo)
    {
        string file = Path.Combine(test.Path, ".git", "todo");
        File.WriteAllText(file, todo);
        test.Run("checkout", "-q", "-B", "copy", "main");
        var editor = new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = $"cp '{file.Replace('\\', '/')}'", ["GIT_EDITOR"] = "true" };
        (int exitCode, _, string error) = Git.TryRun(test.Path, null, editor, "rebase", "-q", "-i", since);
        Assert.True(exitCode == 0, todo + error);
        test.Run("checkout", "-q", "main");
    }

    [Theory]
    [InlineData("one", 3)]
    [InlineData("two", 9)]
    [InlineData("a1", 15)]
    [InlineData("a2", 21)]
    [InlineData("old", 27)]
    [InlineData("three", 33)]
    public void Git_makes_of_the_list_of_a_series_with_merges_what_the_plan_makes(string target, int line)
    {
        using var test = new TestRepository();
        string[] lines = [.. Enumerable.Range(1, 40).Select(i => "line " + i)];
        string older = test.Commit("f", Text(lines), "older");
        string since = test.Commit("g", "g\n", "base");
        Edit("main", 3, "one");
        test.Run("branch", "a");
        Edit("main", 9, "two");
        Edit("a", 15, "a1");
        Edit("a", 21, "a2");
        // A branch that begins below the series.
        test.Run("branch", "old", older);
        Edit("old", 27, "old");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge a", "a");
        test.Run("merge", "-q", "--no-ff", "-m", "merge old", "old");
        Edit("main", 33, "three");
        lines = test.Run("show", "main:f").TrimEnd('\n').Split('\n');
        lines[line] += " fixed";
        test.Commit("f", Text(lines), "fixup! " + target);
        FoldupPlan plan = Plan(test, since);
        string todo = Todo(test, plan);
        Rebase(test, since, todo);
        using (GitRepository repository = test.Open())
        {
            FoldupPlan back = FoldupPlanFile.FromTodo(new Workspace(repository), "todo", todo, "main", since);
            Assert.Equal(plan.Item.Select(i => (i.Hunk, i.Target)), back.Item.Select(i => (i.Hunk, i.Target)));
            Assert.Empty(back.Unplaced);
            // A fixup of a merge has no place in a plan.
            string merge = todo.Split('\n').First(l => l.StartsWith("merge ", StringComparison.Ordinal));
            Assert.Equal("PlanFileMalformed", Assert.Throws<MaintainerException>(() => FoldupPlanFile.FromTodo(
                new Workspace(repository), "todo", todo.Replace(merge, merge + "\nfixup " + plan.Fixup[0], StringComparison.Ordinal), "main", since)).ErrorId);
        }
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(Shape(test, since, "main"), Shape(test, since, "copy"));

        void Edit(string branch, int at, string text)
        {
            test.Run("checkout", "-q", branch);
            string[] now = test.Run("show", branch + ":f").TrimEnd('\n').Split('\n');
            now[at] = text;
            test.Commit("f", Text(now), text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_merge_finished_by_hand_is_named_and_git_stops_there(bool conflicts)
    {
        using var test = new TestRepository();
        string since = test.File("h", "h\n").Commit("f", "1\n2\n3\n", "base");
        test.Commit("g", "g\n", "one");
        test.Run("checkout", "-q", "-b", "side", since);
        test.Commit("f", "1\nside\n3\n", "side");
        test.Run("checkout", "-q", "main");
        test.Commit(conflicts ? "f" : "e", "1\nmain\n3\n", "two");
        Git.TryRun(test.Path, null, null, "merge", "-q", "--no-ff", "--no-commit", "side");
        test.Commit(conflicts ? "f" : "h", "by hand\n", "merge side");
        string merge = test.Line("rev-parse", "main");
        test.Commit("g", "g!\n", "fixup! one");
        FoldupPlan plan = Plan(test, since);
        string todo;
        IReadOnlyList<string> handMade;
        using (GitRepository repository = test.Open())
            todo = FoldupPlanFile.ToTodo(new Workspace(repository), plan, out handMade);
        Assert.Contains(merge, Assert.Single(handMade), StringComparison.Ordinal);
        string file = Path.Combine(test.Path, ".git", "todo");
        File.WriteAllText(file, todo);
        test.Run("checkout", "-q", "-B", "copy", "main");
        var editor = new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = $"cp '{file.Replace('\\', '/')}'", ["GIT_EDITOR"] = "true" };
        Assert.Equal(conflicts, Git.TryRun(test.Path, null, editor, "rebase", "-q", "-i", since).ExitCode != 0);
        Assert.True(Directory.Exists(Path.Combine(test.Path, ".git", "rebase-merge")));
        test.Run("checkout", merge, "--", conflicts ? "f" : "h");
        if (!conflicts)
            test.Run("commit", "-q", "--amend", "--no-edit");
        Assert.Equal(0, Git.TryRun(test.Path, null, editor, "rebase", "--continue").ExitCode);
        test.Run("checkout", "-q", "main");
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(Shape(test, since, "main"), Shape(test, since, "copy"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_renamed_file_goes_with_its_fixup(bool changed)
    {
        using var test = new TestRepository();
        string[] lines = [.. Enumerable.Range(1, 20).Select(i => "line " + i)];
        string since = test.Commit("f", Text(lines), "base");
        string one = test.Commit("from", Text(lines), "one");
        test.Commit("other", "x\n", "two");
        test.Run("mv", "from", "to");
        lines[4] += changed ? " fixed" : "";
        string fixup = test.Commit("to", Text(lines), "feedback");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        Assert.Equal([one], plan.Item.Select(i => i.Target).Distinct());
        string todo = Todo(test, plan);
        Assert.Contains("\nfixup " + fixup + " ", todo, StringComparison.Ordinal);
        Rebase(test, since, todo);
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(Shape(test, since, "main"), Shape(test, since, "copy"));
        // With a part of it filtered away it stays whole.
        test.Run("checkout", "-q", "-B", "main", fixup);
        plan.Item = plan.Item[1..];
        Assert.DoesNotContain("fixup " + fixup, Todo(test, plan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fixup_of_which_the_plan_leaves_something_out_stays_where_it_is()
    {
        using var test = new TestRepository();
        string[] lines = [.. Enumerable.Range(1, 20).Select(i => "line " + i)];
        string since = test.Commit("f", Text(lines), "base");
        lines[3] = lines[12] = "one";
        test.Commit("f", Text(lines), "one");
        lines[3] = lines[12] = "one!";
        test.Commit("f", Text(lines), "feedback");
        test.Commit("g", "g\n", "two");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1"]);
        Assert.Equal(["pick", "fixup", "pick"], Words(Todo(test, plan)));
        plan.Item = plan.Item[..1];
        string todo = Todo(test, plan);
        Assert.Equal(["pick", "pick", "pick"], Words(todo));
        Rebase(test, since, todo);
        Assert.Equal(test.Line("rev-parse", "main"), test.Line("rev-parse", "copy"));

        static string[] Words(string todo) => [.. todo.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ')[0])];
    }

    [Fact]
    public void What_moves_no_whole_commits_is_refused()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", "a\nb\nc\n", "base");
        string one = test.Commit("f", "a\none\nc\n", "one");
        test.Commit("f", "a\none!\nc\n", "fixup! one");
        FoldupPlan plan = Plan(test, since);
        plan.Item = [.. plan.Item, new FoldupItem { Kind = FoldupKind.Message, Action = FoldupAction.Reword, Target = one, NewMessage = "two\n" }];
        Assert.Equal("TodoCannotHold", Assert.Throws<MaintainerException>(() => Todo(test, plan)).ErrorId);
    }
}
