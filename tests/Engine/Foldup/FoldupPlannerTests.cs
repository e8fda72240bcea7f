using System.Text;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

public class FoldupPlannerTests
{
    private static readonly string s_base = Lines("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10");

    internal static string Lines(params string[] lines) => string.Concat(lines.Select(l => l + "\n"));

    internal static FoldupPlan Plan(TestRepository test, string since, string topic = "main", string[]? fixup = null,
        FoldupSource source = FoldupSource.Commits, bool ownOnly = false)
    {
        using GitRepository repository = test.Open();
        string before = test.Run("count-objects", "-v");
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository))
            .Plan(new FoldupPlanRequest { Topic = topic, Since = since, Fixup = fixup ?? [], Source = source, OwnOnly = ownOnly });
        Assert.Equal(before, test.Run("count-objects", "-v"));
        return plan;
    }

    [Fact]
    public void A_changed_line_goes_to_the_commit_that_wrote_it_though_a_later_one_wrote_its_neighbour()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5\n", "a5\none\n"), "one");
        string two = test.Commit("f", s_base.Replace("a5\n", "a5\none\ntwo\n"), "two");
        test.File("f", s_base.Replace("a5\n", "a5\none changed\ntwo\n"));
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        FoldupItem item = Assert.Single(plan.Item);
        Assert.Equal(one, item.Target);
        Assert.Equal("one", item.TargetSubject);
        Assert.Equal(FoldupReason.LineOverlap, item.ReasonKind);
        Assert.Equal([one, two], item.Candidate);
        Assert.Equal("@@ -6 +6 @@\n-one\n+one changed\n", item.Hunk);
        Assert.Equal(FoldupAction.Fold, item.Action);
        Assert.InRange(item.Confidence, 0.8, 0.95);
        Assert.Equal("refs/heads/main", plan.Branch);
    }

    [Fact]
    public void An_insertion_between_two_owners_is_unplaced_and_names_both()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5\n", "a5\none\n"), "one");
        string two = test.Commit("f", s_base.Replace("a5\n", "a5\none\ntwo\n"), "two");
        test.File("f", s_base.Replace("a5\n", "a5\none\nbetween\ntwo\n"));
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        Assert.Empty(plan.Item);
        FoldupItem item = Assert.Single(plan.Unplaced);
        Assert.Equal(FoldupReason.Ambiguous, item.ReasonKind);
        Assert.Null(item.Target);
        Assert.Equal([two, one], item.Candidate);
        Assert.Contains("\"one\"", item.Reason, StringComparison.Ordinal);
        Assert.Contains("\"two\"", item.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a5\nnext\none\n", true)]
    [InlineData("a4\nfar\na5\none\n", false)]
    public void Touching_lines_do_not_commute_and_a_line_between_does(string text, bool placed)
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5\n", "a5\none\n"), "one");
        test.Commit("g", "x\n", "other");
        test.File("f", s_base.Replace("a4\na5\n", text.StartsWith("a4", StringComparison.Ordinal) ? text : "a4\n" + text));
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        if (placed)
            Assert.Equal((one, FoldupReason.Adjacency), (Assert.Single(plan.Item).Target, plan.Item[0].ReasonKind));
        else
            Assert.Equal(FoldupReason.BaseReached, Assert.Single(plan.Unplaced).ReasonKind);
    }

    [Fact]
    public void A_deletion_counts_as_a_change_of_what_is_next_to_it()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5\n", ""), "one");
        test.Commit("g", "x\n", "other");
        test.File("f", s_base.Replace("a5\n", "new\n"));
        Assert.Equal(one, Assert.Single(Plan(test, since, source: FoldupSource.WorkTree).Item).Target);
    }

    [Fact]
    public void A_hunk_over_lines_of_two_commits_is_split()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5\n", "a5\nthe first line\nof two\n"), "one");
        string two = test.Commit("f", s_base.Replace("a5\n", "a5\nthe first line\nof two\nand the third\n"), "two");
        test.File("f", s_base.Replace("a5\n", "a5\nthe first line;\nof two;\ninserted()\nand the third;\n"));
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        Assert.Equal([one, two], plan.Item.Select(i => i.Target));
        Assert.Equal("@@ -6,2 +6,2 @@\n-the first line\n-of two\n+the first line;\n+of two;\n", plan.Item[0].Hunk);
        Assert.Equal("@@ -8 +9 @@\n-and the third\n+and the third;\n", plan.Item[1].Hunk);
        Assert.Equal("@@ -7,0 +8 @@\n+inserted()\n", Assert.Single(plan.Unplaced).Hunk);
    }

    [Fact]
    public void Named_targets_are_found_as_autosquash_finds_them()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string longer = test.Commit("one", "1\n", "add one more");
        string exact = test.Commit("two", "1\n", "add one");
        string third = test.Commit("three", "1\n", "third");
        test.Commit("x1", "1\n", "fixup! add one");
        test.Commit("x2", "1\n", "fixup! add one mo");
        test.Commit("x3", "1\n", "squash! fixup! third\n\nMore to say.\n");
        test.Commit("x4", "1\n", "fixup! " + third[..8]);
        test.Commit("x5", "1\n", "fixup! nothing like it");
        test.Commit("x6", "1\n", "amend! third\n\nthe third\n\nBody.\n");
        FoldupPlan plan = Plan(test, since);
        Assert.Equal(6, plan.Fixup.Length);
        Assert.Equal([exact, longer, third, third, third], plan.Item.Where(i => i.Kind == FoldupKind.Create).Select(i => i.Target));
        Each.Holds(plan.Item, i => Assert.Equal((FoldupReason.Explicit, 1.0), (i.ReasonKind, i.Confidence)));
        Assert.Equal((FoldupReason.TargetNotFound, "x5"), (plan.Unplaced[0].ReasonKind, plan.Unplaced[0].File));
        FoldupItem[] messages = [.. plan.Item.Where(i => i.Kind == FoldupKind.Message)];
        // After a squash! an amend! adds, too, as git has it.
        Assert.Equal(["third\n\nMore to say.\n", "third\n\nMore to say.\n\nthe third\n\nBody.\n"],
            messages.Select(m => m.NewMessage!.Replace("\n\n\n", "\n\n")));
        Each.Holds(messages, m => Assert.Equal((FoldupAction.Reword, third), (m.Action, m.Target)));
        // git's own answer: the order of the todo list.
        test.Run("config", "sequence.editor", "cp \"$1\" todo; false #");
        (int exit, _, _) = Git.TryRun(test.Path,
            null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "sh -c 'cp \"$0\" \"" + test.Path.Replace('\\', '/') + "/.git/todo\"; exit 1'" },
            "rebase", "-i", "--autosquash", since);
        Assert.NotEqual(0, exit);
        string[] todo = [.. System.IO.File.ReadAllLines(System.IO.Path.Combine(test.Path, ".git", "todo")).Where(l => l.Length > 0 && l[0] != '#')];
        Assert.Equal(
            ["add one more", "fixup! add one mo", "add one", "fixup! add one", "third", "squash! fixup! third", "fixup! " + third[..8],
                "amend! third", "fixup! nothing like it"],
            todo.Select(l => l[(l.IndexOf(' ', l[0] == 'f' && l.StartsWith("fixup -C", StringComparison.Ordinal) ? 9 : l.IndexOf(' ') + 1) + 1)..]
                .TrimStart('#', ' ')));
    }

    [Fact]
    public void A_call_belongs_where_the_function_appears_and_no_earlier()
    {
        using var test = new TestRepository();
        string main = Lines("#include <linux/init.h>", "", "static void start(void)", "{", "\tmm_init();", "\tsched_init();", "}");
        test.File("init/main.c", main);
        string since = test.Commit("pti.h", "/* */\n", "base");
        string early = test.Commit("init/main.c", main.Replace("\tmm_init();\n", "\tmm_init();\n\tearly();\n"), "early");
        string pti = test.Commit("pti.c", Lines("void __init pti_init(void)", "{", "}"), "x86/pti: Add pti_init()");
        string after = test.Commit("other", "x\n", "other");
        test.File("init/main.c", main.Replace("\tmm_init();\n", "\tmm_init();\n\tearly();\n\tpti_init();\n"));
        FoldupItem item = Assert.Single(Plan(test, since, source: FoldupSource.WorkTree).Item);
        Assert.Equal((pti, FoldupReason.Symbol), (item.Target, item.ReasonKind));
        Assert.Equal([pti, early], item.Candidate);
        Assert.NotEqual(after, item.Target);
    }

    [Fact]
    public void Files_as_such_are_routed_too()
    {
        using var test = new TestRepository();
        test.File("old.txt", s_base).File("bin", "\0\u0001\u0002");
        string since = test.Commit("f", s_base, "base");
        string adds = test.Commit("added.txt", Lines("x1", "x2", "x3", "x4"), "adds");
        string binary = test.Commit("bin", "\0\u0001\u0003", "binary");
        string renames = test.File("new.txt", s_base.Replace("a3", "b3")).Delete("old.txt").Commit("renames");
        test.Commit("unrelated", "1\n", "unrelated");
        test.File("bin", "\0\u0001\u0004").File("newer.txt", s_base.Replace("a3", "b3").Replace("a8", "b8")).Delete("new.txt")
            .Delete("added.txt").Commit("feedback");
        FoldupPlan plan = Plan(test, since, topic: "main~1", fixup: ["main"]);
        Assert.Null(plan.Branch);
        Dictionary<(string, FoldupKind), string?> targets = plan.Item.ToDictionary(i => (i.File, i.Kind), i => i.Target);
        Assert.Equal(adds, targets[("added.txt", FoldupKind.Delete)]);
        Assert.Equal(binary, targets[("bin", FoldupKind.Content)]);
        Assert.Equal(renames, targets[("newer.txt", FoldupKind.Rename)]);
        Assert.Equal(FoldupReason.BaseReached, Assert.Single(plan.Unplaced).ReasonKind);
    }

    [Fact]
    public void Lines_of_a_renamed_file_keep_their_owner()
    {
        using var test = new TestRepository();
        string since = test.Commit("old.txt", s_base, "base");
        string one = test.Commit("old.txt", s_base.Replace("a5", "one"), "one");
        test.File("new.txt", s_base.Replace("a5", "one")).Delete("old.txt").Commit("rename");
        test.File("new.txt", s_base.Replace("a5", "fixed"));
        test.Run("add", "-A");
        FoldupItem item = Assert.Single(Plan(test, since, source: FoldupSource.Staged).Item);
        Assert.Equal((one, "new.txt"), (item.Target, item.File));
    }

    [Fact]
    public void A_fixup_commit_is_one_intention()
    {
        using var test = new TestRepository();
        test.File("g", s_base);
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("f", s_base.Replace("a5", "one").Replace("a9", "nine"), "two");
        test.File("f", s_base.Replace("a5", "one!").Replace("a9", "nine")).File("g", s_base.Replace("a2", "b2")).Commit("feedback");
        FoldupPlan plan = Plan(test, since, topic: "main", fixup: ["main~1..main"]);
        Assert.Equal([one, one], plan.Item.Select(i => i.Target));
        Assert.Equal([FoldupReason.LineOverlap, FoldupReason.Intention], plan.Item.Select(i => i.ReasonKind));
        // Without a commit around them the changes are apart.
        test.Run("reset", "-q", "--soft", "HEAD~1");
        plan = Plan(test, since, source: FoldupSource.Staged);
        Assert.Equal("g", Assert.Single(plan.Unplaced).File);
    }

    [Fact]
    public void Stops_say_why()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Run("checkout", "-q", "-b", "side");
        test.Commit("f", s_base.Replace("a5", "side"), "side");
        test.Run("checkout", "-q", "main");
        test.File("g", "g\n").Commit("somebody's", "Some Body <some@body.example>");
        test.Run("merge", "-q", "--no-ff", "-m", "merge", "side");
        test.File("f", s_base.Replace("a5", "side!")).File("g", "g!\n");
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree, ownOnly: true);
        Assert.Empty(plan.Item);
        Assert.Equal([FoldupReason.MergeReached, FoldupReason.OtherAuthor], plan.Unplaced.Select(i => i.ReasonKind));
        Assert.Equal("EmptySeries", Assert.Throws<MaintainerException>(() => Plan(test, "main")).ErrorId);
        Assert.Equal("TopicNotCheckedOut", Assert.Throws<MaintainerException>(() => Plan(test, since, topic: "side", source: FoldupSource.WorkTree)).ErrorId);
        Assert.Equal("FixupNotFound", Assert.Throws<MaintainerException>(() => Plan(test, since, fixup: [since])).ErrorId);
        Assert.Equal("RevisionIsRange", Assert.Throws<MaintainerException>(() => Plan(test, since, fixup: [since + "...main"])).ErrorId);
    }

    [Fact]
    public void Later_fixups_build_on_earlier_ones()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5", "one"), "one");
        string two = test.Commit("f", s_base.Replace("a5", "one").Replace("a9", "nine"), "two");
        test.Commit("f", s_base.Replace("a5", "one\nmore").Replace("a9", "nine"), "f1");
        test.Commit("f", s_base.Replace("a5", "one\nmore changed").Replace("a9", "nine changed"), "f2");
        FoldupPlan plan = Plan(test, since, fixup: ["main~2..main"]);
        Assert.Equal([one, one, two], plan.Item.Select(i => i.Target));
        Assert.Equal("@@ -6 +6 @@\n-more\n+more changed\n", plan.Item[1].Hunk);
    }

    [Fact]
    public void A_change_to_a_file_that_a_fixup_made_a_link_follows_that_fixup()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", "text\n", "base");
        test.Commit("f", "another text\n", "one");
        string two = test.Commit("g", "g\n", "two");
        Link("target", "fixup! two");
        Link("another target", "f2");
        FoldupPlan plan = Plan(test, since, fixup: ["main~2..main"]);
        Assert.Equal([(FoldupKind.Content, two), (FoldupKind.Content, two)], plan.Item.Select(i => (i.Kind, i.Target)));

        void Link(string to, string message)
        {
            string blob = Encoding.ASCII.GetString(Git.TryRun(test.Path, Encoding.ASCII.GetBytes(to), null, "hash-object", "-w", "--stdin").Output).Trim();
            test.Run("update-index", "--cacheinfo", $"120000,{blob},f");
            test.CommitIndex(message);
        }
    }
}
