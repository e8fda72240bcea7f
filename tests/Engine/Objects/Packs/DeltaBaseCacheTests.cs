using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class DeltaBaseCacheTests : IDisposable
{
    private readonly DeltaBaseCache _cache = new(800);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void What_was_added_is_found_by_its_pack_and_offset()
    {
        Add(1, 20, 50);
        DeltaBase found = Assert.IsType<DeltaBase>(_cache.Find(1, 20));
        Assert.Equal((ObjectType.Tree, 50, (byte)20), (found.Type, found.Length, found.Span[49]));
        _cache.Release(found);
        Assert.Null(_cache.Find(2, 20));
        Assert.Null(_cache.Find(1, 21));
    }

    [Fact]
    public void What_was_not_used_for_the_longest_time_goes_first()
    {
        for (int i = 0; i < 8; i++)
            Add(0, i, 100);
        // Used anew: the next is the oldest.
        Assert.True(IsThere(0));
        Add(0, 8, 100);
        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8], Enumerable.Range(0, 9).Where(IsThere));
    }

    [Fact]
    public void What_would_push_out_most_others_is_not_kept()
    {
        Add(0, 1, 101);
        Assert.False(IsThere(1));
    }

    [Fact]
    public void What_is_looked_at_stays_readable_after_it_was_pushed_out()
    {
        Add(0, 1, 100);
        DeltaBase looked = Assert.IsType<DeltaBase>(_cache.Find(0, 1));
        for (int i = 2; i < 12; i++)
            Add(0, i, 100);
        Assert.False(IsThere(1));
        Assert.False(looked.IsKept);
        Assert.Equal(Enumerable.Repeat((byte)1, 100), looked.Span.ToArray());
        _cache.Release(looked);
    }

    [Fact]
    public void A_second_one_for_the_same_place_is_not_kept()
    {
        Add(0, 1, 10);
        Add(0, 1, 20);
        DeltaBase found = Assert.IsType<DeltaBase>(_cache.Find(0, 1));
        Assert.Equal(10, found.Length);
        _cache.Release(found);
    }

    private void Add(int pack, long offset, int length)
    {
        DeltaBase added = DeltaBaseCache.NewBase(ObjectType.Tree, length);
        added.Span.Fill((byte)offset);
        _cache.Add(pack, offset, added);
        _cache.Release(added);
    }

    private bool IsThere(int offset)
    {
        DeltaBase? found = _cache.Find(0, offset);
        if (found is not null)
            _cache.Release(found);
        return found is not null;
    }
}
