using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Bench;

/// <summary>
/// Counting a range, weighing every first-parent commit of it, and finding follow-ups, beside git. BENCH_SINCE and BENCH_TIP name the range (v2.0.0 and HEAD of
/// git/git by default). Each of our runs opens the repository anew, as git's process does; git's start-up is in its time, so small ranges flatter us.
/// </summary>
internal static class HistoryBench
{
    /// <summary>Measures on a repository as it is: write or remove its commit-graph first to measure with or without.</summary>
    public static void Run(string repository)
    {
        string since = Environment.GetEnvironmentVariable("BENCH_SINCE") ?? "v2.0.0";
        string tip = Environment.GetEnvironmentVariable("BENCH_TIP") ?? "HEAD";
        Oid sinceId, tipId;
        IReadOnlyList<Oid> candidates;
        int commits;
        using (GitRepository git = GitRepository.Open(repository, repository))
        {
            sinceId = git.ResolveCommit(since);
            tipId = git.ResolveCommit(tip);
            CommitHistory history = CommitHistory.Open(git);
            candidates = history.FirstParentRange(sinceId, tipId, SilentMonitor.Instance);
            commits = history.Count(sinceId, tipId, SilentMonitor.Instance).Total;
        }
        var run = new PairedRun("engine", "git");
        run.Add($"count {commits} commits", () => Open(repository, (_, h) => h.Count(sinceId, tipId, SilentMonitor.Instance)),
            () => PairedRun.RunGit(repository, "rev-list", "--count", "--no-merges", $"{since}..{tip}"));
        run.Add("merge bases", () => Open(repository, (_, h) => h.MergeBases(sinceId, tipId)), () => PairedRun.RunGit(repository, "merge-base", "--all", since, tip));
        // git needs a process for each candidate; one of them stands in for all.
        run.Add($"{candidates.Count} candidates (git: one)", () => Open(repository, (g, h) => Weigh(g, h, sinceId, candidates)),
            () => PairedRun.RunGit(repository, "rev-list", "--count", "--no-merges", $"{since}..{tip}"));
        run.Add("follow-ups of the range", () => Open(repository, (g, h) => FollowUps(g, h, sinceId, tipId, candidates[candidates.Count / 2])),
            () => PairedRun.RunGit(repository, "log", "-i", "-E", "--grep=^Fixes:|This reverts commit", "--format=%H", $"{since}..{tip}"));
        run.Print(Console.Out);
    }

    private static void Open(string repository, Action<GitRepository, CommitHistory> work)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        work(git, CommitHistory.Open(git));
    }

    private static void Weigh(GitRepository git, CommitHistory history, Oid since, IReadOnlyList<Oid> candidates) =>
        new MergeBaseCosting(git, history).Weigh(new MergeBaseCostOptions { Since = since, Detail = false }, [.. candidates.Select(c => (c.ToString(), c))], SilentMonitor.Instance);

    private static void FollowUps(GitRepository git, CommitHistory history, Oid since, Oid tip, Oid middle) =>
        new MergeBaseCosting(git, history).Weigh(new MergeBaseCostOptions { Since = since, Upstream = tip, Detail = false }, [("middle", middle)], SilentMonitor.Instance);
}
