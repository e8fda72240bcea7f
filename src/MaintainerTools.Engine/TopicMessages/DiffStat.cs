using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>A line of a diffstat.</summary>
/// <param name="Name">The name, quoted; of a rename both.</param>
/// <param name="Added">Lines added; of a binary file its bytes after.</param>
/// <param name="Deleted">Lines deleted; of a binary file its bytes before.</param>
/// <param name="IsBinary">True for a binary file.</param>
internal readonly record struct DiffStatLine(string Name, long Added, long Deleted, bool IsBinary);

/// <summary>Lays out what git diff --stat --summary prints, in its widths.</summary>
internal static class DiffStat
{
    // What " | " and the columns around name, number and graph take.
    private const int Fixed = 6;
    private const int LeastGraph = 6;
    private const int LeastName = 16;

    /// <summary>The files' lines and the sum; nothing where no file differs.</summary>
    /// <param name="files">The files, in the diff's order.</param>
    /// <param name="width">The columns that there are: 80 for a terminal, 72 for a mail.</param>
    /// <param name="longestGraph">The columns that the graph may take (diff.statGraphWidth); 0 for no limit.</param>
    internal static string Write(IReadOnlyList<DiffStatLine> files, int width, int longestGraph = 0)
    {
        if (files.Count == 0)
            return "";
        long largest = files.Where(f => !f.IsBinary).Select(f => f.Added + f.Deleted).DefaultIfEmpty().Max();
        int longest = files.Max(f => Columns(f.Name));
        int binary = files.Where(f => f.IsBinary).Select(f => "Bin  ->  bytes".Length + Digits(f.Added) + Digits(f.Deleted)).DefaultIfEmpty().Max();
        int number = Math.Max(Digits(largest), files.Any(f => f.IsBinary) ? "Bin".Length : 0);
        (int name, int graph) = Widths(Math.Max(width, LeastName + LeastGraph + number), longest, number, largest, binary, longestGraph);
        var text = new StringBuilder();
        foreach (DiffStatLine file in files)
            WriteLine(text, file, name, number, graph, largest);
        long added = files.Where(f => !f.IsBinary).Sum(f => f.Added);
        long deleted = files.Where(f => !f.IsBinary).Sum(f => f.Deleted);
        text.Append(CultureInfo.InvariantCulture, $" {files.Count} file{(files.Count == 1 ? "" : "s")} changed");
        if (added > 0 || deleted == 0)
            text.Append(CultureInfo.InvariantCulture, $", {added} insertion{(added == 1 ? "" : "s")}(+)");
        if (deleted > 0 || added == 0)
            text.Append(CultureInfo.InvariantCulture, $", {deleted} deletion{(deleted == 1 ? "" : "s")}(-)");
        return text.Append('\n').ToString();
    }

    /// <summary>The lines below it: what was created, deleted, renamed, and whose mode changed.</summary>
    internal static string WriteSummary(IEnumerable<ChangedFile> files)
    {
        var text = new StringBuilder();
        foreach (ChangedFile file in files)
        {
            string change = file.OldMode != 0 && file.NewMode != 0 && file.OldMode != file.NewMode
                ? $" mode change {EntryMode.Format(file.OldMode)} => {EntryMode.Format(file.NewMode)}" : "";
            if (file.OldMode == 0)
                text.Append(CultureInfo.InvariantCulture, $" create mode {EntryMode.Format(file.NewMode)} {file.DisplayName}\n");
            else if (file.NewMode == 0)
                text.Append(CultureInfo.InvariantCulture, $" delete mode {EntryMode.Format(file.OldMode)} {file.DisplayName}\n");
            else if (file.IsRename)
                text.Append(CultureInfo.InvariantCulture, $" rename {file.DisplayName} ({file.Percent}%)\n").Append(change.Length > 0 ? change + "\n" : "");
            else if (change.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $"{change} {file.DisplayName}\n");
        }
        return text.ToString();
    }

    /// <summary>The columns of names and graph: as wanted where there is room; else the graph gives way down to 3/8 of the whole, then the names do.</summary>
    private static (int Name, int Graph) Widths(int width, int longest, int number, long largest, int binary, int longestGraph)
    {
        long wanted = largest + 4 > binary ? largest : binary - 4;
        int graph = (int)Math.Min(wanted, longestGraph > 0 ? longestGraph : int.MaxValue / 2);
        int name = longest;
        if (name + number + Fixed + graph <= width)
            return (name, graph);
        graph = Math.Min(graph, Math.Max(LeastGraph, (width * 3 / 8) - number - Fixed));
        if (longestGraph > 0)
            graph = Math.Min(graph, longestGraph);
        int room = width - number - Fixed - graph;
        return name > room ? (room, graph) : (name, width - number - Fixed - name);
    }

    private static void WriteLine(StringBuilder text, DiffStatLine file, int width, int number, int graph, long largest)
    {
        (string name, string prefix, int room) = (file.Name, "", width);
        if (Columns(name) > width)
        {
            (prefix, room) = ("...", width - 3);
            name = name[Math.Min(name.Length, Columns(name) - room)..];
            if (name.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash)
                name = name[slash..];
        }
        text.Append(' ').Append(prefix).Append(name).Append(' ', Math.Max(0, room - Columns(name))).Append(" | ");
        if (file.IsBinary)
        {
            text.Append("Bin".PadLeft(number));
            if (file.Added > 0 || file.Deleted > 0)
                text.Append(CultureInfo.InvariantCulture, $" {file.Deleted} -> {file.Added} bytes");
            text.Append('\n');
            return;
        }
        (long add, long delete) = (file.Added, file.Deleted);
        if (graph <= largest)
        {
            long total = Scale(add + delete, graph, largest);
            if (total < 2 && add > 0 && delete > 0)
                total = 2;
            (add, delete) = add < delete ? (Scale(add, graph, largest), total - Scale(add, graph, largest))
                : (total - Scale(delete, graph, largest), Scale(delete, graph, largest));
        }
        text.Append((file.Added + file.Deleted).ToString(CultureInfo.InvariantCulture).PadLeft(number));
        if (file.Added + file.Deleted > 0)
            text.Append(' ');
        text.Append('+', (int)add).Append('-', (int)delete).Append('\n');
    }

    /// <summary>What is there at all has at least one sign.</summary>
    private static long Scale(long count, int width, long largest) => count == 0 ? 0 : 1 + (count * (width - 1) / largest);

    private static int Digits(long number) => number.ToString(CultureInfo.InvariantCulture).Length;

    private static int Columns(string name) => TextWidth.Of(Encoding.UTF8.GetBytes(name));
}
