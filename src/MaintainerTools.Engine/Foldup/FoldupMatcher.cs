using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Binds the items of a plan, which are data that may have been edited, to the changes of its fixups: a hunk by its line numbers, and only when its
/// text is that of the fixup.
/// </summary>
internal sealed partial class FoldupMatcher(TopicSeries series, IReadOnlyList<(SeriesFile File, LineWeave? Weave, List<SeriesChange> Changes)> files)
{
    private readonly Dictionary<SeriesChange, List<SeriesChange>> _parts = [];
    private readonly Dictionary<SeriesChange, FoldupItem> _items = [];
    private readonly HashSet<WeaveLine> _claimed = [];

    /// <summary>The item that a part was made for; null for what the plan does not mention.</summary>
    internal FoldupItem? ItemOf(SeriesChange part) => _items.GetValueOrDefault(part);

    /// <summary>Takes the items; those of <paramref name="unplaced"/> get no target.</summary>
    /// <exception cref="MaintainerException">PlanItemInvalid, PlanTargetUnknown.</exception>
    internal void Bind(IEnumerable<FoldupItem> placed, IEnumerable<FoldupItem> unplaced)
    {
        foreach (FoldupItem item in placed.Where(FoldupRefusals.IsChange))
            Bind(item, item.Target is null || item.Action == FoldupAction.Keep ? null : TargetOf(item));
        foreach (FoldupItem item in unplaced.Where(FoldupRefusals.IsChange))
            Bind(item, null);
    }

    /// <summary>The step that an item's target names.</summary>
    /// <exception cref="MaintainerException">PlanTargetUnknown.</exception>
    internal int TargetOf(FoldupItem item)
    {
        // A new message or name needs no fixup to come from.
        int before = item.Kind is FoldupKind.Message or FoldupKind.Identifier ? series.Revisions.Count + 1 : RevisionOf(item).Number;
        int step = series.EntryOf(TargetIdOf(series, item));
        return step > 0 && step < before ? step : throw UnknownTarget(item);
    }

