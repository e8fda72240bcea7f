using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// Finds the last commit of a branch's first-parent chain that all of some commits descend from. Reads no further back than where they leave that
/// chain; where clocks were wrong it may give an earlier commit.
/// </summary>
internal sealed class MainlineFork(CommitHistory history, Oid branch)
{
    private const int Unrelated = int.MaxValue;

    // The chain is long enough when so many of it in a row are older, as one clock may have been wrong; git's walks look as far.
    private const int Slop = 5;

    private readonly CommitTable _table = history.Table;
    private readonly List<int> _chain = [history.Known(branch)];

    // Of each commit looked at: how far back along the chain the last one is that it descends from (or is).
    private readonly Dictionary<int, int> _places = new() { [history.Known(branch)] = 0 };

    // The dates of the chain's last few, and the latest of them.
    private readonly Queue<long> _recent = new();
    private long _newest = long.MaxValue;

    /// <summary>That commit; empty where there is none.</summary>
    public IReadOnlyList<Oid> Of(IReadOnlyList<Oid> commits)
    {
        int furthest = 0;
        foreach (Oid commit in commits)
        {
            furthest = Math.Max(furthest, PlaceOf(history.Known(commit)));
            if (furthest == Unrelated)
                return [];
        }
        return [_table.IdOf(_chain[furthest])];
    }

    private int PlaceOf(int commit)
    {
        Span<int> two = stackalloc int[2];
        var stack = new Stack<int>();
        stack.Push(commit);
        while (stack.TryPeek(out int at))
        {
            if (IsPlaced(at))
            {
                stack.Pop();
                continue;
            }
            int place = Unrelated;
            int waiting = stack.Count;
            foreach (int parent in _table.Parents(at, two))
            {
                if (IsPlaced(parent))
                    place = Math.Min(place, _places[parent]);
                else
                    stack.Push(parent);
            }
            if (stack.Count == waiting)
            {
                stack.Pop();
                _places[at] = place;
            }
        }
        return _places[commit];
    }

    private bool IsPlaced(int commit)
    {
        if (_places.ContainsKey(commit))
            return true;
        // Were it on the chain, it would come before the chain gets older than it.
        for (long date = _table.DateOf(commit); _newest >= date;)
        {
            int next = _table.FirstParent(_chain[^1]);
            if (next < 0)
                break;
            _recent.Enqueue(_table.DateOf(next));
            if (_recent.Count > Slop)
                _recent.Dequeue();
            _newest = _recent.Count < Slop ? long.MaxValue : _recent.Max();
            // One of the chain that was reached another way first has its place from what it descends from; that is older, and does no harm.
            _places.TryAdd(next, _chain.Count);
            _chain.Add(next);
        }
        return _places.ContainsKey(commit);
    }
}
