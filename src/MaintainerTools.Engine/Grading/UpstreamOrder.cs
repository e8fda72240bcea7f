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

    /// <summary>
    /// The same where upstream has several lines of development, and its order is that of ancestors: what stands beside each other may come either way. The
    /// largest choice in which none is before one of its ancestors is as large as the fewest chains of such that all of them make, which a matching gives
    /// (Dilworth's theorem with König's). Of several such choices the one with the earliest picks.
    /// </summary>
    /// <param name="count">How many picks there are.</param>
    /// <param name="isBefore">True where the source of one, by index, is an ancestor of that of another.</param>
    public static IReadOnlyList<int> Staying(int count, Func<int, int, bool> isBefore)
    {
        // later[i]: picks that come after i, and whose sources upstream has before that of i.
        List<int>[] later = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(i + 1, count - i - 1).Where(j => isBefore(j, i)).ToList())];
        List<int>[] earlier = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (int i = 0; i < count; i++)
            later[i].ForEach(j => earlier[j].Add(i));
        int[] next = Enumerable.Repeat(-1, count).ToArray(), before = Enumerable.Repeat(-1, count).ToArray();
        for (int start = 0; start < count; start++)
            Lengthen(start, later, next, before);
        // From those that nothing is matched to, by edges that are in the matching and edges that are not in turn.
        bool[] reachedBefore = new bool[count], reachedNext = new bool[count];
        var open = new Stack<int>(Enumerable.Range(0, count).Where(j => before[j] < 0));
        foreach (int j in open)
            reachedBefore[j] = true;
        while (open.TryPop(out int at))
        {
            foreach (int i in earlier[at].Where(i => !reachedNext[i]))
            {
                reachedNext[i] = true;
                if (next[i] >= 0 && !reachedBefore[next[i]])
                {
                    reachedBefore[next[i]] = true;
                    open.Push(next[i]);
                }
            }
        }
        return [.. Enumerable.Range(0, count).Where(i => reachedBefore[i] && !reachedNext[i])];
    }

    /// <summary>One more pair in the matching, by the shortest way from one that has none; nothing where there is no way.</summary>
    private static void Lengthen(int start, List<int>[] later, int[] next, int[] before)
    {
        var from = new Dictionary<int, int>();
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out int at))
        {
            foreach (int to in later[at])
            {
                if (!from.TryAdd(to, at))
                    continue;
                if (before[to] >= 0)
                {
                    queue.Enqueue(before[to]);
                    continue;
                }
                for (int end = to; end >= 0;)
                {
                    int by = from[end];
                    int old = next[by];
                    (next[by], before[end]) = (end, by);
                    end = by == start ? -1 : old;
                }
                return;
            }
        }
    }
}
