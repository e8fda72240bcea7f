namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Paths as the folders and files that they lead through, to hold them against trees: a tree is walked along the paths and nowhere
/// else. Names are in the order of their code units.
/// </summary>
/// <typeparam name="T">What is known of a path.</typeparam>
internal sealed class PathTrie<T>
{
    private readonly SortedDictionary<string, PathTrie<T>> _below = new(StringComparer.Ordinal);

    /// <summary>Takes paths as <see cref="GitPath.Decode"/> gives them, each with what is known of it; of a path that is there twice the last counts.</summary>
    internal PathTrie(IEnumerable<(string Path, T Value)> paths)
        : this(Array.Empty<byte>())
    {
        foreach ((string path, T value) in paths)
        {
            PathTrie<T> node = this;
            string[] names = path.Split('/');
            TreeDepth.Require(names.Length - 1, path);
            foreach (string name in names)
            {
                if (!node._below.TryGetValue(name, out PathTrie<T>? next))
                    node._below[name] = next = new PathTrie<T>(GitPath.Encode(name));
                node = next;
            }
            (node.IsPath, node.Value) = (true, value);
        }
    }

    private PathTrie(byte[] name) => Name = name;

    /// <summary>The name here; empty at the top.</summary>
    internal byte[] Name { get; }

    /// <summary>True where one of the paths ends here; others may go on.</summary>
    internal bool IsPath { get; private set; }

    /// <summary>What is known of the path that ends here.</summary>
    internal T? Value { get; private set; }

    /// <summary>True where paths go on from here.</summary>
    internal bool IsFolder => _below.Count > 0;

    /// <summary>What is in the folder, with what a tree has there: nothing where the tree is none (zero) or has no such name.</summary>
    /// <exception cref="MissingObjectException">The tree is not there.</exception>
    internal IEnumerable<(PathTrie<T> Below, TreeValue Entry)> In(IObjectReader objects, Oid tree)
    {
        TreeObject? read = tree.IsZero ? null : objects.ReadTree(tree);
        foreach (PathTrie<T> below in _below.Values)
            yield return (below, read is not null && read.TryFind(below.Name, out TreeEntry entry) ? new TreeValue(entry.Mode, entry.Id) : default);
    }

    /// <summary>All paths with what is known of them, in order.</summary>
    internal IEnumerable<(string Path, T Value)> Paths() => Paths("");

    private IEnumerable<(string Path, T Value)> Paths(string folder)
    {
        foreach ((string name, PathTrie<T> below) in _below)
        {
            string path = folder.Length == 0 ? name : folder + "/" + name;
            if (below.IsPath)
                yield return (path, below.Value!);
            foreach ((string, T) inner in below.Paths(path))
                yield return inner;
        }
    }
}
