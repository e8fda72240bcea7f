using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Kept;

/// <summary>
/// Goes through the commits that are held and those of some files in order, each once, as often as it is asked to, and holds none of them. What is held counts
/// more than what a file has, a later file more than an earlier one.
/// </summary>
internal sealed class FactMerge
{
    private const int ReleaseEvery = 1 << 15;

    private readonly HeldFacts _held;
    private readonly Oid[] _sorted;
    private readonly IReadOnlyList<FactSegment> _segments;

    // Of each file, and last of what is held: the next place.
    private readonly int[] _next;
    private int _current;
    private int _taken;

    /// <summary>Begins before the first commit.</summary>
    public FactMerge(HeldFacts held, IReadOnlyList<FactSegment> segments)
    {
        (_held, _sorted, _segments) = (held, held.Sorted(), segments);
        _next = new int[segments.Count + 1];
    }

    /// <summary>The commit that it is at.</summary>
    public Oid Commit { get; private set; }

    /// <summary>The bytes of that commit.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (_current < _segments.Count)
                return _segments[_current].BytesAt(_next[_current] - 1);
            _held.TryFind(Commit, out ReadOnlySpan<byte> bytes);
            return bytes;
        }
    }

    /// <summary>Goes back to before the first commit.</summary>
    public void Restart() => Array.Clear(_next);

    /// <summary>Goes to the next commit; false where there is none.</summary>
    public bool MoveNext()
    {
        int lowest = -1;
        Oid commit = default;
        for (int i = 0; i < _next.Length; i++)
        {
            if (_next[i] == CountOf(i))
                continue;
            Oid id = i < _segments.Count ? _segments[i].IdAt(_next[i]) : _sorted[_next[i]];
            // Of several that have it the last one counts; the others are passed over below.
            if (lowest < 0 || id <= commit)
                (lowest, commit) = (i, id);
        }
        if (lowest < 0)
            return false;
        for (int i = 0; i < lowest; i++)
        {
            if (_next[i] < CountOf(i) && _segments[i].IdAt(_next[i]) == commit)
                _next[i]++;
        }
        _next[lowest]++;
        (_current, Commit) = (lowest, commit);
        if (++_taken % ReleaseEvery == 0)
        {
            foreach (FactSegment segment in _segments)
                segment.ReleasePages();
        }
        return true;
    }

    private int CountOf(int source) => source < _segments.Count ? _segments[source].Count : _sorted.Length;
}
