using CsCheck;
using MaintainerTools.Engine.Objects.Packs;
using static MaintainerTools.Engine.Tests.Support.Literals;

namespace MaintainerTools.Engine.Tests.Objects.Packs;

public class PackDeltaTests
{
    private static readonly byte[] s_below = Bytes("abcdefghij");

    [Fact]
    public void Copies_and_insertions_make_the_result() => Assert.Equal("cdeXYa", Applied([0x91, 2, 3, 2, .. "XY"u8, 0x90, 1], 6));

    [Fact]
    public void Absent_bytes_of_a_copy_are_zero_and_no_length_is_64_KiB()
    {
        byte[] below = new byte[0x30000];
        below[0x10000] = 7;
        byte[] result = new byte[0x10000];
        PackDelta.Apply(below, [0x84, 1], result);
        Assert.Equal(7, result[0]);
        PackDelta.Apply(below, [0x80], result);
        Assert.Equal(0, result[0]);
    }

    [Fact]
    public void Any_copies_and_insertions_give_what_they_say() =>
        Gen.Select(Gen.Byte.Array[1, 400], Gen.Select(Gen.Int[0, 399], Gen.Int[1, 300], Gen.Byte.Array[0, 127]).Array[0, 20]).Sample((below, parts) =>
        {
            var (commands, wanted) = (new List<byte>(), new List<byte>());
            foreach ((int place, int most, byte[] inserted) in parts)
            {
                int from = place % below.Length, length = Math.Min(most, below.Length - from);
                commands.AddRange([0xB3, (byte)from, (byte)(from >> 8), (byte)length, (byte)(length >> 8)]);
                wanted.AddRange(below[from..(from + length)]);
                if (inserted.Length > 0)
                    commands.AddRange([(byte)inserted.Length, .. inserted]);
                wanted.AddRange(inserted);
            }
            byte[] result = new byte[wanted.Count];
            PackDelta.Apply(below, commands.ToArray(), result);
            Assert.Equal(wanted, result);
        });

    [Theory]
    [InlineData(new byte[] { 0 }, 0)]
    [InlineData(new byte[] { 0x91, 9, 2 }, 2)]
    [InlineData(new byte[] { 0x91, 9 }, 2)]
    [InlineData(new byte[] { 3, 65 }, 3)]
    [InlineData(new byte[] { 1, 65 }, 2)]
    [InlineData(new byte[] { 1, 65, 1, 65 }, 1)]
    public void What_reaches_beyond_the_base_the_commands_or_the_result_is_damage(byte[] commands, int length) =>
        Assert.Throws<InvalidDataException>(() => Applied(commands, length));

    [Fact]
    public void Sizes_are_seven_bits_a_byte_the_lowest_first()
    {
        int at = 1;
        Assert.Equal(300, PackDelta.ReadSize([99, 0xAC, 2, 5], ref at));
        Assert.Equal(5, PackDelta.ReadSize([99, 0xAC, 2, 5], ref at));
        Assert.Throws<InvalidDataException>(() => ReadFrom([0x80, 0x80]));
        Assert.Throws<InvalidDataException>(() => ReadFrom([.. Enumerable.Repeat((byte)0xFF, 10), 1]));

        static long ReadFrom(byte[] delta)
        {
            int start = 0;
            return PackDelta.ReadSize(delta, ref start);
        }
    }

    private static string Applied(byte[] commands, int length)
    {
        byte[] result = new byte[length];
        PackDelta.Apply(s_below, commands, result);
        return Text(result);
    }
}
