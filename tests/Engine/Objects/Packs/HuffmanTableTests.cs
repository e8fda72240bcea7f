using CsCheck;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public unsafe class HuffmanTableTests
{
    private static readonly uint[] s_meanings = [.. Enumerable.Range(0, 288).Select(i => (uint)i << HuffmanTable.ValueShift)];

    // Complete prefix codes: a leaf is split again and again; a place chosen twice in a row makes deep ones.
    private static readonly Gen<byte[]> s_lengths = Gen.Int[0, 60].Array[1, 200].Select(places =>
    {
        List<byte> leaves = [1, 1];
        foreach (int place in places)
        {
            int leaf = place % leaves.Count;
            if (leaves[leaf] == HuffmanTable.LongestCode)
                continue;
            leaves[leaf]++;
            leaves.Add(leaves[leaf]);
        }
        return leaves.ToArray();
    });

    [Fact]
    public void The_example_of_the_RFC_decodes_as_it_says()
    {
        // RFC 1951, 3.2.2: A to H with lengths 3, 3, 3, 3, 3, 2, 4, 4.
        byte[] lengths = [3, 3, 3, 3, 3, 2, 4, 4];
        Assert.Equal(["010", "011", "100", "101", "110", "00", "1110", "1111"], Codes(lengths));
        AssertDecodes(lengths, mainBits: 9);
    }

    [Fact]
    public void Every_code_leads_to_its_symbol_whatever_bits_follow() => s_lengths.Sample(lengths => AssertDecodes(lengths, mainBits: 6), iter: 300);

    [Theory]
    [InlineData(new byte[] { 1, 1, 1 })]
    [InlineData(new byte[] { 2, 2, 2 })]
    [InlineData(new byte[] { 1, 3, 3 })]
    public void Too_many_codes_or_too_few_are_none(byte[] lengths) => Assert.False(new HuffmanTable(9, 1024).Build(lengths, s_meanings));

    [Fact]
    public void One_code_alone_may_be_half_of_all_and_none_is_allowed()
    {
        var table = new HuffmanTable(9, 1024);
        Assert.True(table.Build([0, 1, 0], s_meanings));
        Assert.Equal(1u, table.Entries[0] >> HuffmanTable.ValueShift);
        Assert.Equal(HuffmanTable.Special | HuffmanTable.Invalid, table.Entries[1]);
        Assert.True(table.Build([0, 0], s_meanings));
        Assert.Equal(HuffmanTable.Special | HuffmanTable.Invalid, table.Entries[0]);
    }

    private static void AssertDecodes(byte[] lengths, int mainBits)
    {
        var table = new HuffmanTable(mainBits, 40_000);
        Assert.True(table.Build(lengths, s_meanings));
        string[] codes = Codes(lengths);
        for (int symbol = 0; symbol < codes.Length; symbol++)
        {
            foreach (char following in "01")
            {
                // The first bit of a code is the lowest.
                string bits = codes[symbol].PadRight(32, following);
                uint input = Convert.ToUInt32(new string([.. bits.Reverse()]), 2);
                uint entry = table.Entries[input & ((1u << table.Bits) - 1)];
                uint used = 0;
                if ((entry & (HuffmanTable.Special | HuffmanTable.Link)) == (HuffmanTable.Special | HuffmanTable.Link))
                {
                    used = (uint)table.Bits;
                    uint part = entry >> HuffmanTable.ValueShift, partBits = (entry >> HuffmanTable.CodeShift) & 15;
                    entry = table.Entries[part + ((input >> table.Bits) & ((1u << (int)partBits) - 1))];
                }
                Assert.Equal(((uint)symbol, lengths[symbol] - used), (entry >> HuffmanTable.ValueShift, (entry >> HuffmanTable.CodeShift) & 15));
                Assert.Equal(lengths[symbol] - used, entry & 0xFF);
            }
        }
    }

    /// <summary>The codes that the lengths stand for, by the rule of the RFC.</summary>
    private static string[] Codes(byte[] lengths)
    {
        string[] codes = new string[lengths.Length];
        int code = 0, previous = 0;
        foreach ((int symbol, byte length) in lengths.Index().Where(l => l.Item > 0).OrderBy(l => l.Item).ThenBy(l => l.Index))
        {
            code <<= length - previous;
            codes[symbol] = Convert.ToString(code++, 2).PadLeft(length, '0');
            previous = length;
        }
        return codes;
    }
}
