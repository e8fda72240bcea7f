using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects;

/// <summary>Walks a tree object's bytes entry by entry without allocating anything.</summary>
internal ref struct RawTree
{
    private readonly ReadOnlySpan<byte> _data;
    private int _next;

    internal RawTree(ReadOnlySpan<byte> data) => _data = data;

    /// <summary>The entry's name.</summary>
    internal ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The entry's mode; group-writable files of old repositories count as regular ones, as git reads them.</summary>
    internal int Mode { get; private set; }

    /// <summary>The entry's 20 id bytes.</summary>
    internal ReadOnlySpan<byte> IdBytes { get; private set; }

    /// <summary>The entry's object.</summary>
    internal readonly Oid Id => new(IdBytes);

    /// <summary>The entry's bytes as they stand.</summary>
    internal ReadOnlySpan<byte> Entry { get; private set; }

    /// <summary>True for a sub-tree.</summary>
    internal readonly bool IsTree => Mode == EntryMode.Tree;

    /// <summary>Goes to the next entry; false at the end.</summary>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    internal bool MoveNext()
    {
        if (_next >= _data.Length)
            return false;
        int end = EndOfEntry(_data, _next, out int mode, out int name);
        Name = _data[name..(end - Oid.Size - 1)];
        IdBytes = _data.Slice(end - Oid.Size, Oid.Size);
        Mode = mode;
        Entry = _data[_next..end];
        _next = end;
        return true;
    }

    /// <summary>
    /// Passes over the entries that both trees have next, without taking them apart: versions of a large folder differ in an entry or two.
    /// </summary>
    internal static void SkipEqual(ref RawTree x, ref RawTree y)
    {
        ReadOnlySpan<byte> rest = x._data[x._next..];
        int common = rest.CommonPrefixLength(y._data[y._next..]);
        int at = 0;
        if (common == rest.Length && common == y._data.Length - y._next)
        {
            at = common;
        }
        else
        {
            for (int zero; (zero = IndexOfZero(rest[..common], at)) >= 0 && zero + 1 + Oid.Size <= common;)
                at = zero + 1 + Oid.Size;
        }
        x._next += at;
        y._next += at;
    }

    /// <summary>Reads the entry at a place: gives its end, its mode and where its name begins, which ends with a zero byte before the id.</summary>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int EndOfEntry(ReadOnlySpan<byte> data, int start, out int mode, out int name)
    {
        // "100644 " and "40000 " are nearly all that there is.
        ulong head = start + sizeof(ulong) <= data.Length ? BinaryPrimitives.ReadUInt64BigEndian(data[start..]) : 0;
        if (head >> 8 == 0x31303036343420)
            (mode, name) = (EntryMode.Regular, start + 7);
        else if (head >> 16 == 0x343030303020)
            (mode, name) = (EntryMode.Tree, start + 6);
        else
            (mode, name) = ReadMode(data, start);
        int zero = IndexOfZero(data, name);
        return zero >= 0 && zero + 1 + Oid.Size <= data.Length ? zero + 1 + Oid.Size : throw Malformed();
    }

    /// <summary>The next zero byte at or behind a place; -1 without one. Names are short: a call of the general search costs more than the search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int IndexOfZero(ReadOnlySpan<byte> data, int at)
    {
        for (; at + sizeof(ulong) <= data.Length; at += sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(data[at..]);
            // The lowest bit set is that of the first zero; only bits above it can be wrong.
            ulong zeros = (word - 0x0101010101010101) & ~word & 0x8080808080808080;
            if (zeros != 0)
                return at + (BitOperations.TrailingZeroCount(zeros) / 8);
        }
        for (; at < data.Length; at++)
        {
            if (data[at] == 0)
                return at;
        }
        return -1;
    }

    private static (int Mode, int Name) ReadMode(ReadOnlySpan<byte> data, int at)
    {
        int mode = 0;
        for (; at < data.Length && data[at] != ' '; at++)
        {
            int digit = data[at] - '0';
            if (digit is < 0 or > 7)
                throw Malformed();
            mode = (mode << 3) | digit;
        }
        return (Canonical(mode), at + 1);
    }

    private static int Canonical(int mode) => (mode & 0xF000) switch
    {
        0x8000 => (mode & 0x40) != 0 ? EntryMode.Executable : EntryMode.Regular,
        0xA000 => EntryMode.Symlink,
        0x4000 => EntryMode.Tree,
        _ => EntryMode.Submodule,
    };

    private static MaintainerException Malformed() =>
        new("MalformedObject", ErrorKind.InvalidData, null, "tree", "", "it ends within an entry");
}
