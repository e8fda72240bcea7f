using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>In which commit of a series identifiers first appear: those that no file which the series or the fixups change has at the base.</summary>
internal sealed class FoldupSymbols(IObjectReader objects, TopicSeries series, IReadOnlyList<SeriesFile> files, IOperationMonitor monitor)
{
    private const int LargestBlob = 4 * 1024 * 1024;
    private Dictionary<ulong, int>? _first;

    /// <summary>
    /// The identifiers on <paramref name="added"/> lines, not on <paramref name="removed"/> ones, that the series introduces, each with the step.
    /// Plain words count only where they are called: comments and strings are full of words.
    /// </summary>
    internal List<(string Name, int Revision)> Introduced(IEnumerable<WeaveLine> added, IEnumerable<WeaveLine> removed, int before)
    {
        var known = new HashSet<ulong>();
        foreach (WeaveLine line in removed)
        {
            foreach ((int start, int length) in Identifiers.Find(line.Bytes))
                known.Add(Identifiers.Hash(line.Bytes.Slice(start, length)));
        }
        var result = new List<(string, int)>();
        foreach (WeaveLine line in added)
        {
            foreach ((int start, int length) in Identifiers.Find(line.Bytes))
            {
                ReadOnlySpan<byte> word = line.Bytes.Slice(start, length);
                if (!Identifiers.IsTelling(word, line.Bytes[(start + length)..]) || !known.Add(Identifiers.Hash(word)))
                    continue;
                if (First.TryGetValue(Identifiers.Hash(word), out int revision) && revision < before)
                    result.Add((TextEncoding.Lenient.GetString(word), revision));
            }
        }
        return result;
    }

    private Dictionary<ulong, int> First => _first ??= Build();

    private Dictionary<ulong, int> Build()
    {
        const int AtBase = 0;
        var first = new Dictionary<ulong, int>();
        foreach (SeriesFile file in files)
        {
            if (file.States[0].Exists && Read(file.States[0]) is { } data)
                Note(data, AtBase);
        }
        foreach (SeriesFile file in files)
        {
            byte[] old = file.States[0].Exists ? Read(file.States[0]) ?? [] : [];
            for (int i = 1; i < file.States.Count; i++)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                FileState state = file.States[i];
                byte[] data = state.Exists && state.Blob != file.States[i - 1].Blob ? Read(state) ?? [] : [];
                if (data.Length == 0)
                    continue;
                // Words outside of what differs were there before, so only the middle needs a look; cut at line ends, not within a word.
                int same = old.AsSpan().CommonPrefixLength(data);
                int from = data.AsSpan(0, same).LastIndexOf((byte)'\n') + 1;
                int tail = 0;
                int most = Math.Min(old.Length, data.Length) - from;
                while (tail < most && old[^(tail + 1)] == data[^(tail + 1)])
                    tail++;
                int end = data.Length - tail;
                int rest = data.AsSpan(end).IndexOf((byte)'\n');
                end = rest < 0 ? data.Length : end + rest;
                old = data;
                if (series[state.Revision].IsFixup)
                    continue;
                Note(data.AsSpan(from, Math.Max(0, end - from)), state.Revision);
            }
        }
        foreach (ulong word in first.Where(f => f.Value == AtBase).Select(f => f.Key).ToList())
            first.Remove(word);
        return first;

        void Note(ReadOnlySpan<byte> text, int revision)
        {
            foreach ((int start, int length) in Identifiers.Find(text))
            {
                ulong word = Identifiers.Hash(text.Slice(start, length));
                if (!first.TryGetValue(word, out int known) || known > revision)
                    first[word] = revision;
            }
        }
    }

    private byte[]? Read(FileState state) =>
        EntryMode.IsFile(state.Mode) && objects.SizeOf(state.Blob) <= LargestBlob && objects.TryRead(state.Blob, out _, out byte[] data)
            && !BinaryContent.IsBinary(data)
            ? data
            : null;
}
