using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Inflates zlib streams (RFC 1950 and 1951) that lie in memory whole, into memory of the right size. A pack has hundreds of thousands of
/// short ones; setting up a stream of the framework's for each took longer than inflating it. For one thread at a time.
/// </summary>
internal sealed unsafe class Inflater
{
    // A round of the fast loop writes two literals and a match, and may write a vector too much; it reads three times eight bytes.
    private const int OutputMargin = 2 + DeflateAlphabets.LongestMatch + 16;
    private const int InputMargin = 24;

    [ThreadStatic]
    private static Inflater? s_ofThread;

    private readonly HuffmanTable _literals = new(10, 2048);
    private readonly HuffmanTable _distances = new(8, 1024);
    private readonly HuffmanTable _lengths = new(7, 128);
    private readonly byte[] _codeLengths = new byte[DeflateAlphabets.LiteralCodes + DeflateAlphabets.DistanceCodes];
    private bool _isFixed;

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
                    1 => UseFixedCodes() ? DecodeBlock(toEnd) : Progress.Damaged,
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Refill()
    {
        while (_count < 56 && _in < _inEnd)
        {
            _bits |= (ulong)*_in++ << _count;
            _count += 8;
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

    private bool UseFixedCodes()
    {
        if (_isFixed)
            return true;
        Span<byte> lengths = _codeLengths;
        DeflateAlphabets.FixedLengths.CopyTo(lengths);
        return _isFixed = _literals.Build(lengths[..DeflateAlphabets.LiteralCodes], DeflateAlphabets.Literals) && _distances.Build(lengths[DeflateAlphabets.LiteralCodes..], DeflateAlphabets.Distances);
    }

    private bool ReadCodes()
    {
        _isFixed = false;
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

    private Progress DecodeBlock(bool toEnd)
    {
        while (true)
        {
            if (!toEnd && _out >= _outWanted)
                return Progress.OutputFull;
            if (_inEnd - _in >= InputMargin && _outEnd - _out >= OutputMargin)
            {
                if (DecodeFast() is not { } end)
                    continue;
                return end;
            }
            if (DecodeOne(toEnd) is { } progress)
                return progress;
        }
    }

    /// <summary>Decodes as long as neither input nor output comes near its end; null then. Written for speed: half of all reading is here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Progress? DecodeFast()
    {
        byte* input = _in, inputLimit = _inEnd - InputMargin, output = _out, outputLimit = (byte*)Math.Min((nuint)(_outEnd - OutputMargin), (nuint)_outWanted);
        ulong bits = _bits;
        int count = _count;
        uint* literals = _literals.Entries, distances = _distances.Entries;
        uint literalMask = (1u << _literals.Bits) - 1, distanceMask = (1u << _distances.Bits) - 1;
        Progress? progress = null;
        while (input <= inputLimit && output <= outputLimit)
        {
            // At least 56 bits afterwards. Bits above the count are those of the next bytes already; they come again, the same.
            bits |= BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(input, 8)) << count;
            input += (63 - count) >> 3;
            count |= 56;
            uint entry = literals[(uint)bits & literalMask];
            if ((entry & HuffmanTable.Literal) != 0)
            {
                bits >>= (int)entry & 63;
                count -= (int)entry & 0xFF;
                *output++ = (byte)(entry >> HuffmanTable.ValueShift);
                entry = literals[(uint)bits & literalMask];
                if ((entry & HuffmanTable.Literal) != 0)
                {
                    bits >>= (int)entry & 63;
                    count -= (int)entry & 0xFF;
                    *output++ = (byte)(entry >> HuffmanTable.ValueShift);
                    entry = literals[(uint)bits & literalMask];
                }
            }
            if ((entry & HuffmanTable.Special) != 0)
            {
                if ((entry & HuffmanTable.Link) != 0)
                {
                    bits >>= (int)entry & 63;
                    count -= (int)entry & 0xFF;
                    entry = literals[(entry >> HuffmanTable.ValueShift) + ((uint)bits & ((1u << (int)((entry >> HuffmanTable.CodeShift) & 15)) - 1))];
                }
                if ((entry & HuffmanTable.Special) != 0)
                {
                    bits >>= (int)entry & 63;
                    count -= (int)entry & 0xFF;
                    progress = (entry & HuffmanTable.Invalid) != 0 ? Progress.Damaged : Progress.BlockDone;
                    break;
                }
            }
            ulong saved = bits;
            bits >>= (int)entry & 63;
            count -= (int)entry & 0xFF;
            if ((entry & HuffmanTable.Literal) != 0)
            {
                *output++ = (byte)(entry >> HuffmanTable.ValueShift);
                continue;
            }
            uint length = (entry >> HuffmanTable.ValueShift) + Extra(saved, entry);
            bits |= BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(input, 8)) << count;
            input += (63 - count) >> 3;
            count |= 56;
            entry = distances[(uint)bits & distanceMask];
            if ((entry & HuffmanTable.Special) != 0)
            {
                if ((entry & HuffmanTable.Link) != 0)
                {
                    bits >>= (int)entry & 63;
                    count -= (int)entry & 0xFF;
                    entry = distances[(entry >> HuffmanTable.ValueShift) + ((uint)bits & ((1u << (int)((entry >> HuffmanTable.CodeShift) & 15)) - 1))];
                }
                if ((entry & HuffmanTable.Special) != 0)
                {
                    progress = Progress.Damaged;
                    break;
                }
            }
            saved = bits;
            bits >>= (int)entry & 63;
            count -= (int)entry & 0xFF;
            uint distance = (entry >> HuffmanTable.ValueShift) + Extra(saved, entry);
            if (distance > output - _outStart)
            {
                progress = Progress.Damaged;
                break;
            }
            byte* end = output + length, source = output - distance;
            if (distance >= 16)
            {
                do
                {
                    Vector128.Load(source).Store(output);
                    source += 16;
                    output += 16;
                }
                while (output < end);
            }
            else if (distance == 1)
            {
                Unsafe.InitBlockUnaligned(output, *source, length);
            }
            else
            {
                while (output < end)
                    *output++ = *source++;
            }
            output = end;
        }
        // What was read ahead is given back, so that the bits above the count are zero again.
        input -= count >> 3;
        count &= 7;
        _in = input;
        _out = output;
        (_bits, _count) = (bits & ((1ul << count) - 1), count);
        return progress;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Extra(ulong saved, uint entry) =>
        (uint)((saved & ((1ul << ((int)entry & 63)) - 1)) >> (int)((entry >> HuffmanTable.CodeShift) & 15));

    /// <summary>Decodes one literal or match, with every check; null when the block goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Progress? DecodeOne(bool toEnd)
    {
        Refill();
        uint entry = Next(_literals, out ulong saved);
        if (_count < 0 || (entry & HuffmanTable.Invalid) != 0)
            return Progress.Damaged;
        if ((entry & HuffmanTable.Literal) == 0 && (entry & HuffmanTable.Special) != 0)
            return Progress.BlockDone;
        if (_out == _outEnd)
            return toEnd ? Progress.Damaged : Progress.OutputFull;
        if ((entry & HuffmanTable.Literal) != 0)
        {
            *_out++ = (byte)(entry >> HuffmanTable.ValueShift);
            return null;
        }
        long length = (entry >> HuffmanTable.ValueShift) + Extra(saved, entry);
        Refill();
        entry = Next(_distances, out saved);
        if (_count < 0 || (entry & HuffmanTable.Special) != 0)
            return Progress.Damaged;
        uint distance = (entry >> HuffmanTable.ValueShift) + Extra(saved, entry);
        if (distance > _out - _outStart || (toEnd && length > _outEnd - _out))
            return Progress.Damaged;
        for (length = Math.Min(length, _outEnd - _out); length > 0; length--, _out++)
            *_out = *(_out - distance);
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Next(HuffmanTable table, out ulong saved)
    {
        uint entry = table.Entries[(uint)_bits & ((1u << table.Bits) - 1)];
        if ((entry & (HuffmanTable.Special | HuffmanTable.Link)) == (HuffmanTable.Special | HuffmanTable.Link))
        {
            Take((int)(entry & 0xFF));
            entry = table.Entries[(entry >> HuffmanTable.ValueShift) + ((uint)_bits & ((1u << (int)((entry >> HuffmanTable.CodeShift) & 15)) - 1))];
        }
        saved = _bits;
        _bits >>= (int)entry & 63;
        _count -= (int)entry & 0xFF;
        return entry;
    }

    private bool IsChecksumRight(ReadOnlySpan<byte> output)
    {
        if (_count < 0)
            return false;
        byte* end = _in - (_count >> 3);
        return _inEnd - end >= 4 && BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(end, 4)) == Adler32.Of(output);
    }
}
