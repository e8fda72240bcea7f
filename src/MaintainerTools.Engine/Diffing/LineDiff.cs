using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Diffing;

/// <summary>How lines are matched.</summary>
public enum DiffAlgorithm
{
    /// <summary>Git's default for diffs: Myers with its heuristics.</summary>
    Myers,

    /// <summary>Rarest lines first; what merges use.</summary>
    Histogram,
}

/// <summary>A run of lines that differs. One of the counts may be 0.</summary>
/// <param name="OldStart">0-based line in the old file where the change is (for an insertion: the line before which it goes).</param>
/// <param name="OldCount">Lines removed.</param>
/// <param name="NewStart">0-based line in the new file.</param>
/// <param name="NewCount">Lines added.</param>
public readonly record struct LineChange(int OldStart, int OldCount, int NewStart, int NewCount)
{
    /// <summary>The old line after the change.</summary>
    public int OldEnd => OldStart + OldCount;

    /// <summary>The new line after the change.</summary>
    public int NewEnd => NewStart + NewCount;
}

/// <summary>Compares two files line by line with git's answer: the same lines removed and added that git diff shows.</summary>
public static class LineDiff
{
    /// <summary>The changes from <paramref name="old"/> to <paramref name="new"/>, in order, as git diff shows them with context.</summary>
    /// <param name="old">The old file.</param>
    /// <param name="new">The new file.</param>
    /// <param name="algorithm">How lines are matched.</param>
    /// <param name="indentHeuristic">Slide changes to where they read best, git's default for diffs; merges do without.</param>
    public static IReadOnlyList<LineChange> Compute(TextLines old, TextLines @new, DiffAlgorithm algorithm = DiffAlgorithm.Myers, bool indentHeuristic = true)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        var numbering = new LineNumbers(Math.Max(100, old.Count + (old.Count / 16)));
        int[] oldLines = numbering.Number(old);
        int[] newLines = numbering.Number(@new, old, oldLines);
        return Compute(oldLines, newLines, numbering.Count, algorithm, indentHeuristic ? new IndentHeuristic(old) : null,
            indentHeuristic ? new IndentHeuristic(@new) : null);
    }

    /// <summary>
    /// The changes that git diff -U0 shows. Without context git first cuts off what both files have in common at their end, in
    /// blocks of 1024 bytes, and that can move a change.
    /// </summary>
    public static IReadOnlyList<LineChange> ComputeWithoutContext(
        TextLines old, TextLines @new, DiffAlgorithm algorithm = DiffAlgorithm.Myers, bool indentHeuristic = true)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        int cut = CommonTail(old.Data.AsSpan(0, old.Length), @new.Data.AsSpan(0, @new.Length));
        return cut == 0
            ? Compute(old, @new, algorithm, indentHeuristic)
            : Compute(new TextLines(old.Data, old.Length - cut), new TextLines(@new.Data, @new.Length - cut), algorithm, indentHeuristic);
    }

    /// <summary>The same on lines numbered by one <see cref="LineNumbers"/>.</summary>
    /// <param name="old">The old file's lines.</param>
    /// <param name="new">The new file's lines.</param>
    /// <param name="differentLines">How many numbers there are.</param>
    /// <param name="algorithm">How lines are matched.</param>
    /// <param name="oldIndents">The old file's indents; null to leave sliding changes where they come to rest.</param>
    /// <param name="newIndents">The new file's indents.</param>
    /// <param name="joinedAgain">After a histogram diff changes that slid together are compared once more, as git does since 2.54.</param>
    internal static List<LineChange> Compute(
        int[] old, int[] @new, int differentLines, DiffAlgorithm algorithm, IndentHeuristic? oldIndents, IndentHeuristic? newIndents, bool joinedAgain = true)
    {
        var myers = new MyersDiff(differentLines);
        return Compute(old, @new, myers, algorithm == DiffAlgorithm.Histogram ? new HistogramDiff(myers, differentLines) : null,
            oldIndents, newIndents, joinedAgain);
    }

    /// <summary>Git's default diff of numbered lines, with tables that are kept from one comparison to the next.</summary>
    internal static List<LineChange> Compute(int[] old, int[] @new, MyersDiff myers, IndentHeuristic? oldIndents, IndentHeuristic? newIndents) =>
        Compute(old, @new, myers, null, oldIndents, newIndents, false);

    /// <summary>The same by histogram where one is given.</summary>
    internal static List<LineChange> Compute(
        int[] old, int[] @new, MyersDiff myers, HistogramDiff? histogram, IndentHeuristic? oldIndents, IndentHeuristic? newIndents, bool joinedAgain)
    {
        var oldMarks = new LineMarks(old.Length);
        var newMarks = new LineMarks(@new.Length);
        if (histogram is not null)
            histogram.Run(old, oldMarks, @new, newMarks);
        else
            myers.Run(old, oldMarks, @new, newMarks);
        MyersDiff? again = histogram is not null && joinedAgain ? myers : null;
        new ChangeCompaction(old, oldMarks, @new, newMarks, oldIndents, again).Run();
        new ChangeCompaction(@new, newMarks, old, oldMarks, newIndents, again).Run();
        return Collect(oldMarks, newMarks);
    }

    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static List<LineChange> Collect(LineMarks old, LineMarks @new)
    {
        var changes = new List<LineChange>();
        int i = 0, j = 0;
        while (i <= old.Count && j <= @new.Count)
        {
            int unchanged = LineMarks.Unchanged(old, i, @new, j);
            int oldStart = i += unchanged, newStart = j += unchanged;
            while (old[i])
                i++;
            while (@new[j])
                j++;
            if (i > oldStart || j > newStart)
                changes.Add(new LineChange(oldStart, i - oldStart, newStart, j - newStart));
            i++;
            j++;
        }
        return changes;
    }

    private static int CommonTail(ReadOnlySpan<byte> old, ReadOnlySpan<byte> @new)
    {
        const int Block = 1024;
        int smaller = Math.Min(old.Length, @new.Length);
        int cut = 0;
        while (cut + Block <= smaller && old[^(cut + Block)..^cut].SequenceEqual(@new[^(cut + Block)..^cut]))
            cut += Block;
        // Whole lines only: the one in which the common part begins stays in.
        int lineEnd = old[^cut..].IndexOf((byte)'\n');
        return lineEnd < 0 ? 0 : cut - lineEnd - 1;
    }
}
