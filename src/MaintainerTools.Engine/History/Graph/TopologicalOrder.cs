namespace MaintainerTools.Engine.History.Graph;

/// <summary>git rev-list --topo-order of a set of commits.</summary>
internal static class TopologicalOrder
{
    /// <summary>
    /// Children before parents, lines of development kept together. <paramref name="nodes"/> must come in the order a range walk found them: it decides
    /// among several tips.
    /// </summary>
    public static List<int> Sort(CommitTable table, List<int> nodes)
    {
        int[] waiting = Waiting(table, nodes);
        Span<int> room = stackalloc int[2];
        var ready = new Stack<int>();
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (waiting[nodes[i]] == 1)
                ready.Push(nodes[i]);
        }
        var sorted = new List<int>(nodes.Count);
        while (ready.TryPop(out int node))
        {
            waiting[node] = 0;
            sorted.Add(node);
            foreach (int parent in table.Parents(node, room))
            {
                if (waiting[parent] > 0 && --waiting[parent] == 1)
                    ready.Push(parent);
            }
        }
        return sorted;
    }

    /// <summary>git rev-list --date-order: children before parents, else the newest first; of one date, the one that became ready first.</summary>
    public static List<int> SortByDate(CommitTable table, List<int> nodes)
    {
        int[] waiting = Waiting(table, nodes);
        Span<int> room = stackalloc int[2];
        var ready = new PriorityQueue<int, (long Date, int Turn)>();
        int turn = 0;
        foreach (int node in nodes)
        {
            if (waiting[node] == 1)
                ready.Enqueue(node, (-table.DateOf(node), turn++));
        }
        var sorted = new List<int>(nodes.Count);
        while (ready.TryDequeue(out int node, out _))
        {
            waiting[node] = 0;
            sorted.Add(node);
            foreach (int parent in table.Parents(node, room))
            {
                if (waiting[parent] > 0 && --waiting[parent] == 1)
                    ready.Enqueue(parent, (-table.DateOf(parent), turn++));
            }
        }
        return sorted;
    }

    /// <summary>By node: the children not yet shown, plus one; zero: not of the set.</summary>
    private static int[] Waiting(CommitTable table, List<int> nodes)
    {
        int[] waiting = new int[table.Count];
        Span<int> room = stackalloc int[2];
        foreach (int node in nodes)
            waiting[node] = 1;
        foreach (int node in nodes)
        {
            foreach (int parent in table.Parents(node, room))
            {
                if (waiting[parent] > 0)
                    waiting[parent]++;
            }
        }
        return waiting;
    }
}
