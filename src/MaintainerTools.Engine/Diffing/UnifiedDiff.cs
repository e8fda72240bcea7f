using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Diffing;

/// <summary>A hunk of a unified diff: changes close enough to share their context.</summary>
/// <param name="OldStart">0-based first line of the hunk in the old file, context included.</param>
/// <param name="OldCount">Lines of the old file in the hunk.</param>
/// <param name="NewStart">0-based first line in the new file.</param>
/// <param name="NewCount">Lines of the new file in the hunk.</param>
/// <param name="Changes">The changes in it, in order.</param>
public sealed record DiffHunk(int OldStart, int OldCount, int NewStart, int NewCount, IReadOnlyList<LineChange> Changes)
{
    /// <summary>The line that starts the hunk, without a function name and without a LF.</summary>
    public string Header => string.Create(CultureInfo.InvariantCulture, $"@@ -{Side(OldStart, OldCount)} +{Side(NewStart, NewCount)} @@");

    // An empty side is named by the line before it.
    private static string Side(int start, int count) => count switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
        1 => string.Create(CultureInfo.InvariantCulture, $"{start + 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{count}"),
    };
}

/// <summary>Hunks and unified diff text as git writes them.</summary>
public static class UnifiedDiff
{
    /// <summary>Groups changes into hunks: two changes with at most twice the context between them share one.</summary>
    public static IReadOnlyList<DiffHunk> Hunks(IReadOnlyList<LineChange> changes, int oldCount, int newCount, int context = 3)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentOutOfRangeException.ThrowIfNegative(context);
        var hunks = new List<DiffHunk>();
        for (int i = 0; i < changes.Count;)
        {
            int first = i++;
            while (i < changes.Count && changes[i].OldStart - changes[i - 1].OldEnd <= 2L * context)
                i++;
            LineChange start = changes[first], end = changes[i - 1];
            int before = Math.Min(context, start.OldStart);
            int after = Math.Min(context, Math.Min(oldCount - end.OldEnd, newCount - end.NewEnd));
            int oldStart = start.OldStart - before, newStart = start.NewStart - before;
            hunks.Add(new DiffHunk(oldStart, end.OldEnd + after - oldStart, newStart, end.NewEnd + after - newStart, [.. changes.Skip(first).Take(i - first)]));
        }
        return hunks;
    }

    /// <summary>Appends a hunk's header and lines, as bytes, with git's note where the last line lacks its LF.</summary>
    public static void Write(Stream output, DiffHunk hunk, TextLines old, TextLines @new) => Write(output, hunk, old, @new, default);

    /// <summary>The same with what git puts behind the header: the function that the hunk is in.</summary>
    internal static void Write(Stream output, DiffHunk hunk, TextLines old, TextLines @new, ReadOnlySpan<byte> heading)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(hunk);
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        output.Write(Encoding.ASCII.GetBytes(hunk.Header));
        if (!heading.IsEmpty)
            output.WriteByte((byte)' ');
        output.Write(heading);
        output.WriteByte((byte)'\n');
        int at = hunk.NewStart;
        foreach (LineChange change in hunk.Changes)
        {
            WriteLines(output, ' ', @new, at, change.NewStart);
            WriteLines(output, '-', old, change.OldStart, change.OldEnd);
            WriteLines(output, '+', @new, change.NewStart, change.NewEnd);
            at = change.NewEnd;
        }
        WriteLines(output, ' ', @new, at, hunk.NewStart + hunk.NewCount);
    }

    private static void WriteLines(Stream output, char sign, TextLines file, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<byte> line = file[i];
            output.WriteByte((byte)sign);
            output.Write(line);
            if (line[^1] != '\n')
                output.Write("\n\\ No newline at end of file\n"u8);
        }
    }
}
