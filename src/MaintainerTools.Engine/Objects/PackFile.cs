using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// One pack and its index (version 2), mapped: git's gitformat-pack. Whatever is not as the format says ends in
/// <see cref="InvalidDataException"/>; libgit2 is then asked for the object and its words for what is wrong.
/// </summary>
internal sealed unsafe class PackFile : IDisposable
{
    private const int HeaderSize = 8;
    private const int FanoutSize = 1024;
    private const int TrailerSize = 20;
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;
    private const int KeepEvery = 8;

    // After so many the ids are not spread as they should be.
    private const int MostGuesses = 8;

    private readonly MappedBytes _index;
    private readonly MappedBytes _pack;
    private readonly int _count;
    private readonly byte* _fanout;
    private readonly byte* _ids;
    private readonly byte* _offsets;
    private readonly byte* _largeOffsets;
    private readonly int _largeCount;
    private readonly int _number;

    private PackFile(MappedBytes index, MappedBytes pack, int number)
    {
        (_index, _pack, _number) = (index, pack, number);
        if (index.Length < HeaderSize + FanoutSize + (2 * TrailerSize) || U32(index.Start) != 0xFF744F63 || U32(index.Start + 4) != 2)
            throw new InvalidDataException();
        _fanout = index.Start + HeaderSize;
        uint count = U32(_fanout + FanoutSize - 4);
        long fixedSize = HeaderSize + FanoutSize + (count * (Oid.Size + 8L)) + (2 * TrailerSize);
        if (count > int.MaxValue || index.Length < fixedSize || (index.Length - fixedSize) % 8 != 0)
            throw new InvalidDataException();
        _count = (int)count;
        _ids = _fanout + FanoutSize;
        _offsets = _ids + (_count * (Oid.Size + 4L));
        _largeOffsets = _offsets + (_count * 4L);
        _largeCount = (int)((index.Length - fixedSize) / 8);
        if (pack.Length < 12 + TrailerSize || U32(pack.Start) != 0x5041434B || U32(pack.Start + 4) is not (2 or 3) || U32(pack.Start + 8) != count)
            throw new InvalidDataException();
    }

    /// <summary>Opens a pack by its index; null when one of the two files is gone, unreadable or of another version.</summary>
    internal static PackFile? Open(string indexPath, int number)
    {
        MappedBytes? index = null, pack = null;
        try
        {
            index = MappedBytes.Open(indexPath);
            pack = MappedBytes.Open(Path.ChangeExtension(indexPath, ".pack"));
            return new PackFile(index, pack, number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            index?.Dispose();
            pack?.Dispose();
            return null;
        }
    }

    /// <summary>Its place among the packs that are read together.</summary>
    internal int Number => _number;

    /// <summary>Reads part of the pack without the mapping; returns how much of it there was.</summary>
    internal int ReadAt(long offset, Span<byte> buffer) => _pack.ReadAt(offset, buffer);

    /// <summary>Where an object starts in the pack; -1 when the pack does not have it.</summary>
    internal long Find(Oid id)
    {
        byte* wanted = stackalloc byte[Oid.Size];
        var key = new Span<byte>(wanted, Oid.Size);
        id.CopyTo(key);
        uint low = wanted[0] == 0 ? 0 : U32(_fanout + ((wanted[0] - 1) * 4));
        uint high = U32(_fanout + (wanted[0] * 4));
        if (low > high || high > _count)
            throw new InvalidDataException();
        // Ids are spread evenly, so that the place of one can be guessed from its second to fifth byte and those of the ids around it.
        ulong lowest = 0;
        ulong highest = 1UL << 32;
        uint digits = U32(wanted + 1);
        for (int guesses = 0; low < high; guesses++)
        {
            uint middle = low + (uint)(guesses < MostGuesses ? (digits - lowest) * (high - low) / (highest - lowest) : (high - low) / 2);
            byte* at = _ids + (middle * (long)Oid.Size);
            uint there = U32(at + 1);
            int order = digits != there ? digits.CompareTo(there) : key.SequenceCompareTo(new ReadOnlySpan<byte>(at, Oid.Size));
            if (order == 0)
                return Offset(middle);
            if (order < 0)
                (high, highest) = (middle, there + 1UL);
            else
                (low, lowest) = (middle + 1, there);
        }
        return -1;
    }

    /// <summary>
    /// Reads the object at an offset, deltas applied: the array and how much of it. With <paramref name="once"/> it may come from the shared
    /// pool, and says so; without, it may be shared with other readers, and nobody writes to it.
    /// </summary>
    internal (byte[] Array, int Length, bool IsRented) Read(long offset, DeltaBaseCache bases, bool once, out ObjectType type)
    {
        // The way down to an object that is whole or known, then up again.
        var deltas = new Stack<(long Offset, long Data, int Size)>();
        byte[]? data;
        while (!bases.TryGet(_number, offset, out type, out data))
        {
            long at = offset;
            int kind = ReadHeader(ref at, out int size);
            if (kind is OffsetDelta or ReferenceDelta)
            {
                long below = kind == OffsetDelta ? offset - ReadDistance(ref at) : FindBase(ref at);
                if (below < 12 || below >= _pack.Length || deltas.Count > _count)
                    throw new InvalidDataException();
                deltas.Push((offset, at, size));
                offset = below;
                continue;
            }
            if (kind is < 1 or > 4)
                throw new InvalidDataException();
            type = (ObjectType)kind;
            bool rent = once && deltas.Count == 0;
            data = NewArray(size, rent);
            Inflate(at, data.AsSpan(0, size));
            if (rent)
                return (data, size, true);
            bases.Add(_number, offset, type, data);
            break;
        }
        return deltas.Count == 0 ? (data!, data!.Length, false) : Rise(data!, deltas, bases, once, type);
    }

    /// <summary>The length of the object at an offset; of a delta no more than its first bytes are read.</summary>
    internal long SizeAt(long offset)
    {
        int kind = ReadHeader(ref offset, out int size);
        if (kind == OffsetDelta)
            ReadDistance(ref offset);
        else if (kind == ReferenceDelta)
            offset += Oid.Size;
        else
            return size;
        Span<byte> start = stackalloc byte[Math.Min(size, 20)];
        Inflate(offset, start, toEnd: start.Length == size);
        int at = 0;
        ReadSize(start, ref at);
        return ReadSize(start, ref at);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _index.Dispose();
        _pack.Dispose();
    }

    private static uint U32(byte* at) => BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(at, 4));

