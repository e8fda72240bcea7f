using System.Text;
using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;

namespace MaintainerTools.Engine.Tests.Foldup;

public class FoldupRewriterTests
{
    private static readonly string s_base = Lines("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10");

    internal static SeriesRewrite Invoke(TestRepository test, FoldupPlan plan, FoldupRewriteRequest? request = null, bool apply = true)
    {
        using GitRepository repository = test.Open();
        repository.LibGit.Config.Set("user.name", "New Committer");
        repository.LibGit.Config.Set("user.email", "new@example.com");
        string objects = test.Run("count-objects", "-v");
        string refs = test.Run("for-each-ref");
        PreparedRewrite rewriting = new FoldupRewriter(new Workspace(repository)).Prepare(plan, request ?? new FoldupRewriteRequest());
        Assert.Equal(objects, test.Run("count-objects", "-v"));
        Assert.Equal(refs, test.Run("for-each-ref"));
        if (apply)
            rewriting.Apply();
        return rewriting.Result;
    }

    /// <summary>Everything of the commits but committer, parents and tree.</summary>
    private static string People(TestRepository test, string range) => test.Run("log", "--reverse", "--format=%an %ae %ad %B%x00", range);

    [Fact]
    public void Folds_into_the_owner_where_a_rebase_conflicts_and_keeps_everything_else()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string zero = test.Commit("g", "zero\n", "zero");
        string one = test.Commit("f", s_base.Replace("a5\n", "a5\none\n"), "one\n\nBody  with trailing blanks  \n\n\n");
        string two = test.Commit("f", s_base.Replace("a5\n", "a5\none\ntwo\n"), "two");
        string oldTip = test.Line("rev-parse", "main");
        string people = People(test, since + "..main");
        test.Commit("f", s_base.Replace("a5\n", "a5\none changed\ntwo\n"), "fixup! one");
        string fixed_ = test.Line("rev-parse", "main");
        string tree = test.Line("rev-parse", "main^{tree}");

