namespace MaintainerTools.Engine.History.Graph;

/// <summary>Commits by generation, then date, newest first; equal ones first in, first out, as git's queues are.</summary>
internal sealed class CommitQueue
{
    private Entry[] _heap = new Entry[64];
    private int _inserted;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a commit; a queue by date alone gives every one the same <paramref name="generation"/>.</summary>
    public void Add(int node, long date, long generation = 0)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        var entry = new Entry(generation, date, _inserted++, node);
        int at = Count++;
        while (at > 0)
        {
            int above = (at - 1) / 2;
            if (!entry.Precedes(_heap[above]))
                break;
            _heap[at] = _heap[above];
            at = above;
        }
        _heap[at] = entry;
    }

    /// <summary>The date of the first.</summary>
    public long FirstDate => _heap[0].Date;

    /// <summary>The generation of the first.</summary>
    public long FirstGeneration => _heap[0].Generation;

    /// <summary>Takes the first out.</summary>
    public int Take()
    {
        int first = _heap[0].Node;
        Entry last = _heap[--Count];
        int at = 0;
        while (true)
        {
            int below = (2 * at) + 1;
            if (below >= Count)
                break;
            if (below + 1 < Count && _heap[below + 1].Precedes(_heap[below]))
                below++;
            if (!_heap[below].Precedes(last))
                break;
            _heap[at] = _heap[below];
            at = below;
        }
        _heap[at] = last;
        return first;
    }

    private readonly record struct Entry(long Generation, long Date, int Order, int Node)
    {
        public bool Precedes(in Entry other) =>
            Generation != other.Generation ? Generation > other.Generation
            : Date != other.Date ? Date > other.Date
            : Order < other.Order;
    }
}
