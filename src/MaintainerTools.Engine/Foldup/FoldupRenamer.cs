using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Renames an identifier through a series: every line that a commit of it adds, in each version that has the line, and the messages that name it. Lines
/// older than the series stay; an identifier that they have cannot be renamed here.
/// </summary>
internal static partial class FoldupRenamer
{
    /// <summary>
    /// The items of a renaming: one for each commit and file, and one for each message. What a fixup adds is renamed with the commit that it goes to, as the
    /// routed items say. With <paramref name="only"/> it is a plain word, which is left alone in other files and in messages.
    /// </summary>
    /// <exception cref="MaintainerException">InvalidIdentifier.</exception>
    internal static (List<FoldupItem> Placed, List<FoldupItem> Unplaced) Plan(
        IObjectReader objects, TopicSeries series, IReadOnlyList<SeriesFile> files, IReadOnlyList<FoldupItem> routed, FoldupMessageEdits messages,
        string from, string to, FoldupReason kind, string why,
        IReadOnlySet<string>? only, IOperationMonitor monitor)
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
        var known = new HashSet<(string Commit, string Path)>();
        var ofBranches = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<(SeriesFile File, int Step, string Text)>();
        foreach (TopicSeries way in series.Ways(monitor))
        {
            bool isFirst = way == series;
            foreach (SeriesFile file in isFirst ? files : SeriesFiles.Collect(objects, way, monitor))
            {
                if (!IsMeant(file) || file.Weave(objects, way, []) is not { } weave)
                    continue;
                var counts = new SortedDictionary<int, int>();
                var ofFixups = new SortedDictionary<int, int>();
                foreach (WeaveLine line in weave.Lines())
                {
                    taken |= Words.Has(line.Bytes, other);
                    if (!Words.Has(line.Bytes, word))
                        continue;
                    bool isOfMerge = line.Introduced > 0 && way[line.Introduced].IsMerge;
                    if (isOfMerge && isFirst)
                        merged.Add((file, line.Introduced, TextEncoding.Lenient.GetString(line.Bytes)));
                    if (!isFirst && !isOfMerge)
                        ofBranches.Add(TextEncoding.Lenient.GetString(line.Bytes));
                    if (line.Introduced > 0 && way[line.Introduced].IsFixup)
                        ofFixups[line.Introduced] = ofFixups.GetValueOrDefault(line.Introduced) + 1;
                    else if (!isOfMerge && (isFirst || (line.Introduced > 0 && line.Introduced <= way.Own)))
                        counts[line.Introduced] = counts.GetValueOrDefault(line.Introduced) + 1;
                }
                foreach ((int step, int lines) in isFirst ? ofFixups : [])
                {
                    List<string> targets = [.. routed.Where(i => i.Fixup == way[step].Name && i.Target is not null && Adds(i, word))
                        .Select(i => i.Target!).Distinct()];
                    foreach (SeriesRevision target in targets.Select(way.FindTarget).OfType<SeriesRevision>())
                    {
                        if (target.Number > 0)
                            counts[target.Number] = counts.GetValueOrDefault(target.Number) + lines;
                        else if (known.Add((target.Name ?? "", file.Current.Path ?? "")))
                            placed.Add(ItemOf(target, file.Current.Path ?? "", lines, FoldupReason.None));
                    }
                    if (targets.Count == 0)
                        unplaced.Add(ItemOf(null, file.At(step).Path ?? file.Current.Path ?? "", lines, FoldupReason.NoEvidence));
                }
                foreach ((int step, int lines) in counts)
                {
                    if (step == 0)
                        unplaced.Add(Item(way, file, step, lines));
                    else if (known.Add((way[step].Name ?? "", file.At(step).Path ?? "")))
                        placed.Add(Item(way, file, step, lines));
                }
            }
        }
        // Lines that no merged branch has are the merges' own.
        foreach (IGrouping<(SeriesFile File, int Step), (SeriesFile, int, string Text)> own in merged.Where(m => !ofBranches.Contains(m.Text))
            .GroupBy(m => (m.File, m.Step)))
            unplaced.Add(Item(series, own.Key.File, own.Key.Step, own.Count()));
        foreach (SeriesRevision commit in only is not null ? [] : series.Range.Commits.Select(c => series.FindTarget(c.ToString())).OfType<SeriesRevision>())
        {
            string message = Regex.Replace(messages.Of(commit), $@"(?<!\w){Regex.Escape(from)}(?!\w)", to.Replace("$", "$$", StringComparison.Ordinal));
            messages.Set(commit, message, kind, $"its message names '{from}'", 1);
        }
        return (placed, unplaced);

        bool IsMeant(SeriesFile file) => only is null || file.States.Any(s => s.Path is { } path && only.Contains(path));

        FoldupItem Item(TopicSeries way, SeriesFile file, int step, int lines) => ItemOf(
            step == 0 || way[step].IsMerge ? null : way[step], file.At(step).Path ?? file.Current.Path ?? "", lines,
            step == 0 ? FoldupReason.BaseReached : FoldupReason.MergeReached);

        FoldupItem ItemOf(SeriesRevision? target, string path, int lines, FoldupReason whyNot)
        {
            string count = Wording.Count(lines, "line");
            return new FoldupItem
            {
                File = path,
                Kind = FoldupKind.Identifier,
                Hunk = $"{from} -> {to}: {count}\n",
                From = from,
                To = to,
                Target = target?.Name,
                TargetSubject = target?.Subject,
                Candidate = target?.Name is { } name ? [name] : [],
                Action = target is null ? FoldupAction.Keep : FoldupAction.Rename,
                Reason = target is not null ? why + (taken ? $"; '{to}' is a name in these files already" : "") : whyNot switch
                {
                    FoldupReason.BaseReached => $"{count} of the file {(lines == 1 ? "is" : "are")} older than the series",
                    FoldupReason.MergeReached => $"a merge brought {(lines == 1 ? "it" : "them")} in",
                    _ => $"a fixup adds {(lines == 1 ? "it" : "them")}, which is unplaced itself",
                },
                ReasonKind = target is not null ? kind : whyNot,
                Confidence = target is null ? 0 : taken ? 0.5 : 1,
            };
        }
    }

    /// <summary>True for a change that adds a line with the word.</summary>
    private static bool Adds(FoldupItem item, byte[] word) =>
        item.Hunk.Split('\n').Any(l => l.StartsWith('+') && Words.Has(Encoding.UTF8.GetBytes(l), word));

    [GeneratedRegex(@"\A[\p{L}_$][\w$]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
