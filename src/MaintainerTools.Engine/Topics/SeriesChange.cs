using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Topics;

/// <summary>One change of a fixup step that goes to one target, and what routing found out about it.</summary>
internal sealed class SeriesChange
{
    /// <summary>The fixup step.</summary>
    internal required SeriesRevision Revision { get; init; }

    /// <summary>The file.</summary>
    internal required SeriesFile File { get; init; }

    internal required FoldupKind Kind { get; init; }

    /// <summary>The file before the fixup step.</summary>
    internal required FileState Before { get; init; }

    /// <summary>The file after it.</summary>
    internal required FileState After { get; init; }

    /// <summary>Lines that it removes; empty for kinds without lines.</summary>
    internal IReadOnlyList<WeaveLine> Removed { get; init; } = [];

    /// <summary>Lines that it adds; empty for kinds without lines.</summary>
    internal IReadOnlyList<WeaveLine> Added { get; init; } = [];

    /// <summary>Number of the first removed line, or of the line before which lines are added, from 0.</summary>
    internal int OldStart { get; init; }

    /// <summary>The same after the fixup.</summary>
    internal int NewStart { get; init; }

    /// <summary>The line above in the version before; null for kinds without lines.</summary>
    internal WeaveLine? Above { get; init; }

    /// <summary>The line below in the version before; null for kinds without lines.</summary>
    internal WeaveLine? Below { get; init; }

    /// <summary>The hunk that this is a part of; null for a whole one.</summary>
    internal SeriesChange? Whole { get; init; }

    /// <summary>The step it is folded into; null while unplaced.</summary>
    internal int? Target { get; set; }

    /// <summary>The steps that came into question, best first.</summary>
    internal List<int> Candidates { get; set; } = [];

    internal FoldupReason Reason { get; set; }

    /// <summary>The reason in words.</summary>
    internal string ReasonText { get; set; } = "";

    internal double Confidence { get; set; }

    /// <summary>The earliest step that it can be folded into without contradiction.</summary>
    internal int Floor { get; set; }

    /// <summary>True when it and the lines around it are older than the series.</summary>
    internal bool IsOlder { get; set; }

    /// <summary>The merge that brought in what this is about, where that keeps it from being placed; 0 otherwise.</summary>
    internal int Merge { get; set; }

    /// <summary>Path to show: after the change, or before it for a deletion.</summary>
    internal string Path => After.Path ?? Before.Path ?? "";

    /// <summary>Gives the change's lines the step that it is folded into.</summary>
    internal void Move(int step)
    {
        foreach (WeaveLine line in Removed)
            line.Actual.Removed = step;
        foreach (WeaveLine line in Added)
            line.Introduced = step;
        LineWeave.Restore(Added, step);
    }

    /// <summary>A hunk's header, with git's way to number an empty side.</summary>
    internal static string Header(int oldStart, int oldCount, int newStart, int newCount)
    {
        return $"@@ -{Side(oldStart, oldCount)} +{Side(newStart, newCount)} @@";

        static string Side(int start, int count)
        {
            int first = count == 0 ? start : start + 1;
            return count == 1
                ? first.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{first},{count}");
        }
    }

    /// <summary>The text of <see cref="FoldupItem.Hunk"/>.</summary>
    internal string HunkText()
    {
        var text = new StringBuilder();
        switch (Kind)
        {
            case FoldupKind.Create:
                text.Append("new file mode ").Append(EntryMode.Format(After.Mode)).Append('\n');
                break;
            case FoldupKind.Delete:
                text.Append("deleted file mode ").Append(EntryMode.Format(Before.Mode)).Append('\n');
                break;
            case FoldupKind.Rename:
                text.Append("rename from ").Append(Before.Path).Append("\nrename to ").Append(After.Path).Append('\n');
                break;
            case FoldupKind.Mode:
                text.Append("old mode ").Append(EntryMode.Format(Before.Mode)).Append("\nnew mode ").Append(EntryMode.Format(After.Mode)).Append('\n');
                break;
            case FoldupKind.Content:
                text.Append("index ").Append(Before.Blob).Append("..").Append(After.Blob).Append('\n');
                break;
        }
        if (Removed.Count + Added.Count > 0)
        {
            text.Append(Header(OldStart, Removed.Count, NewStart, Added.Count)).Append('\n');
            Append(text, '-', Removed);
            Append(text, '+', Added);
        }
        else if (Kind is FoldupKind.Create or FoldupKind.Delete)
        {
            text.Append("index ").Append(Before.Blob).Append("..").Append(After.Blob).Append('\n');
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, char sign, IReadOnlyList<WeaveLine> lines)
    {
        foreach (WeaveLine line in lines)
        {
            text.Append(sign).Append(TextEncoding.Lenient.GetString(line.Bytes));
            if (line.Bytes[^1] != '\n')
                text.Append("\n\\ No newline at end of file\n");
        }
    }
}

/// <summary>Takes the changes of the fixup steps apart: one for each hunk without context, and for each file as such.</summary>
internal static class FoldupChanges
{
    /// <summary>The changes that fixup steps make to <paramref name="file"/>, in the order of the steps.</summary>
    internal static List<SeriesChange> Of(IObjectReader objects, TopicSeries series, SeriesFile file) => Of(objects, series, file, out _);

