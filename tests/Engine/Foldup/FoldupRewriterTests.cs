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
