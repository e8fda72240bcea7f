using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Bench;

/// <summary>
/// Counting a range, weighing every first-parent commit of it, and finding follow-ups, beside git. BENCH_SINCE and BENCH_TIP name the range (v2.0.0
/// and HEAD of git/git by default); follow-ups are looked for of its first 10,000 commits; BENCH_PAIRS says how often both are run (7). The
/// repository is borrowed: all is measured with a commit-graph, then without, in a folder that has only the graph and what is kept of its own. Each
/// of our runs opens the repository anew, as git's process does; git's start-up, a millisecond or two, is in its time.
/// </summary>
internal static class HistoryBench
{
    private const int Fixed = 10_000;

    /// <summary>Measures on a repository, which is not written to.</summary>
    public static void Run(string repository)
    {
        string borrowed = Directory.CreateTempSubdirectory("mt-bench-").FullName;
        try
        {
            using (GitRepository git = GitRepository.Open(repository, repository))
                Borrow(borrowed, git);
            PairedRun.RunGit(borrowed, "commit-graph", "write", "--reachable", "--no-progress");
            Console.WriteLine("with a commit-graph");
            Measure(borrowed);
            File.Delete(Path.Combine(borrowed, "objects", "info", "commit-graph"));
            Console.WriteLine("without a commit-graph");
            Measure(borrowed);
        }
        finally
        {
            Directory.Delete(borrowed, recursive: true);
        }
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"most memory in use: {self.PeakWorkingSet64 >> 20} MB, the mapped graph and packs included, of all these runs in one process"));
    }

    private static void Measure(string repository)
    {
        string since = Environment.GetEnvironmentVariable("BENCH_SINCE") ?? "v2.0.0";
        string tip = Environment.GetEnvironmentVariable("BENCH_TIP") ?? "HEAD";
        Oid sinceId, tipId, fixedId;
        IReadOnlyList<Oid> candidates;
        int commits;
        using (GitRepository git = GitRepository.Open(repository, repository))
        {
            sinceId = git.ResolveCommit(since);
            tipId = git.ResolveCommit(tip);
            CommitHistory history = CommitHistory.Open(git);
            candidates = history.FirstParentRange(sinceId, tipId, SilentMonitor.Instance);
            commits = history.Count(sinceId, tipId, SilentMonitor.Instance).Total;
            fixedId = candidates.First(c => c == candidates[^1] || history.Count(sinceId, c, SilentMonitor.Instance).Total >= Fixed);
        }
        string range = $"{since}..{tip}";
        var run = new PairedRun("engine", "git", int.TryParse(Environment.GetEnvironmentVariable("BENCH_PAIRS"), out int pairs) ? pairs : 7);
        run.Add($"count {commits} commits", () => Open(repository, false, w => w.History.Count(sinceId, tipId, SilentMonitor.Instance)),
            () => PairedRun.RunGit(repository, "rev-list", "--count", "--no-merges", range));
        run.Add("merge bases", () => Open(repository, false, w => w.History.MergeBases(sinceId, tipId)),
            () => PairedRun.RunGit(repository, "merge-base", "--all", since, tip));
        // git needs a process for each candidate; one of them stands in for all.
        run.Add($"{candidates.Count} candidates (git: one)", () => Open(repository, false, w => Weigh(w, sinceId, candidates)),
            () => PairedRun.RunGit(repository, "rev-list", "--count", "--no-merges", range));
        // Both look through the messages of the whole range, to whose end the follow-ups of its beginning go; git for tags
        // and reverts only, and not for what they name.
        void Grep() => PairedRun.RunGit(repository, "log", "-i", "-E", "--grep=^Fixes:|This reverts commit", "--format=%H", range);
        run.Add($"follow-ups of {Fixed}, nothing kept", () => Open(repository, false, w => FollowUps(w, sinceId, tipId, fixedId)), Grep);
        run.Add($"follow-ups of {Fixed}, from the index", () => Open(repository, true, w => FollowUps(w, sinceId, tipId, fixedId)), Grep);
        run.Add("debt of one candidate, from the index", () => Open(repository, true, w => Debt(w, sinceId, tipId, fixedId)), Grep);
        run.Print(Console.Out);
    }

    private static void Borrow(string folder, GitRepository from)
    {
        PairedRun.RunGit(folder, "init", "-q", "--bare");
        File.WriteAllText(Path.Combine(folder, "objects", "info", "alternates"), Path.Combine(from.CommonDirectory, "objects") + "\n");
        var refs = new List<string>();
        foreach ((string name, Oid id) in from.References().Append(("refs/heads/bench-head", from.ResolveCommit("HEAD"))))
            refs.Add($"{id} {name}");
        File.WriteAllText(Path.Combine(folder, "packed-refs"), string.Join('\n', refs.Order(StringComparer.Ordinal)) + "\n");
        File.WriteAllText(Path.Combine(folder, "HEAD"), "ref: refs/heads/bench-head\n");
    }

    private static void Open(string repository, bool keep, Action<Workspace> work)
    {
        using GitRepository git = GitRepository.Open(repository, repository);
        var workspace = new Workspace(git, keep: keep);
        work(workspace);
        workspace.History.Save();
    }

    private static void Weigh(Workspace workspace, Oid since, IReadOnlyList<Oid> candidates) =>
        new MergeBaseCoster(workspace).Weigh(new MergeBaseCostOptions { Since = since, Detail = false }, [.. candidates.Select(c => (c.ToString(), c))]);

    private static void FollowUps(Workspace workspace, Oid since, Oid tip, Oid last) =>
        new FollowupFinder(workspace).Find(workspace.History.Range(since, last, SilentMonitor.Instance), tip, null, since);

    private static void Debt(Workspace workspace, Oid since, Oid tip, Oid candidate) =>
        new MergeBaseCoster(workspace).Weigh(new MergeBaseCostOptions { Since = since, Upstream = tip, Detail = false }, [("it", candidate)]);
}
