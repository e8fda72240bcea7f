using System.Diagnostics.CodeAnalysis;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Finds who wrote lines first that a commit of the series only moved: the commit that has them now took the same lines out of another place. As for
/// git blame -M and -C, a line counts only where enough moved with it that one can tell it apart.
/// </summary>
internal sealed class MovedLines(IObjectReader objects, TopicSeries series, IReadOnlyList<SeriesFile> files)
{
    // So many letters and digits of neighbouring lines must have moved together, as git blame -M asks: a brace or an "else" stands everywhere.
    private const int Letters = 20;
    private readonly Dictionary<int, Dictionary<string, SeriesFile>> _taken = [];

    /// <summary>
    /// The step of the series that wrote the most of these lines before <paramref name="mover"/> moved them; null where
    /// it moved none, or lines older than the series.
    /// </summary>
    internal int? FirstWriter(IEnumerable<WeaveLine> lines, int mover)
    {
        List<int> writers = [.. lines.Where(l => IsMoved(l, mover)).Select(l => First(Text(l.Bytes), mover)).OfType<int>()];
        return writers.Count == 0 ? null : writers.GroupBy(w => w).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).First().Key;
    }

    /// <summary>True when the line and those around it that came with it stood in one place before.</summary>
    private bool IsMoved(WeaveLine line, int mover)
    {
        if (!Taken(mover).TryGetValue(Text(line.Bytes), out SeriesFile? from))
            return false;
        int letters = Of(line);
        for (WeaveLine? at = line.Previous; letters < Letters && Came(at); at = at.Previous)
            letters += Of(at);
        for (WeaveLine? at = line.Next; letters < Letters && Came(at); at = at.Next)
            letters += Of(at);
        return letters >= Letters;

        static int Of(WeaveLine line) => Text(line.Bytes).Count(char.IsAsciiLetterOrDigit);

        bool Came([NotNullWhen(true)] WeaveLine? at) => at is { IsEnd: false } && at.Actual.Introduced == mover
            && Taken(mover).GetValueOrDefault(Text(at.Bytes)) == from;
    }

    private int? First(string line, int mover)
    {
        int? first = null;
        for (int at = mover; Taken(at).TryGetValue(line, out SeriesFile? from);)
        {
            // The step before it that brought the line into the file.
            int step = Enumerable.Range(1, from.States.Count - 1)
                .Where(i => from.States[i].Revision < at && Count(from.States[i], line) > Count(from.States[i - 1], line))
                .Select(i => from.States[i].Revision).LastOrDefault();
            if (step == 0 || series[step] is { IsFixup: true } or { IsMerge: true })
                return step == 0 ? null : first;
            (first, at) = (step, step);
        }
        return first;
    }

    /// <summary>The lines that a step takes out of a file, with that file.</summary>
    private Dictionary<string, SeriesFile> Taken(int step)
    {
        if (_taken.TryGetValue(step, out Dictionary<string, SeriesFile>? taken))
            return taken;
        _taken[step] = taken = new Dictionary<string, SeriesFile>(StringComparer.Ordinal);
        foreach (SeriesFile file in files)
        {
            for (int i = 1; i < file.States.Count; i++)
            {
                if (file.States[i].Revision != step || file.States[i].Blob == file.States[i - 1].Blob)
                    continue;
                Dictionary<string, int> after = Counts(file.States[i]);
                foreach ((string line, int count) in Counts(file.States[i - 1]).Where(c => after.GetValueOrDefault(c.Key) < c.Value))
                    taken.TryAdd(line, file);
            }
        }
        return taken;
    }

    private int Count(FileState state, string line) => Counts(state).GetValueOrDefault(line);

    private Dictionary<string, int> Counts(FileState state)
    {
        var result = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!state.Exists || !EntryMode.IsFile(state.Mode) || !objects.TryRead(state.Blob, out _, out byte[] data) || BinaryContent.IsBinary(data))
            return result;
        var lines = new TextLines(data);
        for (int i = 0; i < lines.Count; i++)
        {
            string text = Text(lines[i]);
            result[text] = result.GetValueOrDefault(text) + 1;
        }
        return result;
    }

    private static string Text(ReadOnlySpan<byte> line) => System.Text.Encoding.Latin1.GetString(line).Trim();
}
