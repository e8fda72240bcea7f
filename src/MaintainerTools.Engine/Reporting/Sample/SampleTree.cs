using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sample;

/// <summary>A version of the files: persistent, so that a commit costs the folders on the way to what it changes.</summary>
internal sealed class SampleTree
{
    private readonly SortedDictionary<string, object> _entries;
    private Oid? _id;

    private SampleTree(SortedDictionary<string, object> entries) => _entries = entries;

    /// <summary>No files.</summary>
    public static SampleTree Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>A file's content; null where there is no such file.</summary>
    public string? Find(string path)
    {
        (string name, string? rest) = Split(path);
        return _entries.GetValueOrDefault(name) switch
        {
            SampleTree folder when rest is not null => folder.Find(rest),
            string content when rest is null => content,
            _ => null,
        };
    }

    /// <summary>The version with this file in it.</summary>
    public SampleTree With(string path, string content)
    {
        (string name, string? rest) = Split(path);
        object entry = rest is null ? content : (_entries.GetValueOrDefault(name) as SampleTree ?? Empty).With(rest, content);
        return new SampleTree(new(_entries, StringComparer.Ordinal) { [name] = entry });
    }

    /// <summary>The version without this file; a folder that is left empty goes as well.</summary>
    public SampleTree Without(string path)
    {
        (string name, string? rest) = Split(path);
        var entries = new SortedDictionary<string, object>(_entries, StringComparer.Ordinal);
        if (rest is not null && entries.GetValueOrDefault(name) is SampleTree folder && folder.Without(rest) is { _entries.Count: > 0 } smaller)
            entries[name] = smaller;
        else
            entries.Remove(name);
        return new SampleTree(entries);
    }

    /// <summary>All files, in the order of their paths within each folder.</summary>
    public IEnumerable<(string Path, string Content)> Files(string prefix = "")
    {
        foreach ((string name, object entry) in _entries)
        {
            if (entry is SampleTree folder)
            {
                foreach ((string Path, string Content) file in folder.Files(prefix + name + "/"))
                    yield return file;
            }
            else
            {
                yield return (prefix + name, (string)entry);
            }
        }
    }

    /// <summary>Writes the blobs and trees that are new; the tree's id.</summary>
    public Oid Write(IObjectStore store)
    {
        if (_id is { } known)
            return known;
        var builder = new TreeBuilder();
        foreach ((string name, object entry) in _entries)
        {
            if (entry is SampleTree folder)
                builder.Add(GitPath.Encode(name), EntryMode.Tree, folder.Write(store));
            else
                builder.Add(GitPath.Encode(name), EntryMode.Regular, store.Write(ObjectType.Blob, Encoding.UTF8.GetBytes((string)entry)));
        }
        _id = builder.Write(store);
        return _id.Value;
    }

    private static (string Name, string? Below) Split(string path)
    {
        int slash = path.IndexOf('/');
        return slash < 0 ? (path, null) : (path[..slash], path[(slash + 1)..]);
    }
}