    /// <summary>
    /// The commit that an item's target names: by its SHA, as git names commits, or by the subject of one commit of the series alone. Where
    /// only a merge reaches it, its step is the merge.
    /// </summary>
    /// <exception cref="MaintainerException">PlanTargetUnknown.</exception>
    internal static Oid TargetIdOf(TopicSeries series, FoldupItem item)
    {
        string name = item.Target!;
        if (!Oid.TryParse(name.AsSpan(), out Oid id))
        {
            List<Oid> found = [.. series.Range.Commits.Where(c => name.Length >= 7 && c.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase))];
            List<SeriesRevision> bySubject = [.. series.Targets(series.Revisions.Count + 1).Where(r => r.Subject == name)];
            id = found.Count == 1 ? found[0] : series.Named(name) ?? (bySubject.Count == 1 ? bySubject[0].Commit!.Id : throw UnknownTarget(item));
        }
        return series.FindTarget(id.ToString()) is not null ? id : throw UnknownTarget(item);
    }

    private static MaintainerException UnknownTarget(FoldupItem item) => new("PlanTargetUnknown", ErrorKind.InvalidArgument, item.Target, item.Target);

    /// <summary>A file's changes, cut into the plan's items and what lies between them, in order.</summary>
    internal List<SeriesChange> PartsOf(List<SeriesChange> changes)
    {
        var result = new List<SeriesChange>();
        foreach (SeriesChange change in changes)
        {
            if (!_parts.TryGetValue(change, out List<SeriesChange>? parts))
            {
                result.Add(change);
                continue;
            }
            if (parts.Count == 1 && parts[0] == change)
            {
                result.Add(change);
                continue;
            }
            int oldAt = 0;
            int newAt = 0;
            foreach (SeriesChange part in parts.OrderBy(p => p.OldStart).ThenBy(p => p.NewStart))
            {
                AddGap(change, oldAt, part.OldStart - change.OldStart, newAt, part.NewStart - change.NewStart);
                result.Add(part);
                oldAt = part.OldStart - change.OldStart + part.Removed.Count;
                newAt = part.NewStart - change.NewStart + part.Added.Count;
            }
            AddGap(change, oldAt, change.Removed.Count, newAt, change.Added.Count);
        }
        return result;

        void AddGap(SeriesChange change, int oldFrom, int oldTo, int newFrom, int newTo)
        {
            if (oldTo < oldFrom || newTo < newFrom)
                throw Invalid(change.Path + " " + change.HunkText().Split('\n')[0]);
            if (oldTo > oldFrom || newTo > newFrom)
                result.Add(FoldupChanges.Part(change, oldFrom, oldTo - oldFrom, newFrom, newTo - newFrom));
        }
    }

    private void Bind(FoldupItem item, int? target)
    {
        SeriesRevision revision = RevisionOf(item);
        List<SeriesChange> candidates = [.. files.SelectMany(f => f.Changes).Where(c => c.Revision == revision && c.Path == item.File && c.Kind == item.Kind)];
        SeriesChange? part = item.Kind == FoldupKind.Lines ? Cut(item, candidates) : candidates.Find(c => Text(c.HunkText()) == Text(item.Hunk));
        if (part is null || !part.Removed.Concat(part.Added).All(l => _claimed.Add(ClaimKey(l, part))) || !_items.TryAdd(part, item))
            throw Invalid(item.ToString());
        part.Target = target;
        part.Reason = item.ReasonKind;
    }

    // A line can be added by one fixup and removed by a later one; as two claims these do not clash.
    private static WeaveLine ClaimKey(WeaveLine line, SeriesChange part) => line.AddedBy is not null && !part.Added.Contains(line)
        ? new WeaveLine(new Diffing.TextLines([]), -1, 0) : line;

    private SeriesChange? Cut(FoldupItem item, List<SeriesChange> candidates)
    {
        Match header = HunkHeader().Match(item.Hunk);
        // Numbers that are too long for any file fit none.
        if (!header.Success || header.Groups.Values.Skip(1).Any(g => g.Length > 9))
            return null;
        (int oldStart, int oldCount) = Side(header.Groups[1].Value, header.Groups[2].Value);
        (int newStart, int newCount) = Side(header.Groups[3].Value, header.Groups[4].Value);
        SeriesChange? whole = candidates.Find(c => oldStart >= c.OldStart && oldStart + oldCount <= c.OldStart + c.Removed.Count
            && newStart >= c.NewStart && newStart + newCount <= c.NewStart + c.Added.Count);
        if (whole is null)
            return null;
        SeriesChange part = oldCount == whole.Removed.Count && newCount == whole.Added.Count
            ? whole
            : FoldupChanges.Part(whole, oldStart - whole.OldStart, oldCount, newStart - whole.NewStart, newCount);
        if (Text(part.HunkText()) != Text(item.Hunk))
            return null;
        if (!_parts.TryGetValue(whole, out List<SeriesChange>? parts))
            _parts[whole] = parts = [];
        parts.Add(part);
        return part;

        static (int Start, int Count) Side(string start, string count)
        {
            int lines = count.Length == 0 ? 1 : int.Parse(count, CultureInfo.InvariantCulture);
            int first = int.Parse(start, CultureInfo.InvariantCulture);
            return (lines == 0 ? first : first - 1, lines);
        }
    }

    private SeriesRevision RevisionOf(FoldupItem item)
    {
        SeriesRevision? found = series.Revisions.LastOrDefault(r => r.Name == item.Fixup);
        return found is { GivesChanges: true } ? found : throw Invalid(item.ToString());
    }

    // An editor may have left a line end too many or too few at the end.
    private static string Text(string hunk) => hunk.TrimEnd('\n');

    private static MaintainerException Invalid(string what) => new("PlanItemInvalid", ErrorKind.InvalidArgument, what, what);

    [GeneratedRegex(@"\A@@ -([0-9]+)(?:,([0-9]+))? \+([0-9]+)(?:,([0-9]+))? @@", RegexOptions.CultureInvariant)]
    private static partial Regex HunkHeader();
}
