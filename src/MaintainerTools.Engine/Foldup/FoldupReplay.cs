using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>An item that cannot go where the plan says.</summary>
/// <param name="Possible">The first step that it could go to; null when there is none.</param>
/// <param name="Why">Why, where it is for another reason than that what it changes is not there yet.</param>
internal readonly record struct FoldupRefusal(SeriesRevision? Possible, string? Why);

/// <summary>
/// Carries a plan's items out in memory: along first parents, and through each merged branch that has a target or begins at a commit that changes. What is
/// refused on one way is folded on none.
/// </summary>
internal sealed class FoldupReplay(ScratchStore scratch, FoldupPlan plan, SeriesRewriterOptions options, IOperationMonitor monitor)
{
    private readonly Dictionary<FoldupItem, FoldupRefusal> _refused = [];

    /// <summary>The ways, the one along first parents first.</summary>
    /// <exception cref="MaintainerException">PlanItemInvalid, PlanTargetUnknown, MergeInRange.</exception>
    internal IReadOnlyList<ReplayedWay> Ways(TopicSeries series)
    {
        HashSet<Oid> targets = [.. plan.Item.Where(i => i.Target is not null && i.Action != FoldupAction.Keep)
            .Select(i => FoldupMatcher.TargetIdOf(series, i))];
        while (true)
        {
            var ways = new List<ReplayedWay> { Of(series, true) };
            // Branches that were merged into several others are walked once.
            var seen = new HashSet<Oid>();
            AddSides(series);
            if (ways.Count == 1 || !TakeRefusals(ways))
                return ways;

            void AddSides(TopicSeries way)
            {
                foreach ((SeriesRevision merge, Oid parent) in way.Sides()
                    .Where(s => targets.Any(t => series.Range.Reaches(s.Parent, t)) && seen.Add(s.Parent)))
                {
                    TopicSeries side = way.Through(merge, parent, monitor);
                    ways.Add(Of(side, false));
                    AddSides(side);
                }
            }
        }
    }

    /// <summary>Why an item was refused; null when it was not.</summary>
    internal FoldupRefusal? RefusalOf(FoldupItem item) => _refused.TryGetValue(item, out FoldupRefusal refusal) ? refusal : null;

    private bool TakeRefusals(List<ReplayedWay> ways)
    {
        int before = _refused.Count;
        foreach (ReplayedWay way in ways)
        {
            foreach ((SeriesChange part, int possible) in way.Rewritten.Refused)
            {
                if (way.Matching.ItemOf(part) is { } item)
                    _refused.TryAdd(item, new FoldupRefusal(possible > 0 ? way.Rewritten.Series[possible] : null, null));
            }
        }
        return _refused.Count > before;
    }

    private ReplayedWay Of(TopicSeries series, bool isFirst)
    {
        List<FoldupItem> items = [.. plan.Item.Where(i => !_refused.ContainsKey(i) && IsOn(i))];
        List<SeriesFile> all = SeriesFiles.Collect(scratch, series, monitor);
        ILookup<SeriesFile, FoldupItem> renamings = Renamings(series, all, items, isFirst);
        var changed = new List<(SeriesFile File, LineWeave? Weave, List<SeriesChange> Changes)>();
        foreach (SeriesFile file in all)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            List<SeriesChange> changes = FoldupChanges.Of(scratch, series, file, out LineWeave? weave);
            if (changes.Count == 0 && renamings.Contains(file))
                weave = file.Weave(scratch, series, []);
            if (changes.Count > 0 || renamings.Contains(file))
                changed.Add((file, weave, changes));
        }
        var matching = new FoldupMatcher(series, changed);
        matching.Bind(items, plan.Unplaced.Concat(_refused.Keys).Where(IsOn));
        List<SeriesRewriteFile> files = [.. changed.Select(c => new SeriesRewriteFile(series, c.File, c.Weave, matching.PartsOf(c.Changes),
            [.. renamings[c.File].Select(i => SeriesRenaming.Of(i, matching.TargetOf(i)))]))];
        return new ReplayedWay(matching, new SeriesRewriter(scratch, series, options, monitor).Trees(all, files), isFirst ? Expected(series, files) : default);

        bool IsOn(FoldupItem item)
        {
            if (isFirst || item.Kind is FoldupKind.Message or FoldupKind.Identifier || series.Revisions.Any(r => r.Name == item.Fixup))
                return true;
            // A commit beside this way gives it away; from the merge on the way has it. Further down it cannot be told what it would be.
            if (item.Target is not null && !_refused.ContainsKey(item) && series.EntryOf(FoldupMatcher.TargetIdOf(series, item)) <= series.Own)
                _refused.Add(item, new FoldupRefusal(null, "a merged branch begins between its commit and the target"));
            return false;
        }
    }

    /// <summary>The files in which the plan renames identifiers. On a way through a merged branch not every file is there.</summary>
    private static ILookup<SeriesFile, FoldupItem> Renamings(TopicSeries series, List<SeriesFile> files, List<FoldupItem> items, bool isFirst)
    {
        var found = new List<(SeriesFile File, FoldupItem Item)>();
        foreach (FoldupItem item in items.Where(
            i => i is { Kind: FoldupKind.Identifier, Action: FoldupAction.Rename, Target: not null, From: not null, To: not null }))
        {
            int target = series.EntryOf(FoldupMatcher.TargetIdOf(series, item));
            if (target > 0 && files.Find(f => f.At(target).Path == item.File || f.Current.Path == item.File) is { } file)
                found.Add((file, item));
            else if (isFirst)
                throw new MaintainerException("PlanItemInvalid", ErrorKind.InvalidArgument, item.ToString(), item.ToString());
        }
        return found.ToLookup(f => f.File, f => f.Item);
    }

    /// <summary>The tree that the rewritten series has to end in: that of the old tip with the fixups, and the renamed identifiers.</summary>
    private Oid Expected(TopicSeries series, IEnumerable<SeriesRewriteFile> files)
    {
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        foreach (SeriesRewriteFile file in files)
        {
            if (file.File.Current.Exists && file.RenderRenamed(series.Last.Number) is { } data)
                edits[file.File.Current.Path!] = (file.File.Current.Mode, scratch.Write(ObjectType.Blob, data));
        }
        return TreeEditor.Apply(scratch, series.Last.Tree, edits);
    }
}

/// <summary>A way with the plan's items on it.</summary>
/// <param name="Matching">Which item each part is.</param>
/// <param name="Rewritten">Its new trees.</param>
/// <param name="Expected">Of the first way: the tree that it has to end in.</param>
internal sealed record ReplayedWay(FoldupMatcher Matching, RewrittenWay Rewritten, Oid Expected);
