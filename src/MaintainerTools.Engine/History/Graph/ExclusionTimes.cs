namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// When walks down from one excluded commit and others get to know that a commit is excluded, told in dates, as walks go by date. That a commit is
/// excluded shows when a child or a child's child comes up that is, or earlier where the walk has been at the child from another side.
/// </summary>
internal sealed class ExclusionTimes
{
    // git's walks look at so many more commits when all that is left is excluded and older.
    private const int Slop = 5;

    private readonly CommitTable _table;
    private readonly long _begin;

    // Commits that come up when their date does: a line of excluded commits leads to them on which none is younger than its child.
    private readonly HashSet<int> _timely;

    // All that walks may come to.
    private readonly HashSet<int> _all;
    private readonly Dictionary<int, long> _latest;
    private readonly Dictionary<int, long> _earliest;

    // Before which commits of that date and older a walk may have learnt it otherwise.
    private readonly Dictionary<int, long> _perhaps = [];

    /// <summary>Looks at the ancestry of <paramref name="since"/>, no further back than walks do that come to no other commits than these.</summary>
    /// <param name="table">The commits.</param>
    /// <param name="since">The excluded commit.</param>
    /// <param name="included">The commits that are not excluded.</param>
    /// <param name="isIncluded">True for one of them.</param>
    public ExclusionTimes(CommitTable table, int since, int[] included, Func<int, bool> isIncluded)
    {
        (_table, _begin) = (table, table.DateOf(since));
        long oldest = long.MaxValue;
        var borders = new Dictionary<int, long>();
        Span<int> two = stackalloc int[2];
        foreach (int node in included)
        {
            long date = table.DateOf(node);
            oldest = Math.Min(oldest, date);
            foreach (int parent in table.Parents(node, two))
            {
                if (isIncluded(parent))
                    continue;
                oldest = Math.Min(oldest, table.DateOf(parent));
                borders[parent] = Math.Max(date, borders.GetValueOrDefault(parent, long.MinValue));
            }
        }
        _timely = Walk(since, oldest, onTime: true);
        _all = Walk(since, oldest, onTime: false);
        _latest = Times(since, _timely);
        _earliest = Times(since, _all);
        foreach (int node in _all)
        {
            if (!borders.TryGetValue(node, out long border))
                continue;
            foreach (int parent in table.Parents(node, two))
                _perhaps[parent] = Math.Max(border, _perhaps.GetValueOrDefault(parent, long.MinValue));
        }
        AreConsistent = !_all.Any(isIncluded);
    }

    /// <summary>False where clocks were so wrong that what is excluded is taken for included.</summary>
    public bool AreConsistent { get; }

    /// <summary>True where every walk that comes to the excluded commit learns that it is before it ends.</summary>
    public bool IsSurelyFound(int node) => _timely.Contains(node);

    /// <summary>
    /// Whether a walk that comes to a commit of that date knows that <paramref name="parent"/> is excluded; null where that hangs on the walk. By
    /// <paramref name="lowest"/>, the date of the oldest commit on any way to it, other walks may have come to it only when more was known.
    /// </summary>
    public bool? IsKnown(int parent, long date, long lowest)
    {
        if (_latest.GetValueOrDefault(parent, long.MinValue) > date)
            return true;
        // Until the excluded commit itself comes up, nothing but its parents is known, from the start.
        if (lowest > _begin)
            return false;
        return _earliest.GetValueOrDefault(parent, long.MinValue) < lowest && _perhaps.GetValueOrDefault(parent, long.MinValue) < lowest ? false : null;
    }

    private HashSet<int> Walk(int since, long oldest, bool onTime)
    {
        var left = new Dictionary<int, int> { [since] = Slop };
        var stack = new Stack<int>();
        stack.Push(since);
        Span<int> two = stackalloc int[2];
        while (stack.TryPop(out int node))
        {
            long date = _table.DateOf(node);
            foreach (int parent in left[node] > 0 ? _table.Parents(node, two) : [])
            {
                long parentDate = _table.DateOf(parent);
                if (onTime && parentDate > date)
                    continue;
                int more = parentDate >= oldest ? Slop : left[node] - 1;
                if (left.TryGetValue(parent, out int known) && known >= more)
                    continue;
                left[parent] = more;
                stack.Push(parent);
            }
        }
        return [.. left.Keys];
    }

    /// <summary>When the parents of these commits, and theirs, are marked at the latest if only these come up.</summary>
    private Dictionary<int, long> Times(int since, HashSet<int> nodes)
    {
        // git marks the parents of what is excluded by name at once.
        var byChild = new Dictionary<int, long> { [since] = long.MaxValue };
        var times = new Dictionary<int, long>();
        Span<int> two = stackalloc int[2];
        foreach (int node in nodes)
        {
            foreach (int parent in _table.Parents(node, two))
                byChild[parent] = Math.Max(_table.DateOf(node), byChild.GetValueOrDefault(parent, long.MinValue));
        }
        foreach ((int node, long marked) in byChild)
        {
            foreach (int parent in _table.Parents(node, two))
                times[parent] = Math.Max(marked, times.GetValueOrDefault(parent, long.MinValue));
        }
        foreach ((int node, long marked) in byChild)
            times[node] = node == since ? long.MaxValue : Math.Max(marked, times.GetValueOrDefault(node, long.MinValue));
        return times;
    }
}
