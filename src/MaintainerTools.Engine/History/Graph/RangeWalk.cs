using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>Says whether two trees agree on the paths that a range is limited to.</summary>
internal interface IPathComparison
{
    /// <summary>True where both trees have the same on every path that counts.</summary>
    bool SameAs(Oid tree, Oid parentTree);

    /// <summary>True where the tree has nothing on any path that counts.</summary>
    bool SameAsEmpty(Oid tree);
}

/// <summary>
/// The set that git rev-list gives for "^excluded… included…": newest date first, excluded ancestry marked on the way, ended when only excluded
/// commits are left and a few more have been looked at. git decides this way even where commit dates lie, so the steps and their order are git's.
/// </summary>
internal sealed class RangeWalk(CommitTable table)
{
    // After everything left is excluded and older, git looks at this many more commits, for clocks that were wrong.
    private const int Slop = 5;

    private const byte Uninteresting = ExclusionMarks.Uninteresting;
    private const byte Parsed = ExclusionMarks.Parsed;
    private const byte Seen = ExclusionMarks.FirstFree;
    private const byte Added = Seen << 1;
    private const byte Bottom = Seen << 2;
    private const byte TreeSame = Seen << 3;

    private readonly ExclusionMarks _marks = new(table);
    private readonly CommitQueue _queue = new();

    /// <summary>Follow only the first parent of the commits that count; what is excluded is excluded with all its ancestry.</summary>
    public bool FirstParent { get; init; }

    /// <summary>Limits the range to commits that change some paths; null for all.</summary>
    public IPathComparison? Paths { get; init; }

    /// <summary>Walks, and returns the commits of the range in the order found (not topological where dates lie).</summary>
    public List<int> Run(IEnumerable<int> excluded, IEnumerable<int> included, IOperationMonitor monitor)
    {
        int[] bottoms = [.. excluded];
        foreach (int node in bottoms)
            _marks[node] |= Bottom;
        foreach (int node in _marks.Start(bottoms, included))
        {
            if ((_marks[node] & Seen) == 0)
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
            _marks.Dequeue(node);
            ProcessParents(node);
            if ((_marks[node] & Uninteresting) != 0)
            {
                _marks.MarkParents(node);
                if (_queue.Count == 0)
                    break;
                slop = lastDate <= _queue.FirstDate || _marks.InterestingQueued > 0 ? Slop : slop - 1;
                if (slop == 0)
                    break;
                continue;
            }
            lastDate = table.DateOf(node);
            found.Add(node);
        }
        byte dropped = Paths is null ? Uninteresting : (byte)(Uninteresting | TreeSame);
        found.RemoveAll(node => (_marks[node] & dropped) != 0);
        return found;
    }

    private void Enqueue(int node)
    {
        _marks[node] |= Seen;
        _marks.Enqueue(node);
        _queue.Add(node, table.DateOf(node));
    }

    private void ProcessParents(int node)
    {
        if ((_marks[node] & Added) != 0)
            return;
        _marks[node] |= Added;
        Span<int> two = stackalloc int[2];
        if ((_marks[node] & Uninteresting) != 0)
        {
            foreach (int parent in _marks.ParentsOf(node, two))
            {
                _marks.Mark(parent);
                _marks[parent] |= Parsed;
                _marks.MarkParents(parent);
                if ((_marks[parent] & Seen) == 0)
                    Enqueue(parent);
            }
            return;
        }
        if (Paths is not null)
            Simplify(node);
        foreach (int parent in _marks.ParentsOf(node, two))
        {
            _marks[parent] |= Parsed;
            if ((_marks[parent] & Seen) == 0)
                Enqueue(parent);
            if (FirstParent)
                break;
        }
    }

    /// <summary>git's default simplification: a commit that agrees with a parent which counts brings nothing, and only that parent is followed.</summary>
    private void Simplify(int node)
    {
        Oid tree = table.TreeOf(node);
        Span<int> two = stackalloc int[2];
        ReadOnlySpan<int> parents = table.Parents(node, two);
        if (parents.IsEmpty)
        {
            if (Paths!.SameAsEmpty(tree))
                _marks[node] |= TreeSame;
            return;
        }
        int relevantParents = 0;
        bool relevantChange = false;
        bool otherChange = false;
        for (int i = 0; i < parents.Length; i++)
        {
            bool relevant = (_marks[parents[i]] & (Uninteresting | Bottom)) != Uninteresting;
            if (relevant)
                relevantParents++;
            if (i == 1 && FirstParent)
                break;
            _marks[parents[i]] |= Parsed;
            if (Paths!.SameAs(tree, table.TreeOf(parents[i])))
            {
                if (!relevant)
                    continue;
                if (parents.Length > 1)
                    _marks.Simplify(node, parents[i]);
                _marks[node] |= TreeSame;
                return;
            }
            if (relevant)
                relevantChange = true;
            else
                otherChange = true;
        }
        if (relevantParents > 0 ? !relevantChange : !otherChange)
            _marks[node] |= TreeSame;
    }
}
