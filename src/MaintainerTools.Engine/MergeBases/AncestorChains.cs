namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// Some nodes of a graph sorted into chains along first parents, so that what each reaches is what the one before it on its chain reaches and
/// a little more. Nodes are numbered parents first; the parents of node n are <paramref name="parents"/>[<paramref name="starts"/>[n]] up to
/// but without [<paramref name="starts"/>[n + 1]].
/// </summary>
internal sealed class AncestorChains(int[] starts, int[] parents)
{
    private readonly int[] _stamps = new int[starts.Length - 1];
    private readonly List<int> _visited = [];
    private int _stamp;

    /// <summary>What a chain's next node reaches that the chain did not so far. Call it for each node of a chain in turn, then for the next chain.</summary>
    public List<int> Enter(int next, bool newChain)
    {
        if (newChain)
            _stamp++;
        _visited.Clear();
        if (_stamps[next] == _stamp)
            return _visited;
        _stamps[next] = _stamp;
        _visited.Add(next);
        for (int i = 0; i < _visited.Count; i++)
        {
            int node = _visited[i];
            for (int p = starts[node]; p < starts[node + 1]; p++)
            {
                int parent = parents[p];
                if (_stamps[parent] == _stamp)
                    continue;
                _stamps[parent] = _stamp;
                _visited.Add(parent);
            }
        }
        return _visited;
    }

    /// <summary>The chains of the wanted nodes, on each the oldest first.</summary>
    public List<int[]> Link(bool[] wanted)
    {
        // Of each wanted one the next up its chain: the first found of those that have it on their first-parent line.
        bool[] taken = new bool[wanted.Length];
        var chains = new List<int[]>();
        for (int top = wanted.Length - 1; top >= 0; top--)
        {
            if (!wanted[top] || taken[top])
                continue;
            var chain = new List<int>();
            for (int node = top; node >= 0 && !taken[node]; node = FirstParent(node))
            {
                taken[node] = true;
                if (wanted[node])
                    chain.Add(node);
            }
            chain.Reverse();
            chains.Add([.. chain]);
        }
        return chains;
    }

    // Where the first parent is not of the graph this is another one; but only the line matters here, and any parent is an ancestor.
    private int FirstParent(int node) => starts[node] < starts[node + 1] ? parents[starts[node]] : -1;
}
