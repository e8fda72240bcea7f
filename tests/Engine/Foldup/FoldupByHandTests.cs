using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>Folds of every kind of change, compared with the rebase that one would do by hand: the same tree in every commit.</summary>
public class FoldupByHandTests
{
    private static readonly string s_text = string.Concat(Enumerable.Range(1, 12).Select(i => $"line {i} of the file\n"));

    // By kind: what the target does, what the next commit does, what the fixup does; then whether routing finds the target without its name.
    private static readonly Dictionary<
        string, (Action<TestRepository> Target, Action<TestRepository> Next, Action<TestRepository> Fixup, bool Found)> s_cases = new()
        {
            ["new file"] = (r => r.File("made.c", "int made_by_target(void)\n"), r => r.File("other", "x\n"),
            r => r.File("made.h", "int made_by_target(void);\n"), true),
            ["new file, and the target's own"] = (r => r.File("n", s_text), r => r.File("other", "x\n"),
            r => r.File("n", s_text.Replace("line 3 ", "LINE 3 ")), true),
            ["deleted file"] = (r => r.File("gone", s_text).File("kept", "x\n"), r => r.File("other", "x\n"), r => r.Delete("gone"), true),
            ["renamed file"] = (r => r.File("from", s_text), r => r.File("other", "x\n"), r => Move(r, "from", "to"), true),
            ["renamed and changed file"] = (r => r.File("from", s_text), r => r.File("other", "x\n"),
            r => Move(r.File("from", s_text.Replace("line 4 ", "LINE 4 ")), "from", "to"), true),
            ["moved line"] = (
            r => r.File("f", s_text.Replace("line 6 of the file\n", "line 6 of the file\nadded A\nadded B\nadded C\n")),
            r => r.File("other", "x\n"),
            r => r.File("f", s_text.Replace("line 6 of the file\n", "line 6 of the file\nadded B\nadded C\nadded A\n")),
            true),
            ["older line moved between the target's"] = (
            r => r.File("f", s_text.Replace("line 6 of the file\n", "line 6 of the file\nadded A\nadded B\nadded C\n")),
            r => r.File("other", "x\n"),
            r => r.File("f", s_text.Replace("line 6 of the file\n", "added A\nadded B\nline 6 of the file\nadded C\n")),
            true),
            ["mode only"] = (r => r.File("tool", "#!/bin/sh\n"), r => r.File("other", "x\n"),
            r => { r.Run("add", "-A"); r.Run("update-index", "--chmod=+x", "tool"); }, true),
            ["binary"] = (r => r.File("bin", "a\0target\0"), r => r.File("other", "x\n"), r => r.File("bin", "a\0fixed\0"), true),
            ["CRLF"] = (r => r.File("crlf", Crlf(s_text).Replace("line 5 ", "target 5 ")),
            r => r.File("crlf", Crlf(s_text).Replace("line 5 ", "target 5 ").Replace("line 11 ", "next 11 ")),
            r => r.File("crlf", Crlf(s_text).Replace("line 5 ", "fixed 5 ").Replace("line 11 ", "next 11 ")), true),
            ["CRLF made LF"] = (r => r.File("f", s_text + "added by target\r\n"), r => r.File("other", "x\n"),
            r => r.File("f", s_text + "added by target\n"), true),
            ["no newline at the end"] = (r => r.File("f", s_text + "the end"), r => r.File("other", "x\n"), r => r.File("f", s_text + "the end\n"), true),
            ["newline taken away"] = (r => r.File("f", s_text + "the end\n"), r => r.File("other", "x\n"), r => r.File("f", s_text + "the end"), true),
            ["symbolic link"] = (r => Link(r, "link", "f"), r => r.File("other", "x\n"), r => Link(r, "link", "crlf"), true),
            ["emptied file"] = (r => r.File("n", "one\ntwo\n"), r => r.File("other", "x\n"), r => r.File("n", ""), true),
        };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_commit_has_the_tree_that_a_rebase_by_hand_gives(string kind)
    {
        (Action<TestRepository> target, Action<TestRepository> next, Action<TestRepository> fixup, bool found) = s_cases[kind];
        using var test = new TestRepository();
        test.Run("config", "core.symlinks", "true");
        string since = test.File("f", s_text).File("crlf", Crlf(s_text)).Commit("base");
        target(test);
        string id = test.Commit("target");
        next(test);
        test.Commit("next");
        fixup(test);
        if (kind == "mode only")
            test.CommitIndex("fixup! target");
        else
            test.Commit("fixup! target");
        test.Run("reset", "-q", "--hard");
        test.Run("branch", "hand");
        test.Run("branch", "neutral");

        test.Run("checkout", "-q", "hand");
        (int exitCode, _, string error) = Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "true" }, "rebase", "-q",
            "-i", "--autosquash", since);
        Assert.True(exitCode == 0, error);
        test.Run("checkout", "-q", "main");
        FoldupRewriterTests.Invoke(test, Plan(test, "main", since));
        Assert.Equal(test.Run("log", "--format=%T %s", since + "..hand"), test.Run("log", "--format=%T %s", since + "..main"));
        Assert.Equal("", test.Run("status", "--porcelain"));

        // The same without the name.
        test.Run("checkout", "-q", "neutral");
        test.Run("commit", "-q", "--amend", "-m", "some feedback");
        FoldupPlan plan = Plan(test, "neutral", since, "neutral~1..neutral");
        Assert.Equal(found ? [id] : [], plan.Item.Select(i => i.Target).Distinct());
        if (!found)
            return;
        Assert.Empty(plan.Unplaced);
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(test.Run("log", "--format=%T %s", since + "..hand"), test.Run("log", "--format=%T %s", since + "..neutral"));
    }

    private static FoldupPlan Plan(TestRepository test, string topic, string since, params string[] fixup)
    {
        using GitRepository repository = test.Open();
        return new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = topic, Since = since, Fixup = fixup });
    }

    private static string Crlf(string text) => text.Replace("\n", "\r\n");

    private static void Move(TestRepository repository, string from, string to) =>
        File.Move(Path.Combine(repository.Path, from), Path.Combine(repository.Path, to));

    private static void Link(TestRepository repository, string name, string target)
    {
        string path = Path.Combine(repository.Path, name);
        File.Delete(path);
        File.CreateSymbolicLink(path, target);
    }
}
