using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Trees;

/// <summary>An entry of a raw tree; <see cref="Mode"/> 0 stands for none.</summary>
internal struct RawEntry
{
    internal byte[] Data;
    internal int Start, End, NameStart, NameLength, Mode;

    /// <summary>The entry stood at its place in the tree, not further on behind names that sort before it as a folder.</summary>
    internal bool InOrder;

    internal readonly bool IsPresent => Mode != 0;

    internal readonly bool IsFolder => Mode == EntryMode.Tree;

    internal readonly ReadOnlySpan<byte> Name => Data.AsSpan(NameStart, NameLength);

    internal readonly ReadOnlySpan<byte> IdBytes => Data.AsSpan(End - Oid.Size, Oid.Size);

    internal readonly TreeValue Version => Mode == 0 ? default : new TreeValue(Mode, new Oid(IdBytes));

    /// <summary>Copying the raw bytes gives the mode that git would write; old repositories have others.</summary>
    internal readonly bool IsCanonical => IsCanonicalAt(Data, Start);

    /// <summary>Both are there and have one name.</summary>
    internal readonly bool HasNameOf(in RawEntry other) => Mode != 0 && other.Mode != 0 && Name.SequenceEqual(other.Name);

    internal readonly bool SameAs(in RawEntry other) =>
        Mode != 0 && Mode == other.Mode && IdBytes.SequenceEqual(other.IdBytes);

    internal static bool IsCanonicalAt(byte[] data, int start)
    {
        // An entry has more than eight bytes: the id alone is twenty.
        ulong mode = BinaryPrimitives.ReadUInt64BigEndian(data.AsSpan(start)) >> 8;
        return mode is 0x31303036343420 or 0x31303037353520 or 0x31323030303020 or 0x31363030303020 || mode >> 8 == 0x343030303020;
    }
}

/// <summary>
/// Walks a raw tree by name. A tree sorts folders as if their names ended in '/', so that a folder "t" stands behind a file "t-2";
/// where other trees have a file "t", the folder is taken out of turn.
/// </summary>
internal struct TreeCursor
{
    private readonly byte[] _data;
    private List<int>? _taken;

    private RawEntry _current;

    internal TreeCursor(byte[] data, int start = 0)
    {
        _data = data;
        Parse(start, out _current);
    }

    /// <summary>The next entry; not present at the end.</summary>
    [UnscopedRef]
    internal readonly ref readonly RawEntry Current => ref _current;

    internal readonly byte[] Data => _data;

    internal void Next() => MoveTo(_current.End);

    /// <summary>Goes on to the first entry at or behind a place that was not taken yet.</summary>
    internal void MoveTo(int start)
    {
        Parse(start, out _current);
        while (_taken is not null && _current.IsPresent && _taken.Remove(_current.Start))
            Parse(_current.End, out _current);
    }

    /// <summary>Takes the entry of this name out; not present when the tree has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal RawEntry Take(ReadOnlySpan<byte> name)
    {
        RawEntry entry = _current;
        if (!entry.IsPresent)
            return default;
        if (entry.Name.SequenceEqual(name))
        {
            Next();
            return entry;
        }
        while (entry.IsPresent && MayHide(name, entry.Name))
        {
            Parse(entry.End, out entry);
            if (!entry.IsPresent || !entry.Name.SequenceEqual(name) || _taken?.Contains(entry.Start) == true)
                continue;
            (_taken ??= []).Add(entry.Start);
            entry.InOrder = false;
            return entry;
        }
        return default;
    }

    /// <summary>A folder of this name can still come behind the entry <paramref name="at"/>.</summary>
    private static bool MayHide(ReadOnlySpan<byte> name, ReadOnlySpan<byte> at) =>
        name.SequenceCompareTo(at) > 0 || (at.Length > name.Length && at[name.Length] < '/' && at.StartsWith(name));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Parse(int start, out RawEntry entry)
    {
        entry = new RawEntry { Data = _data, Start = start, End = _data.Length };
        if (start >= _data.Length)
            return;
        entry.End = RawTree.EndOfEntry(_data, start, out entry.Mode, out entry.NameStart);
        entry.NameLength = entry.End - Oid.Size - 1 - entry.NameStart;
        entry.InOrder = true;
    }
}
