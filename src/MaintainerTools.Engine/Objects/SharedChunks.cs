using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Contents in little room. Each is cut where its own bytes say so, so that versions of one file fall into the same pieces but for those that changed,
/// and each piece is kept once: a hundred versions of a file take little more than one. Safe for several threads.
/// </summary>
/// <param name="isPacked">
/// Pieces of some 128 KiB, packed, for files of many megabytes; else of some 2 KiB as they are, which costs about as much as the id of the content.
/// </param>
internal sealed class SharedChunks(bool isPacked)
{
    // A piece ends where the sum of what came before has these bits clear. The first bits of a sum stand for the last 64 bytes.
    private readonly ulong _boundary = isPacked ? 0xFFFF_8000_0000_0000 : 0xFFE0_0000_0000_0000;
    private readonly int _shortest = isPacked ? 16 << 10 : 512;
    private readonly int _longest = isPacked ? 1 << 20 : 16 << 10;

    private static readonly ulong[] s_values = MakeValues();

    private readonly ConcurrentDictionary<UInt128, Chunk> _chunks = new();

    /// <summary>Keeps a content.</summary>
    internal Content Add(ReadOnlySpan<byte> data)
    {
        var chunks = new List<Chunk>();
        for (int at = 0; at < data.Length;)
        {
            ReadOnlySpan<byte> piece = data.Slice(at, LengthOfFirst(data[at..]));
            UInt128 id = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(piece));
            if (!_chunks.TryGetValue(id, out Chunk? chunk))
                chunk = _chunks.GetOrAdd(id, isPacked ? Pack(piece) : new Chunk(piece.ToArray(), piece.Length, false));
            chunks.Add(chunk);
            at += piece.Length;
        }
        return new Content([.. chunks], data.Length);
    }

    /// <summary>Forgets the pieces.</summary>
    internal void Clear() => _chunks.Clear();

    private int LengthOfFirst(ReadOnlySpan<byte> data)
    {
        int most = Math.Min(data.Length, _longest);
        ulong sum = 0;
        ulong boundary = _boundary;
        ulong[] values = s_values;
        int shortest = _shortest;
        // What came more than 64 bytes before is no longer in the sum.
        for (int i = shortest - 64; i < most; i++)
        {
            sum = (sum << 1) + values[data[i]];
            if (i >= shortest && (sum & boundary) == 0)
                return i + 1;
        }
        return most;
    }

    private static Chunk Pack(ReadOnlySpan<byte> piece)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(piece);
        return packed.Length < piece.Length ? new Chunk(packed.ToArray(), piece.Length, true) : new Chunk(piece.ToArray(), piece.Length, false);
    }

    private static ulong[] MakeValues()
    {
        // Any numbers do that have their bits set and clear without a rule (SplitMix64).
        ulong[] values = new ulong[256];
        ulong state = 0;
        for (int i = 0; i < values.Length; i++)
        {
            ulong mixed = state += 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            values[i] = mixed ^ (mixed >> 31);
        }
        return values;
    }

    /// <summary>A piece of some content.</summary>
    internal sealed record Chunk(byte[] Data, int Length, bool IsPacked)
    {
        internal void CopyTo(Span<byte> place)
        {
            if (!IsPacked)
            {
                Data.CopyTo(place);
                return;
            }
            using var inflate = new DeflateStream(new MemoryStream(Data), CompressionMode.Decompress);
            inflate.ReadExactly(place);
        }
    }

    /// <summary>A content in pieces.</summary>
    internal sealed class Content(Chunk[] chunks, int length)
    {
        /// <summary>How many bytes it has.</summary>
        internal int Length => length;

        /// <summary>What is kept of it, packed or not.</summary>
        internal IEnumerable<byte[]> Pieces => chunks.Select(c => c.Data);

        /// <summary>All of it, in an array of its own.</summary>
        internal byte[] ToArray()
        {
            byte[] data = GC.AllocateUninitializedArray<byte>(length);
            int at = 0;
            foreach (Chunk chunk in chunks)
            {
                chunk.CopyTo(data.AsSpan(at, chunk.Length));
                at += chunk.Length;
            }
            return data;
        }
    }
}
