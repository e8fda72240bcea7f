namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>The paths in which two trees differ, without looking for renames.</summary>
internal static class TreeChanges
{
    /// <summary>Adds the differences below a folder; zero is a tree that is not there.</summary>
    internal static List<(string Path, TreeValue Old, TreeValue New)> Between(IObjectReader objects, Oid old, Oid @new)
    {
        var changes = new List<(string, TreeValue, TreeValue)>();
        Add(objects, "", 0, old, @new, changes);
        return changes;
    }

    private static void Add(
        IObjectReader objects, string folder, int depth, Oid old, Oid @new, List<(string Path, TreeValue Old, TreeValue New)> changes)
    {
        TreeDepth.Require(depth, folder);
        if (old == @new)
            return;
        Dictionary<string, TreeValue> before = Entries(objects, old);
        Dictionary<string, TreeValue> after = Entries(objects, @new);
        foreach (string name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            TreeValue from = before.GetValueOrDefault(name), to = after.GetValueOrDefault(name);
            if (from == to)
                continue;
            string path = folder + name;
            Oid fromTree = from.Mode == EntryMode.Tree ? from.Id : Oid.Zero, toTree = to.Mode == EntryMode.Tree ? to.Id : Oid.Zero;
            TreeValue fromFile = from.Mode == EntryMode.Tree ? default : from, toFile = to.Mode == EntryMode.Tree ? default : to;
            if (fromFile != toFile)
                changes.Add((path, fromFile, toFile));
            Add(objects, path + "/", depth + 1, fromTree, toTree, changes);
        }
    }

    private static Dictionary<string, TreeValue> Entries(IObjectReader objects, Oid tree)
    {
        var entries = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        if (tree.IsZero || tree == Oid.EmptyTree)
            return entries;
        foreach (TreeEntry entry in objects.ReadTree(tree).Entries)
            entries[entry.NameText] = new TreeValue(entry.Mode, entry.Id);
        return entries;
    }
}
