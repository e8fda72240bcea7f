using System.Runtime.InteropServices;
using System.Text;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.BugMap;

/// <summary>How alike two lines are, white space aside.</summary>
internal static class LineLikeness
{
    /// <summary>From here on a line is taken for a changed form of another.</summary>
    internal const double Alike = 0.5;

    // A shorter text is found within others by chance.
    private const int ShortestJoined = 8;

    /// <summary>A line less its white space, as Latin-1.</summary>
    internal static string Compact(ReadOnlySpan<byte> line)
    {
        var text = new StringBuilder(line.Length);
        foreach (byte b in line)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\v' or (byte)'\f'))
                text.Append((char)b);
        }
        return text.ToString();
    }

    /// <summary>The share of neighbouring pairs of letters that two texts have in common (Dice's coefficient), 0 to 1.</summary>
    internal static double Of(string a, string b)
    {
        if (a == b)
            return 1;
        if (a.Length < 2 || b.Length < 2)
            return 0;
        var pairs = new Dictionary<int, int>();
        for (int i = 1; i < a.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(pairs, (a[i - 1] << 8) | a[i], out _)++;
        int common = 0;
        for (int i = 1; i < b.Length; i++)
        {
            ref int left = ref CollectionsMarshal.GetValueRefOrNullRef(pairs, (b[i - 1] << 8) | b[i]);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref left) || left == 0)
                continue;
            left--;
            common++;
        }
        return 2.0 * common / (a.Length + b.Length - 2);
    }

    /// <summary>Which of a run of lines a text comes from; null where none is alike.</summary>
    /// <param name="lines">The older file.</param>
    /// <param name="start">The first line of the run.</param>
    /// <param name="end">The line after the last.</param>
    /// <param name="text">The newer line, compact.</param>
    /// <param name="near">Of equally alike lines, the one nearest to this is taken.</param>
    internal static (int Line, double Likeness)? FindIn(TextLines lines, int start, int end, string text, int near)
    {
        (int Line, double Likeness)? best = null;
        var joined = new StringBuilder();
        var starts = new List<int>();
        for (int i = start; i < end; i++)
        {
            string old = Compact(lines[i]);
            starts.Add(joined.Length);
            joined.Append(old);
            double likeness = Of(old, text);
            if (best is null || likeness > best.Value.Likeness || (likeness == best.Value.Likeness && Math.Abs(i - near) < Math.Abs(best.Value.Line - near)))
                best = (i, likeness);
        }
        if (best is null or { Likeness: 1 })
            return best;
        if (text.Length >= ShortestJoined && joined.ToString().IndexOf(text, StringComparison.Ordinal) is var place and >= 0)
        {
            int line = starts.FindLastIndex(at => at <= place);
            return (start + line, 1);
        }
        return best.Value.Likeness >= Alike ? best : null;
    }
}
