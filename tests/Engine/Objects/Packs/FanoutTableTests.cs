using System.Buffers.Binary;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class FanoutTableTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(700, false)]
    [InlineData(700, true)]
    public void Ids_that_are_spread_evenly_are_found_where_a_plain_search_finds_them(int count, bool isLittleEndian)
    {
        var random = new Random(count);
        byte[] bytes = new byte[Oid.Size];
        AssertAsPlainSearch([.. Enumerable.Range(0, count).Select(_ => Next())], isLittleEndian, [.. Enumerable.Range(0, 200).Select(_ => Next())]);

        Oid Next()
        {
            random.NextBytes(bytes);
            return new Oid(bytes);
        }
    }

    [Fact]
    public void Ids_that_are_all_in_one_corner_are_found_as_well()
    {
        // Guesses from the first digits go wrong each time: they are the same, or lie at both ends.
        Oid[] ids = [.. Enumerable.Range(1, 300).Select(i => Id("77000000", 2 * i)), Id("77ffffff", 1), Id("77ffffff", 2), Id("ffffffff", 0)];
        Oid[] others = [Oid.Zero, Id("76ffffff", 9), Id("77000000", 0), Id("77000000", 301), Id("77000000", 999), Id("77ffffff", 0),
            Id("78000000", 0), Id("ffffffff", 1)];
        AssertAsPlainSearch(ids, false, others);
    }

    [Fact]
    public unsafe void A_table_whose_numbers_go_down_is_not_taken()
    {
        byte[] fanout = new byte[FanoutTable.Size];
        fanout[(4 * 9) + 3] = 1;
        Assert.Throws<InvalidDataException>(Open);
        fanout.AsSpan().Fill(0xFF);
        Assert.Throws<InvalidDataException>(Open);

        void Open()
        {
            fixed (byte* at = fanout)
                _ = new FanoutTable(at, at);
        }
    }

    private static Oid Id(string start, int number) => Oid.Parse(start + number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture));

    private static unsafe void AssertAsPlainSearch(IEnumerable<Oid> given, bool isLittleEndian, IReadOnlyList<Oid> others)
    {
        Oid[] ids = [.. given.Distinct().Order()];
        byte[] fanout = new byte[FanoutTable.Size];
        byte[] table = new byte[Math.Max(ids.Length, 1) * Oid.Size];
        int[] counts = new int[256];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i].CopyTo(table.AsSpan(i * Oid.Size));
            counts[table[i * Oid.Size]]++;
        }
        int upTo = 0;
        for (int first = 0; first < 256; first++)
        {
            upTo += counts[first];
            Span<byte> number = fanout.AsSpan(first * 4);
            if (isLittleEndian)
                BinaryPrimitives.WriteInt32LittleEndian(number, upTo);
            else
                BinaryPrimitives.WriteInt32BigEndian(number, upTo);
        }
        fixed (byte* fanoutAt = fanout, idsAt = table)
        {
            var found = new FanoutTable(fanoutAt, idsAt, isLittleEndian);
            Assert.Equal(ids.Length, found.Count);
            Assert.Equal((uint)ids.Length, FanoutTable.CountIn(fanoutAt, isLittleEndian));
            foreach (Oid id in ids.Concat(others))
            {
                int place = Array.BinarySearch(ids, id);
                Assert.Equal(place < 0 ? -1 : place, found.Find(id));
                Assert.Equal(place < 0 ? ~place : place, found.LowerBound(id));
                if (place >= 0)
                    Assert.Equal(id, found.IdAt(place));
            }
        }
    }
}
