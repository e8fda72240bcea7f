namespace MaintainerTools.Engine.Diffing;

/// <summary>How many lines the unified diff of two texts has, hunk headers included. Keeps its tables from one pair to the next; for one thread.</summary>
internal sealed class PatchDistance(int differentLines)
{
    private const int Context = 3;
    private readonly MyersDiff _myers = new(differentLines);
    private readonly LineMarks _oldMarks = new(0);
    private readonly LineMarks _newMarks = new(0);

    /// <summary>The lines of the diff with three lines of context; 0 for equal texts.</summary>
    internal int Between(int[] old, int[] @new)
    {
        _oldMarks.Reset(old.Length);
        _newMarks.Reset(@new.Length);
        _myers.Run(old, _oldMarks, @new, _newMarks);
        new ChangeCompaction(old, _oldMarks, @new, _newMarks, null, null).Run();
        new ChangeCompaction(@new, _newMarks, old, _oldMarks, null, null).Run();
        return Count(_oldMarks, _newMarks);
    }

    private static int Count(LineMarks old, LineMarks @new)
    {
        int lines = 0;
        int previousEnd = -1;
        for (int i = 0, j = 0; i <= old.Count && j <= @new.Count; i++, j++)
        {
            int unchanged = LineMarks.Unchanged(old, i, @new, j);
            int oldStart = i += unchanged;
            int newStart = j += unchanged;
            while (old[i])
                i++;
            while (@new[j])
                j++;
            if (i == oldStart && j == newStart)
                continue;
            if (previousEnd >= 0 && oldStart - previousEnd <= 2 * Context)
            {
                lines += oldStart - previousEnd;
            }
            else
            {
                // The context below the hunk before, the new hunk's header, the context above.
                if (previousEnd >= 0)
                    lines += Context;
                lines += 1 + Math.Min(Context, oldStart);
            }
            lines += i - oldStart + (j - newStart);
            previousEnd = i;
        }
        return previousEnd < 0 ? 0 : lines + Math.Min(Context, old.Count - previousEnd);
    }
}
