using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// A file cut into pieces that end with a LF or after 64 bytes, each hashed, with the number of bytes per hash: enough to estimate
/// how much of one file is in another. The hash is git's, as where it collides counts.
/// </summary>
internal sealed class SpanCounts
{
    private const int Buckets = 107927;
    private const int MaxSpan = 64;

    [ThreadStatic]
    private static int[]? s_bytes;

    [ThreadStatic]
    private static int[]? s_seen;

    private readonly int[] _hashes;
    private readonly int[] _counts;

    private SpanCounts(int[] hashes, int[] counts)
    {
        _hashes = hashes;
        _counts = counts;
    }

    /// <summary>Number of different pieces.</summary>
    internal int Count => _hashes.Length;

    internal static SpanCounts Of(ReadOnlySpan<byte> data)
    {
        int[] bytes = s_bytes ??= new int[Buckets];
        int[] seen = s_seen ??= new int[Buckets];
        int different = 0;
        bool isText = !BinaryContent.IsBinary(data);
        uint a = 0, b = 0;
        int length = 0;
        for (int i = 0; i < data.Length; i++)
        {
            uint c = data[i];
            if (isText && c == '\r' && i + 1 < data.Length && data[i + 1] == '\n')
                continue;
            uint old = a;
            a = (a << 7) ^ (b >> 25);
            b = (b << 7) ^ (old >> 25);
            a += c;
            if (++length < MaxSpan && c != '\n')
                continue;
            Add(a, b, length);
            length = 0;
            a = b = 0;
        }
        if (length > 0)
            Add(a, b, length);
        int[] hashes = seen[..different];
        Array.Sort(hashes);
        int[] counts = new int[hashes.Length];
        for (int i = 0; i < hashes.Length; i++)
        {
            counts[i] = bytes[hashes[i]];
            bytes[hashes[i]] = 0;
        }
        return new SpanCounts(hashes, counts);

        void Add(uint x, uint y, int n)
        {
            int hash = (int)((x + (y * 0x61)) % Buckets);
            if (bytes[hash] == 0)
                seen[different++] = hash;
            bytes[hash] += n;
        }
    }

    /// <summary>How many bytes of this file are in the other one too.</summary>
    internal long CommonBytes(SpanCounts other)
    {
        int[] x = _hashes, y = other._hashes;
        long common = 0;
        int i = 0, j = 0;
        while (i < x.Length && j < y.Length)
        {
            int left = x[i], right = y[j];
            if (left == right)
                common += Math.Min(_counts[i++], other._counts[j++]);
            else if (left < right)
                i++;
            else
                j++;
        }
        return common;
    }
}
