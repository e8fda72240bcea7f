using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>What one commit has beyond another.</summary>
/// <param name="Total">How many commits.</param>
/// <param name="Merges">How many of them have two or more parents.</param>
/// <param name="ReachesSince">It descends from the other one.</param>
/// <param name="IsRelated">Some of what it has stands on what the other one reaches.</param>
internal readonly record struct RangeReach(int Total, int Merges, bool ReachesSince, bool IsRelated);

/// <summary>
/// Counts a range, as git rev-list --count does. Where generations are known it is counted from what either end reaches, in no order and no further down
/// than both have commits: that is quicker than <see cref="RangeWalk"/>, which goes by date as git does, and the same number where git's walk learns in
/// time all that is excluded. It does where to every excluded parent of a commit that counts a line of excluded commits leads down on which none is younger
/// than its child, and all are younger than that parent. Where that does not show, the walk is gone.
/// </summary>
internal sealed class RangeCounter
{
    // Reached from the excluded commit along commits none of which is younger than its child.
    private const byte Timely = 1;

    // Timely, and older than the commit before it: every walk has marked it when its turn comes.
    private const byte Marked = 2;

    // Reached from the excluded commit, but by younger parents only, as far as is known.
    private const byte Late = 4;

    private const byte Counted = 8;

    private readonly CommitTable _table;
    private readonly int _since;
    private readonly IOperationMonitor _monitor;
    private readonly CommitFlags _flags;

    // Excluded in either way, their parents still to be looked at; those of a generation below the bound, when it is lowered.
    private Stack<int> _timely = new();
    private Stack<int> _late = new();

    // To be counted where they are not found to be excluded when the bound is lowered.
    private Stack<int> _undecided = new();

    // The excluded parents of commits that count.
    private readonly List<int> _borders = [];
    private readonly Stack<int> _open = new();
    private int _total;
    private int _merges;
    private int _steps;

    private RangeCounter(CommitTable table, int since, IOperationMonitor monitor) =>
        (_table, _since, _monitor, _flags) = (table, since, monitor, new CommitFlags(table.Count));

    /// <summary>Counts <paramref name="since"/>..<paramref name="tip"/>.</summary>
    public static RangeReach Count(CommitTable table, int since, int tip, IOperationMonitor monitor) =>
        (table.HasGenerations ? new RangeCounter(table, since, monitor).TryCount(tip) : null)
        ?? new RangeCounter(table, since, monitor).ReachOf(new RangeWalk(table).Run([since], [tip], monitor));

    private RangeReach ReachOf(List<int> found)
    {
        foreach (int node in found)
            _flags[node] = Counted;
        Span<int> two = stackalloc int[2];
        (int merges, bool reaches, bool related) = (0, false, false);
        foreach (int node in found)
        {
            ReadOnlySpan<int> parents = _table.Parents(node, two);
            merges += parents.Length > 1 ? 1 : 0;
            foreach (int parent in parents)
            {
                reaches |= parent == _since;
                related |= _flags[parent] == 0;
            }
        }
        return new RangeReach(found.Count, merges, reaches, related);
    }

    /// <summary>The count from what either end reaches; null where a walk may come to another one.</summary>
    private RangeReach? TryCount(int tip)
    {
        _flags[_since] = Timely | Marked;
        _timely.Push(_since);
        _undecided.Push(tip);
        // First what is above all that the graph holds, then further and further down.
        Exclude(CommitTable.UnknownGeneration);
        Include(CommitTable.UnknownGeneration);
        long top = _timely.Concat(_late).Concat(_undecided).Select(_table.GenerationOf).DefaultIfEmpty(0).Max();
        for (long depth = 1024; _undecided.Count > 0; depth *= 2)
        {
            long bound = Math.Max(0, top - depth);
            Exclude(bound);
            Include(bound);
        }
        return _borders.TrueForAll(node => (_flags[node] & Marked) != 0)
            ? new RangeReach(_total, _merges, _total > 0 && _borders.Contains(_since), _borders.Count > 0)
            : null;
    }

    /// <summary>Counts down to the bound what is not excluded: all that is, is known so far down.</summary>
    private void Include(long bound)
    {
        Stack<int> start = _undecided;
        _undecided = new Stack<int>();
        Span<int> two = stackalloc int[2];
        while (start.TryPop(out int first))
        {
            Take(first, bound);
            while (_open.TryPop(out int node))
            {
                Step();
                _total++;
                ReadOnlySpan<int> parents = _table.Parents(node, two);
                _merges += parents.Length > 1 ? 1 : 0;
                foreach (int parent in parents)
                    Take(parent, bound);
            }
        }
    }

    private void Take(int node, long bound)
    {
        ref byte flags = ref _flags[node];
        if (flags == Counted)
            return;
        if (flags != 0)
        {
            _borders.Add(node);
        }
        else if (_table.IsBelow(node, bound))
        {
            _undecided.Push(node);
        }
        else
        {
            flags = Counted;
            _open.Push(node);
        }
    }

    /// <summary>Marks all that the excluded commit reaches down to the bound.</summary>
    private void Exclude(long bound)
    {
        var younger = new List<int>();
        Span<int> two = stackalloc int[2];
        var below = new Stack<int>();
        while (_timely.TryPop(out int node))
        {
            if (_table.IsBelow(node, bound))
            {
                below.Push(node);
                continue;
            }
            Step();
            long date = _table.DateOf(node);
            foreach (int parent in _table.Parents(node, two))
            {
                ref byte flags = ref _flags[parent];
                if ((flags & Marked) != 0)
                    continue;
                long parentDate = _table.DateOf(parent);
                if (parentDate > date)
                {
                    younger.Add(parent);
                    continue;
                }
                if ((flags & Timely) == 0)
                    _timely.Push(parent);
                flags = (byte)(parentDate < date ? Timely | Marked : Timely);
            }
        }
        _timely = below;
        foreach (int node in younger)
            TakeLate(node);
        below = new Stack<int>();
        while (_late.TryPop(out int node))
        {
            if (_table.IsBelow(node, bound))
            {
                below.Push(node);
                continue;
            }
            Step();
            foreach (int parent in _table.Parents(node, two))
                TakeLate(parent);
        }
        _late = below;
    }

    private void TakeLate(int node)
    {
        ref byte flags = ref _flags[node];
        if (flags != 0)
            return;
        flags = Late;
        _late.Push(node);
    }

    private void Step()
    {
        if ((++_steps & 4095) != 0)
            return;
        _monitor.Cancellation.ThrowIfCancellationRequested();
        _monitor.Report("Walking history", _steps, -1);
    }
}
