using System.IO.Compression;
using CsCheck;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Objects;

public sealed class ObjectStartInflaterTests
{
    private static readonly Gen<byte[]> s_data = Gen.OneOf(
        Gen.Byte.Array[0, 3000],
        Gen.Byte[97, 105].Array[0, 6000],
        Gen.Const((byte)'x').Array[0, 2000],
        Gen.Select(Gen.Byte.Array[1, 40], Gen.Int[1, 200]).Select((part, times) => Enumerable.Repeat(part, times).SelectMany(b => b).ToArray()),
        // Words of all lengths: each value half as often as the one before it.
        Gen.Int[1, 1 << 16].Array[0, 4000].Select(values => values.Select(v => (byte)System.Numerics.BitOperations.LeadingZeroCount((uint)v)).ToArray()));

    [Fact]
    public void Any_beginning_is_what_zlib_says()
    {
        var inflater = new ObjectStartInflater();
        Gen.Select(s_data, Gen.Enum<CompressionLevel>(), Gen.Int[1, 4000], Gen.Int[0, 500]).Sample(
            (data, level, step, behind) =>
            {
                byte[] packed = [.. Deflate(data, level), .. new byte[behind]];
                inflater.Start(packed);
                for (int wanted = Math.Min(step, data.Length); ; wanted = Math.Min(wanted + step, data.Length))
                {
                    Assert.True(inflater.Inflate(packed, wanted));
                    Assert.InRange(inflater.Output.Length, wanted, data.Length);
                    Assert.True(inflater.Output.SequenceEqual(data.AsSpan(0, inflater.Output.Length)));
                    if (wanted == data.Length)
                        break;
                }
                Assert.False(inflater.Inflate(packed, data.Length + 1));
            },
            iter: 2000,
            threads: 1);
    }

    [Fact]
    public void What_is_cut_off_or_damaged_is_refused_or_shorter_and_nothing_worse()
    {
        var inflater = new ObjectStartInflater();
        Gen.Select(s_data, Gen.Enum<CompressionLevel>(), Gen.Double[0, 1], Gen.Byte).Sample(
            (data, level, where, mask) =>
            {
                byte[] packed = Deflate(data, level);
                // The last four bytes are the checksum, which is not looked at.
                int at = (int)(where * (packed.Length - 5));
                byte[] cut = packed[..at];
                Assert.Throws<InvalidDataException>(() => Read(inflater, cut, data.Length + 1));
                packed[at] ^= mask;
                try
                {
                    Assert.InRange(Read(inflater, packed, data.Length).Length, 0, data.Length + 258);
                }
                catch (InvalidDataException)
                {
                    // Said so.
                }
            },
            iter: 2000,
            threads: 1);
    }

    private static byte[] Read(ObjectStartInflater inflater, byte[] packed, int wanted)
    {
        inflater.Start(packed);
        inflater.Inflate(packed, wanted);
        return inflater.Output.ToArray();
    }

    private static byte[] Deflate(byte[] data, CompressionLevel level)
    {
        // .NET's stream writes nothing at all where nothing was written to it; this is what zlib makes of no bytes.
        if (data.Length == 0)
            return [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
        var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, level, leaveOpen: true))
            stream.Write(data);
        return packed.ToArray();
    }
}
