using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.Merging;

/// <summary>One merge for each kind of case, made here and held against git.</summary>
public sealed class MergeKindTests
{
    private const string Ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
    private static readonly Files s_base = new Files().With("f", Ten).With("d/x", Ten.Replace("1", "x", StringComparison.Ordinal)).With("d/y", "y\n" + Ten).With("keep", "k\n");

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    private static readonly Dictionary<string, (ThreeTrees Trees, ConflictKind[] Kinds)> s_cases = new()
    {
        ["both sides change other lines"] = (new(s_base, s_base.With("f", "0\n" + Ten), s_base.With("f", Ten + "11\n")), []),
        ["both sides change it alike"] = (new(s_base, s_base.With("f", Ten + "11\n"), s_base.With("f", Ten + "11\n")), []),
        ["content"] = (new(s_base, s_base.With("f", Ten.Replace("5", "five", StringComparison.Ordinal)), s_base.With("f", Ten.Replace("5", "V", StringComparison.Ordinal))), [ConflictKind.Content]),
        ["content with CR LF"] = (new(new Files().With("f", Crlf(Ten)), new Files().With("f", Crlf(Ten.Replace("5", "five", StringComparison.Ordinal))), new Files().With("f", Crlf(Ten.Replace("5", "V", StringComparison.Ordinal)))), [ConflictKind.Content]),
        ["content at the end without LF"] = (new(new Files().With("f", "a\nb"), new Files().With("f", "a\nc"), new Files().With("f", "a\nd")), [ConflictKind.Content]),
        ["mode and content"] = (new(s_base, s_base.With("f", Ten, "100755"), s_base.With("f", Ten + "11\n")), []),
        ["add/add"] = (new(s_base, s_base.With("n", "a\nb\n"), s_base.With("n", "a\nc\n")), [ConflictKind.AddAdd]),
        ["add/add of one content in two modes"] = (new(s_base, s_base.With("n", "a\n"), s_base.With("n", "a\n", "100755")), [ConflictKind.AddAdd]),
        ["modify/delete"] = (new(s_base, s_base.Without("f"), s_base.With("f", Ten + "11\n")), [ConflictKind.ModifyDelete]),
        ["deleted on both sides"] = (new(s_base, s_base.Without("f"), s_base.Without("f")), []),
        ["binary"] = (new(new Files().With("f", "\0a"), new Files().With("f", "\0b"), new Files().With("f", "\0c")), [ConflictKind.Binary, ConflictKind.Content]),
        ["symbolic links"] = (new(new Files().With("f", "a", "120000"), new Files().With("f", "b", "120000"), new Files().With("f", "c", "120000")), [ConflictKind.Content]),
        ["submodules"] = (new(new Files().With("s", new('1', 40), "160000").With("k", "k"), new Files().With("s", new('2', 40), "160000").With("k", "k"), new Files().With("s", new('3', 40), "160000").With("k", "k")), [ConflictKind.Submodule]),
        ["file and symbolic link"] = (new(s_base, s_base.With("n", "a\n"), s_base.With("n", "a", "120000")), [ConflictKind.DistinctModes]),
        ["file and folder"] = (new(s_base, s_base.With("n", "a\n"), s_base.With("n/m", "b\n")), [ConflictKind.FileDirectory]),
        ["file over a folder that goes"] = (new(s_base, s_base.Without("d/x").Without("d/y").With("d", "file\n"), s_base), []),
        ["rename and change"] = (new(s_base, s_base.Moved("f", "g"), s_base.With("f", Ten + "11\n")), []),
        ["rename with a change, and change"] = (new(s_base, s_base.Moved("f", "g").With("g", "0\n" + Ten), s_base.With("f", Ten + "11\n")), []),
        ["rename/delete"] = (new(s_base, s_base.Moved("f", "g"), s_base.Without("f")), [ConflictKind.RenameDelete]),
        ["rename/delete with a change"] = (new(s_base, s_base.Moved("f", "g").With("g", "0\n" + Ten), s_base.Without("f")), [ConflictKind.RenameDelete, ConflictKind.ModifyDelete]),
        ["rename to one name"] = (new(s_base, s_base.Moved("f", "g"), s_base.Moved("f", "g").With("g", "0\n" + Ten)), []),
        ["rename to two names"] = (new(s_base, s_base.Moved("f", "g"), s_base.Moved("f", "h")), [ConflictKind.RenameRename]),
        ["rename of two to one name"] = (new(s_base, s_base.Moved("f", "g"), s_base.Moved("d/x", "g")), [ConflictKind.AddAdd]),
        ["rename and add"] = (new(s_base, s_base.Moved("f", "g"), s_base.With("g", "other\n").With("f", Ten + "11\n")), [ConflictKind.AddAdd]),
        ["rename and add with conflicts in the rename"] = (
            new(s_base, s_base.Moved("f", "g").With("g", Ten.Replace("5", "five", StringComparison.Ordinal)), s_base.With("g", "other\n").With("f", Ten.Replace("5", "V", StringComparison.Ordinal))),
            [ConflictKind.RenameCollision, ConflictKind.AddAdd]),
        ["folder renamed, file added to it"] = (new(s_base, s_base.Moved("d/x", "e/x").Moved("d/y", "e/y"), s_base.With("d/new", "new\n")), [ConflictKind.DirectoryRenameSuggested]),
        ["folder split, file added to it"] = (new(s_base, s_base.Moved("d/x", "e/x").Moved("d/y", "c/y"), s_base.With("d/new", "new\n")), [ConflictKind.DirectoryRenameSplit]),
        ["folder renamed, file in the way"] = (
            new(s_base, s_base.Moved("d/x", "e/x").Moved("d/y", "e/y"), s_base.With("d/new", "new\n").With("e/new", "there\n")), [ConflictKind.DirectoryRenameFileInWay]),
        ["two folders renamed into one, a file added to both"] = (
            new(s_base.With("c/z", "z\n" + Ten), s_base.Moved("d/x", "e/x").Moved("d/y", "e/y").With("e/z", "z\n" + Ten), s_base.With("c/z", "z\n" + Ten).With("d/new", "new\n").With("c/new", "newer\n")),
            [ConflictKind.DirectoryRenameCollision]),
        ["nothing in common"] = (new(new Files(), s_base, new Files().With("other", "o\n")), []),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_merges_as_git_merges_it(string name)
    {
        (ThreeTrees trees, ConflictKind[] kinds) = s_cases[name];
        MergeComparison.Check([trees]);
        MergeComparison.Check([new ThreeTrees(trees.Base, trees.Theirs, trees.Ours)]);
        using var repository = new TestRepository();
        (Oid @base, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [trees])[0];
        using GitRepository git = repository.Open();
        Oid Tree(Oid commit) => git.Objects.ReadCommit(commit).Tree;
        MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects)).MergeTrees(Tree(@base), Tree(ours), Tree(theirs));
        Assert.Equal(kinds.Order(), outcome.Kinds.Order());
    }

    [Theory]
    [InlineData("* merge=union")]
    [InlineData("* -merge")]
    [InlineData("* merge=binary")]
    [InlineData("*.txt merge=union\nf binary")]
    [InlineData("[attr]mine merge=union\nf mine")]
    [InlineData("* conflict-marker-size=11")]
    [InlineData("/f merge=union\nf !merge")]
    public void Attributes_count_as_for_git(string attributes)
    {
        using var repository = new TestRepository();
        repository.File(".gitattributes", attributes + "\n").File("f", Ten).Commit("base");
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [s_cases["content"].Trees])[0];
        GitMerge truth = GitMergeTree.Merge(repository, [(ours, theirs)])[0]!;
        using GitRepository git = repository.Open();
        MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git)).MergeCommits(CommitHistory.Open(git), ours, theirs);
        Assert.Null(MergeComparison.Difference(outcome, truth));
    }

    [Fact]
    public void A_merge_driver_that_is_a_command_is_not_run_and_said_to_be_unverified()
    {
        using var repository = new TestRepository();
        repository.Run("config", "merge.mine.driver", "true %A");
        AssertNotVerified(repository);
    }

    [Fact]
    public void A_merge_driver_without_a_command_stops_git_and_is_said_to_be_unverified()
    {
        using var repository = new TestRepository();
        repository.Run("config", "merge.mine.name", "mine");
        (Oid ours, Oid theirs) = AssertNotVerified(repository);
        (int exitCode, _, _) = Git.TryRun(repository.Path, null, null, "merge-tree", "--write-tree", ours.ToString(), theirs.ToString());
        Assert.Equal(128, exitCode);
    }

    /// <summary>Both sides changed a file with the merge driver "mine".</summary>
    private static (Oid Ours, Oid Theirs) AssertNotVerified(TestRepository repository)
    {
        repository.File(".gitattributes", "f merge=mine\n").File("f", Ten).Commit("base");
        (Oid _, Oid ours, Oid theirs) = GitMergeTree.Write(repository, [s_cases["content"].Trees])[0];
        using GitRepository git = repository.Open();
        MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git)).MergeCommits(CommitHistory.Open(git), ours, theirs);
        Assert.Contains("mine", outcome.NotVerified, StringComparison.Ordinal);
        return (ours, theirs);
    }

    [Fact]
    public void Several_merge_bases_are_merged_first()
    {
        // Criss-cross: both sides merged the other's first commit and settled the conflict in their own way.
        using var repository = new TestRepository();
        string Commit(string content, params string[] parents)
        {
            repository.File("f", content).Run("add", "-A");
            string tree = repository.Line("write-tree");
            return repository.Line(["commit-tree", tree, .. parents.SelectMany(p => (string[])["-p", p]), "-m", "x"]);
        }
        string root = Commit(Ten);
        string a = Commit(Ten.Replace("5", "A", StringComparison.Ordinal), root), b = Commit(Ten.Replace("5", "B", StringComparison.Ordinal), root);
        string c = Commit(Ten.Replace("5", "C", StringComparison.Ordinal), a, b), d = Commit(Ten.Replace("5", "D", StringComparison.Ordinal), b, a);
        string e = Commit("0\n" + Ten.Replace("5", "C", StringComparison.Ordinal), c), f = Commit(Ten.Replace("5", "D", StringComparison.Ordinal) + "11\n", d);
        using GitRepository git = repository.Open();
        var history = CommitHistory.Open(git);
        foreach ((string ours, string theirs) in ((string, string)[])[(c, d), (e, f), (f, e)])
        {
            GitMerge truth = GitMergeTree.Merge(repository, [(Oid.Parse(ours), Oid.Parse(theirs))])[0]!;
            Assert.Equal(2, history.MergeBases(Oid.Parse(ours), Oid.Parse(theirs)).Count);
            MergeOutcome outcome = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git)).MergeCommits(history, Oid.Parse(ours), Oid.Parse(theirs));
            Assert.Null(MergeComparison.Difference(outcome, truth));
        }
    }

    [Fact]
    public void Unrelated_histories_are_a_verdict()
    {
        using var repository = new TestRepository();
        var one = Oid.Parse(repository.Commit("f", Ten, "one"));
        repository.Run("checkout", "-q", "--orphan", "other");
        var other = Oid.Parse(repository.Commit("g", Ten, "other"));
        using GitRepository git = repository.Open();
        var history = CommitHistory.Open(git);
        Assert.True(new MergeEngine(new ScratchStore(git.Objects)).MergeCommits(history, one, other).IsUnrelated);
        MergeOutcome allowed = new MergeEngine(new ScratchStore(git.Objects), new MergeOptions { AllowUnrelatedHistories = true }).MergeCommits(history, one, other);
        Assert.True(allowed.IsClean);
    }

    [Fact]
    public void Picks_and_reverts_are_those_of_git()
    {
        using var repository = new TestRepository();
        string first = repository.Commit("f", Ten, "base");
        string change = repository.Commit("f", Ten.Replace("5", "five", StringComparison.Ordinal), "change");
        string later = repository.Commit("f", Ten.Replace("5", "five", StringComparison.Ordinal) + "11\n", "later");
        using GitRepository git = repository.Open();
        var engine = new MergeEngine(new ScratchStore(git.Objects));
        Oid Tree(string commit) => git.Objects.ReadCommit(Oid.Parse(commit)).Tree;
        MergeOutcome picked = engine.Pick(Tree(change), Oid.Parse(later));
        Assert.Equal(Tree(later), picked.Tree);
        // Picked again it changes nothing.
        Assert.Equal(Tree(later), engine.Pick(Tree(later), Oid.Parse(change)).Tree);
        MergeOutcome reverted = engine.Revert(Tree(later), Oid.Parse(change));
        repository.Run("revert", "--no-edit", change);
        Assert.Equal(repository.Line("rev-parse", "HEAD^{tree}"), reverted.Tree.ToString());
        string side = repository.Line("commit-tree", repository.Line("rev-parse", change + "^{tree}"), "-p", change, "-p", later, "-m", "merge");
        Assert.Equal("MainlineNeeded", Assert.Throws<MaintainerException>(() => engine.Pick(Tree(later), Oid.Parse(side))).ErrorId);
        Assert.Equal("NoSuchParent", Assert.Throws<MaintainerException>(() => engine.Pick(Tree(later), Oid.Parse(side), 3)).ErrorId);
        Assert.Equal(Tree(change), engine.Pick(Tree(later), Oid.Parse(side), 2).Tree);
        // Of a first commit git does not look at the parent asked for.
        repository.Run("checkout", "-q", "--orphan", "other");
        repository.Run("rm", "-q", "-f", "f");
        string other = repository.Commit("g", "g\n", "other");
        repository.Run("cherry-pick", "-m", "2", first);
        Assert.Equal(repository.Line("rev-parse", "HEAD^{tree}"), engine.Pick(Tree(other), Oid.Parse(first), 2).Tree.ToString());
    }

    [Fact]
    public void A_conflict_names_the_pick_by_the_first_line_of_its_message()
    {
        using var repository = new TestRepository();
        repository.Commit("f", Ten, "base");
        string change = repository.Commit("f", Ten.Replace("5", "five", StringComparison.Ordinal), "change\nand more of the subject\n");
        repository.Run("checkout", "-q", "-b", "side", change + "~1");
        string onto = repository.Commit("f", Ten.Replace("5", "cinq", StringComparison.Ordinal), "side");
        using GitRepository git = repository.Open();
        var store = new ScratchStore(git.Objects);
        MergeOutcome picked = new MergeEngine(store).Pick(store.ReadCommit(Oid.Parse(onto)).Tree, Oid.Parse(change));
        Assert.False(picked.IsClean);
        Git.TryRun(repository.Path, null, null, "cherry-pick", change);
        repository.Run("add", "f");
        Assert.Equal(repository.Line("write-tree"), picked.Tree.ToString());
    }

    [Fact]
    public void A_partial_clone_answers_where_it_can_and_names_what_it_lacks()
    {
        using var origin = new TestRepository();
        origin.Run("config", "uploadpack.allowFilter", "true");
        origin.File("f", Ten).File("g", Ten).Commit("base");
        origin.Run("checkout", "-q", "-b", "side");
        origin.Commit("g", Ten + "side\n", "side");
        origin.Run("checkout", "-q", "main");
        origin.Commit("f", Ten + "main\n", "main");
        origin.Run("checkout", "-q", "-b", "clash");
        origin.Commit("g", "clash\n" + Ten, "clash");
        string folder = Directory.CreateTempSubdirectory("mt-partial-").FullName;
        try
        {
            string clone = Path.Combine(folder, "clone.git");
            Git.Run(folder, "clone", "-q", "--bare", "--filter=blob:none", new Uri(origin.Path).AbsoluteUri, clone);
            Git.Run(clone, "remote", "set-url", "origin", "file:///nowhere");
            using GitRepository git = GitRepository.Open(clone, clone);
            var history = CommitHistory.Open(git);
            var engine = new MergeEngine(new ScratchStore(git.Objects), MergeOptions.Of(git));
            MergeOutcome answered = engine.MergeCommits(history, git.ResolveCommit("main"), git.ResolveCommit("side"));
            Assert.True(answered.IsClean);
            Assert.Equal(origin.Line("merge-tree", "--write-tree", "main", "side"), answered.Tree.ToString());
            MergeOutcome open = engine.MergeCommits(history, git.ResolveCommit("clash"), git.ResolveCommit("side"));
            Assert.NotNull(open.MissingObject);
            Assert.Contains(open.MissingObject!.Value.ToString(), open.NotVerified, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static string Crlf(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);
}
