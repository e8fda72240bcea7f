namespace MaintainerTools.Engine.Topics;

/// <summary>Splits a hunk whose removed lines belong to several commits into one part for each owner.</summary>
internal static class LinePairing
{
    // A changed line has more than this of its letter pairs in common with what it was; unrelated lines of code reach 0.3 or so by syntax alone.
    private const double Alike = 0.45;

    /// <summary>
    /// The parts, in the order of the lines. The hunk stays whole when its lines have one owner, or when the added lines cannot be told apart: then
    /// it has several owners still, and that is for the caller to see.
    /// </summary>
    /// <param name="change">The hunk.</param>
    /// <param name="owner">The step that a removed line belongs to; 0: the base.</param>
    internal static IEnumerable<SeriesChange> Split(SeriesChange change, Func<WeaveLine, int> owner)
    {
        int[] owners = [.. change.Removed.Select(owner)];
        if (change.Kind != FoldupKind.Lines || owners.Where(o => o != 0).Distinct().Count() < 2)
            return [change];
        if (Pair(change) is not { } partner)
            return [change];
        var parts = new List<SeriesChange>();
        int newAt = 0;
        for (int from = 0; from < owners.Length;)
        {
            int to = from + 1;
            while (to < owners.Length && owners[to] == owners[from])
                to++;
            // The part's added lines: from its first paired line to its last. What stands between the parts is a part of its own, between two owners.
            int[] paired = [.. Enumerable.Range(from, to - from).Select(i => partner[i]).Where(j => j >= 0)];
            int first = paired.Length > 0 ? paired[0] : newAt;
            int last = paired.Length > 0 ? paired[^1] + 1 : newAt;
            if (from == 0)
                first = newAt;
            else if (first > newAt)
                parts.Add(FoldupChanges.Part(change, from, 0, newAt, first - newAt));
            if (to == owners.Length)
                last = change.Added.Count;
            parts.Add(FoldupChanges.Part(change, from, to - from, first, last - first));
            newAt = last;
            from = to;
        }
        return parts;
    }

    /// <summary>The added line that each removed line became; -1 for none; null when that cannot be told.</summary>
    internal static int[]? Pair(SeriesChange change)
    {
        int p = change.Removed.Count;
        int q = change.Added.Count;
        int[] partner = new int[p];
        Array.Fill(partner, -1);
        if (q == 0)
            return partner;
        Dictionary<int, int>[] old = [.. change.Removed.Select(l => LetterPairs(l.Bytes))];
        Dictionary<int, int>[] @new = [.. change.Added.Select(l => LetterPairs(l.Bytes))];
        if (p == q && Enumerable.Range(0, p).All(i => Likeness(old[i], @new[i]) >= Alike))
            return [.. Enumerable.Range(0, p)];
        if ((long)p * q > 250_000)
            return null;
        double[,] best = new double[p + 1, q + 1];
        for (int i = p - 1; i >= 0; i--)
        {
            for (int j = q - 1; j >= 0; j--)
            {
                double likeness = Likeness(old[i], @new[j]);
                double both = likeness >= Alike ? likeness + best[i + 1, j + 1] : 0;
                best[i, j] = Math.Max(both, Math.Max(best[i + 1, j], best[i, j + 1]));
            }
        }
        bool any = false;
        for (int i = 0, j = 0; i < p && j < q;)
        {
            if (best[i, j] == best[i + 1, j])
                i++;
            else if (best[i, j] == best[i, j + 1])
                j++;
            else
            {
                partner[i++] = j++;
                any = true;
            }
        }
        return any ? partner : null;
    }

    private static double Likeness(Dictionary<int, int> x, Dictionary<int, int> y)
    {
        int common = 0;
        int total = 0;
        foreach ((int pair, int count) in x)
        {
            common += Math.Min(count, y.GetValueOrDefault(pair));
            total += count;
        }
        foreach (int count in y.Values)
            total += count;
        // Two lines without letters (both blank) are alike.
        return total == 0 ? 1 : 2.0 * common / total;
    }

    private static Dictionary<int, int> LetterPairs(ReadOnlySpan<byte> line)
    {
        var result = new Dictionary<int, int>();
        int previous = 0;
        foreach (byte b in line)
        {
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            int pair = (previous << 8) | b;
            result[pair] = result.GetValueOrDefault(pair) + 1;
            previous = b;
        }
        return result;
    }
}
