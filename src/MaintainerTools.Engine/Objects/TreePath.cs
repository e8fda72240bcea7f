namespace MaintainerTools.Engine.Objects;

/// <summary>Looks up one path in a tree.</summary>
internal static class TreePath
{
    /// <summary>Finds what <paramref name="path"/> names; false where it names nothing.</summary>
    internal static bool TryFind(IObjectReader objects, Oid tree, string path, out int mode, out Oid id)
    {
        (mode, id) = (EntryMode.Tree, tree);
        foreach (string name in path.Split('/'))
        {
            if (mode != EntryMode.Tree || !objects.ReadTree(id).TryFind(GitPath.Encode(name), out TreeEntry entry))
            {
                (mode, id) = (EntryMode.None, default);
                return false;
            }
            (mode, id) = (entry.Mode, entry.Id);
        }
        return true;
    }
}
