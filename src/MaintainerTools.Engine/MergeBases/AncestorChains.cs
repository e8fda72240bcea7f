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

    /// <summary>
    /// Goes through what each wanted node reaches with as few steps as a tree of first-parent lines allows: a line that branches off another one begins with
    /// what that one reaches there, and is left again before the other goes on. Node by node, <paramref name="enter"/> is told what comes to what was
    /// reached so far, then <paramref name="at"/> that all that the node reaches is there, and in the end <paramref name="leave"/> what goes again.
    /// </summary>
    /// <param name="wanted">True for the nodes that are asked about.</param>
    /// <param name="enter">Gets one more node that is reached.</param>
    /// <param name="leave">Gets one that is reached no longer.</param>
    /// <param name="at">Gets each wanted node once, with its chain's number among those of <see cref="Link"/>.</param>
    public void Visit(bool[] wanted, Action<int> enter, Action<int> leave, Action<int, int> at)
    {
        List<Line> lines = Lines(wanted);
        ILookup<int, int> branches = Enumerable.Range(0, lines.Count).ToLookup(number => lines[number].From);
        _stamp++;
        // What was reached, in order; each open line remembers how far it went when it began.
        var reached = new List<int>();
        var open = new Stack<(int Line, int Step, int Before)>(branches[-1].Reverse().Select(number => (number, 0, 0)));
        while (open.TryPop(out (int Line, int Step, int Before) next))
        {
            Line line = lines[next.Line];
            if (next.Step == 0)
                next.Before = reached.Count;
            if (next.Step == line.Nodes.Count)
            {
                for (int i = reached.Count - 1; i >= next.Before; i--)
                {
                    _stamps[reached[i]] = 0;
                    leave(reached[i]);
                }
                reached.RemoveRange(next.Before, reached.Count - next.Before);
                continue;
            }
            int node = line.Nodes[next.Step];
            foreach (int entered in Enter(node, newChain: false))
            {
                reached.Add(entered);
                enter(entered);
            }
            if (wanted[node])
                at(node, next.Line);
            open.Push(next with { Step = next.Step + 1 });
            foreach (int number in branches[node].Reverse())
                open.Push((number, 0, 0));
        }
    }

    /// <summary>The chains of the wanted nodes, on each the oldest first.</summary>
    public List<int[]> Link(bool[] wanted) => Lines(wanted).ConvertAll(line => line.Nodes.Where(node => wanted[node]).ToArray());

    /// <summary>The first-parent lines that the wanted nodes lie on, each node on one of them.</summary>
    private List<Line> Lines(bool[] wanted)
    {
        // Of each wanted one the next up its line: the first found of those that have it on their first-parent line.
        bool[] taken = new bool[wanted.Length];
        var lines = new List<Line>();
        for (int top = wanted.Length - 1; top >= 0; top--)
        {
            if (!wanted[top] || taken[top])
                continue;
            var nodes = new List<int>();
            int node = top;
            for (; node >= 0 && !taken[node]; node = FirstParent(node))
            {
                taken[node] = true;
                nodes.Add(node);
            }
            nodes.Reverse();
            lines.Add(new Line(nodes, node));
        }
        return lines;
    }

    // Where the first parent is not of the graph this is another one; but only the line matters here, and any parent is an ancestor.
    private int FirstParent(int node) => starts[node] < starts[node + 1] ? parents[starts[node]] : -1;

    /// <summary>Part of a first-parent line.</summary>
    /// <param name="Nodes">Its nodes, the oldest first.</param>
    /// <param name="From">The node of another line on which the oldest stands; -1 for none.</param>
    private readonly record struct Line(List<int> Nodes, int From);
}
