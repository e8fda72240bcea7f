using System.Text;

namespace MaintainerTools.Engine.Objects;

/// <summary>The modes of tree entries, as git stores them.</summary>
public static class EntryMode
{
    /// <summary>No entry.</summary>
    public const int None = 0;

    /// <summary>A sub-tree, 40000.</summary>
    public const int Tree = 0x4000;

    /// <summary>A regular file, 100644.</summary>
    public const int Regular = 0x81A4;

    /// <summary>An executable file, 100755.</summary>
    public const int Executable = 0x81ED;

    /// <summary>A symbolic link, 120000.</summary>
    public const int Symlink = 0xA000;

    /// <summary>A submodule, 160000.</summary>
    public const int Submodule = 0xE000;

    /// <summary>Regular or executable file.</summary>
    public static bool IsFile(int mode) => (mode & 0xF000) == 0x8000;

    /// <summary>The mode as git prints it: six octal digits.</summary>
    public static string Format(int mode) => Convert.ToString(mode, 8).PadLeft(6, '0');
}

/// <summary>One entry of a tree. The name is raw bytes: git promises no encoding.</summary>
public readonly struct TreeEntry
{
    private readonly byte[] _data;
    private readonly int _nameStart;

    internal TreeEntry(byte[] data, int mode, int nameStart, int nameLength)
    {
        _data = data;
        Mode = mode;
        _nameStart = nameStart;
        NameLength = nameLength;
    }

    /// <summary>One of <see cref="EntryMode"/>; other modes of old repositories are given as they are.</summary>
    public int Mode { get; }

    /// <summary>Length of the name in bytes.</summary>
    public int NameLength { get; }

    /// <summary>The name's bytes, without the NUL.</summary>
    public ReadOnlySpan<byte> Name => _data.AsSpan(_nameStart, NameLength);

    /// <summary>The object that the entry names.</summary>
    public Oid Id => new(_data.AsSpan(_nameStart + NameLength + 1, Oid.Size));

    /// <summary>True for a sub-tree.</summary>
    public bool IsTree => Mode == EntryMode.Tree;

    /// <summary>The name as text (see <see cref="GitPath.Decode"/>).</summary>
    public string NameText => GitPath.Decode(Name);
}

/// <summary>
/// A tree: its entries in git's order (sub-trees sort as if their name ended in '/'). It is taken apart where it is asked, so that one name of a large
/// folder costs no more than the way to it; what is malformed shows then.
/// </summary>
public sealed class TreeObject
{
    private readonly byte[] _data;
    private TreeEntry[]? _entries;

    /// <summary>Takes the raw tree <paramref name="data"/>, which is kept, not copied.</summary>
    public TreeObject(byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
    }

    /// <summary>Number of entries.</summary>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    public int Count => All().Length;

    /// <summary>The entries in git's order.</summary>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    public ReadOnlySpan<TreeEntry> Entries => All();

    /// <summary>Finds an entry by name; false when there is none.</summary>
    /// <exception cref="MaintainerException">MalformedObject: the tree is, as far as it was looked through.</exception>
    public bool TryFind(ReadOnlySpan<byte> name, out TreeEntry entry)
    {
        for (int at = 0; at < _data.Length;)
        {
            entry = EntryAt(ref at);
            if (entry.Name.SequenceEqual(name))
                return true;
        }
        entry = default;
        return false;
    }

    private TreeEntry[] All()
    {
        if (_entries is not null)
            return _entries;
        int count = 0;
        for (int at = 0; at < _data.Length; count++)
            EntryAt(ref at);
        var entries = new TreeEntry[count];
        for (int i = 0, at = 0; i < entries.Length; i++)
            entries[i] = EntryAt(ref at);
        return _entries = entries;
    }

