using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Tests.Objects;

/// <summary>Large contents of a scratch store come back as they were, and versions of one take little more room than one.</summary>
public sealed class SharedChunksTests
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 16 << 10)]
    [InlineData(true, 3_000_001)]
    [InlineData(false, 0)]
    [InlineData(false, 512)]
    [InlineData(false, 513)]
    [InlineData(false, 300_001)]
    public void What_was_added_comes_back(bool isPacked, int length)
    {
        byte[] random = new byte[length];
        new Random(length).NextBytes(random);
        byte[] same = new byte[length];
        var chunks = new SharedChunks(isPacked);
        foreach (byte[] data in (byte[][])[random, same])
        {
            SharedChunks.Content content = chunks.Add(data);
            Assert.Equal(length, content.Length);
            Assert.Equal(data, content.ToArray());
        }
    }

    [Theory]
    [InlineData(true, 4 << 20, 2)]
    [InlineData(false, 100_000, 5)]
    public void A_version_with_a_line_more_shares_nearly_all_pieces(bool isPacked, int length, int part)
    {
        byte[] data = new byte[length];
        new Random(7).NextBytes(data);
        var chunks = new SharedChunks(isPacked);
        long first = Size(chunks.Add(data), []);
        byte[] other = [.. data[..(length / 4)], .. "a line more"u8, .. data[(length / 4)..]];
        var known = new HashSet<byte[]>(chunks.Add(data).Pieces);
        SharedChunks.Content second = chunks.Add(other);
        Assert.Equal(other, second.ToArray());
        Assert.InRange(Size(second, known), 1, first / part);

        static long Size(SharedChunks.Content content, HashSet<byte[]> without) => content.Pieces.Where(p => !without.Contains(p)).Sum(p => (long)p.Length);
    }

    [Theory]
    [InlineData(LargeArrays.Large + 5)]
    [InlineData(16 << 10)]
    [InlineData((16 << 10) - 1)]
    public void An_object_of_a_scratch_store_is_read_as_it_was_written(int length)
    {
        byte[] data = new byte[length];
        new Random(3).NextBytes(data);
        var scratch = new ScratchStore(null!);
        Oid id = ScratchStore.Hash(ObjectType.Blob, data);
        Assert.Equal(id, scratch.Write(ObjectType.Blob, data));
        Assert.True(scratch.TryReadPending(id, out ObjectType type, out byte[] read));
        Assert.Equal((ObjectType.Blob, data.Length), (type, scratch.PendingLengthOf(id)));
        Assert.True(data.AsSpan().SequenceEqual(read));
    }
}
