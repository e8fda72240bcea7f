using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>
/// A file of a series with the changes of fixups moved to earlier steps, and what it then is after each step. Its lines come from the weave; its
/// name, mode, existence and content without lines from the order of the events that set them.
/// </summary>
internal sealed class SeriesRewriteFile
{
    private readonly TopicSeries _series;
    private readonly IReadOnlyList<SeriesRenaming> _renamings;
    private readonly LineWeave? _weave;
    private readonly List<Event> _events = [];
    private readonly SortedDictionary<int, Oid> _blobs = [];

    /// <summary>Takes the parts of the file's changes, those with a target to be folded.</summary>
    internal SeriesRewriteFile(TopicSeries series, SeriesFile file, LineWeave? weave, IReadOnlyList<SeriesChange> parts,
        IReadOnlyList<SeriesRenaming>? renamings = null)
    {
        _series = series;
        _renamings = renamings ?? [];
        File = file;
        _weave = weave;
        Parts = parts;
        for (int i = 1; i < file.States.Count; i++)
        {
            FileState before = file.States[i - 1];
            FileState after = file.States[i];
            bool isFixup = series[after.Revision].GivesChanges;
            foreach (FoldupKind kind in before.ChangesTo(after))
            {
                FoldupKind[] kinds = kind is FoldupKind.Create or FoldupKind.Delete ? [FoldupKind.Create, FoldupKind.Delete] : [kind];
                SeriesChange? part = !isFixup ? null : parts.FirstOrDefault(p => p.Revision.Number == after.Revision && Array.IndexOf(kinds, p.Kind) >= 0);
                _events.Add(new Event(kind, after, part));
            }
        }
        OrderLines();
    }

    internal SeriesFile File { get; }

    /// <summary>How many bytes of lines it holds in memory.</summary>
    internal long WovenLength => _weave?.Length ?? 0;

    internal IReadOnlyList<SeriesChange> Parts { get; }

    /// <summary>The steps whose lines get another name.</summary>
    internal IEnumerable<int> RenameTargets => _renamings.Select(r => r.Target);

    /// <summary>The first step that folding changes; int.MaxValue when nothing is folded.</summary>
    internal int FirstChange => Parts.Where(p => p.Target is not null).Select(p => p.Target!.Value).Concat(_renamings.Select(r => r.Target))
        .DefaultIfEmpty(int.MaxValue).Min();

    /// <summary>
    /// Moves the changes and renders all versions into <paramref name="store"/>. The parts that cannot go to their targets are returned with the
    /// first step that they could go to (0: none), and are left where they are; the others are to be settled again without them.
    /// </summary>
    internal List<(SeriesChange Part, int Possible)> Settle(IObjectStore store)
    {
        foreach (WeaveLine line in _weave?.Lines() ?? [])
            line.Reset();
        // In the order of the fixups: a later one may remove what an earlier one restored.
        foreach (SeriesChange part in Parts.OrderBy(p => p.Revision.Number))
        {
            if (part.Target is { } target)
                part.Move(target);
        }
        List<(SeriesChange, int)> refused = Check();
        if (refused.Count > 0 || _weave is null)
            return refused;
        Rename();
        _blobs.Clear();
        int first = FirstChange;
        var steps = new SortedSet<int> { first };
        foreach (WeaveLine line in _weave.Lines())
        {
            if (line.Introduced > first && line.Introduced != line.Removed)
                steps.Add(line.Introduced);
            if (line.Removed > first && line.Removed != WeaveLine.Never && line.Introduced != line.Removed)
                steps.Add(line.Removed);
        }
        foreach (int step in steps)
        {
            if (_weave.TryRender(step, out byte[] data))
            {
                _blobs[step] = store.Write(ObjectType.Blob, data);
                LargeArrays.Released(data.Length);
                continue;
            }
            // Only a change of the end of a file without LF can do that.
            List<SeriesChange> open = [.. Parts.Where(p => p.Target is not null && p.Removed.Concat(p.Added).Any(l => l.Bytes[^1] != '\n'))];
            if (open.Count == 0)
                open = [.. Parts.Where(p => p.Target is not null)];
            return [.. open.Select(p => (p, 0))];
        }
        return [];
    }

