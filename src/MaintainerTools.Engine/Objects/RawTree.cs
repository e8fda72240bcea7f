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
        int at = _next, mode = 0;
        for (; at < _data.Length && _data[at] != ' '; at++)
        {
            int digit = _data[at] - '0';
            if (digit is < 0 or > 7)
                throw Malformed();
            mode = (mode << 3) | digit;
        }
        at++;
        int length = at <= _data.Length ? _data[at..].IndexOf((byte)0) : -1;
        if (length < 0 || at + length + 1 + Oid.Size > _data.Length)
            throw Malformed();
        Name = _data.Slice(at, length);
        IdBytes = _data.Slice(at + length + 1, Oid.Size);
        Mode = Canonical(mode);
        int end = at + length + 1 + Oid.Size;
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
            for (int end; (end = EndOfEntry(rest[..common], at)) >= 0;)
                at = end;
        }
        x._next += at;
        y._next += at;

        static int EndOfEntry(ReadOnlySpan<byte> data, int start)
        {
            int zero = data[start..].IndexOf((byte)0);
            int end = start + zero + 1 + Oid.Size;
            return zero >= 0 && end <= data.Length ? end : -1;
        }
    }

    internal static int Canonical(int mode) => (mode & 0xF000) switch
    {
        0x8000 => (mode & 0x40) != 0 ? EntryMode.Executable : EntryMode.Regular,
        0xA000 => EntryMode.Symlink,
        0x4000 => EntryMode.Tree,
        _ => EntryMode.Submodule,
    };

    private static MaintainerException Malformed() =>
        new("MalformedObject", ErrorKind.InvalidData, null, "tree", "", "it ends within an entry");
}
