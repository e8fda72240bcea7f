namespace MaintainerTools.Engine.Objects;

/// <summary>Writes a changed copy of a tree, touching only the sub-trees on the way to the changed paths.</summary>
internal static class TreeEditing
{
    /// <summary>
    /// The tree with each path of <paramref name="edits"/> set to its mode and object, or (mode 0) removed; sub-trees that become empty go, as in
    /// git. A path that would run through a file replaces that file.
    /// </summary>
    internal static Oid Apply(IObjectStore store, Oid tree, IReadOnlyDictionary<string, (int Mode, Oid Id)> edits)
    {
        if (edits.Count == 0)
            return tree;
        // Removals first, so that a file may take the place of a directory that empties, and the other way round.
        List<(byte[], int, Oid)> removals = [.. edits.Where(e => e.Value.Mode == 0).Select(e => (GitPath.Encode(e.Key), 0, Oid.Zero))];
        List<(byte[], int, Oid)> additions = [.. edits.Where(e => e.Value.Mode != 0).Select(e => (GitPath.Encode(e.Key), e.Value.Mode, e.Value.Id))];
        Oid result = removals.Count == 0 ? tree : Rebuild(store, tree, removals, 0);
        if (result.IsZero)
            result = Oid.EmptyTree;
        if (additions.Count > 0)
            result = Rebuild(store, result, additions, 0);
        return result.IsZero || result == Oid.EmptyTree ? store.Write(ObjectType.Tree, []) : result;
    }

    /// <summary>Rebuilds one level; zero when nothing is left.</summary>
    private static Oid Rebuild(IObjectStore store, Oid tree, List<(byte[] Path, int Mode, Oid Id)> edits, int depth)
    {
        var entries = new Dictionary<string, (byte[] Name, int Mode, Oid Id)>(StringComparer.Ordinal);
        if (!tree.IsZero)
        {
            foreach (TreeEntry entry in store.ReadTree(tree).Entries)
                entries[Key(entry.Name)] = (entry.Name.ToArray(), entry.Mode, entry.Id);
        }
        var below = new Dictionary<string, List<(byte[] Path, int Mode, Oid Id)>>(StringComparer.Ordinal);
        foreach ((byte[] path, int mode, Oid id) in edits)
        {
            int slash = path.AsSpan(depth).IndexOf((byte)'/');
            string key = Key(slash < 0 ? path.AsSpan(depth) : path.AsSpan(depth, slash));
            if (slash >= 0)
            {
                if (!below.TryGetValue(key, out List<(byte[], int, Oid)>? list))
                    below[key] = list = [];
                list.Add((path, mode, id));
            }
            else if (mode == 0)
                entries.Remove(key);
            else
                entries[key] = (path.AsSpan(depth).ToArray(), mode, id);
        }
        foreach ((string key, List<(byte[] Path, int Mode, Oid Id)> list) in below)
        {
            entries.TryGetValue(key, out (byte[] Name, int Mode, Oid Id) entry);
            byte[] name = [.. key.Select(c => (byte)c)];
            Oid subTree = entry.Mode == EntryMode.Tree ? entry.Id : Oid.Zero;
            if (subTree.IsZero && list.TrueForAll(e => e.Mode == 0))
                continue;
            Oid rebuilt = Rebuild(store, subTree, list, depth + name.Length + 1);
            if (rebuilt.IsZero)
                entries.Remove(key);
            else
                entries[key] = (name, EntryMode.Tree, rebuilt);
        }
        if (entries.Count == 0)
            return Oid.Zero;
        var builder = new TreeBuilder();
        foreach ((byte[] name, int mode, Oid id) in entries.Values)
            builder.Add(name, mode, id);
        return builder.Write(store);

        // Latin-1: one char a byte, so that names of any encoding are keys.
        static string Key(ReadOnlySpan<byte> name) => System.Text.Encoding.Latin1.GetString(name);
    }
}
