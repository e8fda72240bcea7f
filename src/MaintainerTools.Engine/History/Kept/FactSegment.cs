using System.Buffers.Binary;
using System.Numerics;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.History.Kept;

/// <summary>
/// One file of the lasting index: commits in order, and a few bytes for each. It is written whole under another name and then renamed, never changed, and
/// ends in a checksum over all before it: a file that is shorter, longer or other than it was written is not taken.
/// </summary>
internal sealed unsafe class FactSegment : IDisposable
{
    // Magic, number of commits, length of the bytes; then a table of first bytes, the ids, where the bytes of each begin, the bytes, the checksum.
    private const ulong Magic = 0x31_58_46_53_54_4D_0A_1A;
    private const int HeaderSize = 8 + 4 + 8;
    private const int ChecksumSize = 8;

    private readonly MappedBytes _file;
    private readonly FanoutTable _ids;
    private readonly byte* _offsets;
    private readonly byte* _bytes;

    private FactSegment(string path, MappedBytes file)
    {
        Path = path;
        _file = file;
        byte* data = file.Start;
        long length = file.Length;
        int count = Int32(data + 8);
        long size = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(data + 12, 8));
        if (BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(data, 8)) != Magic || count < 0 || size is < 0 or > uint.MaxValue
            || length != HeaderSize + FanoutTable.Size + (count * (Oid.Size + 4L)) + size + ChecksumSize
            || Checksum(data, length - ChecksumSize) != BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(data + length - ChecksumSize, 8)))
        {
            throw new InvalidDataException();
        }
        byte* ids = data + HeaderSize + FanoutTable.Size;
        _ids = new FanoutTable(data + HeaderSize, ids, isLittleEndian: true);
        if (_ids.Count != count)
            throw new InvalidDataException();
        // Few commits may be asked for; the checksum has gone through all.
        ReleasePages();
        _offsets = ids + ((long)count * Oid.Size);
        _bytes = _offsets + (count * 4L);
        Size = size;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many commits it knows.</summary>
    public int Count => _ids.Count;

    /// <summary>How many bytes it has for them.</summary>
    public long Size { get; }

    /// <summary>Takes the file's pages out of this process; they come again when they are read.</summary>
    public void ReleasePages() => _file.ReleasePages();

    /// <summary>Maps a file; null where it is not whole.</summary>
    public static FactSegment? TryOpen(string path)
    {
        MappedBytes? file = null;
        try
        {
            file = MappedBytes.Open(path, HeaderSize + FanoutTable.Size + ChecksumSize);
            return new FactSegment(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Writes a file's content.</summary>
    public static void Write(Stream stream, FactMerge facts)
    {
        using var content = new SummedStream(stream);
        Span<byte> number = stackalloc byte[8];
        Span<byte> id = stackalloc byte[Oid.Size];
        int[] fanout = new int[256];
        int commits = 0;
        long size = 0;
        for (facts.Restart(); facts.MoveNext(); commits++)
        {
            facts.Commit.CopyTo(id);
            fanout[id[0]]++;
            size += facts.Bytes.Length;
        }
        WriteNumber(content, number, Magic, 8);
        WriteNumber(content, number, (ulong)commits, 4);
        WriteNumber(content, number, (ulong)size, 8);
        int upTo = 0;
        foreach (int count in fanout)
            WriteNumber(content, number, (ulong)(upTo += count), 4);
        for (facts.Restart(); facts.MoveNext();)
        {
            facts.Commit.CopyTo(id);
            content.Write(id);
        }
        long offset = 0;
        for (facts.Restart(); facts.MoveNext(); offset += facts.Bytes.Length)
            WriteNumber(content, number, (ulong)offset, 4);
        for (facts.Restart(); facts.MoveNext();)
            content.Write(facts.Bytes);
        ulong checksum = content.Finish();
        BinaryPrimitives.WriteUInt64LittleEndian(number, checksum);
        stream.Write(number);

        static void WriteNumber(SummedStream to, Span<byte> room, ulong value, int size)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room, value);
            to.Write(room[..size]);
        }
    }

    /// <summary>The bytes of a commit; false where it is not known here.</summary>
    public bool TryFind(Oid commit, out ReadOnlySpan<byte> bytes)
    {
        int place = _ids.Find(commit);
        bytes = place >= 0 ? BytesAt(place) : default;
        return place >= 0;
    }

    /// <summary>The id at a place, in order.</summary>
    public Oid IdAt(int place) => _ids.IdAt(place);

    /// <summary>The bytes at a place.</summary>
    public ReadOnlySpan<byte> BytesAt(int place)
    {
        uint start = (uint)Int32(_offsets + (place * 4L));
        uint end = place + 1 == Count ? (uint)Size : (uint)Int32(_offsets + ((place + 1) * 4L));
        return new ReadOnlySpan<byte>(_bytes + start, (int)(end - start));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static int Int32(byte* at) => BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(at, 4));

    /// <summary>CRC-32C, and the length: what is found out is a torn file, not an enemy.</summary>
    internal static ulong Checksum(byte* data, long length)
    {
        uint crc = uint.MaxValue;
        // In pieces, as a span is no longer; each but the last is a number of eights.
        for (long at = 0; at < length; at += 1 << 30)
            crc = Crc(crc, new ReadOnlySpan<byte>(data + at, (int)Math.Min(1 << 30, length - at)));
        return ((ulong)(uint)length << 32) | crc;
    }

    /// <summary>The same of two pieces, the first of which is a number of eights.</summary>
    internal static ulong Checksum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        ((ulong)(uint)(first.Length + (long)second.Length) << 32) | Crc(Crc(uint.MaxValue, first), second);

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= 8; data = data[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (byte last in data)
            crc = BitOperations.Crc32C(crc, last);
        return crc;
    }

    /// <summary>Hands on in large pieces what is written, and sums it up.</summary>
    private sealed class SummedStream(Stream stream) : IDisposable
    {
        // A number of eights: the checksum goes by them.
        private readonly byte[] _piece = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 16);
        private readonly int _size = 1 << 16;
        private uint _crc = uint.MaxValue;
        private long _length;
        private int _filled;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                int count = Math.Min(bytes.Length, _size - _filled);
                bytes[..count].CopyTo(_piece.AsSpan(_filled));
                _filled += count;
                bytes = bytes[count..];
                if (_filled == _size)
                    HandOn();
            }
        }

        /// <summary>The checksum of all.</summary>
        public ulong Finish()
        {
            HandOn();
            return ((ulong)(uint)_length << 32) | _crc;
        }

        public void Dispose() => System.Buffers.ArrayPool<byte>.Shared.Return(_piece);

        private void HandOn()
        {
            ReadOnlySpan<byte> piece = _piece.AsSpan(0, _filled);
            stream.Write(piece);
            _crc = Crc(_crc, piece);
            _length += _filled;
            _filled = 0;
        }
    }
}
