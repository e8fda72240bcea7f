using System.Buffers.Binary;
using System.Security.Cryptography;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>
/// Collects objects and writes them as one pack with its index. The zlib streams are stored, not compressed: compressors differ between
/// runtimes, and the files shall be the same bytes everywhere.
/// </summary>
internal sealed class SamplePack : IObjectStore
{
    private readonly Dictionary<Oid, (ObjectType Type, byte[] Data)> _objects = [];
    private readonly List<Oid> _order = [];

    /// <inheritdoc/>
    public bool TryRead(Oid id, out ObjectType type, out byte[] data)
    {
        bool found = _objects.TryGetValue(id, out (ObjectType Type, byte[] Data) entry);
        (type, data) = found ? entry : (ObjectType.None, []);
        return found;
    }

    /// <inheritdoc/>
    public bool Contains(Oid id) => _objects.ContainsKey(id);

    /// <inheritdoc/>
    public Oid Write(ObjectType type, ReadOnlySpan<byte> data)
    {
        Oid id = ScratchStore.Hash(type, data);
        if (_objects.TryAdd(id, (type, data.ToArray())))
            _order.Add(id);
        return id;
    }

    /// <summary>Writes pack-….pack and pack-….idx into a folder, named after the pack's own checksum.</summary>
    public void Save(string folder)
    {
        using var pack = new MemoryStream();
        WriteInt(pack, 0x5041434B);
        WriteInt(pack, 2);
        WriteInt(pack, _order.Count);
        var entries = new List<(Oid Id, uint Crc, int Offset)>(_order.Count);
        foreach (Oid id in _order)
        {
            int offset = (int)pack.Length;
            (ObjectType type, byte[] data) = _objects[id];
            WriteEntry(pack, type, data);
            entries.Add((id, Crc32(pack.GetBuffer().AsSpan(offset, (int)pack.Length - offset)), offset));
        }
        byte[] checksum = Seal(pack);

        entries.Sort((x, y) => x.Id.CompareTo(y.Id));
        using var index = new MemoryStream();
        WriteInt(index, unchecked((int)0xFF744F63));
        WriteInt(index, 2);
        for (int first = 0, count = 0; first < 256; first++)
        {
            while (count < entries.Count && entries[count].Id.ToByteArray()[0] <= first)
                count++;
            WriteInt(index, count);
        }
        foreach ((Oid id, _, _) in entries)
            index.Write(id.ToByteArray());
        foreach ((_, uint crc, _) in entries)
            WriteInt(index, unchecked((int)crc));
        foreach ((_, _, int offset) in entries)
            WriteInt(index, offset);
        index.Write(checksum);
        Seal(index);

        string name = Path.Combine(folder, "pack-" + new Oid(checksum));
        DiskFiles.Write(name + ".pack", pack.ToArray());
        DiskFiles.Write(name + ".idx", index.ToArray());
    }

    private static void WriteEntry(MemoryStream pack, ObjectType type, byte[] data)
    {
        // Three bits of type and four of size in the first byte, then seven bits of size a byte.
        int rest = data.Length >> 4;
        int head = ((int)type << 4) | (data.Length & 15);
        while (rest > 0)
        {
            pack.WriteByte((byte)(head | 0x80));
            head = rest & 0x7F;
            rest >>= 7;
        }
        pack.WriteByte((byte)head);

        pack.Write([0x78, 0x01]);
        int at = 0;
        Span<byte> sizes = stackalloc byte[4];
        do
        {
            int size = Math.Min(0xFFFF, data.Length - at);
            pack.WriteByte((byte)(at + size == data.Length ? 1 : 0));
            BinaryPrimitives.WriteUInt16LittleEndian(sizes, (ushort)size);
            BinaryPrimitives.WriteUInt16LittleEndian(sizes[2..], (ushort)~size);
            pack.Write(sizes);
            pack.Write(data, at, size);
            at += size;
        }
        while (at < data.Length);
        WriteInt(pack, unchecked((int)Adler32.Of(data)));
    }

    private static byte[] Seal(MemoryStream stream)
    {
        byte[] checksum = SHA1.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        stream.Write(checksum);
        return checksum;
    }

    private static void WriteInt(MemoryStream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        stream.Write(bytes);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
            crc = s_crcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static readonly uint[] s_crcTable = [.. Enumerable.Range(0, 256).Select(i =>
    {
        uint value = (uint)i;
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    })];
}
