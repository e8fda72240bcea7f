using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Tests.Support;
using Xunit.Abstractions;

namespace MaintainerTools.Engine.Tests.MergePlans;

/// <summary>Topics of real history whose naive merge conflicts, with the best single version that was found for each.</summary>
public class RecordedMergePlanTests(ITestOutputHelper output)
{
    [MirrorTheory(cases: true)]
    [MirrorData("DPDK+dpdk")]
    [MirrorData("linux-rdma+rdma-core")]
    [MirrorData("git+git")]
    public void A_plan_is_never_worse_than_the_best_single_version_and_git_agrees_with_every_step(string name)
    {
        using GitRepository repository = Mirrors.Open(Mirrors.Find(name)!);
        var planning = new MergePlanner(new Workspace(repository));
        var wrong = new List<string>();
        foreach (IReadOnlyDictionary<string, string> row in Mirrors.Rows("topic-base.tsv", name))
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            MergePlan plan = planning.Plan(new MergePlanOptions { Topic = row["theirs"], Upstream = row["ours"] });
            output.WriteLine($"{row["theirs"][..12]} into {row["ours"][..12]}: naive {plan.NaiveConflicts} of {row["naive_conflicts"]}, left {plan.RemainingConflicts}, recorded {row["after_conflicts"]}, {plan.Step.Length} steps, {plan.VersionsTried} of {plan.VersionsKnown} tried, {watch.ElapsedMilliseconds} ms");
            int best = int.TryParse(row["after_conflicts"], out int after) ? after : plan.NaiveConflicts;
            if (string.Join('|', plan.NaiveConflictPath) != row["naive_paths"] || plan.RemainingConflicts > best)
                wrong.Add($"{row["theirs"]} into {row["ours"]}: {plan.NaiveConflicts} to {plan.RemainingConflicts}; recorded {row["naive_conflicts"]} to {row["after_conflicts"]}");
            RealMergePlanTests.WalkWithGit(Mirrors.Find(name)!, plan);
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
