using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Inflates zlib streams (RFC 1950 and 1951) that lie in memory whole, into memory of the right size. A pack has hundreds of thousands of
/// short ones; setting up a stream of the framework's for each took longer than inflating it. For one thread at a time.
/// </summary>
internal sealed unsafe partial class Inflater
{
    [ThreadStatic]
    private static Inflater? s_ofThread;

    // Made once: streams with fixed codes and with their own take turns.
    private static readonly HuffmanTable s_fixedLiterals = Fixed(
        10, 1024, DeflateAlphabets.FixedLengths.AsSpan(..DeflateAlphabets.LiteralCodes), DeflateAlphabets.Literals);
    private static readonly HuffmanTable s_fixedDistances = Fixed(
        8, 256, DeflateAlphabets.FixedLengths.AsSpan(DeflateAlphabets.LiteralCodes..), DeflateAlphabets.Distances);

    private readonly HuffmanTable _ownLiterals = new(10, 2048);
    private readonly HuffmanTable _ownDistances = new(8, 1024);
    private readonly HuffmanTable _lengths = new(7, 128);

    // Those of the block.
    private HuffmanTable _literals = s_fixedLiterals;
    private HuffmanTable _distances = s_fixedDistances;
    private readonly byte[] _codeLengths = new byte[DeflateAlphabets.LiteralCodes + DeflateAlphabets.DistanceCodes];

    // The input, and the bits taken from it that are not used yet, the next one lowest.
    private byte* _in;
    private byte* _inEnd;
    private ulong _bits;
    private int _count;

    private byte* _out;
    private byte* _outStart;
    private byte* _outWanted;
    private byte* _outEnd;

    /// <summary>This thread's.</summary>
    internal static Inflater OfThread => s_ofThread ??= new Inflater();

    private enum Progress
    {
        Damaged,
        BlockDone,
        OutputFull,
    }

    /// <summary>
    /// Inflates the stream that the input begins with. With <paramref name="toEnd"/> it must give just as much as there is room
    /// for and have the right checksum; without, its first bytes are given. False for a stream that is damaged.
    /// </summary>
    internal bool TryInflate(ReadOnlySpan<byte> packed, Span<byte> output, bool toEnd) => TryInflate(packed, output, output.Length, toEnd);

    /// <summary>
    /// Inflates the stream's beginning: at least as much as is wanted where there is so much, and no more than there is room for. With ample room
    /// (some 300 bytes more) it is fastest.
    /// </summary>
    internal bool TryInflateStart(ReadOnlySpan<byte> packed, Span<byte> room, int wanted, out int written)
    {
        bool sound = TryInflate(packed, room, wanted, toEnd: false);
        written = (int)(_out - _outStart);
        return sound;
    }

    private bool TryInflate(ReadOnlySpan<byte> packed, Span<byte> output, int wanted, bool toEnd)
    {
        if (packed.Length < 2 || (packed[0] & 15) != 8 || (packed[1] & 0x20) != 0 || ((packed[0] << 8) | packed[1]) % 31 != 0)
            return false;
        fixed (byte* input = packed, start = output)
        {
            // An empty span has no address.
            byte nothing;
            byte* target = start == null ? &nothing : start;
            _in = input + 2;
            _inEnd = input + packed.Length;
            (_bits, _count) = (0, 0);
            _out = _outStart = target;
            _outEnd = target + output.Length;
            _outWanted = target + wanted;
            bool isLast = false;
            while (!isLast)
            {
                Refill();
                isLast = Take(1) != 0;
                Progress progress = Take(2) switch
                {
                    0 => CopyStored(toEnd),
                    1 => DecodeFixedBlock(toEnd),
                    2 => ReadCodes() ? DecodeBlock(toEnd) : Progress.Damaged,
                    _ => Progress.Damaged,
                };
                if (progress == Progress.Damaged)
                    return false;
                if (progress == Progress.OutputFull || (!toEnd && _out >= _outWanted))
                    return true;
            }
            return !toEnd || (_out == _outEnd && IsChecksumRight(output));
        }
    }

