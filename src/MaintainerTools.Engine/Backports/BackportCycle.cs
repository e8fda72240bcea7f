using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>The commits that a branch may take next, and those before them, all without what the branch descends from.</summary>
/// <param name="Target">The branch's tip.</param>
/// <param name="Commits">The cycle's, parents first, merges left out.</param>
/// <param name="Lacking">All that the branch lacks, merges too, parents first; what came before the cycle first.</param>
/// <param name="Before">What came before: the last of it, as much as says how the branch deals with such; merges left out.</param>
/// <param name="Excluded">Commits from which on all of both are read.</param>
/// <param name="Since">Where the cycle begins; null where it begins at the fork.</param>
internal sealed record BackportCycle(
    Oid Target, IReadOnlyList<Oid> Commits, IReadOnlyList<Oid> Lacking, IReadOnlyList<Oid> Before, IReadOnlyList<Oid> Excluded, Oid? Since)
{
    // So much of what came before shows a habit, and does not take long to read.
    private const int LeastBefore = 3000;
    private const int TimesBefore = 3;

    // Picks ahead of their turn: so few, behind a stretch of which nothing was taken.
    private const int MostAhead = 3;
    private const int LeastGap = 200;
    private const int TimesSpacing = 30;

    /// <summary>Finds it; <paramref name="since"/> null: it begins behind the last of upstream's commits that the branch took.</summary>
    public static BackportCycle Find(HistoryWorkspace workspace, Oid target, Oid upstream, Oid? since, ChangePresence presence)
    {
        CommitHistory history = workspace.History;
        IReadOnlyList<Oid> lacking = history.Range([target], [upstream], workspace.Monitor);
        IReadOnlyList<Oid> cycle;
        if (since is { } given)
        {
            cycle = history.Range([given, target], [upstream], workspace.Monitor);
        }
        else
        {
            int last = LastTaken(workspace, lacking, presence);
            since = last >= 0 ? lacking[last] : null;
            // What was merged later, of branches that began before it, is of the cycle too.
            cycle = since is { } taken ? history.Range([taken, target], [upstream], workspace.Monitor) : lacking;
        }
        var within = new HashSet<Oid>(cycle);
        lacking = [.. lacking.Where(id => !within.Contains(id)), .. cycle];
        int start = lacking.Count - cycle.Count;
        int first = Math.Max(0, start - Math.Max(LeastBefore, TimesBefore * cycle.Count));
        List<Oid> excluded = [.. history.MergeBases(target, upstream)];
        if (first > 0)
            excluded.Add(lacking[first - 1]);
        return new BackportCycle(
            target, [.. cycle.Where(id => !history.IsMerge(id))], lacking, [.. lacking.Take(start).Skip(first).Where(id => !history.IsMerge(id))], excluded, since);
    }

    /// <summary>The place of the last one that was taken in its turn; -1 where none was.</summary>
    private static int LastTaken(HistoryWorkspace workspace, IReadOnlyList<Oid> lacking, ChangePresence presence)
    {
        List<int> taken = [.. Enumerable.Range(0, lacking.Count).Where(i => presence.IsMarked(lacking[i]))];
        if (taken.Count == 0)
        {
            // An upstream that is a stable branch itself: its picks are picks of the same.
            var names = new ChangeNames(workspace.History, new CommitFactsReader(workspace.History));
            taken = [.. Enumerable.Range(0, lacking.Count).Where(i => names.Of(lacking[i]).Any(presence.IsMarked))];
        }
        if (taken.Count == 0 && presence.Unmarked() is { Count: > 0 } unmarked)
        {
            // A branch that marks no picks.
            var patches = new PatchIdIndex(workspace.History, workspace.Objects, unmarked, workspace.Monitor);
            taken = [.. Enumerable.Range(0, lacking.Count).Where(i => patches.FindExact(lacking[i]).Any())];
        }
        if (taken.Count == 0)
            return -1;
        for (int ahead = Math.Min(MostAhead, taken.Count / 20); ahead > 0; ahead--)
        {
            int last = taken[^(ahead + 1)];
            int spacing = (last - taken[0]) / (taken.Count - ahead);
            if (taken[^ahead] - last <= Math.Max(LeastGap, TimesSpacing * spacing))
                continue;
            workspace.Monitor.Tell($"{Wording.Count(ahead, "commit")} from {lacking[taken[^ahead]].Abbreviate()} on "
                + $"{(ahead == 1 ? "was" : "were")} taken ahead of the others and {(ahead == 1 ? "does" : "do")} not say where the branch last took from.");
            return last;
        }
        return taken[^1];
    }
}
