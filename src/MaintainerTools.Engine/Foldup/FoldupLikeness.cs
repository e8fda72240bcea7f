using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Finds the commit that does elsewhere in a file what a change does to lines older than the series: a place that was forgotten. Compared are the
/// words that a hunk brings in, or takes out where it only removes.
/// </summary>
internal sealed class FoldupLikeness(IObjectReader objects, TopicSeries series)
{
    // Of the words of both hunks this part must be common; or of several words of the change nearly all must be in the other.
    private const double Common = 0.5;
    private const double Contained = 0.8;

    // A word in more than one of so many lines is frequent.
    private const int OneIn = 10;
    private readonly Dictionary<(SeriesFile File, int Step), List<(HashSet<ulong> New, HashSet<ulong> Gone)>> _hunks = [];

    /// <summary>The step, of <paramref name="touching"/>; null where none is like it, or several are.</summary>
    internal int? Find(SeriesChange change, IEnumerable<int> touching)
    {
        (HashSet<ulong> @new, HashSet<ulong> gone) = Words(change.Added.Select(l => l.Bytes.ToArray()), change.Removed.Select(l => l.Bytes.ToArray()));
        bool adds = @new.Count > 0;
        HashSet<ulong> words = adds ? @new : change.Added.Count == 0 ? gone : [];
        words.ExceptWith(Frequent(change.Before, words));
        if (words.Count == 0)
            return null;
        List<(int Step, double Score)> scores = [.. touching.Where(s => series[s] is { IsFixup: false, IsMerge: false })
            .Select(s => (s, Hunks(change.File, s).Select(h => Score(words, adds ? h.New : h.Gone)).DefaultIfEmpty(0).Max())).Where(s => s.Item2 > 0)
            .OrderByDescending(s => s.Item2)];
        return scores.Count > 0 && (scores.Count == 1 || scores[0].Score > scores[1].Score) ? scores[0].Step : null;
    }

    /// <summary>Those words that stand in so many lines of the file that to have them in common says nothing.</summary>
    private HashSet<ulong> Frequent(FileState state, HashSet<ulong> words)
    {
        if (words.Count == 0 || Read(state) is not { } data)
            return [];
        var lines = new TextLines(data);
        var counts = new Dictionary<ulong, int>();
        for (int i = 0; i < lines.Count; i++)
        {
            foreach (ulong word in Of(lines[i].ToArray()).Distinct().Where(words.Contains))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        }
        LargeArrays.Released(data.Length);
        return [.. counts.Where(c => c.Value * OneIn > lines.Count).Select(c => c.Key)];
    }

    private static double Score(HashSet<ulong> words, HashSet<ulong> other)
    {
        int shared = words.Count(other.Contains);
        double common = (double)shared / Math.Max(1, words.Count + other.Count - shared);
        double contained = (double)shared / words.Count;
        return common >= Common || (shared > 1 && contained >= Contained) ? common + contained : 0;
    }

    private List<(HashSet<ulong> New, HashSet<ulong> Gone)> Hunks(SeriesFile file, int step)
    {
        if (_hunks.TryGetValue((file, step), out List<(HashSet<ulong> New, HashSet<ulong> Gone)>? hunks))
            return hunks;
        _hunks[(file, step)] = hunks = [];
        int at = file.States.Select((s, i) => (s, i)).Where(p => p.s.Revision == step).Select(p => p.i).DefaultIfEmpty(0).Last();
        if (at == 0 || Read(file.States[at - 1]) is not { } before || Read(file.States[at]) is not { } after)
            return hunks;
        var old = new TextLines(before);
        var @new = new TextLines(after);
        foreach (LineChange change in LineDiff.Compute(old, @new))
        {
            hunks.Add(Words(
                Enumerable.Range(change.NewStart, change.NewCount).Select(i => @new[i].ToArray()),
                Enumerable.Range(change.OldStart, change.OldCount).Select(i => old[i].ToArray())));
        }
        LargeArrays.Released(before.Length + (long)after.Length);
        return hunks;
    }

    /// <summary>The words that only the added lines have, and those that only the removed ones have.</summary>
    private static (HashSet<ulong> New, HashSet<ulong> Gone) Words(IEnumerable<byte[]> added, IEnumerable<byte[]> removed)
    {
        HashSet<ulong> @new = [.. added.SelectMany(Of)];
        HashSet<ulong> gone = [.. removed.SelectMany(Of)];
        HashSet<ulong> kept = [.. @new.Intersect(gone)];
        @new.ExceptWith(kept);
        gone.ExceptWith(kept);
        return (@new, gone);
    }

    private static List<ulong> Of(byte[] line)
    {
        var words = new List<ulong>();
        foreach ((int start, int length) in Identifiers.Find(line))
            words.Add(Identifiers.Hash(line.AsSpan(start, length)));
        return words;
    }

    private byte[]? Read(FileState state) =>
        state.Exists && EntryMode.IsFile(state.Mode) && objects.TryRead(state.Blob, out _, out byte[] data) && !BinaryContent.IsBinary(data) ? data : null;
}
