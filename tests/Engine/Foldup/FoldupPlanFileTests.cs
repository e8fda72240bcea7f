using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;
using static MaintainerTools.Engine.Tests.Foldup.FoldupRewriterTests;

namespace MaintainerTools.Engine.Tests.Foldup;

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
        FoldupPlan edited = FoldupPlanFile.FromJson("p",
            json.Replace($"\"Target\": \"{one}\"", $"\"Target\": \"{test.Line("rev-parse", "main~1")}\"", StringComparison.Ordinal));
        Assert.Equal([RewriteStatus.Kept, RewriteStatus.Folded, RewriteStatus.Absorbed], Invoke(test, edited, apply: false).Commit.Select(c => c.Status));
        Invoke(test, back);
        foreach (string bad in new[] { "", "{", "[]", "{ \"Topik\": \"x\" }", "{ \"Source\": \"Nowhere\" }" })
            Assert.Equal("PlanFileMalformed", Assert.Throws<MaintainerException>(() => FoldupPlanFile.FromJson("p", bad)).ErrorId);
    }

    [Theory]
    [InlineData("\"Action\": \"Fold\"", "\"Action\": \"Folt\"", "PlanFileMalformed", "Action")]
    [InlineData("\"Action\": \"Fold\"", "\"Action\": 99", "PlanFileMalformed", "Action")]
    [InlineData("\"Action\": \"Fold\"", "\"Action\": \"Reword\"", "PlanFileMalformed", "Item[0]")]
    [InlineData("\"Kind\": \"Lines\",", "", "PlanItemInvalid", "f @@ -2 +2 @@", "\"Kind\": \"Mode\",")]
    [InlineData("\"File\": \"f\",", "", "PlanFileMalformed", "Item[0]: File is missing")]
    [InlineData("\"File\": \"f\"", "\"File\": null", "PlanFileMalformed", "Item[0]: File")]
    [InlineData("\"File\": \"f\"", "\"File\": \"nosuch\"", "PlanItemInvalid", "nosuch @@ -2 +2 @@")]
    [InlineData("\"Item\": [", "\"Item\": [ null,", "PlanFileMalformed", "Item[0]: it is empty")]
    [InlineData("\"Unplaced\": []", "\"Unplaced\": null", "PlanFileMalformed", "Unplaced")]
    [InlineData("\"Target\": \"ONE", "\"Target\": \"\", \"TargetSubject\": \"", "PlanFileMalformed", "Target is empty")]
    [InlineData("\"Target\": \"ONE", "\"Target\": \"1234567890123456789012345678901234567890", "PlanTargetUnknown", "1234567890123456789012345678901234567890")]
    [InlineData("\"Target\": \"ONE", "\"Target\": \"zzz", "PlanTargetUnknown", "zzz")]
    [InlineData("\"Target\": \"ONE", "\"Target\": \"BASE", "PlanTargetUnknown", "BASE")]
    [InlineData("\"TopicSha\": \"", "\"TopicSha\": \"x", "PlanFileMalformed", "TopicSha")]
    [InlineData("\"Tree\": \"", "\"Tree\": \"x", "PlanFileMalformed", "Tree")]
    [InlineData("\"Since\": \"", "\"Since\": \"x", "PlanFileMalformed", "Since")]
    [InlineData("\"Hunk\": \"@@ -2", "\"Hunk\": \"@@ -99999999999", "PlanItemInvalid", "f @@")]
    [InlineData("{", "= {", "PlanFileMalformed", "p")]
    public void A_slip_in_an_edited_plan_is_named(string text, string edited, string id, string says, string put = "")
    {
        using var test = new TestRepository();
        string since = test.Commit("f", Lines("a1", "a2", "a3"), "base");
        string one = test.Commit("f", Lines("a1", "one", "a3"), "one");
        test.Commit("f", Lines("a1", "one!", "a3"), "fixup! one");
        string json = FoldupPlanFile.ToJson(Plan(test, since));
        string old = text.Replace("ONE", one, StringComparison.Ordinal);
        Assert.Contains(old, json, StringComparison.Ordinal);
        int at = json.IndexOf(old, StringComparison.Ordinal);
        json = json[..at] + put + edited.Replace("BASE", since, StringComparison.Ordinal) + json[(at + old.Length)..];
        MaintainerException error = Assert.Throws<MaintainerException>(() => Invoke(test, FoldupPlanFile.FromJson("p", json), apply: false));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(says.Replace("BASE", since, StringComparison.Ordinal),
            id == "PlanFileMalformed" ? error.Message : $"{error.Target}", StringComparison.Ordinal);
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
            string todo = FoldupPlanFile.ToTodo(new Workspace(repository), plan);
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
            FoldupPlan back = FoldupPlanFile.FromTodo(new Workspace(repository), file, todo, "main", since);
            back.Unplaced = [.. back.Unplaced];
            Assert.Equal(plan.Item.Where(i => i.Kind == FoldupKind.Message).Select(i => i.Target),
                back.Item.Where(i => i.Kind == FoldupKind.Message).Select(i => i.Target));
            Assert.Equal("PlanFileMalformed",
                Assert.Throws<MaintainerException>(() => FoldupPlanFile.FromTodo(new Workspace(repository), file, "drop " + since, "main", since)).ErrorId);
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
        Assert.Equal("BackupNotFound",
            Assert.Throws<MaintainerException>(() => new FoldupUndo(new Workspace(repository)).Prepare(new FoldupUndoOptions { Branch = "other" })).ErrorId);
        PreparedUndo undoing = new FoldupUndo(new Workspace(repository)).Prepare(FoldupUndoOptions.Of(rewrite));
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
        new FoldupUndo(new Workspace(repository)).Prepare(new FoldupUndoOptions { Branch = "main" }).Apply();
        Assert.Equal(tip, test.Line("rev-parse", "main"));
        Assert.Equal(" M f\n", test.Run("status", "--porcelain"));
        Assert.Contains("two", System.IO.File.ReadAllText(System.IO.Path.Combine(test.Path, "f")), StringComparison.Ordinal);
    }
}