    /// <summary>The file as it is after a step before anything is folded, with the identifiers renamed; null where none is.</summary>
    internal byte[]? RenderRenamed(int revision)
    {
        if (_weave is null || _renamings.Count == 0)
            return null;
        foreach (WeaveLine line in _weave.Lines())
            line.Reset();
        Rename();
        return _weave.TryRender(revision, out byte[] data) ? data : null;
    }

    /// <summary>Lines of the targets, and of fixups (they go to some target, and one name is for all).</summary>
    private void Rename()
    {
        foreach (SeriesRenaming renaming in _renamings)
        {
            foreach (WeaveLine line in _weave!.Lines())
            {
                bool meant = line.Origin == renaming.Target || (line.Origin > 0 && _series[line.Origin].IsFixup);
                if (meant && Words.Has(line.Bytes, renaming.From))
                    line.Replacement = Words.Replace(line.Bytes, renaming.From, renaming.To);
            }
        }
    }

    /// <summary>What the file is after a step.</summary>
    internal FileState StateAt(int revision)
    {
        FileState state = File.States[0];
        bool exists = state.Exists;
        string? path = state.Path;
        int mode = state.Mode;
        Oid blob = state.Blob;
        foreach (Event e in _events.Where(e => e.Step <= revision).OrderBy(e => e.Step).ThenBy(e => e.After.Revision))
        {
            switch (e.Kind)
            {
                case FoldupKind.Create:
                    (exists, path, mode, blob) = (true, e.After.Path, e.After.Mode, e.After.Blob);
                    break;
                case FoldupKind.Delete:
                    exists = false;
                    break;
                case FoldupKind.Rename:
                    path = e.After.Path;
                    break;
                case FoldupKind.Mode:
                    mode = e.After.Mode;
                    break;
                default:
                    // Between a file and a link content and mode go together.
                    if ((mode & 0xF000) != (e.After.Mode & 0xF000))
                        mode = e.After.Mode;
                    blob = e.After.Blob;
                    break;
            }
        }
        if (!exists)
            return new FileState(revision, null, 0, default);
        if (_weave is not null)
        {
            blob = default;
            foreach ((int step, Oid content) in _blobs)
            {
                if (step > revision)
                    break;
                blob = content;
            }
        }
        return new FileState(revision, path, mode, blob);
    }

    private List<(SeriesChange, int)> Check()
    {
        var refused = new List<(SeriesChange, int)>();
        // Changes of one attribute keep their order.
        for (int i = 0; i < _events.Count; i++)
        {
            Event e = _events[i];
            if (e.Part?.Target is not { } target)
                continue;
            int earliest = _events.Take(i).Where(other => Binds(other, e) && !IsUndone(other)).Select(other => other.Step).DefaultIfEmpty(0).Max();
            if (target < earliest)
                refused.Add((e.Part, earliest));
        }
        foreach (SeriesChange part in Parts.Where(p => p.Kind == FoldupKind.Lines && p.Target is not null))
        {
            int earliest = part.Removed.Select(l => l.Actual.Introduced).DefaultIfEmpty(0).Max();
            // A line cannot stand in a file that is not there yet.
            earliest = Math.Max(earliest, _events.Where(e => e.Kind == FoldupKind.Create && e.After.Revision < part.Revision.Number && !IsUndone(e))
                .Select(e => e.Step).DefaultIfEmpty(0).Max());
            if (part.Target < earliest)
                refused.Add((part, earliest));
            // What a later fixup removes again must have been added before; that one is asked about its own lines.
        }
        return refused;

        static bool Binds(Event earlier, Event later) =>
            earlier.Kind is FoldupKind.Create or FoldupKind.Delete
            || (later.Kind == earlier.Kind && (later.Kind != FoldupKind.Content || later.Part?.Kind == FoldupKind.Content));
    }

