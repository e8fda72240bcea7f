using System.Buffers;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>A folder that was walked: the entries that need no work, as pieces of the trees they stand in, and the merged ones.</summary>
internal sealed class MergeFolder
{
    private readonly List<(byte[] Data, int Start, int End)> _pieces = [];
    private readonly List<(string Name, Version Version)> _merged = [];

    /// <summary>The trees that the result may turn out to be: no new one is written then.</summary>
    internal List<(Oid Id, byte[] Data)> Sources { get; } = [];

    /// <summary>True when nothing is in the folder.</summary>
    internal bool IsEmpty => _pieces.Count == 0 && _merged.Count == 0;

    /// <summary>Takes raw entries over; they must come in tree order.</summary>
    internal void Keep(byte[] data, int start, int end)
    {
        if (_pieces.Count > 0 && _pieces[^1] is var last && ReferenceEquals(last.Data, data) && last.End == start)
            _pieces[^1] = (data, last.Start, end);
        else
            _pieces.Add((data, start, end));
    }

    /// <summary>Adds an entry, in any order.</summary>
    internal void Add(string name, Version version) => _merged.Add((name, version));

    /// <summary>True when an entry of that name was kept or added.</summary>
    internal bool Has(string name) => Find(name).Mode != 0;

    /// <summary>The entry of that name, kept or added; mode 0 where there is none.</summary>
    internal Version Find(string name)
    {
        foreach ((string other, Version version) in _merged)
        {
            if (other == name)
                return version;
        }
        byte[] bytes = PathText.ToBytes(name);
        foreach ((byte[] data, int start, int end) in _pieces)
        {
            var entries = new RawTree(data.AsSpan(start, end - start));
            while (entries.MoveNext())
            {
                if (entries.Name.SequenceEqual(bytes))
                    return new Version(entries.Mode, entries.Id);
            }
        }
        return default;
    }

    /// <summary>Takes an entry out again.</summary>
    internal void Remove(string name)
    {
        _merged.RemoveAll(m => m.Name == name);
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
        var output = new ArrayBufferWriter<byte>(_pieces.Sum(p => p.End - p.Start) + (_merged.Count * 64) + 1);
        var merged = new (byte[] Name, Version Version)[_merged.Count];
        for (int i = 0; i < merged.Length; i++)
            merged[i] = (PathText.ToBytes(_merged[i].Name), _merged[i].Version);
        Array.Sort(merged, static (x, y) => TreeBuilder.CompareNames(x.Name, x.Version.Mode == EntryMode.Tree, y.Name, y.Version.Mode == EntryMode.Tree));
        int next = 0;
        foreach ((byte[] data, int start, int end) in _pieces)
        {
            int from = start;
            for (int at = start; next < merged.Length && at < end;)
            {
                // A kept entry begins with its mode in canonical form; 40000 has one digit less than the others.
                bool isTree = data[at] == '4';
                int name = at + (isTree ? 6 : 7);
                int length = data.AsSpan(name, end - name).IndexOf((byte)0);
                if (TreeBuilder.CompareNames(merged[next].Name, merged[next].Version.Mode == EntryMode.Tree, data.AsSpan(name, length), isTree) < 0)
                {
                    output.Write(data.AsSpan(from, at - from));
                    from = at;
                    WriteEntry(output, merged[next].Name, merged[next].Version);
                    next++;
                    continue;
                }
                at = name + length + 1 + Oid.Size;
            }
            output.Write(data.AsSpan(from, end - from));
        }
        for (; next < merged.Length; next++)
            WriteEntry(output, merged[next].Name, merged[next].Version);
        foreach ((Oid id, byte[] data) in Sources)
        {
            if (output.WrittenSpan.SequenceEqual(data))
                return id;
        }
        return store.Write(ObjectType.Tree, output.WrittenSpan);
    }

    private static void WriteEntry(ArrayBufferWriter<byte> output, byte[] name, Version version)
    {
        ReadOnlySpan<byte> mode = version.Mode switch
        {
            EntryMode.Regular => "100644 "u8,
            EntryMode.Executable => "100755 "u8,
            EntryMode.Symlink => "120000 "u8,
            EntryMode.Submodule => "160000 "u8,
            EntryMode.Tree => "40000 "u8,
            _ => throw new InvalidOperationException("Mode " + EntryMode.Format(version.Mode)),
        };
        output.Write(mode);
        output.Write(name);
        Span<byte> tail = output.GetSpan(1 + Oid.Size);
        tail[0] = 0;
        version.Id.CopyTo(tail[1..]);
        output.Advance(1 + Oid.Size);
    }
}
