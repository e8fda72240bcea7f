using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Tests.Support;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class PackFileTests : IDisposable
{
    private static readonly Oid s_whole = Oid.Parse("10aa000000000000000000000000000000000001");
    private static readonly Oid s_delta = Oid.Parse("10aa000000000000000000000000000000000002");
    private static readonly Oid s_named = Oid.Parse("ffbb000000000000000000000000000000000003");
    private static readonly byte[] s_base = Bytes(string.Concat(Enumerable.Range(0, 40).Select(i => $"line {i}\n")));

    // The sizes, a copy of the base's first 7 bytes, "new" inserted, and a copy of 7 bytes from 7 on.
    private static readonly byte[] s_commands = [(byte)(0x80 | (s_base.Length & 0x7F)), (byte)(s_base.Length >> 7), 17, 0x90, 7, 3, .. "new"u8, 0x91, 7, 7];
    private const string Made = "line 0\nnewline 1\n";

    private readonly HandMadePack _pack = new();
    private readonly DeltaBaseCache _bases = new(1 << 20);

    public void Dispose()
    {
        _bases.Dispose();
        _pack.Dispose();
    }

    [Fact]
    public void Objects_are_found_and_read_whole_or_from_deltas_of_both_kinds()
    {
        long whole = _pack.Whole(s_whole, ObjectType.Blob, s_base);
        long delta = _pack.AtOffset(s_delta, whole, s_commands);
        // A delta to the delta: all of it, once more.
        long named = _pack.ByName(s_named, s_delta, [17, 34, 0x90, 17, 0x90, 17]);
        using PackFile pack = Open();
        Assert.Equal([whole, delta, named], [pack.Find(s_whole), pack.Find(s_delta), pack.Find(s_named)]);
        foreach (bool once in (bool[])[false, true])
        {
            Assert.Equal((ObjectType.Blob, Text(s_base)), Read(pack, whole, once));
            Assert.Equal((ObjectType.Blob, Made + Made), Read(pack, named, once));
            Assert.Equal((ObjectType.Blob, Made), Read(pack, delta, once));
        }
        Assert.Equal([s_base.Length, 17, 34], [pack.SizeAt(whole), pack.SizeAt(delta), pack.SizeAt(named)]);
    }

    [Fact]
    public void What_is_not_in_the_pack_is_not_found()
    {
        _pack.Whole(s_whole, ObjectType.Commit, s_base);
        _pack.Whole(s_named, ObjectType.Tag, s_base);
        using PackFile pack = Open();
        Assert.Equal(-1, pack.Find(s_delta));
        Assert.Equal(-1, pack.Find(Id(0)));
        Assert.Equal(-1, pack.Find(Oid.Parse(new string('f', 40))));
    }

    [Fact]
    public void Ids_that_are_not_spread_are_found_nevertheless()
    {
        // All share their first ten bytes.
        Oid[] ids = [.. Enumerable.Range(1, 300).Select(i => Id(i * i))];
        long[] places = [.. ids.Select(id => _pack.Whole(id, ObjectType.Blob, id.ToByteArray()))];
        using PackFile pack = Open();
        Assert.Equal(places, ids.Select(pack.Find));
        Assert.Equal(-1, pack.Find(Id(5)));
        var between = new HashSet<Oid>();
        pack.AddBetween(Id(4), Id(25), between);
        Assert.Equal([Id(4), Id(9), Id(16), Id(25)], between.Order());
    }

    [Fact]
    public void Offsets_may_stand_in_the_table_of_large_ones()
    {
        long whole = _pack.Whole(s_whole, ObjectType.Tree, s_base);
        long other = _pack.Whole(s_named, ObjectType.Tree, s_base);
        using PackFile pack = Open(largeFrom: other);
        Assert.Equal([whole, other], [pack.Find(s_whole), pack.Find(s_named)]);
        Assert.Equal((ObjectType.Tree, Text(s_base)), Read(pack, other));
    }

    [Fact]
    public void A_large_offset_beyond_the_table_is_damage()
    {
        _pack.Whole(s_whole, ObjectType.Tree, s_base);
        using PackFile pack = Open(spoilIndex: index => (index[^44], index[^41]) = (0x80, 9));
        Assert.Throws<InvalidDataException>(() => pack.Find(s_whole));
    }

    [Fact]
    public void A_fanout_that_falls_is_damage()
    {
        _pack.Whole(s_whole, ObjectType.Tree, s_base);
        string index = _pack.Write(spoilIndex: bytes => bytes[8 + (4 * 0x10) + 3] = 200).IndexPath;
        Assert.Null(PackFile.Open(index, 0));
    }

    [Fact]
    public void A_header_that_lies_about_the_size_is_damage()
    {
        long longer = _pack.Entry(s_whole, (int)ObjectType.Blob, s_base.Length + 1, [], s_base);
        long shorter = _pack.Entry(s_named, (int)ObjectType.Blob, s_base.Length - 1, [], s_base);
        using PackFile pack = Open();
        AssertDamaged(pack, longer);
        AssertDamaged(pack, shorter);
    }

    [Fact]
    public void Kinds_that_there_are_not_are_damage()
    {
        long zero = _pack.Entry(s_whole, 0, 1, [], [1]), five = _pack.Entry(s_named, 5, 1, [], [1]);
        using PackFile pack = Open();
        AssertDamaged(pack, zero);
        AssertDamaged(pack, five);
    }

    [Fact]
    public void Deltas_that_stand_on_themselves_or_on_nothing_are_damage()
    {
        long circle = _pack.ByName(s_whole, s_delta, s_commands);
        _pack.ByName(s_delta, s_whole, s_commands);
        long nowhere = _pack.ByName(s_named, Id(77), s_commands);
        using PackFile pack = Open();
        AssertDamaged(pack, circle);
        AssertDamaged(pack, nowhere);
    }

    [Fact]
    public void A_delta_of_another_base_is_damage()
    {
        long whole = _pack.Whole(s_whole, ObjectType.Blob, [.. s_base, 1]);
        long delta = _pack.AtOffset(s_delta, whole, s_commands);
        using PackFile pack = Open();
        AssertDamaged(pack, delta);
    }

    [Fact]
    public void A_byte_that_is_flipped_in_the_content_is_noticed_by_its_checksum()
    {
        long whole = _pack.Whole(s_whole, ObjectType.Blob, s_base);
        long next = _pack.Next;
        using PackFile pack = Open(spoilPack: bytes => bytes[next - 1] ^= 1);
        AssertDamaged(pack, whole);
    }

    [Fact]
    public void Files_that_are_no_pack_or_no_index_are_not_opened()
    {
        _pack.Whole(s_whole, ObjectType.Blob, s_base);
        Assert.Null(PackFile.Open(_pack.IndexPath, 0));
        AssertNotOpened(spoilPack: pack => pack[0] = (byte)'X');
        AssertNotOpened(spoilPack: pack => pack[7] = 9);
        AssertNotOpened(spoilPack: pack => pack[11] = 2);
        AssertNotOpened(spoilIndex: index => index[0] = 0);
        AssertNotOpened(spoilIndex: index => index[7] = 3);
        AssertNotOpened(spoilIndex: index => index[8 + 1023] = 3);
        using PackFile pack = Open();
        Assert.Equal(3, pack.Number);

        void AssertNotOpened(Action<byte[]>? spoilPack = null, Action<byte[]>? spoilIndex = null)
        {
            _pack.Write(spoilPack: spoilPack, spoilIndex: spoilIndex);
            Assert.Null(PackFile.Open(_pack.IndexPath, 0));
        }
    }

    [Fact]
    public void A_window_shows_the_pack_s_bytes_from_any_place_on()
    {
        byte[] noise = new byte[50_000];
        new Random(3).NextBytes(noise);
        _pack.Whole(s_whole, ObjectType.Blob, noise);
        using PackFile pack = Open();
        byte[] file = File.ReadAllBytes(Path.ChangeExtension(_pack.IndexPath, ".pack"));
        var windows = new PackWindows();
        for (int offset = 0; offset < file.Length; offset += 997)
        {
            ReadOnlySpan<byte> seen = windows.At(pack, offset);
            Assert.True(seen.Length >= Math.Min(PackWindows.Overlap, file.Length - offset));
            Assert.True(seen.SequenceEqual(file.AsSpan(offset, seen.Length)));
        }
        Assert.True(windows.At(pack, file.Length + 100_000).IsEmpty);
    }

    private PackFile Open(long largeFrom = long.MaxValue, Action<byte[]>? spoilPack = null, Action<byte[]>? spoilIndex = null) =>
        PackFile.Open(_pack.Write(largeFrom, spoilPack, spoilIndex).IndexPath, 3) ?? throw new InvalidOperationException("not opened");

    private (ObjectType Type, string Text) Read(PackFile pack, long offset, bool once = false)
    {
        (byte[] array, int length, bool isRented) = pack.Read(offset, _bases, once, out ObjectType type);
        Assert.Equal(once, isRented);
        return (type, Text(array.AsSpan(0, length)));
    }

    private void AssertDamaged(PackFile pack, long offset)
    {
        Assert.Throws<InvalidDataException>(() => pack.Read(offset, _bases, once: false, out _));
        Assert.Throws<InvalidDataException>(() => pack.Read(offset, _bases, once: true, out _));
    }
}
