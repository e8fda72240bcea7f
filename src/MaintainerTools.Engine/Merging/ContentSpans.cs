using System.Collections;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// Tells in which commits which of some paths have the very content that a given tree has. Equal sub-trees are compared once, so that a
/// history of many thousand commits costs little more than its root trees.
/// </summary>
internal sealed class ContentSpans
{
    private readonly IObjectReader _objects;
    private readonly Node _root = new();
    private readonly int _count;
    private readonly Dictionary<(Oid Tree, Node Node), BitArray> _known = [];

    /// <summary>Takes the paths and the tree that has the content looked for.</summary>
    internal ContentSpans(IObjectReader objects, Oid wanted, IReadOnlyList<string> paths)
    {
        _objects = objects;
        _count = paths.Count;
        for (int i = 0; i < paths.Count; i++)
        {
            Node node = _root;
            foreach (string name in paths[i].Split('/'))
            {
                if (!node.Children.TryGetValue(name, out Node? child))
                    node.Children[name] = child = new Node { Name = GitPath.Encode(name) };
                node = child;
            }
            node.Index = i;
            TreePaths.TryFind(objects, wanted, paths[i], out node.Mode, out node.Id);
        }
    }

    /// <summary>Bit i is set where path i is in <paramref name="tree"/> what it is in the wanted one; a path that is absent in both counts.</summary>
    internal BitArray Match(Oid tree) => Match(tree, _root);

    private BitArray Match(Oid tree, Node node)
    {
        if (_known.TryGetValue((tree, node), out BitArray? known))
            return known;
        var bits = new BitArray(_count);
        TreeObject? read = tree.IsZero ? null : _objects.ReadTree(tree);
        foreach (Node child in node.Children.Values)
        {
            TreeEntry entry = default;
            bool found = read is not null && read.TryFind(child.Name, out entry);
            if (child.Index >= 0 && (found ? entry.Mode == child.Mode && entry.Id == child.Id : child.Mode == EntryMode.None))
                bits[child.Index] = true;
            if (child.Children.Count > 0)
                bits.Or(Match(found && entry.IsTree ? entry.Id : Oid.Zero, child));
        }
        return _known[(tree, node)] = bits;
    }

    private sealed class Node
    {
        internal Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        internal byte[] Name { get; init; } = [];

        internal int Index { get; set; } = -1;

        internal int Mode;

        internal Oid Id;
    }
}
