using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Inflates a zlib stream (RFC 1950 and 1951) as far as is asked and no further, without anything to set up or tear down between streams: of a
/// commit's text a walk wants the first third, and zlib's own setting up costs as much as that. What lies behind is not looked at, nor is the
/// checksum. Whatever is not as the format says, or goes beyond the input, ends in <see cref="InvalidDataException"/>. Not for several threads.
/// </summary>
internal sealed unsafe class ObjectStartInflater
{
    private const int LiteralBits = 9;
    private const int DistanceBits = 7;
    private const int LongestMatch = 258;
    private const int EndOfBlock = 256;

    private readonly Code _literals = new(288, LiteralBits);
    private readonly Code _distances = new(32, DistanceBits);
    private readonly Code _lengths = new(19, 7);
    private readonly byte[] _codeLengths = new byte[288 + 32];
    private byte[] _output = new byte[1024 + LongestMatch];

    // Where the stream is: the bits taken from the input and not used, and the block that they are of.
    private ulong _bits;
    private int _bitCount;
    private int _next;
    private int _written;
    private int _stored;
    private Block _block;
    private bool _isLast;

    private enum Block
    {
        None,
        Stored,
        Coded,
        End,
    }

    // The order in which a block gives the lengths of the codes for code lengths.
    private static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private static ReadOnlySpan<ushort> MatchBase =>
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static ReadOnlySpan<byte> MatchExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static ReadOnlySpan<ushort> DistanceBase =>
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    private static ReadOnlySpan<byte> DistanceExtra => [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>What was inflated so far of the stream; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Output => _output.AsSpan(0, _written);

    /// <summary>Begins a stream.</summary>
    internal void Start(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2 || (input[0] & 15) != 8 || (input[1] & 0x20) != 0 || BinaryPrimitives.ReadUInt16BigEndian(input) % 31 != 0)
            throw new InvalidDataException();
        (_bits, _bitCount, _next, _written) = (0, 0, 2, 0);
        (_block, _isLast) = (Block.None, false);
    }

    /// <summary>Goes on until at least <paramref name="wanted"/> bytes are there; false where the stream has fewer. The input is the one begun with.</summary>
    internal bool Inflate(ReadOnlySpan<byte> input, int wanted)
    {
        if (_output.Length < wanted + LongestMatch)
            Array.Resize(ref _output, wanted + LongestMatch);
        while (_written < wanted)
        {
            switch (_block)
            {
                case Block.None:
                    if (_isLast)
                        _block = Block.End;
                    else
                        StartBlock(input);
                    break;
                case Block.Stored:
                    CopyStored(input, wanted);
                    break;
                case Block.Coded:
                    Decode(input, wanted);
                    break;
                default:
                    return false;
            }
        }
        return true;
    }