        // What the weave is for: git's own way conflicts here.
        test.Run("branch", "copy");
        test.Run("checkout", "-q", "copy");
        Assert.NotEqual(0,
            Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "true" }, "rebase", "-i", "--autosquash", since).ExitCode);
        test.Run("rebase", "--abort");
        test.Run("checkout", "-q", "main");

        SeriesRewrite result = Invoke(test, Plan(test, since));
        Assert.True(result.Applied);
        Assert.Equal((fixed_, test.Line("rev-parse", "main"), "refs/heads/main"), (result.OldTip, result.NewTip, result.Branch));
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal((tree, tree), (result.Tree, result.ExpectedTree));
        Assert.Equal(fixed_, test.Line("rev-parse", result.Backup!));
        Assert.Equal(people, People(test, since + "..main"));
        Assert.Equal([RewriteStatus.Kept, RewriteStatus.Folded, RewriteStatus.Rebased, RewriteStatus.Absorbed], result.Commit.Select(c => c.Status));
        Assert.Equal(zero, test.Line("rev-parse", "main~2"));
        Assert.Equal([zero, one, two, fixed_], result.Commit.Select(c => c.Old));
        Assert.Equal(Lines("+one changed").Trim(), test.Run("diff", "-U0", "main~2", "main~1").Split('\n')
            .Single(l => l.StartsWith('+') && !l.StartsWith("+++", StringComparison.Ordinal)));
        Assert.Equal("+two", test.Run("diff", "-U0", "main~1", "main").Split('\n')
            .Single(l => l.StartsWith('+') && !l.StartsWith("+++", StringComparison.Ordinal)));
        Assert.Equal("New Committer", test.Line("log", "-1", "--format=%cn", "main"));
        Assert.Equal("", test.Run("status", "--porcelain"));
        Assert.Contains("foldup: 1 changes folded", test.Run("reflog", "main"), StringComparison.Ordinal);
        test.Run("fsck", "--strict");
        Assert.Equal(oldTip, test.Line("rev-parse", result.Backup + "~1"));
    }

    [Fact]
    public void What_is_not_placed_stays_as_a_commit_with_the_rest()
    {
        using var test = new TestRepository();
        test.File("g", s_base);
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("f", s_base.Replace("a5", "one").Replace("a8", "two"), "two");
        test.File("g", s_base.Replace("a2", "b2")).File("f", s_base.Replace("a5", "one!").Replace("a8", "two!")).Commit("feedback");
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        Assert.Equal((2, 1), (plan.Item.Length, plan.Unplaced.Length));
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Folded, RewriteStatus.Remaining], result.Commit.Select(c => c.Status));
        Assert.Equal("g\n", test.Run("diff", "--name-only", "main~1", "main"));
        Assert.Equal("feedback", test.Line("log", "-1", "--format=%s", "main"));
        Assert.Equal("g", Assert.Single(result.Unplaced).File);
    }

    [Fact]
    public void An_emptied_patch_is_dropped_and_said_so()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one\ndebug"), "one");
        test.Commit("f", s_base.Replace("a5", "one\ndebug").Replace("a8\n", "a8\ntwo\n"), "two");
        test.Commit("f", s_base.Replace("a5", "one\ndebug"), "feedback");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal([RewriteStatus.Kept, RewriteStatus.Emptied, RewriteStatus.Absorbed], result.Commit.Select(c => c.Status));
        Assert.Null(result.Commit[1].New);
        Assert.Equal("1", test.Line("rev-list", "--count", since + "..main"));
    }

    [Fact]
    public void The_work_tree_and_the_index_end_as_they_were()
    {
        using var test = new TestRepository();
        test.File("g", s_base).File("staged", "1\n").File("both", s_base);
        string since = test.Commit("f", s_base, "base");
        test.File("both", s_base.Replace("a2", "b2")).Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("f", s_base.Replace("a5", "one").Replace("a8", "two"), "two");
        string changed = s_base.Replace("a5", "one!").Replace("a8", "two!").Replace("a1\n", "a0\na1\n");
        test.File("f", changed).File("staged", "2\n").File("g", s_base.Replace("a3", "g3")).File("both", s_base.Replace("a2", "staged"));
        test.Run("add", "staged", "both");
        test.File("both", s_base.Replace("a2", "worked")).File("untracked", "u\n");
        // Staged and edited in one second, the index written in it as well, and both long ago: the case in which git looks at times alone.
        DateTime then = new(2020, 1, 1, 0, 0, 0, 500, DateTimeKind.Utc);
        System.IO.File.SetLastWriteTimeUtc(System.IO.Path.Combine(test.Path, "both"), then);
        test.File("both", s_base.Replace("a2", "staged"));
        System.IO.File.SetLastWriteTimeUtc(System.IO.Path.Combine(test.Path, "both"), then);
        test.Run("add", "both");
        test.File("both", s_base.Replace("a2", "worked"));
        System.IO.File.SetLastWriteTimeUtc(System.IO.Path.Combine(test.Path, "both"), then.AddMilliseconds(200));
        System.IO.File.SetLastWriteTimeUtc(System.IO.Path.Combine(test.Path, ".git", "index"), then.AddMilliseconds(300));
        SeriesRewrite result = Invoke(test, Plan(test, since, source: FoldupSource.WorkTree));
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Folded], result.Commit.Select(c => c.Status));
        Assert.Equal(changed, System.IO.File.ReadAllText(System.IO.Path.Combine(test.Path, "f")));
        Assert.Equal("MM both\n M f\n M g\nM  staged\n?? untracked\n", test.Run("-c", "core.trustctime=false", "status", "--porcelain"));
        Assert.Equal("+a0\n", string.Concat(test.Run("diff", "-U0", "f").Split('\n')
            .Where(l => l.StartsWith('+') && !l.StartsWith("+++", StringComparison.Ordinal)).Select(l => l + "\n")));
        Assert.Equal(["g", "f", "staged"], result.Unplaced.Select(i => i.File).OrderBy(f => f != "g").ThenBy(f => f));
        Assert.Contains("one!", test.Run("show", "main~1:f"), StringComparison.Ordinal);
        Assert.Contains("worked", test.Run("show", "main~1:both"), StringComparison.Ordinal);
        Assert.Contains("two!", test.Run("show", "main:f"), StringComparison.Ordinal);
        Assert.DoesNotContain("a0", test.Run("show", "main:f"), StringComparison.Ordinal);
        test.Run("fsck", "--strict");
    }

    [Fact]
    public void A_sparse_checkout_stays_sparse_and_what_it_leaves_out_is_not_deleted()
    {
        using var test = new TestRepository();
        test.File("out/g", "g\n").File("out/h", "h\n");
        string since = test.Commit("in/f", "1\n2\n3\n", "base");
        string one = test.Commit("in/f", "1\none\n3\n", "one");
        string other = test.Commit("out/g", "other\n", "other");
        test.Run("sparse-checkout", "set", "--cone", "in");
        Assert.False(Directory.Exists(Path.Combine(test.Path, "out")));
        test.File("in/f", "1\none!\n3\n");
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        Assert.Equal([one], plan.Item.Select(i => i.Target));
        Assert.Empty(plan.Unplaced);
        Invoke(test, plan);
        Assert.Equal("1\none!\n3\n", test.Run("show", "main~1:in/f"));

        // Files are brought along as well, and a fold into what is left out is refused before the branch moves.
        test.Commit("in/f", "1\none!!\n3\n", "fixup! one");
        test.Run("checkout", "-q", "-b", "full");
        test.Run("sparse-checkout", "disable");
        string tip = test.Commit("out/g", "other!\n", "fixup! other");
        test.Run("checkout", "-q", "main");
        test.Run("sparse-checkout", "set", "--cone", "in");
        Invoke(test, Plan(test, since, source: FoldupSource.Commits));
        Assert.Equal("1\none!!\n3\n", test.Run("show", "main~1:in/f"));
        using (GitRepository repository = test.Open())
        {
            string old = test.Line("rev-parse", "main");
            FoldupPlan left = new FoldupPlanner(new Workspace(repository))
                .Plan(new FoldupPlanRequest { Topic = "main", Since = since, Fixup = [tip + "^.." + tip] });
            Assert.Single(left.Item);
            MaintainerException error = Assert.Throws<MaintainerException>(() => Invoke(test, left));
            Assert.Equal("SparseCheckout", error.ErrorId);
            Assert.Equal(old, test.Line("rev-parse", "main"));
        }
        Assert.Equal("", test.Run("status", "--porcelain"));
        Assert.Equal("S out/g\nS out/h\n",
            string.Concat(test.Run("ls-files", "-t", "out").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l + "\n")));
        Assert.NotEqual(other, tip);
    }

    [Fact]
    public void A_sparse_index_is_refused_with_what_helps()
    {
        using var test = new TestRepository();
        test.File("out/g", "g\n");
        string since = test.Commit("in/f", "1\n2\n3\n", "base");
        string one = test.Commit("in/f", "1\none\n3\n", "one");
        test.Run("sparse-checkout", "set", "--cone", "--sparse-index", "in");
        test.File("in/f", "1\none!\n3\n");
        MaintainerException error = Assert.Throws<MaintainerException>(() => Plan(test, since, source: FoldupSource.WorkTree));
        Assert.Equal("WorkTreeStatusUnknown", error.ErrorId);
        Assert.Contains("sparse-checkout reapply --no-sparse-index", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(error.ErrorId, Assert.Throws<MaintainerException>(() => Plan(test, since, source: FoldupSource.Staged)).ErrorId);
        test.Run("sparse-checkout", "reapply", "--no-sparse-index");
        Assert.Equal([one], Plan(test, since, source: FoldupSource.WorkTree).Item.Select(i => i.Target));
    }

    [Fact]
    public void A_submodules_commit_is_folded_from_the_work_tree()
    {
        using var inner = new TestRepository();
        string first = inner.Commit("f", "1\n", "first");
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Run("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.Path, "sub");
        string add = test.CommitIndex("add sub");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        string second = inner.Commit("f", "2\n", "second");
        Git.Run(Path.Combine(test.Path, "sub"), "-c", "protocol.file.allow=always", "pull", "-q");
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        Assert.Equal([add], plan.Item.Select(i => i.Target));
        Invoke(test, plan);
        Assert.Equal(second, test.Line("rev-parse", "main~1:sub"));
        Assert.NotEqual(first, second);
        Assert.Equal("", test.Run("status", "--porcelain"));
    }

    [Theory]
    [InlineData("merge", "MERGE_HEAD")]
    [InlineData("cherry-pick", "CHERRY_PICK_HEAD")]
    [InlineData("revert", "REVERT_HEAD")]
    public void What_waits_for_its_commit_is_neither_folded_nor_forgotten(string command, string file)
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("f", s_base.Replace("a5", "one!"), "fixup! one");
        test.Run("checkout", "-q", "-b", "side", since);
        test.Commit("f", s_base.Replace("a5", "side"), "side");
        test.Run("checkout", "-q", "main");
        // Solved, and solved by taking ours: nothing is staged then, and only the file says that it was begun.
        foreach (string solution in new[] { "side!", "one!" })
        {
            Assert.NotEqual(0,
                Git.TryRun(test.Path, null, null, command == "merge" ? [command, "side"] : [command, command == "revert" ? "main~1" : "side"]).ExitCode);
            FoldupPlan plan = Plan(test, since);
            Assert.Equal("IndexUnmerged", Assert.Throws<MaintainerException>(() => Plan(test, since, source: FoldupSource.Staged)).ErrorId);
            test.File("f", s_base.Replace("a5", solution)).Run("add", "f");
            string before = test.Run("status") + test.Run("for-each-ref");
            foreach (FoldupSource source in new[] { FoldupSource.Staged, FoldupSource.WorkTree })
                Assert.Equal("MergeUnderWay", Assert.Throws<MaintainerException>(() => Plan(test, since, source: source)).ErrorId);
            Assert.Equal("MergeUnderWay", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
            Assert.Equal(before, test.Run("status") + test.Run("for-each-ref"));
            Assert.Equal(0, Git.TryRun(test.Path, null, null, "rev-parse", "-q", "--verify", file).ExitCode);
            test.Run(command, "--abort");
        }
        Invoke(test, Plan(test, since));
        Assert.Equal(s_base.Replace("a5", "one!"), test.Run("show", "main:f"));
    }

    [Theory]
    [InlineData("rebase")]
    [InlineData("bisect")]
    public void A_branch_to_which_a_rebase_or_bisection_comes_back_is_not_moved(string command)
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("f", s_base.Replace("a5", "one!"), "fixup! one");
        if (command == "rebase")
            _ = Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "sed -i 1s/pick/edit/" }, "rebase", "-q", "-i", since);
        else
            test.Run("bisect", "start", "main", since);
        test.Run("checkout", "-q", "--detach", "main");
        string tip = test.Line("rev-parse", "main");
        FoldupPlan plan = Plan(test, since);
        Assert.Equal("BranchInUse", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
        Assert.Equal(tip, test.Line("rev-parse", "main"));
        Assert.True(Invoke(test, plan, new FoldupRewriteRequest { Branch = "other" }).Applied);
    }

    [Fact]
    public void What_is_only_meant_to_be_added_is_not_staged_and_stays_so()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", "1\n2\n3\n", "base");
        test.Commit("f", "1\none\n3\n", "one");
        test.File("f", "1\none!\n3\n").File("new", "n\n");
        test.Run("add", "-N", "new");
        Assert.Empty(Plan(test, since, source: FoldupSource.Staged).Fixup);
        Assert.Empty(Plan(test, since, source: FoldupSource.Staged).Unplaced);
        FoldupPlan plan = Plan(test, since, source: FoldupSource.WorkTree);
        Assert.Equal("new", Assert.Single(plan.Unplaced).File);
        Invoke(test, plan);
        Assert.Equal(" A new\n", test.Run("status", "--porcelain"));
        // Folded, it is in the new commit: left as it was, the entry would stage its removal.
        plan = Plan(test, since, source: FoldupSource.WorkTree);
        (plan.Item, plan.Unplaced) = (plan.Unplaced, []);
        (plan.Item[0].Target, plan.Item[0].Action) = (test.Line("rev-parse", "main"), FoldupAction.Fold);
        Invoke(test, plan);
        Assert.Equal("n\n", test.Run("show", "main:new"));
        Assert.Equal("", test.Run("status", "--porcelain"));
    }

    [Fact]
    public void Staged_changes_fold_and_the_work_tree_keeps_the_others()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("f", s_base.Replace("a5", "one").Replace("a8", "two"), "two");
        test.File("f", s_base.Replace("a5", "one!").Replace("a8", "two"));
        test.Run("add", "f");
        test.File("f", s_base.Replace("a5", "one!").Replace("a8", "two!"));
        SeriesRewrite result = Invoke(test, Plan(test, since, source: FoldupSource.Staged));
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Rebased], result.Commit.Select(c => c.Status));
        Assert.Equal(" M f\n", test.Run("status", "--porcelain"));
        Assert.Contains("+two!", test.Run("diff"), StringComparison.Ordinal);
        Assert.DoesNotContain("one!", string.Concat(test.Run("diff", "-U0")), StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_bytes_survive_but_a_signature_does_not()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string tree = test.File("f", s_base.Replace("a5", "one")).Line("write-tree");
        test.Run("add", "-A");
        tree = test.Line("write-tree");
        byte[] raw = Encoding.Latin1.GetBytes(
            $"tree {tree}\nparent {since}\nauthor J\u00f6rg <j@example.com> 1500000000 +0530\ncommitter X <x@example.com> 1500000001 -0800\n"
            + "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\nencoding ISO-8859-1\nHG:extra something\n continued\n\n\n"
            + "  J\u00f6rgs patch  \n\nno end");
        (_, byte[] id, _) = Git.TryRun(test.Path, raw, null, "hash-object", "-t", "commit", "-w", "--stdin", "--literally");
        string patch = Encoding.ASCII.GetString(id).Trim();
        test.Run("reset", "-q", "--hard", patch);
        test.Commit("f", s_base.Replace("a5", "two"), "fixup! " + patch[..10]);
        SeriesRewrite result = Invoke(test, Plan(test, since));
        Assert.True(result.Commit[0].SignatureDropped);
        (_, byte[] made, _) = Git.TryRun(test.Path, null, null, "cat-file", "commit", "main");
        string text = Encoding.Latin1.GetString(made);
        Assert.Contains("author J\u00f6rg <j@example.com> 1500000000 +0530\n", text, StringComparison.Ordinal);
        Assert.Contains("encoding ISO-8859-1\nHG:extra something\n continued\n\n\n  J\u00f6rgs patch  \n\nno end", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gpgsig", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("J\u00F6rg", "C", "ISO-8859-1")]
    [InlineData("\u0141ukasz", "C", "")]
    [InlineData("J\u00F6rg", "\u0141ukasz", "")]
    public void A_commit_in_whose_encoding_a_name_cannot_be_said_becomes_UTF_8(string credited, string committer, string expected)
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.File("f", s_base.Replace("a5", "one")).Run("add", "-A");
        byte[] raw = Encoding.Latin1.GetBytes(
            $"tree {test.Line("write-tree")}\nparent {since}\nauthor Ren\u00E9 <r@example.com> 1500000000 +0530\n"
                + "committer X <x@example.com> 1500000001 -0800\nencoding ISO-8859-1\n\n\u00E9t\u00E9\n");
        (_, byte[] id, _) = Git.TryRun(test.Path, raw, null, "hash-object", "-t", "commit", "-w", "--stdin");
        test.Run("reset", "-q", "--hard", Encoding.ASCII.GetString(id).Trim());
        test.File("f", s_base.Replace("a5", "one!")).Run("commit", "-q", "-a", "-m", "better", "--author", credited + " <o@example.com>");
        using GitRepository repository = test.Open();
        repository.LibGit.Config.Set("user.name", committer);
        repository.LibGit.Config.Set("user.email", "c@example.com");
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(
            new FoldupPlanRequest { Topic = "main", Since = since, Fixup = ["main~1..main"], CreditTrailer = "Co-developed-by" });
        new FoldupRewriter(new Workspace(repository)).Prepare(plan, new FoldupRewriteRequest()).Apply();
        Assert.Equal(
            $"{expected}|Ren\u00E9|1500000000|{committer}|\u00E9t\u00E9\n\nCo-developed-by: {credited} <o@example.com>\n",
            test.Run("log", "-1", "--encoding=UTF-8", "--date=unix", "--format=%e|%an|%ad|%cn|%B").TrimEnd('\n') + "\n");
    }

    [Fact]
    public void Messages_are_squashed_and_amended_as_git_does()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("one", "1\n", "one\n\nFirst.\n");
        test.Commit("two", "2\n", "two\n\nSecond.\n");
        test.Commit("one", "1!\n", "squash! one\n\nAnd more.\n");
        test.CommitIndex("amend! two\n\ntwo of 5-level\n\nSecond, better.\n");
        test.Run("branch", "copy");
        FoldupPlan plan = Plan(test, since);
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Reworded, RewriteStatus.Absorbed, RewriteStatus.Absorbed], result.Commit.Select(c => c.Status));
        test.Run("checkout", "-q", "copy");
        Assert.Equal(0,
            Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "true" }, "rebase", "-i", "--autosquash", since).ExitCode);
        Assert.Equal(test.Run("log", "--format=%B%x00%T", since + "..copy"), test.Run("log", "--format=%B%x00%T", since + "..main"));
    }

    [Fact]
    public void Files_as_such_fold_into_the_versions_between()
    {
        using var test = new TestRepository();
        test.File("old.txt", s_base).File("bin", "\0\u0001\u0002");
        string since = test.Commit("f", s_base, "base");
        test.Commit("added.txt", Lines("x1", "x2", "x3", "x4"), "adds");
        test.Commit("bin", "\0\u0001\u0003", "binary");
        test.File("new.txt", s_base.Replace("a3", "b3")).Delete("old.txt").Commit("renames");
        test.Commit("new.txt", s_base.Replace("a3", "b3").Replace("a9", "b9"), "changes");
        test.File("bin", "\0\u0001\u0004").File("dir/newer.txt", s_base.Replace("a3", "b3!").Replace("a9", "b9")).Delete("new.txt").Delete("added.txt")
            .File("whole", "new\n").Commit("feedback");
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        FoldupItem whole = Assert.Single(plan.Unplaced);
        Assert.Equal("whole", whole.File);
        // Set a target by hand, by a short name.
        whole.Target = test.Line("rev-parse", "--short=10", "main~3");
        whole.Action = FoldupAction.Fold;
        plan.Item = [.. plan.Item, whole];
        plan.Unplaced = [];
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal([RewriteStatus.Emptied, RewriteStatus.Folded, RewriteStatus.Folded, RewriteStatus.Rebased, RewriteStatus.Absorbed],
            result.Commit.Select(c => c.Status));
        Assert.Equal("M\tbin\nA\twhole\n", test.Run("diff", "--name-status", "main~3", "main~2"));
        Assert.Equal("R087\told.txt\tdir/newer.txt\n", test.Run("diff", "-M", "--name-status", "main~2", "main~1"));
        Assert.Equal("M\tdir/newer.txt\n", test.Run("diff", "--name-status", "main~1", "main"));
        Assert.Equal("", test.Run("status", "--porcelain"));
    }

    [Fact]
    public void A_target_that_cannot_have_it_is_a_result_that_proposes_another()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("g", "g\n", "one");
        string two = test.Commit("f", s_base.Replace("a5", "two"), "two");
        test.Commit("f", s_base.Replace("a5", "two!"), "feedback");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        plan.Item[0].Target = one;
        SeriesRewrite result = Invoke(test, plan, apply: false);
        FoldupItem left = Assert.Single(result.Unplaced);
        Assert.Equal(FoldupReason.TargetTooOld, left.ReasonKind);
        Assert.Equal([two], left.Candidate);
        Assert.Equal([RewriteStatus.Kept, RewriteStatus.Kept, RewriteStatus.Remaining], result.Commit.Select(c => c.Status));
        plan.Item[0].Target = since;
        Assert.Equal("PlanTargetUnknown", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
        plan.Item[0].Target = two;
        plan.Item[0].Hunk = plan.Item[0].Hunk.Replace("two!", "three");
        Assert.Equal("PlanItemInvalid", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
    }

    [Fact]
    public void Stale_plans_are_refused_and_other_branches_are_protected()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        string one = test.Commit("f", s_base.Replace("a5", "one"), "one");
        string two = test.Commit("f", s_base.Replace("a5", "two"), "fixup! one");
        FoldupPlan plan = Plan(test, since);
        test.Run("branch", "other");
        Assert.Equal("BranchExists", Assert.Throws<MaintainerException>(() => Invoke(test, plan, new FoldupRewriteRequest { Branch = "other" })).ErrorId);
        SeriesRewrite onNew = Invoke(test, plan, new FoldupRewriteRequest { Branch = "new" });
        Assert.Equal(("refs/heads/new", null), (onNew.Branch, onNew.Backup));
        Assert.Equal(two, test.Line("rev-parse", "main"));
        Assert.Equal(onNew.NewTip, test.Line("rev-parse", "new"));
        Assert.Equal("BranchNeeded", Assert.Throws<MaintainerException>(() => Invoke(test, Plan(test, since, topic: two))).ErrorId);
        test.File("f", "dirty\n");
        Assert.Equal("BranchCheckedOutDirty", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
        test.Commit("f", "moved\n", "moved");
        Assert.Equal("PlanStale", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
        test.Run("reset", "-q", "--hard", one);
        test.File("f", s_base.Replace("a5", "three"));
        plan = Plan(test, since, source: FoldupSource.WorkTree);
        test.File("f", s_base.Replace("a5", "four"));
        Assert.Equal("PlanStale", Assert.Throws<MaintainerException>(() => Invoke(test, plan)).ErrorId);
    }

    [Fact]
    public void A_merge_above_the_target_is_kept_with_its_content_or_refused()
    {
        using var test = new TestRepository();
        test.File("g", s_base);
        string since = test.Commit("f", s_base, "base");
        test.Run("branch", "side");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Run("checkout", "-q", "side");
        string side = test.Commit("g", s_base.Replace("a5", "side"), "side");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge", "side");
        test.Commit("f", s_base.Replace("a5", "one!"), "fixup! one");
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupPlan plan = Plan(test, since);
        Assert.Equal("MergeInRange", Assert.Throws<MaintainerException>(() => Invoke(test, plan, new FoldupRewriteRequest { RefuseMerge = true })).ErrorId);
        Invoke(test, plan);
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal(side, test.Line("rev-parse", "main^2"));
        Assert.Contains("one!", test.Run("show", "main^1:f"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\r\nb\r\nc\r\n", "a\r\nb1\r\nc\r\n", "a\r\nb2\r\nc\r\n")]
    [InlineData("a\nb\nc", "a\nb\nc1", "a\nb\nc2")]
    [InlineData("a\nb\nc", "a\nb\nc\n", "a\nb\nd\n")]
    public void Line_ends_survive(string @base, string patch, string fixup)
    {
        using var test = new TestRepository();
        string since = test.Commit("f", @base, "base");
        test.Commit("f", patch, "one");
        test.Commit("g", "g\n", "two");
        test.Commit("f", fixup, "fixup! one");
        Invoke(test, Plan(test, since));
        Assert.Equal(fixup, test.Run("show", "main~1:f"));
        Assert.Equal(fixup, test.Run("show", "main:f"));
    }

    [Fact]
    public void A_missing_line_end_never_joins_two_lines()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", "a\n", "base");
        test.Commit("f", "a\nb\n", "one");
        test.Commit("f", "a\nb\nc\n", "two");
        test.Commit("f", "a\nb", "three: remove c and the end");
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        foreach (FoldupItem item in plan.Item)
            item.Target = test.Line("rev-parse", "main~2");
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        foreach (RewrittenCommit commit in result.Commit.Where(c => c.New is not null))
            Assert.DoesNotContain("bc", test.Run("show", commit.New + ":f"), StringComparison.Ordinal);
    }

    [Fact]
    public void Fixups_made_on_another_base_are_applied_on_the_topic_first()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a2", "one"), "one");
        test.Run("checkout", "-q", "-b", "review");
        test.Commit("f", s_base.Replace("a2", "one!"), "remark");
        test.Run("checkout", "-q", "main");
        test.Commit("f", s_base.Replace("a2", "one").Replace("a9", "two"), "two");
        FoldupPlan plan = Plan(test, since, fixup: ["review"]);
        SeriesRewrite result = Invoke(test, plan);
        Assert.Equal([RewriteStatus.Folded, RewriteStatus.Rebased, RewriteStatus.Absorbed], result.Commit.Select(c => c.Status));
        Assert.Equal(s_base.Replace("a2", "one!").Replace("a9", "two"), test.Run("show", "main:f"));
        Assert.Equal(s_base.Replace("a2", "one!"), test.Run("show", "main~1:f"));
        test.Run("checkout", "-q", "review");
        test.Commit("f", s_base.Replace("a9", "clash"), "clash");
        test.Run("checkout", "-q", "main");
        test.Run("checkout", "-q", "review");
        test.Commit("g", "g\n", "new");
        test.Run("checkout", "-q", "main");
        FoldupPlan parted = Plan(test, since, fixup: ["review~2..review"]);
        FoldupItem refused = Assert.Single(parted.Unplaced, i => i.Kind == FoldupKind.Whole);
        Assert.Equal((FoldupReason.DoesNotApply, test.Line("rev-parse", "review~1")), (refused.ReasonKind, refused.Fixup));
        Assert.Contains("conflicts in f", refused.Reason, StringComparison.Ordinal);
        Assert.Equal([test.Line("rev-parse", "review")], parted.Fixup);
        parted.Set(refused, since);
        Assert.Equal("PlanItemInvalid", Assert.Throws<MaintainerException>(() => Invoke(test, parted)).ErrorId);
    }
}
