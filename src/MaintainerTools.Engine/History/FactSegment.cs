using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Numerics;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// One file of the lasting index: commits in order, and a few bytes for each. It is written whole under another name and then renamed, never changed, and
/// ends in a checksum over all before it: a file that is shorter, longer or other than it was written is not taken.
/// </summary>
internal sealed unsafe class FactSegment : IDisposable
{
    // Magic, number of commits, length of the bytes; then a table of first bytes, the ids, where the bytes of each begin, the bytes, the checksum.
    private const ulong Magic = 0x31_58_46_53_54_4D_0A_1A;
    private const int HeaderSize = 8 + 4 + 8;
    private const int FanoutSize = 256 * 4;
    private const int ChecksumSize = 8;

    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;
    private readonly byte* _ids;
    private readonly byte* _offsets;
    private readonly byte* _bytes;

    private FactSegment(string path, MemoryMappedViewAccessor view, long length)
    {
        Path = path;
        _view = view;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
        Count = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(_data + 8, 4));
        long size = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(_data + 12, 8));
        if (BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(_data, 8)) != Magic || Count < 0 || size is < 0 or > uint.MaxValue
            || length != HeaderSize + FanoutSize + (Count * (Oid.Size + 4L)) + size + ChecksumSize
            || Checksum(_data, length - ChecksumSize) != BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(_data + length - ChecksumSize, 8)))
        {
            throw new InvalidDataException();
        }
        _ids = _data + HeaderSize + FanoutSize;
        _offsets = _ids + ((long)Count * Oid.Size);
        _bytes = _offsets + (Count * 4L);
        Size = size;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many commits it knows.</summary>
    public int Count { get; }

    /// <summary>How many bytes it has for them.</summary>
    public long Size { get; }

    /// <summary>Maps a file; null where it is not whole.</summary>
    public static FactSegment? TryOpen(string path)
    {
        try
        {
            // Shared for deletion: another process may replace several files by one at any time.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = stream.Length;
            if (length < HeaderSize + FanoutSize + ChecksumSize)
                return null;
            using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new FactSegment(path, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Writes a file's content. <paramref name="entries"/> are in the order of ids, each once.</summary>
    public static void Write(Stream stream, IReadOnlyList<(Oid Commit, ReadOnlyMemory<byte> Bytes)> entries)
    {
        using var content = new MemoryStream(HeaderSize + FanoutSize + (entries.Count * (Oid.Size + 4)) + entries.Sum(entry => entry.Bytes.Length));
        Span<byte> number = stackalloc byte[8];
        WriteNumber(content, number, Magic, 8);
        WriteNumber(content, number, (ulong)entries.Count, 4);
        WriteNumber(content, number, (ulong)entries.Sum(entry => (long)entry.Bytes.Length), 8);
        Span<byte> id = stackalloc byte[Oid.Size];
        int at = 0;
        for (int first = 0; first < 256; first++)
        {
            for (; at < entries.Count; at++)
            {
                entries[at].Commit.CopyTo(id);
                if (id[0] > first)
                    break;
            }
            WriteNumber(content, number, (ulong)at, 4);
        }
        foreach ((Oid commit, _) in entries)
        {
            commit.CopyTo(id);
            content.Write(id);
        }
        ulong offset = 0;
        foreach ((_, ReadOnlyMemory<byte> bytes) in entries)
        {
            WriteNumber(content, number, offset, 4);
            offset += (ulong)bytes.Length;
        }
        foreach ((_, ReadOnlyMemory<byte> bytes) in entries)
            content.Write(bytes.Span);
        byte[] written = content.GetBuffer();
        ulong checksum;
        fixed (byte* data = written)
            checksum = Checksum(data, content.Length);
        stream.Write(written, 0, (int)content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(number, checksum);
        stream.Write(number);

        static void WriteNumber(Stream to, Span<byte> room, ulong value, int size)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room, value);
            to.Write(room[..size]);
        }
    }

    /// <summary>The bytes of a commit; false where it is not known here.</summary>
    public bool TryFind(Oid commit, out ReadOnlySpan<byte> bytes)
    {
        Span<byte> wanted = stackalloc byte[Oid.Size];
        commit.CopyTo(wanted);
        int low = wanted[0] == 0 ? 0 : Int32(_data + HeaderSize + ((wanted[0] - 1) * 4));
        int high = Int32(_data + HeaderSize + (wanted[0] * 4));
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = wanted.SequenceCompareTo(new ReadOnlySpan<byte>(_ids + ((long)middle * Oid.Size), Oid.Size));
            if (order == 0)
            {
                bytes = BytesAt(middle);
                return true;
            }
            if (order < 0)
                high = middle;
            else
                low = middle + 1;
        }
        bytes = default;
        return false;
    }

    /// <summary>The id at a place, in order.</summary>
    public Oid IdAt(int place) => new(new ReadOnlySpan<byte>(_ids + ((long)place * Oid.Size), Oid.Size));

    /// <summary>The bytes at a place.</summary>
    public ReadOnlySpan<byte> BytesAt(int place)
    {
        uint start = (uint)Int32(_offsets + (place * 4L));
        uint end = place + 1 == Count ? (uint)Size : (uint)Int32(_offsets + ((place + 1) * 4L));
        return new ReadOnlySpan<byte>(_bytes + start, (int)(end - start));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }

    private static int Int32(byte* at) => BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(at, 4));

    /// <summary>CRC-32C, and the length: what is found out is a torn file, not an enemy.</summary>
    internal static ulong Checksum(byte* data, long length)
    {
        uint crc = uint.MaxValue;
        long at = 0;
        for (; at + 8 <= length; at += 8)
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(data + at, 8)));
        for (; at < length; at++)
            crc = BitOperations.Crc32C(crc, data[at]);
        return ((ulong)(uint)length << 32) | crc;
    }
}
