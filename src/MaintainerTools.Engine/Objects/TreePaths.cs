namespace MaintainerTools.Engine.Objects;

/// <summary>Looks up paths in a tree; sub-trees are read once.</summary>
internal sealed class TreePaths(IObjectReader reader, Oid tree)
{
    private readonly Dictionary<Oid, TreeObject> _read = [];

    /// <summary>Finds what a path names in a tree that nothing more is asked of; false where it names nothing.</summary>
    internal static bool TryFind(IObjectReader objects, Oid tree, string path, out int mode, out Oid id)
    {
        (mode, id) = new TreePaths(objects, tree).Find(path);
        return mode != EntryMode.None;
    }

    /// <summary>The entry at a path; mode 0 where there is none. The empty path is the tree itself.</summary>
    /// <exception cref="MissingObjectException">A sub-tree on the way is not there.</exception>
    public TreeValue Find(string path)
    {
        TreeValue at = (EntryMode.Tree, tree);
        if (path.Length == 0)
            return at;
        foreach (string name in path.Split('/'))
        {
            if (at.Mode != EntryMode.Tree || !Read(at.Id).TryFind(GitPath.Encode(name), out TreeEntry entry))
                return (EntryMode.None, Oid.Zero);
            at = (entry.Mode, entry.Id);
        }
        return at;
    }

    private TreeObject Read(Oid id)
    {
        if (!_read.TryGetValue(id, out TreeObject? read))
            _read[id] = read = id.IsZero ? new TreeObject([]) : reader.ReadTree(id);
        return read;
    }
}