    /// <summary>True for a deletion and a creation in the same step: the file was there all the time.</summary>
    private bool IsUndone(Event e)
    {
        int at = _events.IndexOf(e);
        Event? deletion = e.Kind == FoldupKind.Delete ? e : _events.Take(at).LastOrDefault(o => o.Kind is FoldupKind.Create or FoldupKind.Delete);
        Event? creation = e.Kind == FoldupKind.Create ? e : _events.Skip(at + 1).FirstOrDefault(o => o.Kind is FoldupKind.Create or FoldupKind.Delete);
        return deletion is { Kind: FoldupKind.Delete } && creation is { Kind: FoldupKind.Create } && deletion.Step == creation.Step
            && creation.Part is not null;
    }

    /// <summary>
    /// Puts the added lines of each part right behind the lines that the part removes. The weave has all removed lines of a hunk before all added
    /// ones; parts with different targets would stand in the wrong order in the versions between.
    /// </summary>
    private void OrderLines()
    {
        // The hunks of the series' own commits are whole, and later versions may have lines between theirs: they stand right as they are.
        foreach (IGrouping<SeriesChange, SeriesChange> hunk in Parts.Where(p => p.Kind == FoldupKind.Lines && p.Revision.IsFixup).GroupBy(p => p.Whole ?? p))
        {
            WeaveLine? cursor = null;
            foreach (SeriesChange part in hunk.OrderBy(p => p.OldStart).ThenBy(p => p.NewStart))
            {
                WeaveLine place = part.Removed.Count > 0 ? part.Removed[^1] : cursor ?? Place(part);
                WeaveLine?[] partners = Partners(part);
                if (partners.Length > 0)
                    place = cursor ?? part.Removed[0].Previous!;
                for (int i = 0; i < part.Added.Count; i++)
                {
                    place = partners.Length > 0 && partners[i] is { } partner ? partner : place;
                    place = LineWeave.MoveAfter(place, part.Added[i], part.Revision.Number);
                }
                cursor = place;
            }
        }
    }

    /// <summary>
    /// For each added line the removed one that it replaces. Asked only where lines of other versions stand between the removed ones: there a line that
    /// replaces another has to take its very place. Empty elsewhere.
    /// </summary>
    private static WeaveLine?[] Partners(SeriesChange part)
    {
        bool together = true;
        for (int i = 1; i < part.Removed.Count && together; i++)
            together = part.Removed[i - 1].Next == part.Removed[i];
        if (together || part.Added.Count == 0 || LinePairing.Pair(part) is not { } added)
            return [];
        var partners = new WeaveLine?[part.Added.Count];
        for (int i = 0; i < added.Length; i++)
        {
            if (added[i] >= 0)
                partners[added[i]] = part.Removed[i];
        }
        return partners;
    }

    private static WeaveLine Place(SeriesChange part)
    {
        // Lines of other versions may stand between the neighbours: keep to the one that the target wrote.
        WeaveLine above = part.Above!;
        WeaveLine below = part.Below!;
        bool belongsBelow = part.Target is { } target && !below.IsEnd && below.Introduced == target && (above.IsEnd || above.Introduced != target);
        WeaveLine place = part.Added[0];
        if (belongsBelow)
        {
            // What came later than the part moves along with its lines.
            place = below.Previous!;
            while (place != part.Added[0] && (place.Origin > part.Revision.Number || part.Added.Contains(place)))
                place = place.Previous!;
        }
        return place == part.Added[0] ? place.Previous! : place;
    }

    private sealed record Event(FoldupKind Kind, FileState After, SeriesChange? Part)
    {
        /// <summary>The step at which it happens, folded or not.</summary>
        internal int Step => Part?.Target ?? After.Revision;
    }
}

/// <summary>An identifier to rename in the lines that a step brought.</summary>
internal sealed record SeriesRenaming(byte[] From, byte[] To, int Target)
{
    internal static SeriesRenaming Of(FoldupItem item, int target) =>
        new(System.Text.Encoding.UTF8.GetBytes(item.From!), System.Text.Encoding.UTF8.GetBytes(item.To!), target);
}
