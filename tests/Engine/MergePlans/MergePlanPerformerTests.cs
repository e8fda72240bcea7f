using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.MergePlans;

public class MergePlanPerformerTests
{
    [Fact]
    public void A_branch_that_moves_while_the_merges_are_made_stays_where_it_is()
    {
        using TestRepository git = Story();
        using GitRepository repository = git.Open();
        PreparedMerges work = new MergePlanPerformer(new Workspace(repository))
            .Prepare(new MergePlanPerformerOptions { Plan = Plan(repository), Branch = "topic", Force = true });
        git.Run("update-ref", "refs/heads/topic", "v1");
        string refs = git.Run("for-each-ref");
        MaintainerException error = Assert.Throws<MaintainerException>(() => work.Apply());
        Assert.Equal("RefMoved", error.ErrorId);
        Assert.Equal(refs, git.Run("for-each-ref"));
    }

    [Fact]
    public void Settings_that_change_under_the_plan_stop_it()
    {
        // With a change of the topic's own the file is merged line by line, which the attribute forbids.
        using TestRepository git = Story();
        git.Run("switch", "-q", "topic");
        git.Commit("a", File.ReadAllText(Path.Combine(git.Path, "a")).Replace("line 28\n", "line 28, own\n", StringComparison.Ordinal), "own work\n");
        MergePlan plan;
        using (GitRepository repository = git.Open())
            plan = Plan(repository);
        File.WriteAllText(Path.Combine(git.Path, ".git", "info", "attributes"), "a merge=binary\n");
        using GitRepository again = git.Open();
        string refs = git.Run("for-each-ref");
        MaintainerException error = Assert.Throws<MaintainerException>(
            () => new MergePlanPerformer(new Workspace(again)).Prepare(new MergePlanPerformerOptions { Plan = plan, Branch = "merged" }));
        Assert.Equal("MergePlanStale", error.ErrorId);
        Assert.Equal(refs, git.Run("for-each-ref"));
    }

    [Fact]
    public void A_cancelled_plan_moves_nothing()
    {
        using TestRepository git = Story();
        using GitRepository repository = git.Open();
        MergePlan plan = Plan(repository);
        string before = git.Run("for-each-ref") + git.Run("count-objects", "-v");
        using var cancelled = new Cancelled();
        Assert.ThrowsAny<OperationCanceledException>(() => new MergePlanPerformer(new Workspace(repository, cancelled))
            .Prepare(new MergePlanPerformerOptions { Plan = plan, Branch = "merged" }));
        Assert.ThrowsAny<OperationCanceledException>(() => new MergePlanner(new Workspace(repository, cancelled))
            .Plan(new MergePlanOptions { Topic = "topic", Upstream = "main" }));
        Assert.Equal(before, git.Run("for-each-ref") + git.Run("count-objects", "-v"));
    }

    [Fact]
    public void A_version_on_a_topic_branch_of_upstreams_is_found()
    {
        // Neither main's merge nor anything after it is usable: only the tip of the branch has the content before it was changed again.
        using var git = new TestRepository();
        string text = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));
        git.Commit("a", text, "v1\n");
        git.Run("branch", "topic");
        git.Run("switch", "-q", "-c", "side");
        string wanted = git.Commit("a", text.Replace("line 3\n", "line three\n", StringComparison.Ordinal), "change\n");
        git.Run("switch", "-q", "main");
        git.Commit("b", "other\n", "on\n");
        git.TryMerge("side");
        git.Commit("a", text.Replace("line 3\n", "line three, mended\n", StringComparison.Ordinal), "Merge side, mended\n");
        git.Run("switch", "-q", "topic");
        git.Run("cherry-pick", "-x", wanted);
        using GitRepository repository = git.Open();
        MergePlan plan = Plan(repository);
        Assert.Equal((1, 0), (plan.NaiveConflicts, plan.RemainingConflicts));
        Assert.Equal(wanted, plan.Step[0].Upstream);
        RealMergePlanTests.WalkWithGit(Path.Combine(git.Path, ".git"), plan);
    }

    [Fact]
    public void Where_nothing_helps_the_plan_says_what_is_left_and_how_many_were_tried()
    {
        using TestRepository git = Story();
        git.Run("switch", "-q", "topic");
        git.Commit("a", string.Concat(Enumerable.Range(1, 30).Select(i => i == 3 ? "mine alone\n" : $"line {i}\n")), "own work\n");
        using GitRepository repository = git.Open();
        MergePlan plan = Plan(repository);
        Assert.Equal(["a"], plan.RemainingConflictPath);
        Assert.Single(plan.Step);
        // The one version before upstream's tip conflicts in the file by itself: it needs no merge of the whole to tell.
        Assert.Equal((0, 1, 2), (plan.VersionsTried, plan.VersionsRuledOut, plan.VersionsKnown));
        Assert.Contains("0 of 2 versions tried, 1 ruled out", plan.Reason, StringComparison.Ordinal);
        Assert.True(plan.IsProvenBest);
        RemainingConflict left = Assert.Single(plan.Remaining);
        Assert.Equal(("a", "content", 2, 2), (left.Path, left.Kind, left.TopicCommit.Length, left.UpstreamCommit.Length));
        MaintainerException error = Assert.Throws<MaintainerException>(
            () => new MergePlanPerformer(new Workspace(repository)).Prepare(new MergePlanPerformerOptions { Plan = plan, Branch = "merged" }));
        Assert.Equal("PlanConflicts", error.ErrorId);
    }

    /// <summary>main: v1, change of line 3, its mend; topic: a pick of the change.</summary>
    private static TestRepository Story()
    {
        var git = new TestRepository();
        string text = string.Concat(Enumerable.Range(1, 30).Select(i => $"line {i}\n"));
        git.Commit("a", text, "v1\n");
        git.Run("tag", "v1");
        git.Run("branch", "topic");
        string change = git.Commit("a", text.Replace("line 3\n", "line three\n", StringComparison.Ordinal), "change\n");
        git.Commit("a", text.Replace("line 3\n", "line three, mended\n", StringComparison.Ordinal), "mend\n");
        git.Run("switch", "-q", "topic");
        git.Run("cherry-pick", "-x", change);
        git.Run("switch", "-q", "--detach", "v1");
        return git;
    }

    private static MergePlan Plan(GitRepository repository) =>
        new MergePlanner(new Workspace(repository)).Plan(new MergePlanOptions { Topic = "topic", Upstream = "main" });

    private sealed class Cancelled : IOperationMonitor, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        internal Cancelled() => _source.Cancel();

        public CancellationToken Cancellation => _source.Token;

        public void Report(string activity, long done, long total, string? current = null)
        {
        }

        public void Dispose() => _source.Dispose();
    }
}
