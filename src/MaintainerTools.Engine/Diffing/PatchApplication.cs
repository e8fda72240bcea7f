namespace MaintainerTools.Engine.Diffing;

/// <summary>Applies a patch's hunks to a file: at their lines, or at the nearest place that has all their old lines. Nothing is guessed beyond that.</summary>
internal static class PatchApplication
{
    /// <summary>The file with the hunks applied; false where a hunk's old lines are not there, with the hunk's number from 1.</summary>
    internal static bool TryApply(byte[] old, IReadOnlyList<PatchHunk> hunks, out byte[] result, out int failed)
    {
        var lines = new TextLines(old);
        using var output = new MemoryStream();
        int at = 0;
        int offset = 0;
        result = [];
        for (failed = 1; failed <= hunks.Count; failed++)
        {
            PatchHunk hunk = hunks[failed - 1];
            List<byte[]> before = [.. hunk.Lines.Where(l => l[0] != '+').Select(l => l[1..])];
            // An empty old side is named by the line before it.
            int wanted = hunk.OldStart - (before.Count == 0 ? 0 : 1) + offset;
            int place = Find(lines, before, at, wanted);
            if (place < 0)
                return false;
            offset += place - wanted;
            output.Write(lines.Range(at, place - at));
            foreach (byte[] line in hunk.Lines.Where(l => l[0] != '-'))
                output.Write(line.AsSpan(1));
            at = place + before.Count;
        }
        output.Write(lines.Range(at, lines.Count - at));
        result = output.ToArray();
        return true;
    }

    private static int Find(TextLines lines, List<byte[]> before, int from, int wanted)
    {
        int last = lines.Count - before.Count;
        for (int distance = 0; distance <= Math.Max(Math.Abs(wanted - from), Math.Abs(last - wanted)); distance++)
        {
            if (Fits(wanted - distance))
                return wanted - distance;
            if (distance > 0 && Fits(wanted + distance))
                return wanted + distance;
            // Nothing says where lines without context go, but their number.
            if (before.Count == 0)
                break;
        }
        return -1;

        bool Fits(int place)
        {
            if (place < from || place > last)
                return false;
            for (int i = 0; i < before.Count; i++)
            {
                if (!lines[place + i].SequenceEqual(before[i]))
                    return false;
            }
            return true;
        }
    }
}