    private TreeEntry EntryAt(ref int at)
    {
        int mode = 0;
        while (at < _data.Length && _data[at] != ' ')
        {
            int digit = _data[at++] - '0';
            if (digit is < 0 or > 7)
                throw Malformed();
            mode = (mode << 3) | digit;
        }
        int nameStart = ++at;
        int length = at <= _data.Length ? _data.AsSpan(at).IndexOf((byte)0) : -1;
        if (length < 0 || nameStart + length + 1 + Oid.Size > _data.Length)
            throw Malformed();
        at = nameStart + length + 1 + Oid.Size;
        return new TreeEntry(_data, mode, nameStart, length);
    }

    private static MaintainerException Malformed() =>
        new("MalformedObject", ErrorKind.InvalidData, null, "tree", "", "it ends within an entry");
}

/// <summary>
/// Paths inside a repository: bytes with '/' between names. As .NET text they are UTF-8 where that is valid, and otherwise each
/// byte that is not is carried as the lone low surrogate U+DC00+byte, so that every path survives the way to text and back.
/// </summary>
public static class GitPath
{
    private static readonly UTF8Encoding s_strict = new(false, true);

    /// <summary>Bytes to text.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[consumed..];
            }
            else
            {
                text.Append((char)(0xDC00 + bytes[0]));
                bytes = bytes[1..];
            }
        }
        return text.ToString();
    }

    /// <summary>Text to bytes, the inverse of <see cref="Decode"/>.</summary>
    public static byte[] Encode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool plain = true;
        for (int i = 0; i < path.Length && plain; i++)
            plain = !IsCarriedByte(path, i);
        if (plain)
            return s_strict.GetBytes(path);
        var bytes = new List<byte>(path.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < path.Length; i++)
        {
            if (IsCarriedByte(path, i))
            {
                bytes.Add((byte)(path[i] - 0xDC00));
                continue;
            }
            Rune rune = Rune.GetRuneAt(path, i);
            int length = rune.EncodeToUtf8(buffer);
            bytes.AddRange(buffer[..length]);
            if (!rune.IsBmp)
                i++;
        }
        return [.. bytes];
    }

    private static bool IsCarriedByte(string path, int i) =>
        path[i] is >= '\uDC80' and <= '\uDCFF' && (i == 0 || !char.IsHighSurrogate(path[i - 1]));
}

/// <summary>Builds a tree object from entries in any order.</summary>
public sealed class TreeBuilder
{
    private readonly List<(byte[] Name, int Mode, Oid Id)> _entries = [];

    /// <summary>Adds an entry; names must differ.</summary>
    public TreeBuilder Add(ReadOnlySpan<byte> name, int mode, Oid id)
    {
        _entries.Add((name.ToArray(), mode, id));
        return this;
    }

    /// <summary>Sorts as git does and writes the tree.</summary>
    public Oid Write(IObjectStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        _entries.Sort(static (x, y) => CompareNames(x.Name, x.Mode == EntryMode.Tree, y.Name, y.Mode == EntryMode.Tree));
        using var buffer = new MemoryStream();
        foreach ((byte[] name, int mode, Oid id) in _entries)
        {
            buffer.Write(Encoding.ASCII.GetBytes(Convert.ToString(mode, 8)));
            buffer.WriteByte((byte)' ');
            buffer.Write(name);
            buffer.WriteByte(0);
            buffer.Write(id.ToByteArray());
        }
        return store.Write(ObjectType.Tree, buffer.ToArray());
    }

    /// <summary>Git's order of tree entries: bytewise, a sub-tree as if its name ended in '/'.</summary>
    public static int CompareNames(ReadOnlySpan<byte> x, bool xIsTree, ReadOnlySpan<byte> y, bool yIsTree)
    {
        int common = Math.Min(x.Length, y.Length);
        int order = x[..common].SequenceCompareTo(y[..common]);
        if (order != 0)
            return order;
        int nextX = x.Length > common ? x[common] : xIsTree ? '/' : 0;
        int nextY = y.Length > common ? y[common] : yIsTree ? '/' : 0;
        return nextX - nextY;
    }
}
