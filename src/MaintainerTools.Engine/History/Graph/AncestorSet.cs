namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// The ancestors of one commit, itself among them, of which is asked whether one is among them: one walk that goes on where the last question left it,
/// and never further down than the questions need.
/// </summary>
internal sealed class AncestorSet
{
    private const byte Reached = 1;

    private readonly CommitTable _table;
    private readonly int _tip;
    private readonly CommitFlags _flags;
    private readonly CommitQueue _queue = new();

    /// <summary>Readies it; nothing is walked before the first question.</summary>
    internal AncestorSet(CommitTable table, int tip)
    {
        (_table, _tip, _flags) = (table, tip, new CommitFlags(table.Count));
        Reach(tip);
    }

    /// <summary>True for the commit and for those that are reachable from it.</summary>
    internal bool Contains(int node)
    {
        long generation = _table.GenerationOf(node);
        bool isOrdered = generation != CommitTable.UnknownGeneration;
        // Every descendant has a greater generation. Without one dates say about where it is, and what is found so is there.
        long date = isOrdered ? 0 : _table.DateOf(node);
        Span<int> room = stackalloc int[2];
        while (_flags[node] != Reached && _queue.Count > 0
            && (_queue.FirstGeneration > generation || (!isOrdered && _queue.FirstGeneration == generation && _queue.FirstDate >= date)))
        {
            foreach (int parent in _table.Parents(_queue.Take(), room))
            {
                if (_flags[parent] != Reached)
                    Reach(parent);
            }
        }
        // What dates do not find may be older than what comes of it.
        return _flags[node] == Reached || (!isOrdered && _queue.Count > 0 && new MergeBaseWalk(_table).IsAncestor(node, _tip));
    }

    private void Reach(int node)
    {
        _flags[node] = Reached;
        _queue.Add(node, _table.DateOf(node), _table.GenerationOf(node));
    }
}
