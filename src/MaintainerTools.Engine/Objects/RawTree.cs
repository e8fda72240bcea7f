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
        _next = at + length + 1 + Oid.Size;
        return true;
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
