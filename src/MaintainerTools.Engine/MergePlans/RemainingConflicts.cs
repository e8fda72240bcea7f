using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>Says what a plan leaves in conflict and why.</summary>
internal static class RemainingConflicts
{
    /// <summary>The paths in which upstream's tip conflicts with the state before it.</summary>
    internal static IEnumerable<RemainingConflict> Explain(CommitHistory history, MergedTopic state, Oid topic, Oid upstream,
        VersionForecaster forecasting, IOperationMonitor monitor)
    {
        MergeOutcome last = state.Merge(upstream);
        if (last.IsClean)
            yield break;
        IReadOnlyList<string> paths = last.ConflictPaths;
        ILookup<string, Oid> ours = PathTouches.Find(history, upstream, topic, paths, monitor),
            theirs = PathTouches.Find(history, topic, upstream, paths, monitor);
        ILookup<string, ConflictKind> kinds = last.Conflicts.ToLookup(c => c.Path, c => c.Kind, StringComparer.Ordinal);
        var inTheWay = new Dictionary<Oid, string>();
        foreach (string path in paths)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            yield return new RemainingConflict
            {
                Path = path,
                Kind = kinds[path].First().Name(),
                TopicCommit = [.. ours[path].Select(id => id.ToString())],
                UpstreamCommit = [.. theirs[path].Where(id => !state.Contains(id)).Select(id => id.ToString())],
                Reason = Reason(path),
            };
        }

        string Reason(string path)
        {
            if (forecasting.Settling(state, path) is not { } version)
                return "no version was found after which this path would not conflict";
            if (!inTheWay.TryGetValue(version, out string? others))
            {
                IReadOnlyList<string> conflicts = state.Merge(version).ConflictPaths;
                inTheWay[version] = others = conflicts.Count == 0 ? "after which other paths conflict"
                    : $"which conflicts in {Wording.Some(conflicts)}";
            }
            return $"{version.Abbreviate()} is the first version that would settle it, {others}";
        }
    }
}
