using System.IO.Compression;
using CsCheck;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public sealed class InflaterTests
{
    // Texts with repetitions near and far, runs, and noise: every kind of block, short and long codes.
    private static readonly Gen<byte[]> s_content = Gen.OneOf(
        Gen.Byte.Array[0, 3000],
        Gen.Byte[97, 100].Array[0, 5000],
        Gen.Select(Gen.Byte[97, 122].Array[1, 60].Array[1, 40], Gen.Int[0, 1000].Array[0, 400])
            .Select((words, places) => places.SelectMany(p => words[p % words.Length]).ToArray()),
        Gen.Select(Gen.Byte, Gen.Int[0, 100_000]).Select((value, length) => Enumerable.Repeat(value, length).ToArray()),
        // Frequencies that double give the longest codes there are.
        Gen.Int[0, 40_000].Array[0, 20_000]
            .Select(numbers => numbers.Select(n => (byte)System.Numerics.BitOperations.LeadingZeroCount((uint)n * 7919 % 65_536)).ToArray()));

    private static readonly Gen<CompressionLevel> s_level = Gen.Int[0, 3].Select(level => (CompressionLevel)level);

    [Fact]
    public void What_zlib_has_packed_comes_out_whole_and_in_part() =>
        Gen.Select(s_content, s_level, Gen.Int[0, 100]).Sample(
            (content, level, part) =>
            {
                byte[] packed = Pack(content, level);
                byte[] output = new byte[content.Length];
                Assert.True(Inflate(packed, output, toEnd: true));
                Assert.Equal(content, output);
                byte[] start = new byte[content.Length * part / 100];
                Assert.True(Inflate(packed, start, toEnd: false));
                Assert.Equal(content[..start.Length], start);
                byte[] room = new byte[start.Length + (part * 7)];
                Assert.True(Inflater.OfThread.TryInflateStart(packed, room, start.Length, out int written));
                Assert.InRange(written, start.Length, Math.Min(room.Length, content.Length));
                Assert.Equal(content[..written], room[..written]);
                // The size is part of what an object's header says: more or less is damage.
                Assert.False(Inflate(packed, new byte[content.Length + 1], toEnd: true));
                Assert.True(content.Length == 0 || !Inflate(packed, new byte[content.Length - 1], toEnd: true));
            },
            iter: 600);

    [Fact]
    public void What_is_damaged_is_refused_or_read_as_zlib_reads_it() =>
        Gen.Select(s_content, s_level, Gen.Int, Gen.Byte[1, 255], Gen.Bool).Sample(
            (content, level, place, change, cut) =>
            {
                byte[] packed = Pack(content, level);
                int at = (int)((uint)place % packed.Length);
                if (cut)
                    packed = packed[..at];
                else
                    packed[at] ^= change;
                byte[] output = new byte[content.Length];
                if (Inflate(packed, output, toEnd: true))
                    Assert.Equal(Unpack(packed), output);
                Inflate(packed, output, toEnd: false);
            },
            iter: 2000);

    [Fact]
    public void The_checksum_is_zlib_s() =>
        Gen.Select(Gen.Byte.Array[0, 2000], Gen.Int[0, 3]).Sample((data, extreme) =>
        {
            if (extreme == 0)
                data = [.. Enumerable.Repeat((byte)255, data.Length * 40)];
            uint a = 1, b = 0;
            foreach (byte value in data)
            {
                a = (a + value) % 65521;
                b = (b + a) % 65521;
            }
            Assert.Equal((b << 16) | a, Adler32.Of(data));
        });

    // The framework's stream writes nothing at all where there is nothing to pack.
    private static readonly byte[] s_nothing = [0x78, 0x9C, 3, 0, 0, 0, 0, 1];

    private static byte[] Pack(byte[] content, CompressionLevel level)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, level, leaveOpen: true))
            stream.Write(content);
        return content.Length == 0 ? s_nothing : packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var stream = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static bool Inflate(byte[] packed, byte[] output, bool toEnd)
    {
        byte[] guarded = new byte[output.Length + 64];
        Array.Fill(guarded, (byte)0xA5);
        bool done = Inflater.OfThread.TryInflate(packed, guarded.AsSpan(32, output.Length), toEnd);
        Assert.True(guarded.AsSpan(0, 32).IndexOfAnyExcept((byte)0xA5) < 0 && guarded.AsSpan(32 + output.Length).IndexOfAnyExcept((byte)0xA5) < 0,
            "Wrote beside its room.");
        guarded.AsSpan(32, output.Length).CopyTo(output);
        return done;
    }
}
