namespace MaintainerTools.Engine.Grading;

/// <summary>Tells which of a line of picks would have to move for all to stand in upstream's order: as few as can be.</summary>
internal static class UpstreamOrder
{
    /// <summary>The indexes of those that stay: a longest run that never goes back. Of several such runs one that keeps earlier picks where they are.</summary>
    /// <param name="places">The place in upstream of each one's source, in the picks' order.</param>
    public static IReadOnlyList<int> Staying(IReadOnlyList<int> places)
    {
        // From the last on, so that of two that are as good the earlier is kept: tails[n] is the highest place
        // that n + 1 picks from some one on can begin with.
        var tails = new List<int>();
        int[] next = new int[places.Count];
        for (int i = places.Count - 1; i >= 0; i--)
        {
            int low = 0;
            for (int high = tails.Count; low < high;)
            {
                int middle = (low + high) >>> 1;
                if (places[tails[middle]] >= places[i])
                    low = middle + 1;
                else
                    high = middle;
            }
            next[i] = low == 0 ? -1 : tails[low - 1];
            if (low == tails.Count)
                tails.Add(i);
            else
                tails[low] = i;
        }
        var staying = new List<int>();
        for (int at = tails.Count == 0 ? -1 : tails[^1]; at >= 0; at = next[at])
            staying.Add(at);
        return staying;
    }
}
