using System.Runtime.CompilerServices;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Topics;

/// <summary>A line of some version of a file, with the steps of the series between which it lives.</summary>
internal sealed class WeaveLine(TextLines text, int index, int introduced)
{
    /// <summary>The value of <see cref="Removed"/> while nothing removes the line.</summary>
    internal const int Never = int.MaxValue;

    /// <summary>The step that adds it; 0: it is in the base.</summary>
    internal int Introduced { get; set; } = introduced;

    /// <summary>The step that removes it. A line with the same number in both is in no version at all.</summary>
    internal int Removed { get; set; } = Never;

    // A large file has millions of lines, and few of them have any of this.
    private Rare? _rare;

    /// <summary>The older line that this one turned out to be, restored by the very step that had removed it; null for most.</summary>
    internal WeaveLine? RestoredAs
    {
        get => _rare?.RestoredAs;
        set => (_rare ??= new Rare()).RestoredAs = value;
    }

    /// <summary>The fixup change that adds it; null for a line of the series.</summary>
    internal SeriesChange? AddedBy
    {
        get => _rare?.AddedBy;
        set => (_rare ??= new Rare()).AddedBy = value;
    }

    /// <summary>The line itself, or the one that it is restored as.</summary>
    internal WeaveLine Actual
    {
        get
        {
            WeaveLine line = this;
            while (line.RestoredAs is { } restored)
                line = restored;
            return line;
        }
    }

    // As the versions of the series have it, before anything is folded.
    private readonly int _introduced = introduced;
    private int _removed = Never;

    /// <summary>A version of the series removes the line.</summary>
    internal void RemoveAt(int revision) => Removed = _removed = revision;

    /// <summary>Takes back what folding did.</summary>
    internal void Reset()
    {
        Introduced = _introduced;
        Removed = _removed;
        if (_rare is not null)
            (_rare.RestoredAs, _rare.Replacement) = (null, null);
    }

    /// <summary>The step that adds the line in the versions of the series, before anything is folded; 0: the base.</summary>
    internal int Origin => _introduced;

    /// <summary>What stands in the line's place in every version; null for itself.</summary>
    internal byte[]? Replacement
    {
        get => _rare?.Replacement;
        set => (_rare ??= new Rare()).Replacement = value;
    }

    internal WeaveLine? Next { get; set; }

    internal WeaveLine? Previous { get; set; }

    /// <summary>The line with its LF; empty for the two ends of a weave.</summary>
    internal ReadOnlySpan<byte> Bytes => Replacement is { } other ? other : index < 0 ? default : text[index];

    internal bool IsEnd => index < 0;

    private sealed class Rare
    {
        internal WeaveLine? RestoredAs { get; set; }

        internal SeriesChange? AddedBy { get; set; }

        internal byte[]? Replacement { get; set; }
    }
}

/// <summary>A change that one step makes to a file, in the weave's lines.</summary>
/// <param name="Revision">The step.</param>
/// <param name="Range">Line numbers before and after, from 0.</param>
/// <param name="Removed">The lines it removes.</param>
/// <param name="Added">The lines it adds.</param>
/// <param name="Above">The living line above, or the weave's start.</param>
/// <param name="Below">The living line below, or the weave's end.</param>
internal sealed record WeaveChange(int Revision, LineChange Range, WeaveLine[] Removed, WeaveLine[] Added, WeaveLine Above, WeaveLine Below);

/// <summary>
/// All lines that a file has in any version of a series, in one order, each with the steps that add and remove it: version k is the lines with
/// Introduced &lt;= k &lt; Removed. Giving the lines of a fixup an earlier step folds it, and every later version follows without a merge.
/// Mercurial's absorb does this with its linelog; here the whole line order is kept in a linked list.
/// </summary>
internal sealed class LineWeave
{
    // What comparing the next version takes; null once there is no next one.
    private VersionDiff? _versions = new();
    private NumberedText? _text;
    private WeaveLine[] _current;

