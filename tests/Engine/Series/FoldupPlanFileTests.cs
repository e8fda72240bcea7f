using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Series;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Series.FoldupPlanningTests;
using static MaintainerTools.Engine.Tests.Series.FoldupRewritingTests;

namespace MaintainerTools.Engine.Tests.Series;

public class FoldupPlanFileTests
{
    private static readonly string s_base = Lines("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10");

    [Fact]
    public void Json_brings_back_the_same_plan_and_can_be_edited()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5", "one \u00fc \"q\" <t> \u00e9"), "one");
        test.Commit("g", "g\n", "two");
        test.Commit("f", s_base.Replace("a5", "one \u00fc \"q\" <t> \u00e9 tab\there").Replace("a10\n", "a10"), "feedback");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        string json = FoldupPlanFile.ToJson(plan);
        Assert.Contains("\"ReasonKind\": \"LineOverlap\"", json, StringComparison.Ordinal);
        FoldupPlan back = FoldupPlanFile.FromJson("p", json);
        Assert.Equal(json, FoldupPlanFile.ToJson(back));
        Assert.Equal(one, back.Item[0].Target);
        FoldupPlan edited = FoldupPlanFile.FromJson("p", json.Replace($"\"Target\": \"{one}\"", $"\"Target\": \"{test.Line("rev-parse", "main~1")}\"", StringComparison.Ordinal));
        Assert.Equal([RewriteStatus.Kept, RewriteStatus.Folded, RewriteStatus.Absorbed], Invoke(test, edited, apply: false).Commit.Select(c => c.Status));
        Invoke(test, back);
        foreach (string bad in new[] { "", "{", "[]", "{ \"Topik\": \"x\" }", "{ \"Source\": \"Nowhere\" }" })
            Assert.Equal("PlanFileMalformed", Assert.Throws<MaintainerException>(() => FoldupPlanFile.FromJson("p", bad)).ErrorId);
    }

    [Fact]
    public void A_todo_list_gives_git_the_same_result_and_reads_back()
    {
        using var test = new TestRepository();
        test.File("g", s_base);
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a2", "one"), "one");
        test.Commit("f", s_base.Replace("a2", "one").Replace("a9", "two"), "two");
        test.Commit("f", s_base.Replace("a2", "one!").Replace("a9", "two"), "feedback for one");
        test.Commit("f", s_base.Replace("a2", "one!!").Replace("a9", "two!"), "feedback for both");
        test.CommitIndex("amend! two\n\ntwo, amended\n");
        FoldupPlan plan = Plan(test, since, fixup: ["main~3..main"]);
        using (GitRepository repository = test.Open())
        {
            string todo = FoldupPlanFile.ToTodo(repository, plan, SilentMonitor.Instance);
            string[] words = [.. todo.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').Select(l => l[..(l.IndexOf(' ') + 3)])];
            Assert.Equal(["pick", "fixup", "pick", "fixup", "pick"], words.Select(w => w.Split(' ')[0]));
            Assert.Contains("fixup -C " + test.Line("rev-parse", "main"), todo, StringComparison.Ordinal);
            // git does the same with it.
            string file = System.IO.Path.Combine(test.Path, ".git", "todo");
            System.IO.File.WriteAllText(file, todo);
            test.Run("checkout", "-q", "-b", "copy");
            string editor = $"cp '{file.Replace('\\', '/')}'";
            Assert.Equal(0, Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = editor }, "rebase", "-i", since).ExitCode);
            test.Run("checkout", "-q", "main");
            FoldupPlan back = FoldupPlanFile.FromTodo(repository, file, todo, "main", since, SilentMonitor.Instance);
            back.Unplaced = [.. back.Unplaced];
            Assert.Equal(plan.Item.Where(i => i.Kind == FoldupKind.Message).Select(i => i.Target), back.Item.Where(i => i.Kind == FoldupKind.Message).Select(i => i.Target));
            Assert.Equal("PlanFileMalformed", Assert.Throws<MaintainerException>(() => FoldupPlanFile.FromTodo(repository, file, "drop " + since, "main", since, SilentMonitor.Instance)).ErrorId);
        }
        FoldupItem[] both = [.. plan.Item.Where(i => i.Fixup == test.Line("rev-parse", "main~1"))];
        plan.Item = [.. plan.Item.Except(both)];
        plan.Unplaced = both;
        Invoke(test, plan);
        Assert.Equal(test.Run("log", "--format=%B%x00%T", since + "..copy"), test.Run("log", "--format=%B%x00%T", since + "..main"));
    }

    [Fact]
    public void Undoing_goes_back_to_the_backup()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        string tip = test.Commit("f", s_base.Replace("a5", "two"), "fixup! one");
        SeriesRewrite rewrite = Invoke(test, Plan(test, since));
        Assert.NotEqual(tip, test.Line("rev-parse", "main"));
        using GitRepository repository = test.Open();
        Assert.Equal("BackupNotFound", Assert.Throws<MaintainerException>(() => FoldupUndoing.Prepare(repository, "other", null, null)).ErrorId);
        Assert.Equal("RefMoved", Assert.Throws<MaintainerException>(() => FoldupUndoing.Prepare(repository, "main", rewrite.Backup, tip)).ErrorId);
        FoldupUndoing undoing = FoldupUndoing.Prepare(repository, rewrite.Branch, rewrite.Backup, rewrite.NewTip);
        Assert.Equal(rewrite.NewTip, test.Line("rev-parse", "main"));
        undoing.Apply();
        Assert.Equal(tip, test.Line("rev-parse", "main"));
        Assert.Equal("", test.Run("for-each-ref", "refs/maintainer-tools"));
        Assert.Equal("", test.Run("status", "--porcelain"));
    }

    [Fact]
    public void Undoing_makes_changes_from_the_work_tree_local_again()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string tip = test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.File("f", s_base.Replace("a5", "two"));
        Invoke(test, Plan(test, since, source: FoldupSource.WorkTree));
        Assert.Equal("", test.Run("status", "--porcelain"));
        using GitRepository repository = test.Open();
        FoldupUndoing.Prepare(repository, "main", null, null).Apply();
        Assert.Equal(tip, test.Line("rev-parse", "main"));
        Assert.Equal(" M f\n", test.Run("status", "--porcelain"));
        Assert.Contains("two", System.IO.File.ReadAllText(System.IO.Path.Combine(test.Path, "f")), StringComparison.Ordinal);
    }
}
