using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Finds who wrote lines first that a commit of the series only moved: the commit that has them now took the same lines out of another place. As for
/// git blame -M and -C, a line counts only where enough moved with it that one can tell it apart. Lines are the same whatever blanks are around them.
/// </summary>
internal sealed class MovedLines(IObjectReader objects, TopicSeries series, IReadOnlyList<SeriesFile> files)
{
    // So many letters and digits of neighbouring lines must have moved together, as git blame -M asks: a brace or an "else" stands everywhere.
    private const int Letters = 20;
    private readonly Dictionary<int, Dictionary<ulong, SeriesFile>> _taken = [];
    private readonly Dictionary<(SeriesFile File, int State), Dictionary<ulong, int>> _gains = [];

    /// <summary>
    /// The step of the series that wrote the most of these lines before <paramref name="mover"/> moved them; null where
    /// it moved none, or lines older than the series.
    /// </summary>
    internal int? FirstWriter(IEnumerable<WeaveLine> lines, int mover)
    {
        List<int> writers = [.. lines.Where(l => IsMoved(l, mover)).Select(l => First(Hash(l.Bytes), mover)).OfType<int>()];
        return writers.Count == 0 ? null : writers.GroupBy(w => w).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
    }

    /// <summary>True when the line and those around it that came with it stood in one place before.</summary>
    private bool IsMoved(WeaveLine line, int mover)
    {
        if (!Taken(mover).TryGetValue(Hash(line.Bytes), out SeriesFile? from))
            return false;
        int letters = Of(line);
        for (WeaveLine? at = line.Previous; letters < Letters && Came(at); at = at.Previous)
            letters += Of(at);
        for (WeaveLine? at = line.Next; letters < Letters && Came(at); at = at.Next)
            letters += Of(at);
        return letters >= Letters;

        static int Of(WeaveLine line)
        {
            int count = 0;
            foreach (byte b in line.Bytes)
                count += char.IsAsciiLetterOrDigit((char)b) ? 1 : 0;
            return count;
        }

        bool Came([NotNullWhen(true)] WeaveLine? at) => at is { IsEnd: false } && at.Actual.Introduced == mover
            && Taken(mover).GetValueOrDefault(Hash(at.Bytes)) == from;
    }

    private int? First(ulong line, int mover)
    {
        int? first = null;
        for (int at = mover; Taken(at).TryGetValue(line, out SeriesFile? from);)
        {
            // The step before it that brought the line into the file.
            int step = Enumerable.Range(1, from.States.Count - 1)
                .Where(i => from.States[i].Revision < at && Gains(from, i).GetValueOrDefault(line) > 0)
                .Select(i => from.States[i].Revision).LastOrDefault();
            if (step == 0 || series[step] is { IsFixup: true } or { IsMerge: true })
                return step == 0 ? null : first;
            (first, at) = (step, step);
        }
        return first;
    }

    /// <summary>The lines that a step takes out of a file, with that file.</summary>
    private Dictionary<ulong, SeriesFile> Taken(int step)
    {
        if (_taken.TryGetValue(step, out Dictionary<ulong, SeriesFile>? taken))
            return taken;
        _taken[step] = taken = [];
        foreach (SeriesFile file in files)
        {
            for (int i = 1; i < file.States.Count; i++)
            {
                if (file.States[i].Revision != step || file.States[i].Blob == file.States[i - 1].Blob)
                    continue;
                foreach ((ulong line, int gain) in Gains(file, i))
                {
                    if (gain < 0)
                        taken.TryAdd(line, file);
                }
            }
        }
        return taken;
    }

    /// <summary>
    /// How many more of a line a state of a file has than the one before, or with a minus how many fewer; without the lines of which it has as many.
    /// </summary>
    private Dictionary<ulong, int> Gains(SeriesFile file, int state)
    {
        if (_gains.TryGetValue((file, state), out Dictionary<ulong, int>? gains))
            return gains;
        _gains[(file, state)] = gains = [];
        TextLines before = Read(file.States[state - 1]);
        TextLines after = Read(file.States[state]);
        // What both have at their ends they have as often, and of a large file that is nearly all.
        (int start, int end) = TextLines.CommonEnds(before, after);
        ulong[] old = Hashes(before, start, end);
        ulong[] @new = Hashes(after, start, end);
        for (int i = 0, j = 0; i < old.Length || j < @new.Length;)
        {
            if (j == @new.Length || (i < old.Length && old[i] < @new[j]))
                CollectionsMarshal.GetValueRefOrAddDefault(gains, old[i++], out _)--;
            else if (i == old.Length || @new[j] < old[i])
                CollectionsMarshal.GetValueRefOrAddDefault(gains, @new[j++], out _)++;
            else
                (i, j) = (i + 1, j + 1);
        }
        LargeArrays.Released(before.Length + (long)after.Length);
        return gains;
    }

    private static ulong[] Hashes(TextLines text, int start, int end)
    {
        ulong[] hashes = new ulong[text.Count - start - end];
        for (int i = 0; i < hashes.Length; i++)
            hashes[i] = Hash(text[start + i]);
        Array.Sort(hashes);
        return hashes;
    }

    private TextLines Read(FileState state) =>
        new(state.Exists && EntryMode.IsFile(state.Mode) && objects.TryRead(state.Blob, out _, out byte[] data) && !BinaryContent.IsBinary(data) ? data : []);

    private static ulong Hash(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty && char.IsWhiteSpace((char)line[0]))
            line = line[1..];
        while (!line.IsEmpty && char.IsWhiteSpace((char)line[^1]))
            line = line[..^1];
        return Identifiers.Hash(line);
    }
}
