using System.Text;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Writes a changed copy of a tree: only the sub-trees on the way to the changed paths, and in these the other entries are copied as they stand.
/// </summary>
internal static class TreeEditor
{
    /// <summary>
    /// The tree with each path of <paramref name="edits"/> set to its mode and object, or (mode 0) removed; sub-trees that become empty go, as in
    /// git. A path that would run through a file replaces that file.
    /// </summary>
    internal static Oid Apply(IObjectStore store, Oid tree, IReadOnlyDictionary<string, TreeValue> edits)
    {
        if (edits.Count == 0)
            return tree;
        // Removals first, so that a file may take the place of a directory that empties, and the other way round.
        List<Edit> removals = [.. edits.Where(e => e.Value.Mode == 0).Select(e => new Edit(GitPath.Encode(e.Key), 0, Oid.Zero))];
        List<Edit> additions = [.. edits.Where(e => e.Value.Mode != 0).Select(e => new Edit(GitPath.Encode(e.Key), e.Value.Mode, e.Value.Id))];
        Oid result = removals.Count == 0 ? tree : Rebuild(store, tree, removals, 0);
        if (result.IsZero)
            result = Oid.EmptyTree;
        if (additions.Count > 0)
            result = Rebuild(store, result, additions, 0);
        return result.IsZero || result == Oid.EmptyTree ? store.Write(ObjectType.Tree, []) : result;
    }

    /// <summary>Rebuilds one level; zero when nothing is left.</summary>
    private static Oid Rebuild(IObjectStore store, Oid tree, List<Edit> edits, int depth)
    {
        TreeDepth.Require(edits[0].Path.AsSpan(0, depth).Count((byte)'/'), tree);
        byte[] data = tree.IsZero ? [] : store.Read(tree, ObjectType.Tree);
        Slot[] slots = SlotsOf(edits, depth);
        for (var old = new RawTree(data); old.MoveNext();)
        {
            if (Find(slots, old.Name) is { } slot)
                (slot.Mode, slot.Id) = (old.Mode, old.Id);
        }
        slots = [.. slots.Where(slot => slot.Change(store, depth))];
        Slot[] arriving = [.. slots.Where(s => s.Mode != 0)];
        Array.Sort(arriving, static (x, y) => TreeBuilder.CompareNames(x.Name, x.IsTree, y.Name, y.IsTree));
        using var output = new MemoryStream(data.Length + slots.Sum(s => s.Name.Length + 32));
        int next = 0;
        for (var old = new RawTree(data); old.MoveNext();)
        {
            for (; next < arriving.Length && TreeBuilder.CompareNames(arriving[next].Name, arriving[next].IsTree, old.Name, old.IsTree) <= 0; next++)
                arriving[next].Write(output);
            if (Find(slots, old.Name) is null)
                output.Write(old.Entry);
        }
        for (; next < arriving.Length; next++)
            arriving[next].Write(output);
        return output.Length == 0 ? Oid.Zero : store.Write(ObjectType.Tree, output.GetBuffer().AsSpan(0, (int)output.Length));
    }

    /// <summary>The names of one level that edits concern, in bytewise order.</summary>
    private static Slot[] SlotsOf(List<Edit> edits, int depth)
    {
        // Latin-1: one char a byte, so that names of any encoding are keys.
        var byName = new Dictionary<string, Slot>(StringComparer.Ordinal);
        foreach (Edit edit in edits)
        {
            ReadOnlySpan<byte> rest = edit.Path.AsSpan(depth);
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = slash < 0 ? rest : rest[..slash];
            string key = Encoding.Latin1.GetString(name);
            if (!byName.TryGetValue(key, out Slot? slot))
                byName[key] = slot = new Slot(name.ToArray());
            if (slash < 0)
                slot.Itself = edit;
            else
                slot.Below.Add(edit);
        }
        Slot[] slots = [.. byName.Values];
        Array.Sort(slots, static (x, y) => x.Name.AsSpan().SequenceCompareTo(y.Name));
        return slots;
    }

    private static Slot? Find(Slot[] slots, ReadOnlySpan<byte> name)
    {
        int low = 0;
        int high = slots.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = name.SequenceCompareTo(slots[middle].Name);
            if (order == 0)
                return slots[middle];
            if (order < 0)
                high = middle - 1;
            else
                low = middle + 1;
        }
        return null;
    }

    private readonly record struct Edit(byte[] Path, int Mode, Oid Id);

    /// <summary>A name of a tree, with what it stands for: first as the tree has it, then changed. Mode 0: nothing.</summary>
    private sealed class Slot(byte[] name)
    {
        internal byte[] Name { get; } = name;

        internal int Mode { get; set; }

        internal Oid Id { get; set; }

        internal bool IsTree => Mode == EntryMode.Tree;

        /// <summary>The edit of the name itself; null for none.</summary>
        internal Edit? Itself { get; set; }

        /// <summary>The edits of paths below it.</summary>
        internal List<Edit> Below { get; } = [];

        /// <summary>Makes the edits; false where there was nothing for them to remove, and what stands there stays.</summary>
        internal bool Change(IObjectStore store, int depth)
        {
            if (Itself is { } edit)
                (Mode, Id) = (edit.Mode, edit.Id);
            if (Below.Count == 0 || (!IsTree && Below.TrueForAll(e => e.Mode == 0)))
                return Itself is not null;
            Oid rebuilt = Rebuild(store, IsTree ? Id : Oid.Zero, Below, depth + Name.Length + 1);
            (Mode, Id) = (rebuilt.IsZero ? 0 : EntryMode.Tree, rebuilt);
            return true;
        }

        internal void Write(MemoryStream output)
        {
            output.Write(Encoding.ASCII.GetBytes(Convert.ToString(Mode, 8)));
            output.WriteByte((byte)' ');
            output.Write(Name);
            output.WriteByte(0);
            output.Write(Id.ToByteArray());
        }
    }
}