    private void Refill() => Fill(ref _in, _inEnd, ref _bits, ref _count);

    /// <summary>
    /// Takes in at least 56 bits where there are so many. Bits above the count are those of the next bytes already; they come again, the same.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref byte* input, byte* end, ref ulong bits, ref int count)
    {
        if (end - input >= 8 && count >= 0)
        {
            bits |= BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(input, 8)) << count;
            input += (63 - count) >> 3;
            count |= 56;
            return;
        }
        while (count < 56 && input < end)
        {
            bits |= (ulong)*input++ << count;
            count += 8;
        }
    }

    // Beyond the end of the input there are zeros; the count turns negative, and the block is given up.
    private uint Take(int bits)
    {
        uint value = (uint)_bits & ((1u << bits) - 1);
        _bits >>= bits;
        _count -= bits;
        return value;
    }

    private Progress CopyStored(bool toEnd)
    {
        Take(_count & 7);
        Refill();
        uint length = Take(16);
        if (length != (~Take(16) & 0xFFFF) || _count < 0)
            return Progress.Damaged;
        _in -= _count >> 3;
        (_bits, _count) = (0, 0);
        long room = _outEnd - _out;
        if (length > _inEnd - _in || (length > room && toEnd))
            return Progress.Damaged;
        long copied = Math.Min(length, room);
        Buffer.MemoryCopy(_in, _out, room, copied);
        _out += copied;
        _in += length;
        return Progress.BlockDone;
    }

    private static HuffmanTable Fixed(int mainBits, int capacity, ReadOnlySpan<byte> lengths, uint[] meanings)
    {
        var table = new HuffmanTable(mainBits, capacity);
        return table.Build(lengths, meanings) ? table : throw new InvalidOperationException("The fixed codes are no code.");
    }

    private Progress DecodeFixedBlock(bool toEnd)
    {
        (_literals, _distances) = (s_fixedLiterals, s_fixedDistances);
        return DecodeBlock(toEnd);
    }

    private bool ReadCodes()
    {
        (_literals, _distances) = (_ownLiterals, _ownDistances);
        Refill();
        int literals = 257 + (int)Take(5), distances = 1 + (int)Take(5), lengths = 4 + (int)Take(4);
        Span<byte> own = stackalloc byte[19];
        own.Clear();
        for (int i = 0; i < lengths; i++)
        {
            if (_count < 3)
                Refill();
            own[DeflateAlphabets.LengthOrder[i]] = (byte)Take(3);
        }
        if (literals > DeflateAlphabets.LiteralCodes - 2 || !_lengths.Build(own, DeflateAlphabets.Lengths))
            return false;
        Span<byte> all = _codeLengths.AsSpan(0, literals + distances);
        uint* table = _lengths.Entries;
        uint mask = (1u << _lengths.Bits) - 1;
        for (int i = 0; i < all.Length;)
        {
            if (_count < 14)
                Refill();
            uint entry = table[(uint)_bits & mask];
            if ((entry & HuffmanTable.Special) != 0)
                return false;
            Take((int)(entry & 0xFF));
            uint symbol = entry >> HuffmanTable.ValueShift;
            if (symbol < 16)
            {
                all[i++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && i == 0)
                return false;
            byte repeated = symbol == 16 ? all[i - 1] : (byte)0;
            int times = (int)(symbol == 16 ? 3 + Take(2) : symbol == 17 ? 3 + Take(3) : 11 + Take(7));
            if (times > all.Length - i)
                return false;
            all.Slice(i, times).Fill(repeated);
            i += times;
        }
        return _count >= 0 && all[DeflateAlphabets.EndOfBlock] != 0 &&
            _literals.Build(all[..literals], DeflateAlphabets.Literals) && _distances.Build(all[literals..], DeflateAlphabets.Distances);
    }

    private bool IsChecksumRight(ReadOnlySpan<byte> output)
    {
        if (_count < 0)
            return false;
        byte* end = _in - (_count >> 3);
        return _inEnd - end >= 4 && BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(end, 4)) == Adler32.Of(output);
    }
}