    private long Offset(uint position)
    {
        uint offset = U32(_offsets + (position * 4L));
        if ((offset & 0x80000000) == 0)
            return offset;
        offset &= 0x7FFFFFFF;
        if (offset >= _largeCount)
            throw new InvalidDataException();
        return checked((long)BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(_largeOffsets + (offset * 8L), 8)));
    }

    private byte NextByte(ref long at) => at < _pack.Length - TrailerSize ? _pack.Start[at++] : throw new InvalidDataException();

    private int ReadHeader(ref long at, out int size)
    {
        byte b = NextByte(ref at);
        int kind = (b >> 4) & 7;
        long length = b & 15;
        for (int shift = 4; (b & 0x80) != 0; shift += 7)
        {
            b = NextByte(ref at);
            if (shift > 32)
                throw new InvalidDataException();
            length |= (long)(b & 0x7F) << shift;
        }
        // An array holds no more; libgit2 answers for such an object.
        size = length <= Array.MaxLength ? (int)length : throw new InvalidDataException();
        return kind;
    }

    private long ReadDistance(ref long at)
    {
        byte b = NextByte(ref at);
        long distance = b & 0x7F;
        while ((b & 0x80) != 0)
        {
            b = NextByte(ref at);
            if (distance > long.MaxValue >> 8)
                throw new InvalidDataException();
            distance = ((distance + 1) << 7) | (uint)(b & 0x7F);
        }
        return distance > 0 ? distance : throw new InvalidDataException();
    }

    private long FindBase(ref long at)
    {
        if (at + Oid.Size > _pack.Length - TrailerSize)
            throw new InvalidDataException();
        long found = Find(new Oid(new ReadOnlySpan<byte>(_pack.Start + at, Oid.Size)));
        at += Oid.Size;
        return found;
    }

    // Applies deltas, the last first. What is asked for is kept unless it is looked at once, and so is the version next to it, which often
    // comes next; of the others on the way only some are, or a long chain would push out everything else.
    private (byte[] Array, int Length, bool IsRented) Rise(byte[] below, Stack<(long Offset, long Data, int Size)> deltas, DeltaBaseCache bases, bool once, ObjectType type)
    {
        (byte[] data, int length, bool isRented) = (below, below.Length, false);
        byte[]? commands = null;
        try
        {
            while (deltas.TryPop(out (long Offset, long Data, int Size) delta))
            {
                bool keep = deltas.Count == 0 ? !once : deltas.Count == 1 || deltas.Count % KeepEvery == 0;
                commands = ArrayPool<byte>.Shared.Rent(delta.Size);
                Span<byte> used = commands.AsSpan(0, delta.Size);
                Inflate(delta.Data, used);
                int at = 0;
                if (ReadSize(used, ref at) != length)
                    throw new InvalidDataException();
                long size = ReadSize(used, ref at);
                byte[] result = NewArray(size <= Array.MaxLength ? (int)size : throw new InvalidDataException(), rent: !keep);
                byte[] old = data;
                bool wasRented = isRented;
                bool isDone = false;
                try
                {
                    Apply(old.AsSpan(0, length), used[at..], result.AsSpan(0, (int)size));
                    isDone = true;
                }
                finally
                {
                    if (!isDone && !keep)
                        ArrayPool<byte>.Shared.Return(result);
                }
                (data, length, isRented) = (result, (int)size, !keep);
                if (wasRented)
                    ArrayPool<byte>.Shared.Return(old);
                ArrayPool<byte>.Shared.Return(commands);
                commands = null;
                if (keep)
                    bases.Add(_number, delta.Offset, type, data);
            }
        }
        catch
        {
            if (isRented)
                ArrayPool<byte>.Shared.Return(data);
            if (commands is not null)
                ArrayPool<byte>.Shared.Return(commands);
            throw;
        }
        return (data, length, isRented);
    }

    private static byte[] NewArray(int size, bool rent) => rent ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    // To the end of the stream: that is where zlib compares its checksum, as git relies on.
    private void Inflate(long at, Span<byte> data, bool toEnd = true)
    {
        using var packed = new UnmanagedMemoryStream(_pack.Start + at, _pack.Length - TrailerSize - at);
        using var inflater = new ZLibStream(packed, CompressionMode.Decompress);
        if (inflater.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length || (toEnd && inflater.Read(stackalloc byte[1]) != 0))
            throw new InvalidDataException();
    }

    private static void Apply(ReadOnlySpan<byte> below, ReadOnlySpan<byte> commands, Span<byte> result)
    {
        int at = 0;
        int written = 0;
        try
        {
            while (at < commands.Length)
            {
                byte command = commands[at++];
                ReadOnlySpan<byte> part;
                if ((command & 0x80) != 0)
                {
                    int from = 0, length = 0;
                    for (int i = 0; i < 4; i++)
                    {
                        if ((command & (1 << i)) != 0)
                            from |= commands[at++] << (8 * i);
                    }
                    for (int i = 0; i < 3; i++)
                    {
                        if ((command & (0x10 << i)) != 0)
                            length |= commands[at++] << (8 * i);
                    }
                    part = below.Slice(from, length == 0 ? 0x10000 : length);
                }
                else
                {
                    // Zero is kept for later versions of the format.
                    part = command != 0 ? commands.Slice(at, command) : throw new InvalidDataException();
                    at += command;
                }
                part.CopyTo(result[written..]);
                written += part.Length;
            }
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException)
        {
            throw new InvalidDataException(null, e);
        }
        if (written != result.Length)
            throw new InvalidDataException();
    }

    private static long ReadSize(ReadOnlySpan<byte> delta, ref int at)
    {
        long size = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            if (at >= delta.Length)
                throw new InvalidDataException();
            byte b = delta[at++];
            size |= (long)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
                return size;
        }
        throw new InvalidDataException();
    }

    /// <summary>A whole file, mapped for reading.</summary>
    private sealed class MappedBytes : IDisposable
    {
        private readonly SafeFileHandle _handle;
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;

        private MappedBytes(SafeFileHandle handle, MemoryMappedFile file, long length)
        {
            (_handle, _file, Length) = (handle, file, length);
            _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            Start = start + _view.PointerOffset;
        }

        internal byte* Start { get; }

        internal long Length { get; }

        internal static MappedBytes Open(string path)
        {
            // Shared for deletion too: git gc removes packs while others read them.
            SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            MemoryMappedFile? file = null;
            try
            {
                long length = RandomAccess.GetLength(handle);
                file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                return new MappedBytes(handle, file, length);
            }
            catch
            {
                file?.Dispose();
                handle.Dispose();
                throw;
            }
        }

        internal int ReadAt(long offset, Span<byte> buffer)
        {
            int read = 0;
            while (read < buffer.Length && RandomAccess.Read(_handle, buffer[read..], offset + read) is > 0 and int more)
                read += more;
            return read;
        }

        public void Dispose()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
            _handle.Dispose();
        }
    }
}
