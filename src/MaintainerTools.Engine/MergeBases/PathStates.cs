using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// Tells trees apart by what they have at a set of paths: trees of one state are the same to whoever touches nothing else. Sub-trees are read once.
/// </summary>
internal sealed class PathStates
{
    private readonly IObjectReader _objects;
    private readonly PathTrie<bool> _root;
    private readonly Dictionary<(Oid Tree, PathTrie<bool> Below), Oid> _known = [];

    /// <summary>Takes the paths, as <see cref="GitPath.Decode"/> gives them.</summary>
    internal PathStates(IObjectReader objects, IEnumerable<string> paths) =>
        (_objects, _root) = (objects, new PathTrie<bool>(paths.Select(path => (path, true))));

    /// <summary>The state of a tree.</summary>
    internal Oid Of(Oid tree) => Of(tree, _root);

    private Oid Of(Oid tree, PathTrie<bool> node)
    {
        if (_known.TryGetValue((tree, node), out Oid known))
            return known;
        var state = new MemoryStream();
        Span<byte> line = stackalloc byte[Oid.Size + 8];
        int number = 0;
        foreach ((PathTrie<bool> below, TreeValue entry) in node.In(_objects, tree))
        {
            number++;
            if (entry.Mode == EntryMode.None)
                continue;
            BitConverter.TryWriteBytes(line, number);
            BitConverter.TryWriteBytes(line[4..], entry.Mode);
            // A file that became a folder is told by its mode; what is in the folder counts where paths lie in it.
            (entry.Mode == EntryMode.Tree && !below.IsPath ? Of(entry.Id, below) : entry.Id).CopyTo(line[8..]);
            state.Write(line);
        }
        return _known[(tree, node)] = ScratchStore.Hash(ObjectType.Blob, state.GetBuffer().AsSpan(0, (int)state.Length));
    }
}
