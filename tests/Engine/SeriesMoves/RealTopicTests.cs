using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.SeriesMoves;
using MaintainerTools.Engine.Tests.Support;

namespace MaintainerTools.Engine.Tests.SeriesMoves;

/// <summary>The way of a topic of git from base to merge, as docs/topic-tree.md tells it, carried out by git beside it.</summary>
public class RealTopicTests
{
    private const string Topic = "8f6a2dbe3401";
    private const string Fork = "03944513488d";
    private const string Upstream = "ed7d9bd73f6f";

    [MirrorFact("git+git")]
    public void A_topic_on_a_release_with_picks_merges_through_its_base_without_a_conflict()
    {
        using var test = new TestRepository(bare: true);
        File.WriteAllText(Path.Combine(test.Path, "objects", "info", "alternates"), Path.Combine(Mirrors.Find("git+git")!, "objects") + "\n");
        string release = Git.Run(Mirrors.Find("git+git")!, "rev-parse", "v2.48.0^{commit}").Trim();
        test.Run("branch", "topic", Topic);
        test.Run("tag", "release", release);
        test.Run("branch", "upstream", Upstream);
        using GitRepository repository = test.Open();
        IReadOnlyList<MergeBaseCandidate> found = new MergeBaseCandidateSearch(new Workspace(repository),
            new MergeBaseCandidateOptions { Since = "release", Topic = "topic", Upstream = "upstream" }).Run();
        MergeBaseCandidate candidate = Assert.Single(found, c => c is { Candidate: "release", Conflicts: 0 });
        Assert.Equal(9, candidate.Picks);

        var picker = new CherryPicker(new Workspace(repository));
        CherryPickPlan picks = picker.Plan(new CherryPickOptions { Onto = "release", Branch = "base", Commits = candidate.Commit });
        Assert.True(picks.IsComplete);
        picker.Apply(picks);
        PreparedSeriesMove move = new SeriesMover(new Workspace(repository)).Prepare(
            new SeriesMoveOptions { Topic = "topic", Since = Fork, Onto = "base", Branch = "moved" });
        Assert.Equal((SeriesMoveVerdict.Moved, 18), (move.Result.Verdict, move.Result.Moved));
        move.Apply();

        Assert.Equal(8, Merge(test, "moved", "upstream").Conflicts);
        MergePlan plan = new MergePlanner(new Workspace(repository)).Plan(new MergePlanOptions { Topic = "moved", Base = "base", Upstream = "upstream" });
        Assert.Equal((8, 0), (plan.NaiveConflicts, plan.RemainingConflicts));
        Assert.StartsWith("41f1a8435a90", plan.Step[0].Upstream, StringComparison.Ordinal);
        // git carries out the same: the base first, then the topic.
        string @base = "base";
        foreach (MergeStep step in plan.Step)
            @base = Commit(test, @base, step.Upstream);
        (string tree, int conflicts) = Merge(test, "moved", @base);
        Assert.Equal((plan.Step[^1].Tree, 0), (tree, conflicts));
        // And it is what merging the topic as it was comes to.
        Assert.Equal(Merge(test, "topic", "upstream"), (tree, 0));
        new MergePlanPerformer(new Workspace(repository)).Prepare(new MergePlanPerformerOptions { Plan = plan }).Apply();
        Assert.Equal(tree, test.Line("rev-parse", "moved^{tree}"));
    }

    private static string Commit(TestRepository test, string one, string other)
    {
        (string tree, int conflicts) = Merge(test, one, other);
        Assert.Equal(0, conflicts);
        return test.Line("commit-tree", tree, "-p", one, "-p", other, "-m", "by git");
    }

    private static (string Tree, int Conflicts) Merge(TestRepository test, string one, string other)
    {
        (int exit, byte[] said, _) = Git.TryRun(test.Path, null, null, "merge-tree", "--write-tree", "--name-only", "--no-messages", one, other);
        string[] lines = System.Text.Encoding.UTF8.GetString(said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return exit == 0 ? (lines[0], 0) : ("", lines.Length - 1);
    }
}
