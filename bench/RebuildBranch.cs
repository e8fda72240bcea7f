using System.Diagnostics;
using System.Globalization;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks;

namespace MaintainerTools.Bench;

/// <summary>
/// Rebuilds the first commits of a released branch from the list of upstream commits that its markers name, and compares with what the maintainer
/// has: RebuildBranch REPOSITORY SINCE TIP UPSTREAM COUNT. Writes Markdown tables.
/// </summary>
internal static class RebuildBranch
{
    /// <summary>Runs it.</summary>
    internal static int Run(string[] args)
    {
        (string repository, string since, string tip, string upstream) = (args[1], args[2], args[3], args[4]);
        int count = int.Parse(args[5], CultureInfo.InvariantCulture);
        using GitRepository git = GitRepository.Open(repository, repository);
        CommitHistory history = CommitHistory.Open(git);
        Oid upstreamId = git.ResolveCommit(upstream);
        List<CommitObject> branch = [.. history.Range(git.ResolveCommit(since), git.ResolveCommit(tip), SilentMonitor.Instance).Take(count)
            .Select(id => git.Objects.ReadCommit(id))];
        var marked = new List<(CommitObject Stable, Oid Source)>();
        foreach (CommitObject commit in branch)
        {
            if (CommitMarkers.SourceOf(commit.Message) is { Sha.Length: 40 } marker && git.Objects.Contains(Oid.Parse(marker.Sha))
                && history.IsAncestor(Oid.Parse(marker.Sha), upstreamId))
                marked.Add((commit, Oid.Parse(marker.Sha)));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{since}..{tip} of {Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(repository)))}: the first {branch.Count} commits, "
                + $"{marked.Count} of them with a marker that names a commit of {upstream}.\n"));
        One(git, history, marked, upstream);
        Whole(git, history, branch, marked, since, upstream);
        return 0;
    }

    /// <summary>Each on the maintainer's own parent.</summary>
    private static void One(GitRepository git, CommitHistory history, List<(CommitObject Stable, Oid Source)> marked, string upstream)
    {
        var clock = Stopwatch.StartNew();
        int same = 0, other = 0, empty = 0, conflict = 0, absent = 0, present = 0, needs = 0;
        var needing = new List<string>();
        var unresolved = new List<string>();
        foreach ((CommitObject stable, Oid source) in marked)
        {
            BackportForecast forecast = new BackportForecaster(
                new Workspace(git),
                new BackportForecastOptions { Commits = [source], Independent = true, FindPrerequisite = true, Upstream = source.ToString() })
                .Run(stable.Parents[0].ToString()).Single();
            switch (forecast.Verdict)
            {
                case BackportVerdict.Clean when forecast.Tree == stable.Tree.ToString():
                    same++;
                    break;
                case BackportVerdict.Clean:
                    other++;
                    break;
                case BackportVerdict.Empty:
                    empty++;
                    break;
                case BackportVerdict.AlreadyPresent:
                    present++;
                    break;
                case BackportVerdict.NotApplicable:
                    absent++;
                    break;
                case BackportVerdict.NeedsPrerequisite:
                    needs++;
                    needing.Add($"| {source.Abbreviate()} {Cell(forecast.Subject)} | "
                        + $"{string.Join("<br>", forecast.Prerequisite.Select(p => p[..12] + " " + Cell(git.Objects.ReadCommit(Oid.Parse(p)).Subject)))} |");
                    break;
                default:
                    conflict++;
                    unresolved.Add($"| {source.Abbreviate()} {Cell(forecast.Subject)} | {Cell(string.Join(", ", forecast.ConflictPath))} | "
                        + $"{Cell(forecast.Reason ?? "")} |");
                    break;
            }
        }
        Console.WriteLine("Each marked commit, picked on the parent that the maintainer's commit has:\n");
        Console.WriteLine("| outcome | commits |\n|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| clean, and the tree is the maintainer's | {same} |\n| clean, another tree: the maintainer adapted it | {other} |\n"
                + $"| conflicts; clean with prerequisites | {needs} |\n| conflicts; no set was found | {conflict} |\n"
                + $"| nothing of what it changes is there | {absent} |\n| changes nothing | {empty} |\n| present already | {present} |\n"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Time, prerequisites included: {clock.Elapsed.TotalSeconds:f1} s.\n"));
        if (unresolved.Count > 0)
            Console.WriteLine("| commit | conflicts in | what was tried |\n|---|---|---|\n" + string.Join('\n', unresolved) + "\n");
        if (needing.Count > 0)
            Console.WriteLine("| commit | what it would need first |\n|---|---|\n" + string.Join('\n', needing) + "\n");
    }

    /// <summary>All at once, on the release, from the list alone.</summary>
    private static void Whole(GitRepository git, CommitHistory history, List<CommitObject> branch, List<(CommitObject Stable, Oid Source)> marked,
        string since, string upstream)
    {
        Dictionary<string, CommitObject> maintainers = [];
        foreach ((CommitObject stable, Oid source) in marked)
            maintainers[source.ToString()] = stable;
        Console.WriteLine("The whole list at once, onto " + since + ", conflicts left out:\n");
        Console.WriteLine("| | picked | as the maintainer's (same patch-id) | otherwise | prerequisites besides | conflicts | present or empty | "
            + "paths of the tip that differ | seconds |\n|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, bool keepOrder, bool include) in (ReadOnlySpan<(string, bool, bool)>)[
            ("the branch's order", true, false), ("upstream's order", false, false), ("upstream's order, with prerequisites", false, true)])
        {
            var clock = Stopwatch.StartNew();
            CherryPickPlan plan = new CherryPicker(new Workspace(git)).Plan(
                new CherryPickOptions
                {
                    Onto = since,
                    Branch = "rebuilt",
                    Commits = [.. marked.Select(m => m.Source.ToString())],
                    KeepOrder = keepOrder,
                    SkipConflicts = true,
                    IncludePrerequisite = include,
                    Upstream = upstream,
                    Committer = "Rebuild <rebuild@example.com>",
                });
            int same = 0;
            foreach (PickedCommit pick in plan.Picks.Where(p => p.Status == PickStatus.Picked && maintainers.ContainsKey(p.Source!)))
            {
                if (PatchId(plan.Scratch, Oid.Parse(pick.Sha!)) is { } id && id == PatchId(git.Objects, maintainers[pick.Source!].Id))
                    same++;
            }
            int Count(params PickStatus[] statuses) => plan.Picks.Count(p => statuses.Contains(p.Status));
            int picked = Count(PickStatus.Picked);
            int prerequisites = plan.Picks.Count(p => p.Status == PickStatus.Picked && !maintainers.ContainsKey(p.Source!));
            int differing = Engine.Diffing.TreeDiff.Compute(plan.Scratch, branch[^1].Tree, plan.Scratch.ReadCommit(plan.NewTip).Tree).Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {picked} | {same} | {picked - same - prerequisites} | {prerequisites} | {Count(PickStatus.Conflict)} | "
                    + $"{Count(PickStatus.AlreadyPresent, PickStatus.Empty)} | {differing} | {clock.Elapsed.TotalSeconds:f1} |"));
        }
    }

    private static Oid? PatchId(IObjectReader reader, Oid commit)
    {
        CommitObject read = reader.ReadCommit(commit);
        return Engine.Diffing.PatchIdentity.Compute(reader, reader.ReadCommit(read.Parents[0]).Tree, read.Tree);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
