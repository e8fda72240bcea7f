namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>Which commit of a stretch: not which of all that are asked for, whose stretches are looked up one after the other.</summary>
internal readonly record struct StretchPlace(int Index);

/// <summary>
/// Where a stretch of many commits lies in the packs, looked up in the order of their ids: so the index of a pack is gone through once from
/// its start to its end, and no more than a part of it is among this process's pages at a time. Looked up one by one in the order of
/// history, a few thousand commits touch all of it.
/// </summary>
internal sealed class PackPlaces(PackFolder packs, int capacity)
{
    /// <summary>The commits of a stretch: enough that going through an index for them costs little, few enough that what is held of each does.</summary>
    internal const int Most = 1 << 15;

    private const int ReleaseEvery = 1 << 12;
    private const long Nowhere = -1;
    private const int OffsetBits = 48;

    private readonly Oid[] _ids = new Oid[capacity];
    private readonly int[] _order = new int[capacity];
    private readonly long[] _places = new long[capacity];

    /// <summary>Looks up <paramref name="count"/> commits, but those that need not be read from the packs, by a test in the same order.</summary>
    internal void Find(Func<int, Oid> commitAt, int count, Predicate<Oid> isNeedless)
    {
        for (int i = 0; i < count; i++)
            (_ids[i], _order[i]) = (commitAt(i), i);
        MemoryExtensions.Sort(_ids.AsSpan(0, count), _order.AsSpan(0, count));
        bool isOpen = packs.Enter();
        try
        {
            for (int i = 0; i < count; i++)
            {
                _places[_order[i]] = isOpen && !isNeedless(_ids[i]) ? PlaceOf(_ids[i]) : Nowhere;
                if ((i + 1) % ReleaseEvery == 0)
                    packs.ReleasePages();
            }
        }
        finally
        {
            if (isOpen)
                packs.Leave();
        }
    }

    /// <summary>The pack of one of them and where in it; false where it is in none or need not be read.</summary>
    internal bool TryGet(StretchPlace which, out int pack, out long offset)
    {
        long place = _places[which.Index];
        (pack, offset) = ((int)(place >> OffsetBits), place & ((1L << OffsetBits) - 1));
        return place != Nowhere;
    }

    private long PlaceOf(Oid id)
    {
        try
        {
            return packs.TryFind(id, out PackFile? pack, out long offset) && offset >> OffsetBits == 0 ? ((long)pack.Number << OffsetBits) | offset : Nowhere;
        }
        catch (InvalidDataException)
        {
            // A damaged index: whoever reads the commit will say what is wrong.
            return Nowhere;
        }
    }
}
