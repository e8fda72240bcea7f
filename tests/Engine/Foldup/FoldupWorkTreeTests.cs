using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;
using static MaintainerTools.Engine.Tests.Foldup.FoldupRewriterTests;

namespace MaintainerTools.Engine.Tests.Foldup;

/// <summary>What folding leaves of the work tree, the index, sparse checkouts, submodules, and of commands that are under way.</summary>
public class FoldupWorkTreeTests
{
    private static readonly string s_base = Lines("a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10");

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
    public void What_was_staged_is_staged_again_after_undo()
    {
        using var test = new TestRepository();
        string since = test.Commit("f", s_base, "base");
        test.Commit("f", s_base.Replace("a5", "one"), "one");
        test.Commit("g", "g\n", "two");
        test.File("f", s_base.Replace("a5", "one!").Replace("a1", "left")).File("h", "new\n");
        test.Run("add", "f", "h");
        test.File("f", s_base.Replace("a5", "one!").Replace("a1", "left").Replace("a9", "edited"));
        (string status, string staged, string unstaged) = (test.Run("status", "--porcelain"), test.Run("diff", "--cached"), test.Run("diff"));
        SeriesRewrite result = Invoke(test, Plan(test, since, source: FoldupSource.Staged));
        Assert.True(result.Applied);
        Assert.Equal(unstaged, test.Run("diff"));
        using GitRepository repository = test.Open();
        new FoldupUndo(new Workspace(repository)).Prepare(FoldupUndoOptions.Of(result)).Apply();
        Assert.Equal(status, test.Run("status", "--porcelain"));
        Assert.Equal((staged, unstaged), (test.Run("diff", "--cached"), test.Run("diff")));
    }
}
