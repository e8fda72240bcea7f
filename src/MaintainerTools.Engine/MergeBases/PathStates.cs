using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// Tells trees apart by what they have at a set of paths: trees of one state are the same to whoever touches nothing else. Sub-trees are read once.
/// </summary>
internal sealed class PathStates
{
    private readonly IObjectReader _objects;
    private readonly Node _root = new();
    private readonly Dictionary<(Oid Tree, Node Below), Oid> _known = [];

    /// <summary>Takes the paths, as <see cref="GitPath.Decode"/> gives them.</summary>
    internal PathStates(IObjectReader objects, IEnumerable<string> paths)
    {
        _objects = objects;
        foreach (string path in paths)
        {
            Node at = _root;
            foreach (string name in path.Split('/'))
            {
                if (!at.Below.TryGetValue(name, out Node? next))
                    at.Below[name] = next = new Node();
                at = next;
            }
            at.IsPath = true;
        }
    }

    /// <summary>The state of a tree.</summary>
    internal Oid Of(Oid tree) => Of(tree, _root);

    private Oid Of(Oid tree, Node node)
    {
        if (_known.TryGetValue((tree, node), out Oid known))
            return known;
        var state = new MemoryStream();
        Span<byte> line = stackalloc byte[Oid.Size + 8];
        TreeObject read = _objects.ReadTree(tree);
        int number = 0;
        foreach ((string name, Node below) in node.Below)
        {
            number++;
            if (!read.TryFind(GitPath.Encode(name), out TreeEntry entry))
                continue;
            BitConverter.TryWriteBytes(line, number);
            BitConverter.TryWriteBytes(line[4..], entry.Mode);
            // A file that became a folder is told by its mode; what is in the folder counts where paths lie in it.
            (entry.IsTree && !below.IsPath ? Of(entry.Id, below) : entry.Id).CopyTo(line[8..]);
            state.Write(line);
        }
        return _known[(tree, node)] = ScratchStore.Hash(ObjectType.Blob, state.GetBuffer().AsSpan(0, (int)state.Length));
    }

    private sealed class Node
    {
        internal SortedDictionary<string, Node> Below { get; } = new(StringComparer.Ordinal);

        internal bool IsPath { get; set; }
    }
}
