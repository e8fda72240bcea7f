using System.Numerics;
using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// A table that decodes one kind of symbol of a DEFLATE block (RFC 1951, 3.2): as many bits as the main part has select an entry, longer codes
/// lead on to a part of their own. An entry tells what to take off the input and what it stands for (see the constants).
/// </summary>
internal sealed unsafe class HuffmanTable(int mainBits, int capacity)
{
    /// <summary>The entry is a literal; its byte stands at <see cref="ValueShift"/>.</summary>
    internal const uint Literal = 0x80000000;

    /// <summary>The entry is none of literal, length and distance: end of block, a link, or no code at all.</summary>
    internal const uint Special = 0x8000;

    /// <summary>Together with <see cref="Special"/>: <see cref="ValueShift"/> has the place of a further part, <see cref="CodeShift"/> its bits.</summary>
    internal const uint Link = 0x4000;

    /// <summary>Together with <see cref="Special"/>: no code leads here.</summary>
    internal const uint Invalid = 0x2000;

    /// <summary>Where the byte, the least length or the least distance stands.</summary>
    internal const int ValueShift = 16;

    /// <summary>Where the length of the code alone stands, four bits; the lowest eight have that of the code with its extra bits.</summary>
    internal const int CodeShift = 8;

    /// <summary>No code of DEFLATE is longer.</summary>
    internal const int LongestCode = 15;

    private readonly uint[] _entries = GC.AllocateUninitializedArray<uint>(capacity, pinned: true);

    /// <summary>The bits that select an entry of the main part; fewer than asked for where all codes are short.</summary>
    internal int Bits { get; private set; }

    /// <summary>The entries; the array is pinned.</summary>
    internal uint* Entries => (uint*)Unsafe.AsPointer(ref _entries[0]);

    /// <summary>
    /// Fills the table. False for lengths that are no prefix code: too many codes, or too few (but for the one or none that a block without
    /// matches has).
    /// </summary>
    /// <param name="lengths">The length of each symbol's code; 0 for none.</param>
    /// <param name="meanings">Each symbol's entry, with the number of its extra bits for a length.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal bool Build(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meanings)
    {
        Span<int> counts = stackalloc int[LongestCode + 1];
        counts.Clear();
        foreach (byte length in lengths)
            counts[length]++;
        int longest = LongestCode;
        while (longest > 0 && counts[longest] == 0)
            longest--;
        int used = 0;
        for (int length = 1; length <= longest; length++)
            used = (used << 1) + counts[length];
        if (used != 1 << longest || longest == 0)
            return BuildIncomplete(lengths, meanings, longest, used);
        // Symbols by length of code, equal ones in their order: that is the order of the codes.
        Span<ushort> sorted = stackalloc ushort[lengths.Length];
        Span<int> next = stackalloc int[LongestCode + 2];
        next[1] = 0;
        for (int length = 1; length <= LongestCode; length++)
            next[length + 1] = next[length] + counts[length];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
                sorted[next[lengths[symbol]]++] = (ushort)symbol;
        }
        Bits = Math.Min(mainBits, longest);
        Fill(counts, longest, sorted, meanings, out bool fits);
        return fits;
    }

    // The codes' bits come lowest first, so that the table is indexed by the reversed code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(ReadOnlySpan<int> counts, int longest, ReadOnlySpan<ushort> sorted, ReadOnlySpan<uint> meanings, out bool fits)
    {
        uint* table = Entries;
        uint code = 0;
        int at = 0;
        int size = 2;
        for (int length = 1; length <= Bits; length++, size <<= 1)
        {
            for (int i = counts[length]; i > 0; i--)
            {
                table[code] = Entry(meanings[sorted[at++]], length);
                code = Increment(code, length);
            }
            // A shorter code stands for all longer ones that begin with it: what is there so far is repeated.
            if (length < Bits)
                Buffer.MemoryCopy(table, table + size, size * sizeof(uint), size * sizeof(uint));
        }
        uint prefix = uint.MaxValue, mask = (1u << Bits) - 1;
        int part = 1 << Bits, partBits = 0;
        fits = true;
        for (int length = Bits + 1; length <= longest; length++)
        {
            for (int left = counts[length]; left > 0; left--)
            {
                if ((code & mask) != prefix)
                {
                    prefix = code & mask;
                    part += partBits == 0 ? 0 : 1 << partBits;
                    partBits = length - Bits;
                    // As large as the codes that begin so need; all that are left of this length may be among them.
                    for (int room = left; room < 1 << partBits;)
                        room = (room << 1) + counts[Bits + ++partBits];
                    if (part + (1 << partBits) > capacity)
                    {
                        fits = false;
                        return;
                    }
                    table[prefix] = Special | Link | ((uint)part << ValueShift) | ((uint)partBits << CodeShift) | (uint)Bits;
                }
                uint entry = Entry(meanings[sorted[at++]], length - Bits);
                for (uint i = code >> Bits; i < 1u << partBits; i += 1u << (length - Bits))
                    table[part + i] = entry;
                code = Increment(code, length);
            }
        }
    }

    // One code of one bit, or none: what is not that code leads nowhere.
    private bool BuildIncomplete(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meanings, int longest, int used)
    {
        if (longest > 1 || used > 1)
            return false;
        Bits = 1;
        Entries[0] = used == 1 ? Entry(meanings[lengths.IndexOf((byte)1)], 1) : Special | Invalid;
        Entries[1] = Special | Invalid;
        return true;
    }

    private static uint Entry(uint meaning, int length) => meaning + ((uint)length << CodeShift) + (uint)length;

    // Adds one to a reversed code.
    private static uint Increment(uint code, int length)
    {
        uint zeros = code ^ ((1u << length) - 1);
        if (zeros == 0)
            return 0;
        uint bit = 1u << BitOperations.Log2(zeros);
        return (code & (bit - 1)) | bit;
    }
}
