using System.Buffers;
using System.Runtime.CompilerServices;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>A folder that was walked: the entries that need no work, as pieces of the trees they stand in, and the merged ones.</summary>
internal sealed class MergeFolder
{
    private const int LongestMode = 7;

    private readonly List<(byte[] Data, int Start, int End)> _pieces = new(16);
    private readonly List<Merged> _merged = new(8);

    /// <summary>The trees that the result may turn out to be: no new one is written then.</summary>
    internal List<(Oid Id, byte[] Data)> Sources { get; } = [];

    /// <summary>True when nothing is in the folder.</summary>
    internal bool IsEmpty => _pieces.Count == 0 && _merged.Count == 0;

    /// <summary>Empties it for another folder.</summary>
    internal void Clear()
    {
        _pieces.Clear();
        _merged.Clear();
        Sources.Clear();
    }

    /// <summary>Takes raw entries over; they must come in tree order.</summary>
    internal void Keep(byte[] data, int start, int end)
    {
        if (_pieces.Count > 0 && _pieces[^1] is var last && ReferenceEquals(last.Data, data) && last.End == start)
            _pieces[^1] = (data, last.Start, end);
        else
            _pieces.Add((data, start, end));
    }

    /// <summary>Adds an entry, in any order.</summary>
    internal void Add(string name, TreeValue version) => _merged.Add(new Merged(name, 0, version));

    /// <summary>Adds what a path in this folder has come to.</summary>
    internal void Add(MergePath path) => _merged.Add(new Merged(path.Path, path.Path.Length - path.BaseName.Length, path.Result));

    /// <summary>True when an entry of that name was kept or added.</summary>
    internal bool Has(string name) => Find(name).Mode != 0;

    /// <summary>The entry of that name, kept or added; mode 0 where there is none.</summary>
    internal TreeValue Find(string name)
    {
        foreach (Merged merged in _merged)
        {
            if (merged.Name.SequenceEqual(name))
                return merged.Version;
        }
        byte[] bytes = PathText.ToBytes(name);
        foreach ((byte[] data, int start, int end) in _pieces)
        {
            var entries = new RawTree(data.AsSpan(start, end - start));
            while (entries.MoveNext())
            {
                if (entries.Name.SequenceEqual(bytes))
                    return new TreeValue(entries.Mode, entries.Id);
            }
        }
        return default;
    }

    /// <summary>Takes an entry out again.</summary>
    internal void Remove(string name)
    {
        _merged.RemoveAll(m => m.Name.SequenceEqual(name));
        byte[] bytes = PathText.ToBytes(name);
        for (int i = 0; i < _pieces.Count; i++)
        {
            (byte[] data, int start, int end) = _pieces[i];
            for (var cursor = new TreeCursor(data, start); cursor.Current.IsPresent && cursor.Current.Start < end; cursor.Next())
            {
                if (!cursor.Current.Name.SequenceEqual(bytes))
                    continue;
                _pieces[i] = (data, start, cursor.Current.Start);
                _pieces.Insert(i + 1, (data, cursor.Current.End, end));
                return;
            }
        }
    }

    /// <summary>Writes the tree.</summary>
    internal Oid Write(IObjectStore store)
    {
        // What comes last is settled first.
        _merged.Reverse();
        _merged.SortUnlessSorted(static (x, y) => CompareNames(x.Name, x.IsTree, y.Name, y.IsTree));
        int most = 0;
        foreach ((_, int start, int end) in _pieces)
            most += end - start;
        foreach (Merged merged in _merged)
            most += merged.Name.Length + LongestMode + 1 + Oid.Size;
        byte[] output = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            ReadOnlySpan<byte> tree = output.AsSpan(0, Write(output));
            foreach ((Oid id, byte[] data) in Sources)
            {
                // These may be the bytes of what replaces it.
                if (tree.SequenceEqual(data) && store.ReadFor(id) == id)
                    return id;
            }
            return store.Write(ObjectType.Tree, tree);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Write(Span<byte> output)
    {
        int next = 0, written = 0;
        foreach ((byte[] data, int start, int end) in _pieces)
        {
            int from = start;
            for (int at = start; next < _merged.Count && at < end;)
            {
                // A kept entry begins with its mode in canonical form; 40000 has one digit less than the others.
                bool isTree = data[at] == '4';
                int name = at + (isTree ? 6 : 7);
                int length = RawTree.IndexOfZero(data.AsSpan(0, end), name) - name;
                if (CompareNames(_merged[next].Name, _merged[next].IsTree, data.AsSpan(name, length), isTree) < 0)
                {
                    Copy(data.AsSpan(from, at - from), output, ref written);
                    from = at;
                    WriteEntry(_merged[next++], output, ref written);
                    continue;
                }
                at = name + length + 1 + Oid.Size;
            }
            Copy(data.AsSpan(from, end - from), output, ref written);
        }
        while (next < _merged.Count)
            WriteEntry(_merged[next++], output, ref written);
        return written;
    }

    private static void WriteEntry(in Merged entry, Span<byte> output, ref int written)
    {
        Copy(
            entry.Version.Mode switch
            {
                EntryMode.Regular => "100644 "u8,
                EntryMode.Executable => "100755 "u8,
                EntryMode.Symlink => "120000 "u8,
                EntryMode.Submodule => "160000 "u8,
                EntryMode.Tree => "40000 "u8,
                _ => throw new InvalidOperationException("Mode " + EntryMode.Format(entry.Version.Mode)),
            },
            output,
            ref written);
        foreach (char value in entry.Name)
            output[written++] = (byte)value;
        output[written++] = 0;
        entry.Version.Id.CopyTo(output[written..]);
        written += Oid.Size;
    }

    private static void Copy(ReadOnlySpan<byte> part, Span<byte> output, ref int written)
    {
        part.CopyTo(output[written..]);
        written += part.Length;
    }

    // Git's order of tree entries, as TreeBuilder has it, for names that are byte strings.
    private static int CompareNames(ReadOnlySpan<char> x, bool xIsTree, ReadOnlySpan<char> y, bool yIsTree)
    {
        int common = x.CommonPrefixLength(y);
        return Following(x, common, xIsTree) - Following(y, common, yIsTree);
    }

    private static int CompareNames(ReadOnlySpan<char> x, bool xIsTree, ReadOnlySpan<byte> y, bool yIsTree)
    {
        int common = 0;
        while (common < x.Length && common < y.Length && x[common] == y[common])
            common++;
        return Following(x, common, xIsTree) - (common < y.Length ? y[common] : yIsTree ? '/' : 0);
    }

    private static int Following(ReadOnlySpan<char> name, int place, bool isTree) => place < name.Length ? name[place] : isTree ? '/' : 0;

    /// <summary>A merged entry; its name is the rest of a path.</summary>
    private readonly record struct Merged(string Path, int Start, TreeValue Version)
    {
        internal ReadOnlySpan<char> Name => Path.AsSpan(Start);

        internal bool IsTree => Version.Mode == EntryMode.Tree;
    }
}
