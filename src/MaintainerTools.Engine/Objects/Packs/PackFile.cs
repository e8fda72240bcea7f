using System.Buffers;
using System.Buffers.Binary;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// One pack and its index, mapped: git's gitformat-pack. Whatever is not as the format says ends in
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed unsafe class PackFile : IDisposable
{
    private const int HeaderSize = 8;
    private const int TrailerSize = 20;
    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;
    private const int KeepEvery = 8;

    private readonly MappedBytes _index;
    private readonly MappedBytes _pack;
    private readonly FanoutTable _ids;
    private readonly byte* _offsets;
    private readonly byte* _largeOffsets;
    private readonly int _largeCount;
    private readonly int _number;

    private PackFile(MappedBytes index, MappedBytes pack, int number)
    {
        (_index, _pack, _number) = (index, pack, number);
        if (index.Length < HeaderSize + FanoutTable.Size + (2 * TrailerSize) || U32(index.Start) != 0xFF744F63 || U32(index.Start + 4) != 2)
            throw new InvalidDataException();
        byte* fanout = index.Start + HeaderSize;
        byte* ids = fanout + FanoutTable.Size;
        uint count = FanoutTable.CountIn(fanout);
        long fixedSize = HeaderSize + FanoutTable.Size + (count * (Oid.Size + 8L)) + (2 * TrailerSize);
        if (index.Length < fixedSize || (index.Length - fixedSize) % 8 != 0)
            throw new InvalidDataException();
        _ids = new FanoutTable(fanout, ids);
        _offsets = ids + (count * (Oid.Size + 4L));
        _largeOffsets = _offsets + (count * 4L);
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
            index = OldPackIndex.Renew(MappedBytes.Open(indexPath));
            pack = MappedBytes.Open(Path.ChangeExtension(indexPath, ".pack"), keepsHandle: true);
            return new PackFile(index, pack, number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            index?.Dispose();
            pack?.Dispose();
            return null;
        }
    }

    /// <summary>Its place among the packs that are read together.</summary>
    internal int Number => _number;

    /// <summary>How many objects it has.</summary>
    internal int ObjectCount => _ids.Count;

    /// <summary>Reads part of the pack without the mapping; returns how much of it there was.</summary>
    internal int ReadAt(long offset, Span<byte> buffer) => _pack.ReadAt(offset, buffer);

    /// <summary>Where an object starts in the pack; -1 when the pack does not have it.</summary>
    internal long Find(Oid id) => _ids.Find(id) is >= 0 and int place ? Offset(place) : -1;

    /// <summary>Adds the ids from the lowest to the highest, both included.</summary>
    internal void AddBetween(Oid lowest, Oid highest, ISet<Oid> found)
    {
        for (int place = _ids.LowerBound(lowest); place < _ids.Count && _ids.IdAt(place) is var id && id.CompareTo(highest) <= 0; place++)
            found.Add(id);
    }

    /// <summary>
    /// Reads the object at an offset, deltas applied: the array and how much of it. With <paramref name="once"/> it comes from the shared pool.
    /// </summary>
    internal (byte[] Array, int Length, bool IsRented) Read(long offset, DeltaBaseCache bases, bool once, out ObjectType type)
    {
        // The way down to an object that is whole or known, then up again.
        Stack<DeltaPlace>? deltas = null;
        while (true)
        {
            if (deltas is not null && bases.Find(_number, offset) is { } known)
                return Rise(known, deltas, bases, once, out type);
            long at = offset;
            int kind = ReadHeader(ref at, out int size);
            if (kind is OffsetDelta or ReferenceDelta)
            {
                long below = kind == OffsetDelta ? offset - ReadDistance(ref at) : FindBase(ref at);
                deltas ??= new Stack<DeltaPlace>();
                if (below < 12 || below >= _pack.Length || deltas.Count > _ids.Count)
                    throw new InvalidDataException();
                deltas.Push(new DeltaPlace(offset, at, size));
                offset = below;
                continue;
            }
            // deflate makes no more of a byte: no memory is taken for what cannot be there.
            if (kind is < 1 or > 4 || size / LooseObjects.MostPerByte > _pack.Length - at)
                throw new InvalidDataException();
            type = (ObjectType)kind;
            if (deltas is not null)
                return Rise(ReadBase(offset, at, size, type, bases), deltas, bases, once, out type);
            byte[] data = NewArray(size, once);
            try
            {
                Inflate(at, data.AsSpan(0, size));
            }
            catch when (IsRented(size, once))
            {
                ArrayPool<byte>.Shared.Return(data);
                throw;
            }
            return (data, size, IsRented(size, once));
        }
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
        PackDelta.ReadSize(start, ref at);
        return PackDelta.ReadSize(start, ref at);
    }

    internal void ReleasePages()
    {
        _index.ReleasePages();
        _pack.ReleasePages();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _index.Dispose();
        _pack.Dispose();
    }

    private static uint U32(byte* at) => BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(at, 4));

    private long Offset(long position)
    {
        uint offset = U32(_offsets + (position * 4));
        if ((offset & 0x80000000) == 0)
            return offset;
        offset &= 0x7FFFFFFF;
        if (offset >= _largeCount)
            throw new InvalidDataException();
        long large = BinaryPrimitives.ReadInt64BigEndian(new ReadOnlySpan<byte>(_largeOffsets + (offset * 8L), 8));
        return large >= 0 ? large : throw new InvalidDataException();
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
        // An array holds no more.
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

    private DeltaBase ReadBase(long offset, long at, int size, ObjectType type, DeltaBaseCache bases)
    {
        DeltaBase whole = DeltaBaseCache.NewBase(type, size);
        try
        {
            Inflate(at, whole.Span);
            bases.Add(_number, offset, whole);
            return whole;
        }
        catch
        {
            bases.Release(whole);
            throw;
        }
    }

    /// <summary>
    /// Applies deltas, the last first, and releases the base. The version next to what is asked for is kept, as it often comes next; of the
    /// others on the way only some are, or a long chain would push out everything else.
    /// </summary>
    private (byte[] Array, int Length, bool IsRented) Rise(DeltaBase below, Stack<DeltaPlace> deltas, DeltaBaseCache bases, bool once, out ObjectType type)
    {
        type = below.Type;
        DeltaBase at = below;
        byte[]? commands = null, rented = null;
        try
        {
            while (true)
            {
                DeltaPlace delta = deltas.Pop();
                commands = ArrayPool<byte>.Shared.Rent(delta.Size);
                Span<byte> used = commands.AsSpan(0, delta.Size);
                Inflate(delta.Data, used);
                int next = 0;
                if (PackDelta.ReadSize(used, ref next) != at.Length)
                    throw new InvalidDataException();
                long wanted = PackDelta.ReadSize(used, ref next);
                int size = wanted <= Array.MaxLength ? (int)wanted : throw new InvalidDataException();
                if (deltas.Count == 0)
                {
                    byte[] result = NewArray(size, once);
                    rented = IsRented(size, once) ? result : null;
                    PackDelta.Apply(at.Span, used[next..], result.AsSpan(0, size));
                    rented = null;
                    return (result, size, IsRented(size, once));
                }
                DeltaBase above = DeltaBaseCache.NewBase(type, size);
                (DeltaBase old, at) = (at, above);
                try
                {
                    PackDelta.Apply(old.Span, used[next..], above.Span);
                }
                finally
                {
                    bases.Release(old);
                }
                if (deltas.Count == 1 || deltas.Count % KeepEvery == 0)
                    bases.Add(_number, delta.Offset, above);
                ArrayPool<byte>.Shared.Return(commands);
                commands = null;
            }
        }
        finally
        {
            bases.Release(at);
            if (commands is not null)
                ArrayPool<byte>.Shared.Return(commands);
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // The pool gives up to twice as much, and keeps it: large ones do not come from there.
    private static bool IsRented(int size, bool once) => once && size < LargeArrays.Large;

    private static byte[] NewArray(int size, bool once) =>
        IsRented(size, once) ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);

    // To the end of the stream: that is where its checksum is compared, as git relies on.
    private void Inflate(long at, Span<byte> data, bool toEnd = true)
    {
        if (at > _pack.Length - TrailerSize)
            throw new InvalidDataException();
        var packed = new ReadOnlySpan<byte>(_pack.Start + at, (int)Math.Min(_pack.Length - TrailerSize - at, int.MaxValue));
        if (!Inflater.OfThread.TryInflate(packed, data, toEnd))
            throw new InvalidDataException();
    }

    /// <summary>A delta on the way to an object: where its entry starts, where its packed commands do, and how long they are unpacked.</summary>
    private readonly record struct DeltaPlace(long Offset, long Data, int Size);
}
