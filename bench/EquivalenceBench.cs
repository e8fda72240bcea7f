using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Bench;

/// <summary>
/// Merge plans for topics of N upstream picks against M upstream commits, and how that grows with both. The topics are made here, on a shared clone: from
/// BENCH_UPSTREAM (by default HEAD) M commits back, every so many-th plain commit is picked with git until there are N.
/// </summary>
internal static class EquivalenceBench
{
    private static readonly int[] s_picks = [25, 50, 100];
    private static readonly int[] s_upstream = [3750, 7500, 15000];

    /// <summary>Measures; one plan a row after a warm-up, in seconds on the clock and of processor time.</summary>
    public static void Run(string repository)
    {
        string upstream = Environment.GetEnvironmentVariable("BENCH_UPSTREAM") ?? "HEAD";
        string scratch = Directory.CreateTempSubdirectory("equivalence-bench-").FullName;
        try
        {
            PairedRun.RunGit(scratch, "clone", "-q", "--shared", "--no-checkout", repository, "clone");
            string clone = Path.Combine(scratch, "clone");
            Console.WriteLine($"{"picks",6} {"upstream",9} {"naive",6} {"left",5} {"merges",7} {"tried",6} {"seconds",8} {"cpu s",8} {"peak MB",8}");
            Measure(clone, upstream, s_picks[0], s_upstream[0]);
            foreach ((int picks, int commits) in s_picks.Select(p => (p, s_upstream[^1])).Concat(s_upstream[..^1].Select(u => (s_picks[^1], u))))
                Measure(clone, upstream, picks, commits);
        }
        finally
        {
            Directory.Delete(scratch, true);
        }
    }

    private static void Measure(string clone, string upstream, int picks, int commits)
    {
        // The commit on the main line that upstream is that many commits ahead of.
        string[] chain = PickBench.Lines(clone, "rev-list", "--first-parent", upstream);
        int low = 0, high = chain.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (int.Parse(PickBench.Lines(clone, "rev-list", "--count", $"{chain[middle]}..{upstream}")[0], CultureInfo.InvariantCulture) < commits)
                low = middle + 1;
            else
                high = middle;
        }
        string start = chain[low];
        string topic = MakeTopic(clone, start, upstream, picks);
        using GitRepository git = GitRepository.Open(clone, clone);
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        MergePlan plan = new MergePlanner(new Workspace(git)).Plan(new MergePlanOptions { Topic = topic, Upstream = upstream });
        TimeSpan seconds = Stopwatch.GetElapsedTime(begin);
        process.Refresh();
        TimeSpan processor = process.TotalProcessorTime - before;
        long peak = process.PeakWorkingSet64 >> 20;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{picks,6} {plan.VersionsKnown,9} {plan.NaiveConflicts,6} {plan.RemainingConflicts,5} {plan.Step.Length,7} {plan.VersionsTried,6} "
                + $"{seconds.TotalSeconds,8:f1} {processor.TotalSeconds,8:f1} {peak,8}"));
    }

    /// <summary>Picks every so many-th plain commit onto the start, in memory, each marked; those that conflict are left out.</summary>
    private static string MakeTopic(string clone, string start, string upstream, int picks)
    {
        string[] range = PickBench.Lines(clone, "rev-list", "--reverse", "--topo-order", "--no-merges", $"{start}..{upstream}");
        using GitRepository git = GitRepository.Open(clone, clone);
        var store = new ScratchStore(git.Objects);
        var engine = new Engine.Merging.MergeEngine(store);
        Oid tip = git.ResolveCommit(start);
        Oid tree = store.ReadCommit(tip).Tree;
        int made = 0;
        // The first half of the range: what was picked had time to change upstream.
        for (int at = 0; at < range.Length / 2 && made < picks; at += Math.Max(1, range.Length / (6 * picks)))
        {
            CommitObject source = store.ReadCommit(Oid.Parse(range[at]));
            Engine.Merging.MergeOutcome outcome = engine.Pick(tree, source.Id);
            if (!outcome.IsClean || outcome.Tree == tree)
                continue;
            tree = outcome.Tree;
            byte[] message = System.Text.Encoding.UTF8.GetBytes($"{source.Subject}\n\n(cherry picked from commit {source.Id})\n");
            tip = store.Write(ObjectType.Commit, CommitObject.Serialize(tree, [tip], source.Author, source.Committer, null, default, message));
            made++;
        }
        new RepositoryWriter(git).Publish(store, [tip], SilentMonitor.Instance);
        return tip.ToString();
    }
}
