using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>A change, and the series by whose steps it is placed.</summary>
internal readonly record struct RoutedChange(TopicSeries Series, SeriesChange Change);

/// <summary>
/// Routing in a series with merges. Along first parents, what a merge brought in is the merge's; which commit of the merged branch it was shows when the
/// series is read through that branch instead. So what stops at a merge is routed once more there.
/// </summary>
internal sealed class FoldupBranchRouter(IObjectReader objects, IOperationMonitor monitor)
{
    // A branch that was merged into several others is looked at once.
    private readonly HashSet<Oid> _seen = [];

    /// <summary>All changes of all fixup steps, in the order of the steps, then of paths and lines.</summary>
    internal List<RoutedChange> Route(TopicSeries series, IReadOnlyList<SeriesFile> files, FoldupRouterOptions options)
    {
        List<RoutedChange> result = [.. new FoldupRouter(objects, series, files, options, monitor).Route().Select(c => new RoutedChange(series, c))];
        if (!result.Exists(IsOpen))
            return result;
        foreach ((SeriesRevision merge, Oid parent) in series.Sides())
        {
            if (!result.Exists(IsOpen))
                break;
            bool stopped = result.Exists(r => r.Change.Merge == merge.Number && r.Series == series && r.Change.Target is null);
            bool unknown = result.Exists(r => r.Change is { Target: null, Reason: FoldupReason.TargetNotFound });
            if ((!stopped && !unknown) || _seen.Contains(parent))
                continue;
            TopicSeries side = series.Through(merge, parent, monitor);
            if (!stopped && !side.Ways(monitor).Any(w => w.Revisions.Any(r => r.IsFixup && AutosquashTargets.Find(w, r).Target <= w.Own)))
                continue;
            _seen.Add(parent);
            // What was asked of the commits of one way says nothing about another's.
            Take(result, Route(side, SeriesFiles.Collect(objects, side, monitor), options with { Churn = false }));
        }
        return result;
    }

    /// <summary>True for a change that a merged branch may have a place for.</summary>
    private static bool IsOpen(RoutedChange routed) =>
        routed.Change is { Target: null, Merge: > 0 }
        or { Target: null, Reason: FoldupReason.TargetNotFound or FoldupReason.NoEvidence, Revision.IsFixup: true };

    /// <summary>Takes what the other way places of the changes that are open; cut as it is there, when the pieces make up the whole.</summary>
    private static void Take(List<RoutedChange> result, List<RoutedChange> other)
    {
        for (int i = 0; i < result.Count; i++)
        {
            SeriesChange open = result[i].Change;
            if (!IsOpen(result[i]))
                continue;
            List<RoutedChange> pieces = other.FindAll(o => IsWithin(o.Change, open));
            if (!pieces.Exists(p => p.Change is { Target: not null } or { Reason: FoldupReason.Published })
                || pieces.Sum(p => p.Change.Removed.Count) != open.Removed.Count || pieces.Sum(p => p.Change.Added.Count) != open.Added.Count)
                continue;
            result.RemoveAt(i);
            result.InsertRange(i, pieces);
            i += pieces.Count - 1;
        }
    }

    private static bool IsWithin(SeriesChange piece, SeriesChange whole) =>
        piece.Revision.Commit?.Id == whole.Revision.Commit?.Id && piece.Revision.Step == whole.Revision.Step
        && piece.Kind == whole.Kind && piece.Path == whole.Path
        && piece.OldStart >= whole.OldStart && piece.OldStart + piece.Removed.Count <= whole.OldStart + whole.Removed.Count
        && piece.NewStart >= whole.NewStart && piece.NewStart + piece.Added.Count <= whole.NewStart + whole.Added.Count;
}