    /// <summary>The same, with the file's weave; null for a file without lines.</summary>
    internal static List<SeriesChange> Of(IObjectReader objects, TopicSeries series, SeriesFile file, out LineWeave? weave)
    {
        var result = new List<SeriesChange>();
        weave = null;
        if (!file.States.Any(s => s.Revision > 0 && series[s.Revision].GivesChanges))
            return result;
        var lineChanges = new List<WeaveChange>();
        weave = file.Weave(objects, series, lineChanges);
        ILookup<int, WeaveChange> byRevision = lineChanges.ToLookup(c => c.Revision);
        for (int i = 1; i < file.States.Count; i++)
        {
            FileState before = file.States[i - 1];
            FileState after = file.States[i];
            SeriesRevision revision = series[after.Revision];
            if (!revision.GivesChanges)
                continue;
            if (!before.Exists || !after.Exists)
            {
                WeaveChange? all = byRevision[revision.Number].SingleOrDefault();
                result.Add(new SeriesChange
                {
                    Revision = revision,
                    File = file,
                    Kind = after.Exists ? FoldupKind.Create : FoldupKind.Delete,
                    Before = before,
                    After = after,
                    Removed = all?.Removed ?? [],
                    Added = all?.Added ?? [],
                    Above = all?.Above,
                    Below = all?.Below,
                });
                continue;
            }
            List<FoldupKind> kinds = [.. before.ChangesTo(after)];
            result.AddRange(kinds.Where(kind => kind != FoldupKind.Content).Select(Whole));
            if (!kinds.Contains(FoldupKind.Content))
                continue;
            if (weave is null)
            {
                result.Add(Whole(FoldupKind.Content));
                continue;
            }
            foreach (WeaveChange change in byRevision[revision.Number])
            {
                result.Add(new SeriesChange
                {
                    Revision = revision,
                    File = file,
                    Kind = FoldupKind.Lines,
                    Before = before,
                    After = after,
                    Removed = change.Removed,
                    Added = change.Added,
                    OldStart = change.Range.OldStart,
                    NewStart = change.Range.NewStart,
                    Above = change.Above,
                    Below = change.Below,
                });
            }

            SeriesChange Whole(FoldupKind kind) => new() { Revision = revision, File = file, Kind = kind, Before = before, After = after };
        }
        foreach (SeriesChange change in result)
        {
            foreach (WeaveLine line in change.Added)
                line.AddedBy = change;
        }
        return result;
    }

    /// <summary>A part of a change of lines: some of its removed lines and some of its added ones, each a run.</summary>
    internal static SeriesChange Part(SeriesChange whole, int oldAt, int oldCount, int newAt, int newCount)
    {
        var part = new SeriesChange
        {
            Revision = whole.Revision,
            File = whole.File,
            Kind = whole.Kind,
            Before = whole.Before,
            After = whole.After,
            Removed = [.. whole.Removed.Skip(oldAt).Take(oldCount)],
            Added = [.. whole.Added.Skip(newAt).Take(newCount)],
            OldStart = whole.OldStart + oldAt,
            NewStart = whole.NewStart + newAt,
            Above = oldAt == 0 ? whole.Above : whole.Removed[oldAt - 1],
            Below = oldAt + oldCount == whole.Removed.Count ? whole.Below : whole.Removed[oldAt + oldCount],
            Whole = whole.Whole ?? whole,
        };
        foreach (WeaveLine line in part.Added)
            line.AddedBy = part;
        return part;
    }
}
