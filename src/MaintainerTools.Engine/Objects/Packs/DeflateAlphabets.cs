namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>What the codes of a deflate stream stand for (RFC 1951, 3.2.5 to 3.2.7), in the form of <see cref="HuffmanTable"/>'s entries.</summary>
internal static class DeflateAlphabets
{
    internal const int EndOfBlock = 256;
    internal const int LiteralCodes = 288;
    internal const int DistanceCodes = 32;
    internal const int LongestMatch = 258;

    /// <summary>The order in which the lengths of the codes for code lengths are sent.</summary>
    internal static readonly byte[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Literals, the end of a block, and lengths of matches.</summary>
    internal static readonly uint[] Literals = MakeLiterals();

    /// <summary>Distances of matches.</summary>
    internal static readonly uint[] Distances = MakeDistances();

    /// <summary>The lengths of codes.</summary>
    internal static readonly uint[] Lengths = [.. Enumerable.Range(0, 19).Select(i => (uint)i << HuffmanTable.ValueShift)];

    /// <summary>How long the codes of a block with fixed codes are: literals, then distances.</summary>
    internal static readonly byte[] FixedLengths =
        [.. Of(8, 144), .. Of(9, 112), .. Of(7, 24), .. Of(8, 8), .. Of(5, DistanceCodes)];

    private static IEnumerable<byte> Of(byte length, int codes) => Enumerable.Repeat(length, codes);

    private static uint[] MakeLiterals()
    {
        uint[] meanings = new uint[LiteralCodes];
        for (uint i = 0; i < EndOfBlock; i++)
            meanings[i] = HuffmanTable.Literal | (i << HuffmanTable.ValueShift);
        meanings[EndOfBlock] = HuffmanTable.Special;
        uint least = 3;
        for (int i = 0; i < 28; i++)
        {
            uint extra = i < 8 ? 0 : (uint)((i - 4) / 4);
            meanings[EndOfBlock + 1 + i] = (least << HuffmanTable.ValueShift) | extra;
            least += 1u << (int)extra;
        }
        meanings[285] = LongestMatch << HuffmanTable.ValueShift;
        meanings[286] = meanings[287] = HuffmanTable.Special | HuffmanTable.Invalid;
        return meanings;
    }

    private static uint[] MakeDistances()
    {
        uint[] meanings = new uint[DistanceCodes];
        uint least = 1;
        for (int i = 0; i < 30; i++)
        {
            uint extra = i < 4 ? 0 : (uint)((i - 2) / 2);
            meanings[i] = (least << HuffmanTable.ValueShift) | extra;
            least += 1u << (int)extra;
        }
        meanings[30] = meanings[31] = HuffmanTable.Special | HuffmanTable.Invalid;
        return meanings;
    }
}
