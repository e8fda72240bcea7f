namespace MaintainerTools.Engine.Objects;

/// <summary>Looks for paths that must not come into a tree, in the trees that were not looked at yet.</summary>
/// <param name="objects">Reads the trees.</param>
/// <param name="rules">What is forbidden.</param>
internal sealed class ForbiddenPaths(IObjectReader objects, PathRules rules)
{
    // Folders below a forbidden one that an error names.
    private const int MostNamed = 8;

    private readonly HashSet<(Oid Tree, Oid Known)> _seen = [];

    /// <summary>The first forbidden path of a tree; null where there is none. What lies in <paramref name="known"/> in the same place is not looked at:
    /// it was there before.</summary>
    internal string? Find(Oid tree, Oid known)
    {
        var stack = new Stack<(Oid Tree, Oid Known, string Folder)>();
        stack.Push((tree, known, ""));
        while (stack.TryPop(out (Oid Tree, Oid Known, string Folder) at))
        {
            if (at.Tree == at.Known || at.Tree.IsZero || at.Tree == Oid.EmptyTree || !_seen.Add((at.Tree, at.Known)))
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
                bool isForbidden = entry.Mode == EntryMode.Symlink ? rules.IsForbidden(path, entry.Mode)
                    : entry.Name.Contains((byte)'/') || rules.IsForbidden(entry.Name, entry.Mode);
                if (isForbidden)
                    return entry.IsTree ? FirstBelow(path, entry.Id) : path;
                TreeDepth.Require(path.AsSpan().Count('/'), path);
                if (entry.IsTree)
                    stack.Push((entry.Id, old.Mode == EntryMode.Tree ? old.Id : Oid.Zero, path + "/"));
            }
        }
        return null;
    }

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

    /// <summary>The first file in a folder: what it is that has the folder's name tells more than the name.</summary>
    private string FirstBelow(string folder, Oid tree)
    {
        for (int depth = 0; depth < MostNamed && objects.TryRead(tree, out ObjectType type, out byte[] data) && type == ObjectType.Tree
            && data.Length > 0; depth++)
        {
            TreeEntry first = new TreeObject(data).Entries[0];
            folder += "/" + first.NameText;
            if (!first.IsTree)
                break;
            tree = first.Id;
        }
        return folder;
    }
}
