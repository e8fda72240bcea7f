namespace MaintainerTools.Engine.Objects;

/// <summary>Looks for paths that must not come into a tree, in the trees that were not looked at yet.</summary>
/// <param name="objects">Reads the trees.</param>
/// <param name="rules">What is forbidden.</param>
internal sealed class ForbiddenPaths(IObjectReader objects, PathRules rules)
{
    private readonly HashSet<Oid> _seen = [Oid.EmptyTree];

    /// <summary>The first forbidden path of a tree; null where there is none. What lies in <paramref name="known"/> in the same place is not looked at: it was there before.</summary>
    internal string? Find(Oid tree, Oid known = default) => Find(tree, known, static _ => true);

    /// <summary>Throws where a tree has a path that git takes into no work tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="known">One whose content was there before; zero for none.</param>
    /// <param name="what">What has the path, in words.</param>
    /// <exception cref="MaintainerException">PathForbidden.</exception>
    internal void Require(Oid tree, Oid known, string what)
    {
        if (Find(tree, known) is { } path)
            throw Error(path, what);
    }

    /// <summary>The error that names a forbidden path and what has it.</summary>
    internal static MaintainerException Error(string path, string what) => new("PathForbidden", ErrorKind.InvalidData, path, path, what);

    /// <summary>The same, of the sub-trees that are to be looked at alone.</summary>
    internal string? Find(Oid tree, Oid known, Func<Oid, bool> isWanted)
    {
        var stack = new Stack<(Oid Tree, Oid Known, string Folder)>();
        stack.Push((tree, known, ""));
        while (stack.TryPop(out (Oid Tree, Oid Known, string Folder) at))
        {
            if (at.Tree == at.Known || at.Tree.IsZero || !isWanted(at.Tree) || !_seen.Add(at.Tree))
                continue;
            Dictionary<string, TreeValue> before = [];
            if (!at.Known.IsZero && at.Known != Oid.EmptyTree)
            {
                foreach (TreeEntry entry in objects.ReadTree(at.Known).Entries)
                    before[entry.NameText] = new TreeValue(entry.Mode, entry.Id);
            }
            foreach (TreeEntry entry in objects.ReadTree(at.Tree).Entries)
            {
                string name = entry.NameText;
                TreeValue old = before.GetValueOrDefault(name);
                if (old == new TreeValue(entry.Mode, entry.Id))
                    continue;
                string path = at.Folder + name;
                bool isForbidden = entry.Mode == EntryMode.Symlink ? rules.IsForbidden(path, entry.Mode) : entry.Name.Contains((byte)'/') || rules.IsForbidden(entry.Name, entry.Mode);
                if (isForbidden)
                    return path;
                if (entry.IsTree)
                    stack.Push((entry.Id, old.Mode == EntryMode.Tree ? old.Id : Oid.Zero, path + "/"));
            }
        }
        return null;
    }
}
