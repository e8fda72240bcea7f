using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>
/// Renames an identifier through a series: every line that a commit of it adds, in each version that has the line, and the messages that name it. Lines
/// older than the series stay; an identifier that they have cannot be renamed here.
/// </summary>
internal static partial class FoldupRenaming
{
    /// <summary>The items of a renaming: one for each commit and file, and one for each message.</summary>
    /// <exception cref="MaintainerException">InvalidIdentifier.</exception>
    internal static (List<FoldupItem> Placed, List<FoldupItem> Unplaced) Plan(
        IObjectReader objects, TopicSeries series, IReadOnlyList<SeriesFile> files, FoldupMessageEdits messages, string from, string to, FoldupReason kind, string why)
    {
        foreach (string name in (string[])[from, to])
        {
            if (!Identifier().IsMatch(name))
                throw new MaintainerException("InvalidIdentifier", ErrorKind.InvalidArgument, name, name);
        }
        byte[] word = Encoding.UTF8.GetBytes(from);
        byte[] other = Encoding.UTF8.GetBytes(to);
        var placed = new List<FoldupItem>();
        var unplaced = new List<FoldupItem>();
        bool taken = false;
        foreach (SeriesFile file in files)
        {
            if (file.Weave(objects, series, []) is not { } weave)
                continue;
            var counts = new SortedDictionary<int, int>();
            foreach (WeaveLine line in weave.Lines())
            {
                if (Has(line.Bytes, word))
                    counts[line.Introduced] = counts.GetValueOrDefault(line.Introduced) + 1;
                taken |= Has(line.Bytes, other);
            }
            foreach ((int step, int lines) in counts)
                (step == 0 ? unplaced : placed).Add(Item(file, step, lines));
        }
        foreach (SeriesRevision commit in series.Revisions.Where(r => !r.IsFixup && !r.IsMerge))
        {
            string message = Regex.Replace(messages.Of(commit.Number), $@"(?<!\w){Regex.Escape(from)}(?!\w)", to.Replace("$", "$$", StringComparison.Ordinal));
            messages.Set(commit.Number, message, kind, $"its message names '{from}'", 1);
        }
        return (placed, unplaced);

        FoldupItem Item(SeriesFile file, int step, int lines)
        {
            SeriesRevision? target = step == 0 || series[step].IsMerge ? null : series[step];
            string count = lines == 1 ? "1 line" : $"{lines} lines";
            return new FoldupItem
            {
                File = file.At(step).Path ?? file.Current.Path ?? "",
                Kind = FoldupKind.Identifier,
                Hunk = $"{from} -> {to}: {count}\n",
                From = from,
                To = to,
                Target = target?.Name,
                TargetSubject = target?.Subject,
                Candidate = target?.Name is { } name ? [name] : [],
                Action = target is null ? FoldupAction.Keep : FoldupAction.Rename,
                Reason = target is not null ? why + (taken ? $"; '{to}' is a name in these files already" : "") : step == 0 ? $"{count} of the file are older than the series" : "a merge brought them in",
                ReasonKind = target is not null ? kind : step == 0 ? FoldupReason.BaseReached : FoldupReason.MergeReached,
                Confidence = target is null ? 0 : taken ? 0.5 : 1,
            };
        }
    }

    /// <summary>True for a line with the word as a whole.</summary>
    internal static bool Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) => Next(line, word, 0) >= 0;

    /// <summary>The line with each such word replaced.</summary>
    internal static byte[] Replace(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, ReadOnlySpan<byte> by)
    {
        using var output = new MemoryStream();
        int at = 0;
        for (int found = Next(line, word, 0); found >= 0; found = Next(line, word, at))
        {
            output.Write(line[at..found]);
            output.Write(by);
            at = found + word.Length;
        }
        output.Write(line[at..]);
        return output.ToArray();
    }

    private static int Next(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, int from)
    {
        while (from <= line.Length - word.Length)
        {
            int found = line[from..].IndexOf(word);
            if (found < 0)
                return -1;
            int start = from + found;
            int end = start + word.Length;
            if ((start == 0 || !Identifiers.IsWordByte(line[start - 1])) && (end == line.Length || !Identifiers.IsWordByte(line[end])))
                return start;
            from = start + 1;
        }
        return -1;
    }

    [GeneratedRegex(@"\A[\p{L}_$][\w$]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
