using MaintainerTools.Engine.Foldup;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Foldup.FoldupPlannerTests;

namespace MaintainerTools.Engine.Tests.Foldup;

public class FoldupMergeTests
{
    private static readonly string[] s_lines = [.. Enumerable.Range(1, 40).Select(i => "line " + i)];

    /// <summary>
    /// one; of it a branch with a1 and a2, and of a1 another with b1, merged into the first; two; the merge of the first; three. Each writes a line of its own.
    /// </summary>
    private static string Branched(TestRepository test, List<string> lines)
    {
        string since = test.Commit("f", Text(lines), "base");
        Edit("main", 3, "one");
        test.Run("branch", "a");
        Edit("main", 9, "two");
        Edit("a", 15, "a1");
        test.Run("branch", "b");
        Edit("b", 27, "b1");
        Edit("a", 21, "a2");
        test.Run("merge", "-q", "--no-ff", "-m", "merge b", "b");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge a", "a");
        Edit("main", 33, "three");
        lines.Clear();
        lines.AddRange(test.Run("show", "main:f").TrimEnd('\n').Split('\n'));
        return since;

        void Edit(string branch, int line, string text)
        {
            test.Run("checkout", "-q", branch);
            List<string> now = [.. test.Run("show", branch + ":f").TrimEnd('\n').Split('\n')];
            now[line] = text;
            test.Commit("f", Text(now), text);
        }
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));

    private static string Shape(TestRepository test, string since, string tip) => test.Run("log", "--topo-order", "--format=%T %s %an %ad", since + ".." + tip);

    [Theory]
    [InlineData("one", 3)]
    [InlineData("two", 9)]
    [InlineData("a1", 15)]
    [InlineData("b1", 27)]
    [InlineData("a2", 21)]
    [InlineData("three", 33)]
    public void A_fold_into_any_commit_is_what_a_rebase_with_merges_makes(string target, int line)
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        string since = Branched(test, lines);
        lines[line] += " fixed";
        test.Commit("f", Text(lines), "fixup! " + target);
        test.Run("branch", "copy");
        FoldupPlan named = Plan(test, since);
        Assert.Equal([(target, FoldupReason.Explicit)], named.Item.Select(i => (i.TargetSubject!, i.ReasonKind)));

        test.Run("commit", "-q", "--amend", "-m", "neutral");
        FoldupPlan routed = Plan(test, since, fixup: ["main~1..main"]);
        Assert.Equal([(target, FoldupReason.LineOverlap)], routed.Item.Select(i => (i.TargetSubject!, i.ReasonKind)));
        SeriesRewrite result = FoldupRewriterTests.Invoke(test, routed);
        Assert.Equal(1, result.Folded);
        Assert.Equal([target], result.Commit.Where(c => c.Status == RewriteStatus.Folded).Select(c => c.Subject));

        test.Run("checkout", "-q", "copy");
        (int exitCode, _, string error) = Git.TryRun(test.Path, null, new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "true" }, "rebase", "-q",
            "-i", "--rebase-merges", "--autosquash", since);
        Assert.True(exitCode == 0, error);
        Assert.Equal(Shape(test, since, "copy"), Shape(test, since, "main"));
        test.Run("checkout", "-q", "main");
    }

    [Fact]
    public void Several_folds_at_once_go_to_their_branches_and_back()
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        string since = Branched(test, lines);
        foreach (int line in (int[])[3, 9, 15, 21, 27, 33])
            lines[line] += " fixed";
        test.Commit("f", Text(lines), "all at once");
        test.Run("branch", "dependent", "main~2^2");
        string before = test.Run("for-each-ref");
        SeriesRewrite result = FoldupRewriterTests.Invoke(test, Plan(test, since, fixup: ["main~1..main"]), new FoldupRewriteRequest { UpdateRefs = true });
        Assert.Equal(["one", "two", "a1", "b1", "a2", "three"], result.Commit.Where(c => c.Folded == 1).Select(c => c.Subject)
            .OrderBy(s => Array.IndexOf(["one", "two", "a1", "b1", "a2", "three"], s)));
        Assert.Empty(result.Unplaced);
        Assert.Equal(test.Line("rev-parse", "main~1^2"), test.Line("rev-parse", "dependent"));
        foreach (string commit in test.Run("rev-list", "--no-merges", since + "..main").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal("+" + test.Line("log", "-1", "--format=%s", commit) + " fixed",
                test.Run("diff-tree", "-p", "-U0", commit).Split('\n').Single(l => l.StartsWith('+') && !l.StartsWith("+++", StringComparison.Ordinal)));
        using GitRepository repository = test.Open();
        new FoldupUndo(new Workspace(repository)).Prepare(FoldupUndoOptions.Of(result)).Apply();
        Assert.Equal(before, test.Run("for-each-ref"));
    }

    [Theory]
    [InlineData("fixup! one", false)]
    [InlineData("one, again", true)]
    public void A_branch_that_begins_above_what_is_folded_is_made_again(string subject, bool churn)
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        string since = test.Commit("f", Text(lines), "base");
        lines[3] = "one";
        string one = test.Commit("f", Text(lines), "one");
        lines[3] = "one!";
        test.Commit("f", Text(lines), subject);
        test.Run("checkout", "-q", "-b", "side");
        test.Commit("g", "side\n", "side");
        lines[20] = "side";
        test.Commit("f", Text(lines), "side too");
        test.Run("checkout", "-q", "main");
        test.Commit("h", "main\n", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge side", "side");
        test.Run("branch", "copy");
        FoldupPlan plan;
        using (GitRepository repository = test.Open())
            plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Churn = churn });
        Assert.Equal([one], plan.Item.Select(i => i.Target));
        SeriesRewrite result = FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(churn ? RewriteStatus.Emptied : RewriteStatus.Absorbed, Assert.Single(result.Commit, c => c.New is null).Status);

        test.Run("checkout", "-q", "copy");
        var editors = new Dictionary<string, string> { ["GIT_SEQUENCE_EDITOR"] = "sed -i -e 's/^pick \\(.* one, again\\)$/fixup \\1/'" };
        (int exitCode, _, string error) = Git.TryRun(test.Path, null, editors, "rebase", "-q", "-i", "--rebase-merges", "--autosquash", since);
        Assert.True(exitCode == 0, error);
        Assert.Equal(Shape(test, since, "copy"), Shape(test, since, "main"));
        test.Run("checkout", "-q", "main");
    }

    [Fact]
    public void The_boundary_of_a_shallow_clone_is_kept_and_never_made_a_root()
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        test.Commit("f", Text(lines), "base");
        test.Run("branch", "side");
        Write(3, "a1");
        Write(5, "a2");
        Write(7, "a3");
        test.Run("checkout", "-q", "side");
        lines = [.. s_lines];
        Write(23, "s1");
        Write(26, "s2");
        Write(29, "s3");
        test.Run("checkout", "-q", "main");
        test.Run("merge", "-q", "--no-ff", "-m", "merge", "side");
        lines = [.. test.Run("show", "main:f").TrimEnd('\n').Split('\n')];
        Write(29, "s3, fixed");
        string clone = System.IO.Path.Combine(test.Path, ".git", "clone");
        test.Run("clone", "-q", "--depth", "4", "file://" + test.Path, clone);
        // The series is the clone's own, and not what it was cloned from.
        Git.Run(clone, "remote", "remove", "origin");
        using GitRepository repository = GitRepository.Open(clone, clone);
        string since = Of("a2");
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Fixup = ["main~1..main"] });
        Assert.Equal(["s3"], plan.Item.Select(i => i.TargetSubject!));
        Assert.Equal([Of("a3"), Of("s2")], Fold().Commit.Where(c => c.Status == RewriteStatus.Kept).Select(c => c.New!));
        string tip = test.Line("rev-parse", "main");
        List<SeriesPair> pairs = [.. new SeriesComparer(new Workspace(repository))
            .Compare(new SeriesComparisonRequest { Old = since + ".." + tip, New = since + ".." + tip })];
        Assert.Equal(["a3", "s2", "s3", "s3, fixed"], pairs.Select(p => p.Subject).Order(StringComparer.Ordinal));
        // A new message would make it anew.
        FoldupPlan reword = new FoldupPlanner(new Workspace(repository))
            .Plan(new FoldupPlanRequest { Topic = "main", Since = since, Reword = (Of("s2"), "s2, in other words") });
        Assert.Equal("MissingObject",
            Assert.Throws<MaintainerException>(() => new FoldupRewriter(new Workspace(repository)).Prepare(reword, new FoldupRewriteRequest())).ErrorId);

        SeriesRewrite Fold() => new FoldupRewriter(new Workspace(repository)).Prepare(plan, new FoldupRewriteRequest()).Result;

        string Of(string subject) => test.Line("log", "--all", "-1", "--format=%H", "--grep=^" + subject + "$");

        void Write(int line, string text)
        {
            lines[line] = text;
            test.Commit("f", Text(lines), text);
        }
    }

    [Theory]
    [InlineData("a1", "open: \"a1\" is on a merged branch; ")]
    [InlineData("merge a", "open: \"merge a\" is a merge; ")]
    [InlineData("two", "proposed as 0: move 1 hunk to \"two\"")]
    public void A_remark_moves_a_change_along_first_parents_only(string named, string outcome)
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        string since = Branched(test, lines);
        lines[9] = "two, again";
        test.Commit("f", Text(lines), "four");
        string mail = System.IO.Path.Combine(test.Path, ".git", "mail");
        System.IO.File.WriteAllText(mail, $"From: r@example.org\nSubject: Re: [PATCH] four\n\n> +two, again\n\n"
            + $"This belongs in commit {test.Line("log", "-1", "--format=%H", "--grep=^" + named + "$")}.\n");
        using GitRepository repository = test.Open();
        ReviewItem[] review = [.. new ReviewImport(new Workspace(repository))
            .Import(new ReviewImportRequest { Files = [mail], Topic = "main", Since = since })];
        Assert.Equal(ReviewKind.FoldInto, Assert.Single(review).Kind);
        FoldupPlan plan = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Review = review });
        Assert.StartsWith(outcome, plan.Review[0].Outcome, StringComparison.Ordinal);
        Assert.Empty(plan.Item);
        Assert.Equal(named == "two" ? [named] : [], plan.Proposal.Select(p => p.TargetSubject!));
    }

    [Fact]
    public void A_merges_own_resolution_stays_and_is_no_target()
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        string since = test.Commit("f", Text(lines), "base");
        string one = test.Commit("f", Text(lines).Replace("line 5\n", "line 5 one\n", StringComparison.Ordinal), "one");
        test.Run("checkout", "-q", "-b", "side");
        string side = Text(lines).Replace("line 5\n", "line 5 one\n", StringComparison.Ordinal).Replace("line 20\n", "side\n", StringComparison.Ordinal);
        test.Commit("f", side, "side");
        test.Run("checkout", "-q", "main");
        test.Commit("f", Text(lines).Replace("line 5\n", "line 5 one\n", StringComparison.Ordinal)
            .Replace("line 20\n", "main\n", StringComparison.Ordinal), "two");
        Git.TryRun(test.Path, null, null, "merge", "-q", "side");
        string merged = side.Replace("side\n", "both\n", StringComparison.Ordinal);
        test.Commit("f", merged, "merge");
        test.Commit("f", merged.Replace("line 5 one\n", "line 5 ONE\n", StringComparison.Ordinal).Replace("both\n", "BOTH\n", StringComparison.Ordinal), "fix");
        string tree = test.Line("rev-parse", "main^{tree}");
        FoldupPlan plan = Plan(test, since, fixup: ["main~1..main"]);
        Assert.Equal([one], plan.Item.Select(i => i.Target));
        Assert.Equal(FoldupReason.MergeReached, Assert.Single(plan.Unplaced).ReasonKind);
        Assert.Equal("MergeInRange",
            Assert.Throws<MaintainerException>(() => FoldupRewriterTests.Invoke(test, plan, new FoldupRewriteRequest { RefuseMerge = true })).ErrorId);
        FoldupRewriterTests.Invoke(test, plan);
        Assert.Equal(tree, test.Line("rev-parse", "main^{tree}"));
        Assert.Equal(merged.Replace("line 5 one\n", "line 5 ONE\n", StringComparison.Ordinal), test.Run("show", "main~1:f"));
        Assert.Equal(side.Replace("line 5 one\n", "line 5 ONE\n", StringComparison.Ordinal), test.Run("show", "main~1^2:f"));
        Assert.Equal("fix", test.Line("log", "-1", "--format=%s"));
    }

    [Fact]
    public void Identifiers_and_messages_change_on_merged_branches_too()
    {
        using var test = new TestRepository();
        List<string> lines = [.. s_lines];
        string since = Branched(test, lines);
        FoldupPlan rename;
        using (GitRepository repository = test.Open())
            rename = new FoldupPlanner(new Workspace(repository)).Plan(new FoldupPlanRequest { Topic = "main", Since = since, Rename = ("b1", "bee") });
        Assert.Empty(rename.Unplaced);
        SeriesRewrite result = FoldupRewriterTests.Invoke(test, rename);
        Assert.Equal(["bee"], result.Commit.Where(c => c.Status == RewriteStatus.Renamed).Select(c => c.Subject));
        Assert.Equal("+bee", test.Run("diff-tree", "-p", "-U0", "main~1^2^2").Split('\n')
            .Single(l => l.StartsWith('+') && !l.StartsWith("+++", StringComparison.Ordinal)));
        Assert.Contains("\nbee\n", test.Run("show", "main:f"), StringComparison.Ordinal);

        test.Run("commit", "-q", "--allow-empty", "-m", "amend! a1\n\na1, in other words");
        result = FoldupRewriterTests.Invoke(test, Plan(test, since));
        Assert.Contains(result.Commit, c => c is { Status: RewriteStatus.Reworded, Subject: "a1, in other words" });
        Assert.Equal(RewriteStatus.Absorbed, result.Commit[^1].Status);
    }
}
