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
    private readonly PathTrie<(int Index, TreeValue Wanted)> _root;
    private readonly int _count;
    private readonly Dictionary<(Oid Tree, PathTrie<(int Index, TreeValue Wanted)> Node), BitArray> _known = [];

    /// <summary>Takes the paths and the tree that has the content looked for.</summary>
    internal ContentSpans(IObjectReader objects, Oid wanted, IReadOnlyList<string> paths)
    {
        (_objects, _count) = (objects, paths.Count);
        _root = new PathTrie<(int Index, TreeValue Wanted)>(paths.Select((path, i) => (path, (i, Wanted(path)))));

        TreeValue Wanted(string path) => TreePaths.TryFind(objects, wanted, path, out int mode, out Oid id) ? new TreeValue(mode, id) : default;
    }

    /// <summary>Bit i is set where path i is in <paramref name="tree"/> what it is in the wanted one; a path that is absent in both counts.</summary>
    internal BitArray Match(Oid tree) => Match(tree, _root);

    private BitArray Match(Oid tree, PathTrie<(int Index, TreeValue Wanted)> node)
    {
        if (_known.TryGetValue((tree, node), out BitArray? known))
            return known;
        var bits = new BitArray(_count);
        foreach ((PathTrie<(int Index, TreeValue Wanted)> below, TreeValue entry) in node.In(_objects, tree))
        {
            if (below.IsPath && entry == below.Value.Wanted)
                bits[below.Value.Index] = true;
            if (below.IsFolder)
                bits.Or(Match(entry.Mode == EntryMode.Tree ? entry.Id : Oid.Zero, below));
        }
        return _known[(tree, node)] = bits;
    }
}
