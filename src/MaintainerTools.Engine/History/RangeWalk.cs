using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Says whether two commits agree on the paths that a range is limited to.</summary>
internal interface IPathComparison
{
    /// <summary>True where both trees have the same on every path that counts.</summary>
    bool SameAs(Oid commit, Oid parent);

    /// <summary>True where the commit has nothing on any path that counts.</summary>
    bool SameAsEmpty(Oid commit);
}

/// <summary>
/// The set that git rev-list gives for "^excluded… included…": newest date first, excluded ancestry marked on the way, ended when only excluded
/// commits are left and a few more have been looked at. git decides this way even where commit dates lie, so the steps and their order are git's.
/// </summary>
internal sealed class RangeWalk(CommitTable table)
{
    // After everything left is excluded and older, git looks at this many more commits, for clocks that were wrong.
    private const int Slop = 5;

    private const byte Uninteresting = 1;
    private const byte Seen = 2;
    private const byte Added = 4;
    private const byte Bottom = 8;

    // git knows a commit's parents only once it has been read; marking must not run ahead of that.
    private const byte Parsed = 16;
    private const byte Queued = 32;
    private const byte TreeSame = 64;

    private readonly CommitFlags _flags = new(table.Count);
    private readonly CommitQueue _queue = new();
    private readonly Stack<int> _marking = new();

    // Merges whose history was followed along one parent only, and that parent.
    private readonly Dictionary<int, int> _simplified = [];
    private int _interestingQueued;

    /// <summary>Follow only the first parent of the commits that count; what is excluded is excluded with all its ancestry.</summary>
    public bool FirstParent { get; init; }

    /// <summary>Limits the range to commits that change some paths; null for all.</summary>
    public IPathComparison? Paths { get; init; }

    /// <summary>Walks, and returns the commits of the range in the order found (not topological where dates lie).</summary>
    public List<int> Run(IEnumerable<int> excluded, IEnumerable<int> included, IOperationMonitor monitor)
    {
        var start = new List<int>();
        foreach (int node in excluded)
        {
            _flags[node] |= Uninteresting | Bottom | Parsed;
            start.Add(node);
        }
        foreach (int node in included)
        {
            _flags[node] |= Parsed;
            start.Add(node);
        }
        foreach (int node in start)
        {
            if ((_flags[node] & Uninteresting) != 0)
                MarkParents(node);
        }
        foreach (int node in start)
        {
            if ((_flags[node] & Seen) == 0)
                Enqueue(node);
        }

        var found = new List<int>();
        int slop = Slop;
        long lastDate = long.MaxValue;
        long steps = 0;
        while (_queue.Count > 0)
        {
            if ((++steps & 1023) == 0)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Walking history", steps, -1);
            }
            int node = _queue.Take();
            ref byte flags = ref _flags[node];
            flags &= unchecked((byte)~Queued);
            if ((flags & Uninteresting) == 0)
                _interestingQueued--;
            ProcessParents(node);
            if ((_flags[node] & Uninteresting) != 0)
            {
                MarkParents(node);
                if (_queue.Count == 0)
                    break;
                slop = lastDate <= _queue.FirstDate || _interestingQueued > 0 ? Slop : slop - 1;
                if (slop == 0)
                    break;
                continue;
            }
            lastDate = table.DateOf(node);
            found.Add(node);
        }
        byte dropped = Paths is null ? Uninteresting : (byte)(Uninteresting | TreeSame);
        found.RemoveAll(node => (_flags[node] & dropped) != 0);
        return found;
    }

    private void Enqueue(int node)
    {
        ref byte flags = ref _flags[node];
        flags |= Seen | Queued;
        if ((flags & Uninteresting) == 0)
            _interestingQueued++;
        _queue.Add(node, table.DateOf(node));
    }

    private void Mark(int node)
    {
        ref byte flags = ref _flags[node];
        if ((flags & (Uninteresting | Queued)) == Queued)
            _interestingQueued--;
        flags |= Uninteresting;
    }

    private void MarkParents(int node)
    {
        Span<int> two = stackalloc int[2];
        foreach (int parent in ParentsOf(node, two))
            MarkKnown(parent);
        while (_marking.TryPop(out int next))
            MarkKnown(next);

        void MarkKnown(int at)
        {
            if ((_flags[at] & Uninteresting) != 0)
                return;
            Mark(at);
            if ((_flags[at] & Parsed) == 0)
                return;
            Span<int> room = stackalloc int[2];
            foreach (int parent in ParentsOf(at, room))
                _marking.Push(parent);
        }
    }

    private void ProcessParents(int node)
    {
        if ((_flags[node] & Added) != 0)
            return;
        _flags[node] |= Added;
        Span<int> two = stackalloc int[2];
        if ((_flags[node] & Uninteresting) != 0)
        {
            foreach (int parent in ParentsOf(node, two))
            {
                Mark(parent);
                _flags[parent] |= Parsed;
                MarkParents(parent);
                if ((_flags[parent] & Seen) == 0)
                    Enqueue(parent);
            }
            return;
        }
        if (Paths is not null)
            Simplify(node);
        foreach (int parent in ParentsOf(node, two))
        {
            _flags[parent] |= Parsed;
            if ((_flags[parent] & Seen) == 0)
                Enqueue(parent);
            if (FirstParent)
                break;
        }
    }

    private ReadOnlySpan<int> ParentsOf(int node, Span<int> two)
    {
        if (_simplified.Count > 0 && _simplified.TryGetValue(node, out int only))
        {
            two[0] = only;
            return two[..1];
        }
        return table.Parents(node, two);
    }

    /// <summary>git's default simplification: a commit that agrees with a parent which counts brings nothing, and only that parent is followed.</summary>
    private void Simplify(int node)
    {
        Oid id = table.IdOf(node);
        Span<int> two = stackalloc int[2];
        ReadOnlySpan<int> parents = table.Parents(node, two);
        if (parents.IsEmpty)
        {
            if (Paths!.SameAsEmpty(id))
                _flags[node] |= TreeSame;
            return;
        }
        int relevantParents = 0;
        bool relevantChange = false;
        bool otherChange = false;
        for (int i = 0; i < parents.Length; i++)
        {
            bool relevant = (_flags[parents[i]] & (Uninteresting | Bottom)) != Uninteresting;
            if (relevant)
                relevantParents++;
            if (i == 1 && FirstParent)
                break;
            _flags[parents[i]] |= Parsed;
            if (Paths!.SameAs(id, table.IdOf(parents[i])))
            {
                if (!relevant)
                    continue;
                if (parents.Length > 1)
                    _simplified[node] = parents[i];
                _flags[node] |= TreeSame;
                return;
            }
            if (relevant)
                relevantChange = true;
            else
                otherChange = true;
        }
        if (relevantParents > 0 ? !relevantChange : !otherChange)
            _flags[node] |= TreeSame;
    }
}
