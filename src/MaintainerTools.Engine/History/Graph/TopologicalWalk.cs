namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// git rev-list --topo-order "^excluded… included…" where a commit-graph has generation numbers: git then does not limit the range by
/// dates first, as <see cref="RangeWalk"/> does, but explores by generation no deeper than what it is about to show needs. Where dates
/// lie the two differ, and each is git's answer.
/// </summary>
internal sealed class TopologicalWalk(CommitTable table)
{
    private const byte Uninteresting = ExclusionMarks.Uninteresting;
    private const byte Parsed = ExclusionMarks.Parsed;
    private const byte Added = ExclusionMarks.FirstFree;
    private const byte Explored = Added << 1;
    private const byte Counted = Added << 2;
    private const byte Start = Added << 3;

    private readonly ExclusionMarks _marks = new(table);
    private readonly CommitQueue _explore = new();
    private readonly CommitQueue _count = new();
    private readonly Stack<int> _ready = new();

    // Children not yet shown, plus one; 0: not reached.
    private int[] _waiting = new int[table.Count + 64];
    private long _depth = CommitTable.UnknownGeneration;

    /// <summary>Walks; children before parents.</summary>
    public List<int> Run(IEnumerable<int> excluded, IEnumerable<int> included, IOperationMonitor monitor)
    {
        List<int> start = StartList(excluded, included);
        foreach (int node in start)
        {
            Insert(_explore, node, Explored);
            Insert(_count, node, Counted);
            _depth = Math.Min(_depth, table.GenerationOf(node));
            Waiting(node) = 1;
        }
        CountTo(_depth);
        for (int i = start.Count - 1; i >= 0; i--)
        {
            if (Waiting(start[i]) == 1)
                _ready.Push(start[i]);
        }
        var found = new List<int>();
        for (long steps = 1; _ready.TryPop(out int node); steps++)
        {
            if ((steps & 1023) == 0)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Walking history", steps, -1);
            }
            Waiting(node) = 0;
            Expand(node);
            if ((_marks[node] & Uninteresting) == 0)
                found.Add(node);
        }
        return found;
    }

    /// <summary>All ends, newest first.</summary>
    private List<int> StartList(IEnumerable<int> excluded, IEnumerable<int> included)
    {
        var start = new List<int>();
        foreach (int node in _marks.Start(excluded, included))
        {
            if ((_marks[node] & Start) != 0)
                continue;
            _marks[node] |= Start;
            start.Add(node);
        }
        return [.. start.OrderByDescending(table.DateOf)];
    }

    private void Expand(int node)
    {
        ProcessParents(node);
        Span<int> two = stackalloc int[2];
        foreach (int parent in table.Parents(node, two))
        {
            if ((_marks[parent] & Uninteresting) != 0)
                continue;
            _marks[parent] |= Parsed;
            long generation = table.GenerationOf(parent);
            if (generation < _depth)
            {
                _depth = generation;
                CountTo(generation);
            }
            if (--Waiting(parent) == 1)
                _ready.Push(parent);
        }
    }

    private void CountTo(long generation)
    {
        Span<int> two = stackalloc int[2];
        while (_count.Count > 0 && _count.FirstGeneration >= generation)
        {
            int node = _count.Take();
            _marks[node] |= Parsed;
            ExploreTo(table.GenerationOf(node));
            foreach (int parent in table.Parents(node, two))
            {
                _marks[parent] |= Parsed;
                ref int waiting = ref Waiting(parent);
                waiting = waiting == 0 ? 2 : waiting + 1;
                Insert(_count, parent, Counted);
            }
        }
    }

    private void ExploreTo(long generation)
    {
        Span<int> two = stackalloc int[2];
        while (_explore.Count > 0 && _explore.FirstGeneration >= generation)
        {
            int node = _explore.Take();
            _marks[node] |= Parsed;
            ProcessParents(node);
            if ((_marks[node] & Uninteresting) != 0)
                _marks.MarkParents(node);
            foreach (int parent in table.Parents(node, two))
                Insert(_explore, parent, Explored);
        }
    }

    private void Insert(CommitQueue queue, int node, byte flag)
    {
        ref byte flags = ref _marks[node];
        if ((flags & flag) != 0)
            return;
        flags |= flag;
        queue.Add(node, table.DateOf(node), table.GenerationOf(node));
    }

    private void ProcessParents(int node)
    {
        if ((_marks[node] & Added) != 0)
            return;
        _marks[node] |= Added;
        Span<int> two = stackalloc int[2];
        foreach (int parent in table.Parents(node, two))
        {
            if ((_marks[node] & Uninteresting) != 0)
            {
                _marks.Mark(parent);
                _marks[parent] |= Parsed;
                _marks.MarkParents(parent);
            }
            _marks[parent] |= Parsed;
        }
    }

    private ref int Waiting(int node)
    {
        if (node >= _waiting.Length)
            Array.Resize(ref _waiting, Math.Max(node + 64, _waiting.Length * 2));
        return ref _waiting[node];
    }
}
