using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaintainerTools.Engine.Objects.Packs;

/// <content>The blocks' contents: fast where neither input nor output is near its end, else closely.</content>
internal sealed unsafe partial class Inflater
{
    // A round of the fast loop writes two literals and a match, and may write a vector too much; it reads three times eight bytes.
    private const int OutputMargin = 2 + DeflateAlphabets.LongestMatch + 16;
    private const int InputMargin = 24;

    private Progress DecodeBlock(bool toEnd)
    {
        if (!toEnd && _out >= _outWanted)
            return Progress.OutputFull;
        return _inEnd - _in >= InputMargin && _outEnd - _out >= OutputMargin && DecodeFast() is { } end ? end : DecodeClosely(toEnd);
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
        GiveBack(input, output, bits, count);
        return progress;
    }

    /// <summary>Decodes what is left of the block, with a look at the ends of input and output for each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Progress DecodeClosely(bool toEnd)
    {
        byte* input = _in, output = _out, outputEnd = _outEnd;
        ulong bits = _bits;
        int count = _count;
        uint* literals = _literals.Entries, distances = _distances.Entries;
        uint literalMask = (1u << _literals.Bits) - 1, distanceMask = (1u << _distances.Bits) - 1;
        Progress progress;
        while (true)
        {
            if (!toEnd && output >= _outWanted)
            {
                progress = Progress.OutputFull;
                break;
            }
            Fill(ref input, _inEnd, ref bits, ref count);
            uint entry = Resolve(literals, literals[(uint)bits & literalMask], ref bits, ref count);
            ulong saved = bits;
            bits >>= (int)entry & 63;
            count -= (int)entry & 0xFF;
            if (count < 0 || (entry & HuffmanTable.Invalid) != 0)
            {
                progress = Progress.Damaged;
                break;
            }
            bool isLiteral = (entry & HuffmanTable.Literal) != 0;
            if (!isLiteral && (entry & HuffmanTable.Special) != 0)
            {
                progress = Progress.BlockDone;
                break;
            }
            if (output == outputEnd)
            {
                progress = toEnd ? Progress.Damaged : Progress.OutputFull;
                break;
            }
            if (isLiteral)
            {
                *output++ = (byte)(entry >> HuffmanTable.ValueShift);
                continue;
            }
            long length = (entry >> HuffmanTable.ValueShift) + Extra(saved, entry);
            Fill(ref input, _inEnd, ref bits, ref count);
            entry = Resolve(distances, distances[(uint)bits & distanceMask], ref bits, ref count);
            saved = bits;
            bits >>= (int)entry & 63;
            count -= (int)entry & 0xFF;
            uint distance = (entry >> HuffmanTable.ValueShift) + Extra(saved, entry);
            if (count < 0 || (entry & HuffmanTable.Special) != 0 || distance > output - _outStart || (toEnd && length > outputEnd - output))
            {
                progress = Progress.Damaged;
                break;
            }
            for (length = Math.Min(length, outputEnd - output); length > 0; length--, output++)
                *output = *(output - distance);
        }
        GiveBack(input, output, bits, count);
        return progress;
    }

    // The entry of a code that is longer than the main part's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Resolve(uint* entries, uint entry, ref ulong bits, ref int count)
    {
        if ((entry & (HuffmanTable.Special | HuffmanTable.Link)) != (HuffmanTable.Special | HuffmanTable.Link))
            return entry;
        bits >>= (int)entry & 63;
        count -= (int)entry & 0xFF;
        return entries[(entry >> HuffmanTable.ValueShift) + ((uint)bits & ((1u << (int)((entry >> HuffmanTable.CodeShift) & 15)) - 1))];
    }

    // What was read ahead is given back, so that the bits above the count are zero again.
    private void GiveBack(byte* input, byte* output, ulong bits, int count)
    {
        _in = input - (count >> 3);
        count &= 7;
        _out = output;
        (_bits, _count) = (bits & ((1ul << count) - 1), count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Extra(ulong saved, uint entry) =>
        (uint)((saved & ((1ul << ((int)entry & 63)) - 1)) >> (int)((entry >> HuffmanTable.CodeShift) & 15));
}
