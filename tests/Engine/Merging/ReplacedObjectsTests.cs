using System.Text;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>Objects that refs/replace names are read as their replacements, under their own ids, by merges and picks as by git.</summary>
public class ReplacedObjectsTests
{
    private static readonly string s_twenty = string.Concat(Enumerable.Range(1, 20).Select(i => $"line {i}\n"));

    // git cherry-pick writes trees from its index, which remembers the one that was replaced.
    private const string RemadeTree = "a tree that the merge makes as its replacement";

    private static readonly Dictionary<string, Action<TestRepository>> s_kinds = new()
    {
        ["nothing"] = _ => { },
        ["a blob"] = test => Replace(test, "side:f", Blob(test, With(2, "deux"))),
        ["a blob, conflict"] = test => Replace(test, "side:f", Blob(test, With(15, "quinze"))),
        ["a blob that has both changes"] = test =>
            Replace(test, "side:f", Blob(test, With(2, "two").Replace("line 15\n", "line fifteen\n", StringComparison.Ordinal))),
        ["a binary blob"] = test => Replace(test, "main:f", Blob(test, "\0\n")),
        ["a blob of the base"] = test => Replace(test, "base:f", Blob(test, With(9, "neuf"))),
        ["a chain"] = test =>
        {
            string middle = Blob(test, With(3, "trois"));
            Replace(test, "side:f", middle);
            Replace(test, middle, Blob(test, With(4, "quatre")));
        },
        ["a tree"] = test => Replace(test, "side:d", Tree(test, "side:d", "new")),
        ["a tree of the target"] = test => Replace(test, "main:d", Tree(test, "main:d", "new")),
        ["a tree that nobody changes"] = test => Replace(test, "base:e", Tree(test, "base:e", "new")),
        [RemadeTree] = test => Replace(test, "main:d", Tree(test, "side:d", "new")),
        ["a root"] = test => Replace(test, "side^{tree}", Tree(test, "side", "new")),
        ["a blob that the merge makes"] = test => Replace(test, Merged(test, "f"), Blob(test, "other\n")),
        ["a commit: its tree"] = test => Replace(test, "side", CommitOf(test, Tree(test, "side", "new"), "base")),
        ["a commit: its parents"] = test => Replace(test, "side", CommitOf(test, "side^{tree}", "main")),
        ["a commit: no parents"] = test => Replace(test, "side", CommitOf(test, "side^{tree}")),
        ["a parent: its tree"] = test => Replace(test, "base", CommitOf(test, Tree(test, "base", "new"))),
        ["a blob, switched off"] = test =>
        {
            Replace(test, "side:f", Blob(test, With(2, "deux")));
            test.Run("config", "core.useReplaceRefs", "off");
        },
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    public static TheoryData<string> KindsOfPicks => [.. s_kinds.Keys.Where(kind => kind != RemadeTree)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_merge_is_that_of_git(string kind)
    {
        using TestRepository test = Build(kind);
        Oid ours = Oid.Parse(test.Line("rev-parse", "main")), theirs = Oid.Parse(test.Line("rev-parse", "side"));
        GitMerge expected = GitMergeTree.Merge(test, [(ours, theirs)])[0]!;
        using GitRepository repository = test.Open();
        var engine = new MergeEngine(new ScratchStore(repository.Objects),
            MergeOptions.Of(repository) with { JoinedAgain = MergeComparison.GitIsCurrent, AllowUnrelatedHistories = true });
        Assert.Null(MergeComparison.Difference(engine.MergeCommits(CommitHistory.Open(repository), ours, theirs), expected));
        MergeForecast forecast = new MergeForecaster(new Workspace(repository)).Run([("main", "side")])[0].Get();
        string[] bases = Git.TryRun(test.Path, null, null, "merge-base", "--all", "main", "side") is (0, byte[] output, _)
            ? Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        Assert.Equal(bases, forecast.MergeBase);
        if (bases.Length > 0)
            Assert.Equal(expected.Clean ? expected.Tree.ToString() : null, forecast.Tree);
    }

    [Theory]
    [MemberData(nameof(KindsOfPicks))]
    public void Picks_and_reverts_are_those_of_git(string kind)
    {
        using TestRepository test = Build(kind);
        string[] commits = [test.Line("rev-parse", "side"), test.Line("rev-parse", "side2")];
        (bool Clean, string Log) expected = ByGit(test, "by-git", "main2", ["cherry-pick", "-x", .. commits]);
        (bool Clean, string Log) reverted = ByGit(test, "reverted", "side2", ["revert", "--no-edit", commits[0]]);
        test.Run("switch", "-q", "--discard-changes", "--detach", "main2");
        using GitRepository repository = test.Open();
        var history = CommitHistory.Open(repository);
        var picking = new CherryPicker(new Workspace(repository));
        CherryPickPlan plan = picking.Plan(
            new CherryPickOptions
            {
                Onto = "main2",
                Branch = "by-us",
                Commits = commits,
                Marker = "CherryPicked",
                Committer = "C O Mitter <committer@example.com>",
            });
        Assert.Equal(expected.Clean, plan.IsComplete);
        if (expected.Clean)
        {
            picking.Apply(plan);
            Assert.Equal(expected.Log, Log(test, "by-us", "main2"));
            // As they are stored, not as they are read.
            test.Run("--no-replace-objects", "fsck", "--strict");
        }
        var engine = new MergeEngine(new ScratchStore(repository.Objects), MergeOptions.Of(repository));
        Oid onto = engine.TreeOf(Oid.Parse(test.Line("rev-parse", "side2")));
        MergeOutcome revert = engine.Revert(onto, Oid.Parse(commits[0]));
        Assert.Equal(reverted.Clean, revert.IsClean && revert.Tree != onto);
        if (reverted.Clean)
            Assert.Equal(test.Line("rev-parse", "reverted^{tree}"), revert.Tree.ToString());
    }

    private static TestRepository Build(string kind)
    {
        var test = new TestRepository();
        test.File("f", s_twenty).File("d/x", s_twenty).File("e/keep", "k\n").Commit("base");
        test.Run("tag", "base");
        test.Run("switch", "-q", "-c", "side");
        test.File("f", With(2, "two")).File("d/x", With(3, "three")).Commit("side");
        test.Run("switch", "-q", "-c", "side2");
        test.File("f", With(2, "two").Replace("line 6\n", "line six\n", StringComparison.Ordinal)).Commit("more");
        test.Run("switch", "-q", "main");
        test.File("f", With(15, "fifteen")).File("d/x", With(15, "XV")).Commit("main");
        test.Run("branch", "main2");
        s_kinds[kind](test);
        // The index and the files as git makes them now.
        File.Delete(Path.Combine(test.Path, ".git", "index"));
        test.Run("reset", "-q", "--hard");
        return test;
    }

    /// <summary>What git makes of it on a branch of its own; not clean where it stops, at a conflict or for having nothing to do.</summary>
    private static (bool Clean, string Log) ByGit(TestRepository test, string branch, string onto, string[] command)
    {
        test.Run("switch", "-q", "--discard-changes", "-c", branch, onto);
        bool clean = Git.TryRun(test.Path, null, null, command).ExitCode == 0;
        if (!clean)
            Git.TryRun(test.Path, null, null, command[0], "--quit");
        return (clean, clean ? Log(test, branch, onto) : "");
    }

    private static string Log(TestRepository test, string branch, string onto) => test.Run("log", "--format=%T %an %ae %ad %s%n%b", $"{onto}..{branch}");

    private static string With(int line, string word) => s_twenty.Replace($"line {line}\n", $"line {word}\n", StringComparison.Ordinal);

    private static void Replace(TestRepository test, string what, string by) =>
        test.Run("replace", "-f", test.Line("rev-parse", what), test.Line("rev-parse", by));

    private static string Blob(TestRepository test, string content) => Input(test, content, "hash-object", "-w", "--stdin");

    private static string Tree(TestRepository test, string from, string added) =>
        Input(test, test.Run("ls-tree", from) + $"100644 blob {Blob(test, added + "\n")}\t{added}\n", "mktree");

    private static string CommitOf(TestRepository test, string tree, params string[] parents) =>
        test.Line(["commit-tree", "-m", "replaced", .. parents.SelectMany(p => (string[])["-p", p]), test.Line("rev-parse", tree)]);

    private static string Merged(TestRepository test, string path) =>
        test.Line("rev-parse", test.Line("merge-tree", "--write-tree", "main", "side") + ":" + path);

    private static string Input(TestRepository test, string input, params string[] arguments)
    {
        (int exitCode, byte[] output, string error) = Git.TryRun(test.Path, Encoding.UTF8.GetBytes(input), null, arguments);
        return exitCode == 0 ? Encoding.ASCII.GetString(output).TrimEnd() : throw new InvalidOperationException(error);
    }
}
