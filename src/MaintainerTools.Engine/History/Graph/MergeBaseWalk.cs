namespace MaintainerTools.Engine.History.Graph;

/// <summary>Common ancestors, as git merge-base --all finds and orders them, and ancestry.</summary>
internal sealed class MergeBaseWalk(CommitTable table)
{
    private const byte One = 1;
    private const byte Two = 2;
    private const byte Stale = 4;
    private const byte Result = 8;
    private const byte Waiting = 16;

    /// <summary>The best common ancestors, newest first; none for unrelated histories.</summary>
    public List<int> MergeBases(int one, int two) => one == two ? [one] : MergeBases(one, [two]);

    /// <summary>The best common ancestors of a commit and of a merge of others that does not exist.</summary>
    public List<int> MergeBases(int one, IReadOnlyList<int> others)
    {
        var flags = new CommitFlags(table.Count);
        List<int> bases = Paint(flags, one, others, 0);
        bases.RemoveAll(node => (flags[node] & Stale) != 0);
        if (bases.Count < 2)
            return bases;
        return ByDate(table.HasGenerations ? RemoveReachable(bases) : RemovePainted(bases));
    }

    /// <summary>True when <paramref name="ancestor"/> is <paramref name="descendant"/> or reachable from it.</summary>
    public bool IsAncestor(int ancestor, int descendant)
    {
        if (ancestor == descendant)
            return true;
        long generation = table.GenerationOf(ancestor);
        if (generation > table.GenerationOf(descendant))
            return false;
        var flags = new CommitFlags(table.Count);
        if (generation != CommitTable.UnknownGeneration)
            return Reaches(flags, descendant, ancestor, generation);
        Paint(flags, ancestor, [descendant], 0);
        return (flags[ancestor] & Two) != 0;
    }

    /// <summary>Depth first over commits whose generation leaves it possible: with the graph few are visited, first parents first.</summary>
    private bool Reaches(CommitFlags flags, int from, int to, long generation)
    {
        var stack = new Stack<int>();
        stack.Push(from);
        Span<int> room = stackalloc int[2];
        while (stack.TryPop(out int node))
        {
            ReadOnlySpan<int> parents = table.Parents(node, room);
            for (int i = parents.Length - 1; i >= 0; i--)
            {
                int parent = parents[i];
                if (parent == to)
                    return true;
                if ((flags[parent] & One) != 0 || table.GenerationOf(parent) <= generation)
                    continue;
                flags[parent] |= One;
                stack.Push(parent);
            }
        }
        return false;
    }

    /// <summary>
    /// Paints the ancestry of both sides until everything that waits descends from a common ancestor found. Returns those found, newest first;
    /// some of them may have turned out stale since.
    /// </summary>
    private List<int> Paint(CommitFlags flags, int one, IReadOnlyList<int> others, long minimumGeneration)
    {
        // git orders by generation only where that is a corrected date (or where it bounds the walk by it): plain levels lead it astray.
        bool byGeneration = minimumGeneration > 0 || table.HasCorrectedDates;
        var queue = new CommitQueue();
        var found = new List<int>();
        int fresh = 0;
        Add(one, One);
        foreach (int other in others)
            Add(other, Two);
        Span<int> room = stackalloc int[2];
        while (fresh > 0)
        {
            int node = queue.Take();
            ref byte state = ref flags[node];
            state &= unchecked((byte)~Waiting);
            if ((state & Stale) == 0)
                fresh--;
            if (table.GenerationOf(node) < minimumGeneration)
                break;
            byte paint = (byte)(state & (One | Two | Stale));
            if (paint == (One | Two))
            {
                if ((state & Result) == 0)
                {
                    state |= Result;
                    found.Add(node);
                }
                paint |= Stale;
            }
            foreach (int parent in table.Parents(node, room))
            {
                if ((flags[parent] & paint) != paint)
                    Add(parent, paint);
            }
        }
        return ByDate(found);

        void Add(int node, byte paint)
        {
            ref byte state = ref flags[node];
            bool waiting = (state & Waiting) != 0;
            bool wasFresh = waiting && (state & Stale) == 0;
            state |= paint;
            state |= Waiting;
            bool isFresh = (state & Stale) == 0;
            fresh += (isFresh ? 1 : 0) - (wasFresh ? 1 : 0);
            if (!waiting)
                queue.Add(node, table.DateOf(node), byGeneration ? table.GenerationOf(node) : 0);
        }
    }

    /// <summary>Drops those that another one reaches, with generations to bound the walk.</summary>
    private List<int> RemoveReachable(List<int> nodes)
    {
        long lowest = nodes.Min(table.GenerationOf);
        var reached = new CommitFlags(table.Count);
        var stack = new Stack<int>(nodes);
        Span<int> room = stackalloc int[2];
        while (stack.TryPop(out int node))
        {
            foreach (int parent in table.Parents(node, room))
            {
                if ((reached[parent] & Stale) != 0 || table.GenerationOf(parent) < lowest)
                    continue;
                reached[parent] |= Stale;
                stack.Push(parent);
            }
        }
        return nodes.FindAll(node => (reached[node] & Stale) == 0);
    }

    /// <summary>Drops those that another one reaches, without generations: by painting each against the rest, as git does.</summary>
    private List<int> RemovePainted(List<int> nodes)
    {
        bool[] redundant = new bool[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            if (redundant[i])
                continue;
            var rest = Enumerable.Range(0, nodes.Count).Where(j => j != i && !redundant[j]).ToList();
            var flags = new CommitFlags(table.Count);
            Paint(flags, nodes[i], rest.ConvertAll(j => nodes[j]), 0);
            if ((flags[nodes[i]] & Two) != 0)
                redundant[i] = true;
            foreach (int j in rest)
                redundant[j] |= (flags[nodes[j]] & One) != 0;
        }
        return [.. nodes.Where((_, i) => !redundant[i])];
    }

    // OrderBy keeps the order of equal dates, as git's insertion does.
    private List<int> ByDate(List<int> nodes) => nodes.Count < 2 ? nodes : [.. nodes.OrderByDescending(table.DateOf)];
}