    /// <summary>Begins with a version: the base's (step 0), or an empty file.</summary>
    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal LineWeave(TextLines text, int revision)
    {
        _text = new NumberedText(text, false);
        Length = text.Length;
        Start = new WeaveLine(text, -1, 0);
        End = new WeaveLine(text, -1, 0);
        WeaveLine last = Start;
        _current = new WeaveLine[text.Count];
        for (int i = 0; i < _current.Length; i++)
        {
            WeaveLine line = _current[i] = new WeaveLine(text, i, revision);
            Link(last, line);
            last = line;
        }
        Link(last, End);
    }

    /// <summary>How many bytes its first version has.</summary>
    internal int Length { get; }

    /// <summary>Stands before the first line.</summary>
    internal WeaveLine Start { get; }

    /// <summary>Stands after the last line.</summary>
    internal WeaveLine End { get; }

    /// <summary>The lines of the newest version.</summary>
    internal IReadOnlyList<WeaveLine> Current => _current;

    /// <summary>Adds the next version and tells what it changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal List<WeaveChange> Advance(int revision, TextLines next)
    {
        var text = new NumberedText(next, false);
        if (_versions is null || _text is null)
            throw new InvalidOperationException("All versions were told to be there.");
        List<LineChange> changes = _versions.Compare(_text, text);
        var result = new List<WeaveChange>(changes.Count);
        var current = new WeaveLine[next.Count];
        int oldAt = 0;
        int newAt = 0;
        foreach (LineChange change in changes)
        {
            Array.Copy(_current, oldAt, current, newAt, change.OldStart - oldAt);
            oldAt = change.OldStart + change.OldCount;
            newAt = change.NewStart + change.NewCount;
            WeaveLine above = change.OldStart == 0 ? Start : _current[change.OldStart - 1];
            WeaveLine below = oldAt == _current.Length ? End : _current[oldAt];
            WeaveLine[] removed = _current[change.OldStart..oldAt];
            foreach (WeaveLine line in removed)
                line.RemoveAt(revision);
            var added = new WeaveLine[change.NewCount];
            WeaveLine last = removed.Length > 0 ? removed[^1] : above;
            (TextLines source, int first) = next.Lend(change.NewStart, change.NewCount);
            for (int i = 0; i < added.Length; i++)
            {
                var line = new WeaveLine(source, first + i, revision);
                InsertAfter(last, line);
                current[change.NewStart + i] = added[i] = last = line;
            }
            result.Add(new WeaveChange(revision, change, removed, added, above, below));
        }
        Array.Copy(_current, oldAt, current, newAt, _current.Length - oldAt);
        _text = text;
        _current = current;
        return result;
    }

    /// <summary>All versions are there: lets go of what comparing them took, of a large file more than its lines.</summary>
    internal void Finish()
    {
        int length = _text?.Text.Length ?? 0;
        (_versions, _text) = (null, null);
        LargeArrays.Released(length);
    }

    /// <summary>
    /// Moves a line to another place, with the lines behind it that came later than <paramref name="revision"/>: their versions have them in this order. The
    /// order of the lines of any one version must stay.
    /// </summary>
    /// <returns>The last line that was moved.</returns>
    internal static WeaveLine MoveAfter(WeaveLine place, WeaveLine line, int revision)
    {
        WeaveLine last = line;
        while (last.Next!.Origin > revision)
            last = last.Next;
        if (place.Next == line)
            return last;
        Link(line.Previous!, last.Next);
        Link(last, place.Next!);
        Link(place, line);
        return last;
    }

    /// <summary>
    /// The file after step <paramref name="revision"/>; false when a line without LF would stand before another line (a fold of the end of a file
    /// that is not the end in this version).
    /// </summary>
    internal bool TryRender(int revision, out byte[] data)
    {
        int length = 0;
        bool open = false;
        data = [];
        for (WeaveLine line = Start.Next!; !line.IsEnd; line = line.Next!)
        {
            if (line.Introduced > revision || line.Removed <= revision)
                continue;
            if (open)
                return false;
            ReadOnlySpan<byte> bytes = line.Bytes;
            length += bytes.Length;
            open = bytes[^1] != '\n';
        }
        data = GC.AllocateUninitializedArray<byte>(length);
        int at = 0;
        for (WeaveLine line = Start.Next!; !line.IsEnd; line = line.Next!)
        {
            if (line.Introduced > revision || line.Removed <= revision)
                continue;
            line.Bytes.CopyTo(data.AsSpan(at));
            at += line.Bytes.Length;
        }
        return true;
    }

