using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using MaintainerTools.Engine.Objects;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.Tests.Support;

/// <summary>A pack laid out entry by entry, as git's gitformat-pack says, with its index: also one that git would never write. Deletes its folder.</summary>
internal sealed class HandMadePack : IDisposable
{
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;
    private readonly MemoryStream _pack = new();
    private readonly SortedDictionary<Oid, long> _places = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("mt-pack-").FullName;

    internal HandMadePack() => _pack.Write(new byte[12]);

    /// <summary>Where the next entry will start.</summary>
    internal long Next => _pack.Position;

    internal string IndexPath => Path.Combine(_folder, "hand.idx");

    /// <summary>An object as it is.</summary>
    internal long Whole(Oid id, ObjectType type, byte[] data) => Entry(id, (int)type, data.Length, [], data);

    /// <summary>A delta to the entry at an offset.</summary>
    internal long AtOffset(Oid id, long below, byte[] commands)
    {
        long distance = _pack.Position - below;
        var bytes = new Stack<byte>([(byte)(distance & 0x7F)]);
        while ((distance >>= 7) > 0)
            bytes.Push((byte)(0x80 | (--distance & 0x7F)));
        return Entry(id, OffsetDelta, commands.Length, [.. bytes], commands);
    }

    /// <summary>A delta to an object named by its id.</summary>
    internal long ByName(Oid id, Oid below, byte[] commands) => Entry(id, ReferenceDelta, commands.Length, below.ToByteArray(), commands);

    /// <summary>An entry whose header says what it likes.</summary>
    internal long Entry(Oid id, int kind, int size, byte[] between, byte[] data)
    {
        long offset = _places[id] = _pack.Position;
        int first = (kind << 4) | (size & 15);
        for (int rest = size >> 4; rest > 0; rest >>= 7)
        {
            _pack.WriteByte((byte)(first | 0x80));
            first = rest & 0x7F;
        }
        _pack.WriteByte((byte)first);
        _pack.Write(between);
        using (var zlib = new ZLibStream(_pack, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(data);
        return offset;
    }

    /// <summary>Writes both files. Offsets from <paramref name="largeFrom"/> on stand in the index's table of large ones.</summary>
    internal HandMadePack Write(long largeFrom = long.MaxValue, Action<byte[]>? spoilPack = null, Action<byte[]>? spoilIndex = null)
    {
        byte[] pack = _pack.ToArray();
        "PACK"u8.CopyTo(pack);
        BinaryPrimitives.WriteInt32BigEndian(pack.AsSpan(4), 2);
        BinaryPrimitives.WriteInt32BigEndian(pack.AsSpan(8), _places.Count);
        spoilPack?.Invoke(pack);
        File.WriteAllBytes(Path.ChangeExtension(IndexPath, ".pack"), [.. pack, .. SHA1.HashData(pack)]);
        byte[] index = Index(largeFrom);
        spoilIndex?.Invoke(index);
        File.WriteAllBytes(IndexPath, index);
        return this;
    }

    public void Dispose() => Directory.Delete(_folder, true);

    private byte[] Index(long largeFrom)
    {
        var index = new MemoryStream();
        U32(0xFF744F63);
        U32(2);
        for (int i = 0; i < 256; i++)
            U32((uint)_places.Keys.Count(id => id.ToByteArray()[0] <= i));
        foreach (Oid id in _places.Keys)
            index.Write(id.ToByteArray());
        index.Write(new byte[4 * _places.Count]);
        var large = new List<long>();
        foreach (long offset in _places.Values)
        {
            if (offset >= largeFrom)
                large.Add(offset);
            U32(offset >= largeFrom ? 0x80000000 | (uint)(large.Count - 1) : (uint)offset);
        }
        foreach (long offset in large)
        {
            U32((uint)(offset >> 32));
            U32((uint)offset);
        }
        index.Write(new byte[40]);
        return index.ToArray();

        void U32(uint value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            index.Write(bytes);
        }
    }
}
