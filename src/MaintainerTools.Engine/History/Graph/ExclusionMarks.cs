namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// What a walk has found out to be excluded, spread over the ancestry that it has read so far as git spreads it. Which commits end up marked
/// depends, where dates lie, on what was read when: both walks that follow git's steps stand on this.
/// </summary>
internal sealed class ExclusionMarks(CommitTable table)
{
    /// <summary>Excluded, or reached from what is.</summary>
    public const byte Uninteresting = 1;

    /// <summary>git knows a commit's parents only once it has been read; marking must not run ahead of that.</summary>
    public const byte Parsed = 2;

    /// <summary>The first flag that is the walk's own.</summary>
    public const byte FirstFree = 8;

    private const byte Queued = 4;

    private readonly CommitFlags _flags = new(table.Count);
    private readonly Stack<int> _marking = new();

    // Merges whose history is followed along one parent only, and that parent.
    private readonly Dictionary<int, int> _simplified = [];

    /// <summary>How many of the queued commits are not excluded.</summary>
    public int InterestingQueued { get; private set; }

    /// <summary>The flags of a commit.</summary>
    public ref byte this[int node] => ref _flags[node];

    /// <summary>Marks where a walk begins; returns all its ends, the excluded ones first, one named twice twice.</summary>
    public List<int> Start(IEnumerable<int> excluded, IEnumerable<int> included)
    {
        var ends = new List<int>();
        foreach (int node in excluded)
        {
            _flags[node] |= Uninteresting | Parsed;
            ends.Add(node);
        }
        foreach (int node in included)
        {
            _flags[node] |= Parsed;
            ends.Add(node);
        }
        foreach (int node in ends)
        {
            if ((_flags[node] & Uninteresting) != 0)
                MarkParents(node);
        }
        return ends;
    }

    /// <summary>Notes that the commit waits in the walk's queue.</summary>
    public void Enqueue(int node)
    {
        ref byte flags = ref _flags[node];
        flags |= Queued;
        if ((flags & Uninteresting) == 0)
            InterestingQueued++;
    }

    /// <summary>Notes that it does no longer.</summary>
    public void Dequeue(int node)
    {
        ref byte flags = ref _flags[node];
        flags &= unchecked((byte)~Queued);
        if ((flags & Uninteresting) == 0)
            InterestingQueued--;
    }

    /// <summary>Excludes one commit.</summary>
    public void Mark(int node)
    {
        ref byte flags = ref _flags[node];
        if ((flags & (Uninteresting | Queued)) == Queued)
            InterestingQueued--;
        flags |= Uninteresting;
    }

    /// <summary>Excludes the ancestry of a commit, as far as it has been read and is not excluded.</summary>
    public void MarkParents(int node)
    {
        Span<int> two = stackalloc int[2];
        while (true)
        {
            foreach (int parent in ParentsOf(node, two))
            {
                if ((_flags[parent] & Uninteresting) != 0)
                    continue;
                Mark(parent);
                if ((_flags[parent] & Parsed) != 0)
                    _marking.Push(parent);
            }
            if (!_marking.TryPop(out node))
                return;
        }
    }

    /// <summary>The parents that the walk follows.</summary>
    public ReadOnlySpan<int> ParentsOf(int node, Span<int> two)
    {
        if (_simplified.Count > 0 && _simplified.TryGetValue(node, out int only))
        {
            two[0] = only;
            return two[..1];
        }
        return table.Parents(node, two);
    }

    /// <summary>From now on only this parent of the merge is followed.</summary>
    public void Simplify(int merge, int parent) => _simplified[merge] = parent;
}