    /// <summary>True where the stream ends with what was inflated, and its checksum (Adler-32) is that of it.</summary>
    internal bool IsEnd(ReadOnlySpan<byte> input)
    {
        int written = _written;
        while (_block != Block.End)
        {
            if (_block == Block.None && _isLast)
                _block = Block.End;
            else if (Inflate(input, written + 1) || _written > written)
                return false;
        }
        // What was taken and not used is whole bytes of the checksum, behind the rest of the last byte.
        Bits(input, _bitCount & 7);
        uint checksum = 0;
        for (int i = 0; i < 4; i++)
            checksum = (checksum << 8) | (uint)Bits(input, 8);
        return checksum == Adler32.Of(Output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bits(ReadOnlySpan<byte> input, int count)
    {
        while (_bitCount < count)
        {
            if (_next >= input.Length)
                throw new InvalidDataException();
            _bits |= (ulong)input[_next++] << _bitCount;
            _bitCount += 8;
        }
        int value = (int)(_bits & ((1UL << count) - 1));
        _bits >>= count;
        _bitCount -= count;
        return value;
    }

    private void StartBlock(ReadOnlySpan<byte> input)
    {
        _isLast = Bits(input, 1) != 0;
        switch (Bits(input, 2))
        {
            case 0:
                Bits(input, _bitCount & 7);
                _stored = Bits(input, 16);
                if (_stored != (Bits(input, 16) ^ 0xFFFF))
                    throw new InvalidDataException();
                _block = Block.Stored;
                break;
            case 1:
                Span<byte> lengths = _codeLengths;
                lengths[..144].Fill(8);
                lengths[144..256].Fill(9);
                lengths[256..280].Fill(7);
                lengths[280..288].Fill(8);
                lengths[288..].Fill(5);
                _literals.Build(lengths[..288]);
                _distances.Build(lengths[288..]);
                _block = Block.Coded;
                break;
            case 2:
                ReadCodes(input);
                _block = Block.Coded;
                break;
            default:
                throw new InvalidDataException();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadCodes(ReadOnlySpan<byte> input)
    {
        int literals = Bits(input, 5) + 257;
        int distances = Bits(input, 5) + 1;
        int count = Bits(input, 4) + 4;
        Span<byte> lengths = _codeLengths;
        lengths[..19].Clear();
        for (int i = 0; i < count; i++)
            lengths[LengthOrder[i]] = (byte)Bits(input, 3);
        _lengths.Build(lengths[..19]);
        lengths.Clear();
        int all = literals + distances;
        ulong bits = _bits;
        int bitCount = _bitCount;
        int next = _next;
        fixed (byte* data = input)
        fixed (ushort* table = _lengths.Table)
        {
            for (int at = 0; at < all;)
            {
                // A word has seven bits at most, and up to seven more say how often.
                if (bitCount < 14)
                    Refill(data, input.Length, ref bits, ref bitCount, ref next);
                int entry = table[bits & 127];
                bits >>= entry & 15;
                bitCount -= entry & 15;
                int symbol = entry >> 4;
                if (entry == 0 || bitCount < 0)
                    throw new InvalidDataException();
                if (symbol < 16)
                {
                    lengths[at++] = (byte)symbol;
                    continue;
                }
                int extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
                int repeat = (symbol == 18 ? 11 : 3) + (int)(bits & ((1UL << extra) - 1));
                bits >>= extra;
                bitCount -= extra;
                if (repeat > all - at)
                    throw new InvalidDataException();
                if (symbol == 16)
                {
                    byte value = at > 0 ? lengths[at - 1] : throw new InvalidDataException();
                    for (int i = 0; i < repeat; i++)
                        lengths[at + i] = value;
                }
                at += repeat;
            }
        }
        Keep(bits, bitCount, next);
        if (lengths[EndOfBlock] == 0)
            throw new InvalidDataException();
        _literals.Build(lengths[..literals]);
        _distances.Build(lengths[literals..all]);
    }

    /// <summary>Fills up to 56 bits or more, where there are so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(byte* data, int length, ref ulong bits, ref int bitCount, ref int next)
    {
        if (next + 8 <= length)
        {
            // What comes in above the bits counted is of the next byte, and comes in again with it.
            bits |= BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(data + next, 8)) << bitCount;
            int taken = (63 - bitCount) >> 3;
            next += taken;
            bitCount += taken << 3;
            return;
        }
        while (bitCount <= 55 && next < length)
        {
            bits |= (ulong)data[next++] << bitCount;
            bitCount += 8;
        }
    }

    private void Keep(ulong bits, int bitCount, int next)
    {
        if (bitCount < 0)
            throw new InvalidDataException();
        _bits = bits & ((1UL << bitCount) - 1);
        (_bitCount, _next) = (bitCount, next);
    }

    private void CopyStored(ReadOnlySpan<byte> input, int wanted)
    {
        // Whole bytes may wait among the bits.
        while (_stored > 0 && _written < wanted)
        {
            _output[_written++] = (byte)Bits(input, 8);
            _stored--;
        }
        if (_stored == 0)
            _block = Block.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decode(ReadOnlySpan<byte> input, int wanted)
    {
        ulong bits = _bits;
        int bitCount = _bitCount;
        int next = _next;
        int written = _written;
        fixed (byte* data = input)
        fixed (byte* output = _output)
        fixed (ushort* literals = _literals.Table)
        fixed (ushort* distances = _distances.Table)
        {
            while (written < wanted)
            {
                // A length and a distance with the extra bits of both: 15 + 5 + 15 + 13.
                if (bitCount < 48)
                    Refill(data, input.Length, ref bits, ref bitCount, ref next);
                int entry = literals[bits & ((1 << LiteralBits) - 1)];
                if (entry == 0)
                    entry = _literals.FindLong(bits);
                bits >>= entry & 15;
                bitCount -= entry & 15;
                int symbol = entry >> 4;
                if (symbol < EndOfBlock)
                {
                    output[written++] = (byte)symbol;
                    if (bitCount < 0)
                        throw new InvalidDataException();
                    continue;
                }
                if (symbol == EndOfBlock)
                {
                    _block = Block.None;
                    break;
                }
                symbol -= EndOfBlock + 1;
                if (symbol >= MatchBase.Length)
                    throw new InvalidDataException();
                int extra = MatchExtra[symbol];
                int length = MatchBase[symbol] + (int)(bits & ((1UL << extra) - 1));
                bits >>= extra;
                bitCount -= extra;
                entry = distances[bits & ((1 << DistanceBits) - 1)];
                if (entry == 0)
                    entry = _distances.FindLong(bits);
                bits >>= entry & 15;
                bitCount -= entry & 15;
                symbol = entry >> 4;
                if (symbol >= DistanceBase.Length)
                    throw new InvalidDataException();
                extra = DistanceExtra[symbol];
                int distance = DistanceBase[symbol] + (int)(bits & ((1UL << extra) - 1));
                bits >>= extra;
                bitCount -= extra;
                if (distance > written || bitCount < 0)
                    throw new InvalidDataException();
                // The copy may run over what it writes: then it repeats it.
                byte* to = output + written;
                byte* from = to - distance;
                for (int i = 0; i < length; i++)
                    to[i] = from[i];
                written += length;
            }
        }
        Keep(bits, bitCount, next);
        _written = written;
    }

    /// <summary>One Huffman code: a table of its short words, and what finds the long ones bit by bit.</summary>
    private sealed class Code(int symbols, int tableBits)
    {
        private readonly int[] _counts = new int[16];
        private readonly ushort[] _sorted = new ushort[symbols];

        /// <summary>By the next bits: symbol and length of word; 0 where the word is longer or there is none.</summary>
        internal ushort[] Table { get; } = new ushort[1 << tableBits];

        /// <summary>Takes the lengths of the words of all symbols.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Build(ReadOnlySpan<byte> lengths)
        {
            int[] counts = _counts;
            Array.Clear(counts);
            ulong eight;
            for (int at = 0; at < lengths.Length; at += 8)
            {
                // Most symbols of a block of text have no word.
                for (eight = Eight(lengths, at); eight != 0; eight = Next(eight))
                    counts[lengths[at + Place(eight)]]++;
            }
            Span<int> starts = stackalloc int[17];
            int left = 1;
            starts[1] = 0;
            for (int length = 1; length < 16; length++)
            {
                left = (left << 1) - counts[length];
                if (left < 0)
                    throw new InvalidDataException();
                starts[length + 1] = starts[length] + counts[length];
            }
            ushort[] sorted = _sorted;
            for (int at = 0; at < lengths.Length; at += 8)
            {
                for (eight = Eight(lengths, at); eight != 0; eight = Next(eight))
                {
                    int symbol = at + Place(eight);
                    sorted[starts[lengths[symbol]]++] = (ushort)symbol;
                }
            }
            // Words come with their first bit lowest. The table for one length is the one for the length before it, twice, with the words of that length put in.
            ushort[] table = Table;
            table[0] = 0;
            int word = 0;
            int next = 0;
            for (int length = 1; length <= tableBits; length++)
            {
                int half = 1 << (length - 1);
                table.AsSpan(0, half).CopyTo(table.AsSpan(half));
                for (int i = counts[length]; i > 0; i--)
                {
                    table[word] = (ushort)((sorted[next++] << 4) | length);
                    // One more, seen from the other end.
                    int bit = half;
                    while ((word & bit) != 0)
                        bit >>= 1;
                    word = bit == 0 ? 0 : (word & (bit - 1)) | bit;
                }
            }
        }

        /// <summary>The entry for the next bits where the table has none: a longer word.</summary>
        internal int FindLong(ulong bits)
        {
            int word = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++)
            {
                word |= (int)(bits & 1);
                bits >>= 1;
                int count = _counts[length];
                if (word - count < first)
                    return (_sorted[index + (word - first)] << 4) | length;
                index += count;
                first = (first + count) << 1;
                word <<= 1;
            }
            throw new InvalidDataException();
        }

        // Eight lengths as a number, which runs from one that is not zero to the next.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Eight(ReadOnlySpan<byte> lengths, int at)
        {
            if (at + 8 <= lengths.Length)
                return BinaryPrimitives.ReadUInt64LittleEndian(lengths[at..]);
            ulong eight = 0;
            for (int i = lengths.Length - 1; i >= at; i--)
                eight = (eight << 8) | lengths[i];
            return eight;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int Place(ulong eight) => BitOperations.TrailingZeroCount(eight) >> 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Next(ulong eight) => eight & ~(0xFFUL << (BitOperations.TrailingZeroCount(eight) & ~7));
    }
}