    /// <summary>All lines of all versions, in order.</summary>
    internal IEnumerable<WeaveLine> Lines()
    {
        for (WeaveLine line = Start.Next!; !line.IsEnd; line = line.Next!)
            yield return line;
    }

    /// <summary>
    /// After lines were folded into <paramref name="step"/>: those of them that this step itself had removed at this place were in truth never removed,
    /// and their writer is again the older one.
    /// </summary>
    internal static void Restore(IReadOnlyList<WeaveLine> added, int step)
    {
        if (added.Count == 0)
            return;
        // Between two lines that live on both sides of the step, those removed until then and those added from then on are never in one version
        // together, so their order among each other is free.
        WeaveLine first = added[0];
        while (!first.Previous!.IsEnd && !IsStable(first.Previous))
            first = first.Previous;
        WeaveLine last = added[^1];
        while (!last.Next!.IsEnd && !IsStable(last.Next))
            last = last.Next;
        var old = new List<WeaveLine>();
        var @new = new List<WeaveLine>();
        for (WeaveLine line = first; line != last.Next; line = line.Next!)
            (line.Introduced < step && line.Removed <= step ? old : @new).Add(line);
        List<WeaveLine> removed = old.FindAll(l => l.Removed == step);
        if (removed.Count == 0)
            return;
        List<(WeaveLine Old, WeaveLine New)> pairs = Common(removed, added);
        if (pairs.Count == 0)
            return;

        WeaveLine place = first.Previous!;
        WeaveLine end = last.Next!;
        int oldAt = 0;
        int newAt = 0;
        foreach ((WeaveLine older, WeaveLine newer) in pairs)
        {
            // From the step on the older line stands where the newer one does: behind the lines that were added before that.
            place = Chain(place, old, ref oldAt, older);
            place = Chain(place, @new, ref newAt, newer);
            Link(place, older);
            Link(older, newer);
            place = newer;
            oldAt++;
            newAt++;
            older.Removed = newer.Removed;
            newer.Introduced = newer.Removed = step;
            newer.RestoredAs = older;
        }
        place = Chain(place, old, ref oldAt, null);
        place = Chain(place, @new, ref newAt, null);
        Link(place, end);

        bool IsStable(WeaveLine line) => line.Introduced < step && line.Removed > step;

        static WeaveLine Chain(WeaveLine place, List<WeaveLine> lines, ref int at, WeaveLine? until)
        {
            for (; at < lines.Count && lines[at] != until; at++)
            {
                Link(place, lines[at]);
                place = lines[at];
            }
            return place;
        }
    }

    private static List<(WeaveLine, WeaveLine)> Common(List<WeaveLine> old, IReadOnlyList<WeaveLine> @new)
    {
        var result = new List<(WeaveLine, WeaveLine)>();
        int oldAt = 0;
        int newAt = 0;
        foreach (LineChange change in LineDiff.Compute(Text(old), Text(@new)).Append(new LineChange(old.Count, 0, @new.Count, 0)))
        {
            for (; oldAt < change.OldStart; oldAt++, newAt++)
            {
                if (old[oldAt].Bytes.SequenceEqual(@new[newAt].Bytes))
                    result.Add((old[oldAt], @new[newAt]));
            }
            oldAt = change.OldStart + change.OldCount;
            newAt = change.NewStart + change.NewCount;
        }
        return result;

        static TextLines Text(IReadOnlyList<WeaveLine> lines)
        {
            using var data = new MemoryStream();
            foreach (WeaveLine line in lines)
            {
                data.Write(line.Bytes);
                // Lines are told apart by their LF here; the comparison above is of the bytes they have.
                if (line.Bytes[^1] != '\n')
                    data.WriteByte((byte)'\n');
            }
            return new TextLines(data.ToArray());
        }
    }

    private static void InsertAfter(WeaveLine place, WeaveLine line)
    {
        Link(line, place.Next!);
        Link(place, line);
    }

    private static void Link(WeaveLine first, WeaveLine second)
    {
        first.Next = second;
        second.Previous = first;
    }
}
