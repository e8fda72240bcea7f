using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Lays objects out as a pack. Versions of a tree or a file differ in one place as a rule, so an object is written as what it shares with a recent one
/// at both ends and what it has between, where that is shorter.
/// </summary>
internal sealed class PackWriter
{
    // git's default is 50; the window is for the sub-trees that come between two versions of a tree.
    private const int DeepestChain = 40;
    private const int Window = 10;
    private const int OffsetDelta = 6;
    private const int LongestCopy = 0xFFFF;
    private const int LongestInsert = 127;
    private readonly MemoryStream _pack = new();
    private readonly Dictionary<ObjectType, Queue<Written>> _recent = [];

    internal PackWriter(int count)
    {
        Span<byte> header = stackalloc byte[12];
        "PACK"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], 2);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], count);
        _pack.Write(header);
    }

    /// <summary>Adds an object; they must be as many as were announced, each once.</summary>
    internal void Add(ObjectType type, byte[] data)
    {
        if (!_recent.TryGetValue(type, out Queue<Written>? recent))
            _recent[type] = recent = new Queue<Written>();
        long offset = _pack.Position;
        (Written Base, int Start, int End)? best = null;
        foreach (Written other in recent)
        {
            if (other.Depth >= DeepestChain)
                continue;
            (int start, int end) = CommonEnds(other.Data, data);
            if (start + end > data.Length / 2 && (best is not { } b || start + end > b.Start + b.End))
                best = (other, start, end);
        }
        if (best is { } delta)
        {
            byte[] instructions = Delta(delta.Base.Data.Length, data, delta.Start, delta.End);
            WriteHeader(OffsetDelta, instructions.Length);
            WriteDistance(offset - delta.Base.Offset);
            WriteContent(instructions);
        }
        else
        {
            WriteHeader((int)type, data.Length);
            WriteContent(data);
        }
        if (recent.Count == Window)
            recent.Dequeue();
        recent.Enqueue(new Written(offset, data, best is null ? 0 : best.Value.Base.Depth + 1));
    }

    /// <summary>The finished pack.</summary>
    internal ReadOnlySpan<byte> Finish()
    {
        _pack.Write(SHA1.HashData(_pack.GetBuffer().AsSpan(0, (int)_pack.Length)));
        return _pack.GetBuffer().AsSpan(0, (int)_pack.Length);
    }

    private static (int Start, int End) CommonEnds(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        int start = x.CommonPrefixLength(y);
        x = x[start..];
        y = y[start..];
        const int Block = 64;
        int smaller = Math.Min(x.Length, y.Length);
        int end = 0;
        while (end + Block <= smaller && x[^(end + Block)..^end].SequenceEqual(y[^(end + Block)..^end]))
            end += Block;
        while (end < smaller && x[^(end + 1)] == y[^(end + 1)])
            end++;
        return (start, end);
    }

    private static byte[] Delta(int baseLength, ReadOnlySpan<byte> data, int start, int end)
    {
        var output = new MemoryStream();
        WriteLength(baseLength);
        WriteLength(data.Length);
        Copy(0, start);
        for (ReadOnlySpan<byte> rest = data[start..^end]; !rest.IsEmpty;)
        {
            ReadOnlySpan<byte> piece = rest[..Math.Min(rest.Length, LongestInsert)];
            output.WriteByte((byte)piece.Length);
            output.Write(piece);
            rest = rest[piece.Length..];
        }
        Copy(baseLength - end, end);
        return output.ToArray();

        void WriteLength(int value)
        {
            for (; value > 0x7F; value >>= 7)
                output.WriteByte((byte)(0x80 | (value & 0x7F)));
            output.WriteByte((byte)value);
        }

        void Copy(int from, int length)
        {
            while (length > 0)
            {
                int piece = Math.Min(length, LongestCopy);
                // All four bytes of the offset and two of the length are given.
                output.WriteByte(0x80 | 0x0F | 0x30);
                for (int i = 0; i < 4; i++)
                    output.WriteByte((byte)(from >> (8 * i)));
                output.WriteByte((byte)piece);
                output.WriteByte((byte)(piece >> 8));
                from += piece;
                length -= piece;
            }
        }
    }

    private void WriteHeader(int type, long length)
    {
        int first = (type << 4) | (int)(length & 0x0F);
        for (length >>= 4; length > 0; length >>= 7)
        {
            _pack.WriteByte((byte)(0x80 | first));
            first = (int)(length & 0x7F);
        }
        _pack.WriteByte((byte)first);
    }

    private void WriteDistance(long distance)
    {
        Span<byte> bytes = stackalloc byte[10];
        int at = bytes.Length;
        bytes[--at] = (byte)(distance & 0x7F);
        while ((distance >>= 7) > 0)
            bytes[--at] = (byte)(0x80 | (--distance & 0x7F));
        _pack.Write(bytes[at..]);
    }

    private void WriteContent(byte[] data)
    {
        // As fast as git's loose objects are: they are packed anew soon enough.
        using var zlib = new ZLibStream(_pack, CompressionLevel.Fastest, leaveOpen: true);
        zlib.Write(data);
    }

    private sealed record Written(long Offset, byte[] Data, int Depth);
}
