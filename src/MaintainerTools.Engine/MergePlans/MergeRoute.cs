using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// The versions of a plan. Two ways are gone: always the version that leaves the fewest conflicts, and the newest that merges where none leaves fewer;
/// and always the newest that merges, which needs the fewest merges where every pick has to be met in a stretch of upstream's history. The better one is taken.
/// </summary>
/// <param name="Versions">The versions in the order of merging.</param>
/// <param name="Left">How many paths conflict with upstream's tip after them.</param>
/// <param name="IsProvenBest">See <see cref="MergePlan.IsProvenBest"/>.</param>
internal sealed record MergeRoute(IReadOnlyList<Oid> Versions, int Left, bool IsProvenBest)
{
    internal static MergeRoute Find(MergedTopic start, IReadOnlyList<string> conflicts, VersionSearch search, int maxSteps,
        Oid upstream, IOperationMonitor monitor)
    {
        VersionChoice? single = search.Best(start, conflicts);
        bool isComplete = search.IsComplete;
        if (search.AllConflict)
            return new MergeRoute([], conflicts.Count, true);
        MergeRoute best = Go(start, conflicts, search, maxSteps, false, upstream, monitor);
        if (best.Left > 0 || best.Versions.Count > 2 || (best.Versions.Count == 2 && !isComplete))
        {
            MergeRoute other = Go(start, conflicts, search, maxSteps, true, upstream, monitor);
            if (other.Left < best.Left || (other.Left == best.Left && other.Versions.Count < best.Versions.Count))
                best = other;
        }
        // The naive merge conflicts, so that one version is the least that can do.
        bool isProven = best.Left == 0 && (best.Versions.Count == 1 || (best.Versions.Count == 2 && isComplete && single?.ConflictsAfter.Count != 0));
        return best with { IsProvenBest = isProven };
    }

    private static MergeRoute Go(MergedTopic start, IReadOnlyList<string> conflicts, VersionSearch search, int maxSteps, bool farthest,
        Oid upstream, IOperationMonitor monitor)
    {
        var versions = new List<Oid>();
        (int useful, int left) = (0, conflicts.Count);
        MergedTopic state = start;
        IReadOnlyList<string> remaining = conflicts;
        while (remaining.Count > 0 && versions.Count < maxSteps && ((farthest ? null : search.Best(state, remaining)) ?? search.Farthest(state)) is { } choice)
        {
            versions.Add(choice.Version);
            state = state.With(choice.Version, state.Merge(choice.Version).Tree);
            remaining = choice.ConflictsAfter;
            if (remaining.Count < left)
                (useful, left) = (versions.Count, remaining.Count);
        }
        versions.RemoveRange(useful, versions.Count - useful);
        LeaveOut(versions, start, upstream, left, monitor);
        return new MergeRoute(versions, left, false);
    }

    /// <summary>Leaves out the versions without which the others do as well: a later one may make an earlier one idle.</summary>
    private static void LeaveOut(List<Oid> versions, MergedTopic start, Oid upstream, int left, IOperationMonitor monitor)
    {
        MergedTopic before = start;
        for (int i = 0; i < versions.Count && versions.Count > 1;)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Leaving out idle versions", i, versions.Count);
            MergedTopic? state = before;
            foreach (Oid version in versions.Skip(i + 1))
                state = state is null || state.Contains(version) ? state : state.TryMerge(version);
            if (state is not null && state.ConflictsWith(upstream).Count <= left)
            {
                versions.RemoveAt(i);
                continue;
            }
            before = before.TryMerge(versions[i])!;
            i++;
        }
    }
}
