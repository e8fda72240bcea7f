using System.Runtime.InteropServices;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// What a change leaves in a tree, and whether a later tree has no trace of it: none of the lines that it added more often than before it, none of those
/// that it removed less often, white space included. Lines without letters or digits tell nothing; what has no lines is told by its object.
/// </summary>
internal sealed class ChangeTraces
{
    private readonly IObjectReader _objects;
    private readonly IReadOnlyList<TreeChange> _changes;
    private readonly FileTraces?[] _files;

    /// <summary>Reads what differs between two trees; of the files' lines only what is asked for.</summary>
    public ChangeTraces(IObjectReader objects, Oid before, Oid after)
    {
        _objects = objects;
        _changes = TreeDiff.Compute(objects, before, after);
        _files = new FileTraces?[_changes.Count];
    }

    /// <summary>True where nothing differs.</summary>
    public bool IsEmpty => _changes.Count == 0;

    /// <summary>The paths that differ, in order.</summary>
    public IReadOnlyList<TreeChange> Changes => _changes;

    /// <summary>
    /// True where a tree has no trace of the change in any of its files. A file that is not there, and was there before the change, tells nothing.
    /// </summary>
    public bool AreGone(TreePaths tree)
    {
        for (int i = 0; i < _changes.Count; i++)
        {
            // Nearly always the first file shows that the change is there.
            TreeValue there = tree.Find(_changes[i].Path);
            if (IsAsAfter(_changes[i], there) || !IsGone(i, there))
                return false;
        }
        return _changes.Count > 0;
    }

    /// <summary>The lines that tell of a file, by how many more of them there are after the change than before; null for what has no lines.</summary>
    public FileTraces? LinesOf(int change) => _files[change] ??= FileTraces.Read(_objects, _changes[change]);

    private static bool IsAsAfter(TreeChange change, TreeValue there) => there.Mode == change.NewMode && there.Id == change.NewId;

    private bool IsGone(int change, TreeValue there)
    {
        TreeChange what = _changes[change];
        if (there.Mode == what.OldMode && there.Id == what.OldId)
            return true;
        if (what.OldMode != 0 && there.Mode == 0)
            return false;
        // A mode alone: the file may have changed otherwise.
        if (what.OldId == what.NewId)
            return there.Mode == what.OldMode;
        if (LinesOf(change) is not { } lines)
            return false;
        if (there.Mode == 0)
            return lines.AreGone([]);
        if (!EntryMode.IsFile(there.Mode))
            return false;
        using TransientBytes data = _objects.ReadOnce(there.Id, ObjectType.Blob);
        return lines.AreGone(data.Span);
    }
}

/// <summary>
/// Of one file the lines that a change added or removed: those that there are more or fewer of afterwards. They are looked for one after the other, as far
/// as asked: that a change is there mostly shows in its first line, and a comparison of whole files is not needed for it.
/// </summary>
internal sealed class FileTraces
{
    private readonly byte[] _old;
    private readonly byte[] _now;
    private readonly IEnumerator<byte[]> _candidates;
    private readonly List<(byte[] Line, int Before, int After)> _lines = [];
    private Dictionary<string, int>? _differences;

    private FileTraces(byte[] old, byte[] now)
    {
        (_old, _now) = (old, now);
        _candidates = Candidates().GetEnumerator();
    }

    /// <summary>The lines, as Latin-1 text without their ends, with how many more of them there are after the change than before.</summary>
    public IReadOnlyDictionary<string, int> Differences => _differences ??= Count();

    /// <summary>Null for a binary file, for what is no file, and where no line tells anything.</summary>
    public static FileTraces? Read(IObjectReader objects, TreeChange change)
    {
        if (!IsFileOrNothing(change.OldMode) || !IsFileOrNothing(change.NewMode))
            return null;
        byte[] old = change.OldMode == 0 ? [] : objects.ReadBlob(change.OldId);
        byte[] now = change.NewMode == 0 ? [] : objects.ReadBlob(change.NewId);
        if (BinaryContent.IsBinary(old) || BinaryContent.IsBinary(now))
            return null;
        var traces = new FileTraces(old, now);
        return traces.TryNext() ? traces : null;
    }

    /// <summary>True where each line is as rare, or as frequent, as it was before the change.</summary>
    public bool AreGone(ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < _lines.Count || TryNext(); i++)
        {
            (byte[] line, int before, int after) = _lines[i];
            int there = Times(data, line);
            if (after > before ? there > before : there < before)
                return false;
        }
        return true;
    }

    private bool TryNext()
    {
        while (_candidates.MoveNext())
        {
            byte[] line = _candidates.Current;
            (int less, int more) = (Times(_old, line), Times(_now, line));
            // What was but moved within the file is as often there.
            if (less != more)
            {
                _lines.Add((line, less, more));
                return true;
            }
        }
        return false;
    }

    private IEnumerable<byte[]> Candidates()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        (LinesBetween old, LinesBetween now) = Between();
        foreach (LinesBetween lines in (LinesBetween[])[now, old])
        {
            for (int i = lines.Start; i < lines.End; i++)
            {
                if (lines.Tells(i) && seen.Add(lines.TextOf(i)))
                    yield return lines[i].ToArray();
            }
        }
    }

    private Dictionary<string, int> Count()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        (LinesBetween old, LinesBetween now) = Between();
        foreach ((LinesBetween lines, int one) in ((LinesBetween, int)[])[(now, 1), (old, -1)])
        {
            for (int i = lines.Start; i < lines.End; i++)
            {
                if (lines.Tells(i))
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, lines.TextOf(i), out _) += one;
            }
        }
        foreach (string moved in counts.Where(count => count.Value == 0).Select(count => count.Key).ToArray())
            counts.Remove(moved);
        return counts;
    }

    /// <summary>What stands between the lines that the texts begin and end with alike: no other line has another number.</summary>
    private (LinesBetween Old, LinesBetween Now) Between()
    {
        (TextLines old, TextLines now) = (new TextLines(_old), new TextLines(_now));
        (int start, int tail) = TextLines.CommonEnds(old, now);
        return (new LinesBetween(old, start, old.Count - tail), new LinesBetween(now, start, now.Count - tail));
    }

    /// <summary>How often a whole line stands in a text.</summary>
    private static int Times(ReadOnlySpan<byte> data, ReadOnlySpan<byte> line)
    {
        int times = 0;
        for (int at = 0; at < data.Length;)
        {
            int found = data[at..].IndexOf(line);
            if (found < 0)
                break;
            int start = at + found;
            ReadOnlySpan<byte> rest = data[(start + line.Length)..].TrimStart((byte)'\r');
            times += (start == 0 || data[start - 1] == '\n') && (rest.IsEmpty || rest[0] == '\n') ? 1 : 0;
            at = start + line.Length;
        }
        return times;
    }

    private static bool IsFileOrNothing(int mode) => mode == 0 || EntryMode.IsFile(mode);

    /// <summary>Some lines of a text, without their ends.</summary>
    private sealed record LinesBetween(TextLines Text, int Start, int End)
    {
        public ReadOnlySpan<byte> this[int line] => Text[line].TrimEnd("\r\n"u8);

        public string TextOf(int line) => Encoding.Latin1.GetString(this[line]);

        /// <summary>False for what has no letter or digit.</summary>
        public bool Tells(int line)
        {
            foreach (byte b in this[line])
            {
                if (char.IsAsciiLetterOrDigit((char)b) || b >= 128)
                    return true;
            }
            return false;
        }
    }
}
