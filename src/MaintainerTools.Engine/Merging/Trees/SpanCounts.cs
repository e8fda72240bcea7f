using System.Numerics;
using System.Runtime.InteropServices;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Merging.Trees;

/// <summary>
/// A file cut into pieces that end with a LF or after 64 bytes, each hashed, with the number of bytes per hash: enough to estimate
/// how much of one file is in another. The hash is git's, as where it collides counts.
/// </summary>
internal sealed class SpanCounts
{
    /// <summary>Hashes are below this.</summary>
    internal const int Buckets = 107927;

    private const int MaxSpan = 64;

    // Many counts share an array, so that a collection of garbage does not copy them one by one. Of this size it copies none.
    private const int SlabSize = 32 * 1024;

    [ThreadStatic]
    private static int[]? s_bytes;

    [ThreadStatic]
    private static int[]? s_seen;

    [ThreadStatic]
    private static int[]? s_slab;

    [ThreadStatic]
    private static int s_slabUsed;

    private readonly int[] _slab;
    private readonly int _start;

    private SpanCounts(int[] slab, int start, int count, int total, bool hasCrlf)
    {
        (_slab, _start, Count, Total, HasCrlf) = (slab, start, count, total, hasCrlf);
    }

    /// <summary>True where the counts depend on whether the file is taken for text.</summary>
    internal bool HasCrlf { get; }

    /// <summary>Number of different pieces.</summary>
    internal int Count { get; }

    /// <summary>The bytes of all pieces.</summary>
    internal int Total { get; }

    /// <summary>Each hash followed by the number of its bytes.</summary>
    internal ReadOnlySpan<int> Pairs => _slab.AsSpan(_start, 2 * Count);

    /// <summary>The counts of a file; it is text where nothing says otherwise and it does not look binary.</summary>
    internal static SpanCounts Of(ReadOnlySpan<byte> data, bool? declaredText = null)
    {
        bool hasCrlf = data.IndexOf("\r\n"u8) >= 0;
        int[] bytes = s_bytes ??= new int[Buckets];
        int[] seen = s_seen ??= new int[Buckets];
        int different = 0, total = 0;
        bool isText = declaredText ?? !BinaryContent.IsBinary(data);
        while (!data.IsEmpty)
        {
            int length = PieceLength(data, isText, out int hashed);
            int hash = Hash(data[..hashed], hashed < length);
            int count = hashed < length ? hashed + 1 : hashed;
            ref int known = ref bytes[hash];
            if (known == 0)
                seen[different++] = hash;
            known += count;
            total += count;
            data = data[length..];
        }
        Span<int> pairs = NewPairs(different, out int[] slab, out int start);
        for (int i = 0; i < different; i++)
        {
            int hash = seen[i];
            pairs[2 * i] = hash;
            pairs[(2 * i) + 1] = bytes[hash];
            bytes[hash] = 0;
        }
        return new SpanCounts(slab, start, different, total, hasCrlf);
    }

    /// <summary>
    /// How long the first piece is, and how much of that counts before its LF; all of it where it has none. In a text the CR of a CRLF does
    /// not count.
    /// </summary>
    private static int PieceLength(ReadOnlySpan<byte> data, bool isText, out int hashed)
    {
        int window = Math.Min(MaxSpan, data.Length);
        int end = data[..window].IndexOf((byte)'\n');
        if (end < 0)
        {
            if (!isText || window < MaxSpan || data[window - 1] != '\r' || data.Length == window || data[window] != '\n')
                return hashed = window;
            end = window;
        }
        hashed = isText && end > 0 && data[end - 1] == '\r' ? end - 1 : end;
        return end + 1;
    }

    // git's two words of 32 bits, which it shifts into one another, are one of 64 that is rotated.
    private static int Hash(ReadOnlySpan<byte> piece, bool andNewline)
    {
        ulong words = 0;
        foreach (byte value in piece)
            words = BitOperations.RotateLeft(words, 7) + ((ulong)value << 32);
        if (andNewline)
            words = BitOperations.RotateLeft(words, 7) + ((ulong)'\n' << 32);
        return (int)(((uint)(words >> 32) + ((uint)words * 0x61)) % Buckets);
    }

    private static Span<int> NewPairs(int count, out int[] slab, out int start)
    {
        int size = 2 * count;
        if (size > SlabSize / 4)
        {
            (slab, start) = (GC.AllocateUninitializedArray<int>(size), 0);
        }
        else
        {
            if (s_slab is null || s_slabUsed + size > SlabSize)
                (s_slab, s_slabUsed) = (GC.AllocateUninitializedArray<int>(SlabSize), 0);
            (slab, start) = (s_slab, s_slabUsed);
            s_slabUsed += size;
        }
        return slab.AsSpan(start, size);
    }
}

/// <summary>One file's <see cref="SpanCounts"/> opened for comparison with many others. For one thread.</summary>
internal sealed class SpanLookup
{
    // A bit a hash fits into the fastest cache, and most hashes of a file that is not alike are in it alone.
    private readonly ulong[] _present = new ulong[(SpanCounts.Buckets / 64) + 1];
    private readonly int[] _bytes = new int[SpanCounts.Buckets];
    private SpanCounts? _spans;

    /// <summary>Opens a file's counts in place of those before.</summary>
    internal void Set(SpanCounts spans)
    {
        if (ReferenceEquals(spans, _spans))
            return;
        if (_spans is not null)
        {
            ReadOnlySpan<int> old = _spans.Pairs;
            for (int i = 0; i < old.Length; i += 2)
                _present[old[i] >> 6] = 0;
        }
        _spans = spans;
        ReadOnlySpan<int> pairs = spans.Pairs;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            _present[pairs[i] >> 6] |= 1ul << (pairs[i] & 63);
            _bytes[pairs[i]] = pairs[i + 1];
        }
    }

    /// <summary>
    /// How many bytes of the file that was set are in another one too; -1 where that turns out to be less than <paramref name="least"/>.
    /// </summary>
    internal long CommonBytes(SpanCounts other, long least)
    {
        ReadOnlySpan<(int Hash, int Bytes)> pairs = MemoryMarshal.Cast<int, (int Hash, int Bytes)>(other.Pairs);
        ulong[] present = _present;
        long common = 0, missingAllowed = other.Total - least;
        foreach ((int hash, int bytes) in pairs)
        {
            if ((present[hash >> 6] & (1ul << (hash & 63))) != 0)
            {
                int here = _bytes[hash];
                common += Math.Min(here, bytes);
                missingAllowed -= Math.Max(bytes - here, 0);
            }
            else
            {
                missingAllowed -= bytes;
            }
            if (missingAllowed < 0)
                return -1;
        }
        return common;
    }
}
