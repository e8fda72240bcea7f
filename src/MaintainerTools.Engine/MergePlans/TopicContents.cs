using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// What trees have at the paths of a topic, as numbers: one for each different content, 0 for none. Trees that have the same at all of them share one list, so
/// that a long history is no more than its changes of those paths. Sub-trees are read once.
/// </summary>
internal sealed class TopicContents
{
    private readonly IObjectReader _objects;
    private readonly PathTrie<bool> _root;
    private readonly Dictionary<(Oid Tree, PathTrie<bool> Node), int[]> _known = [];
    private readonly Dictionary<TreeValue, int> _numbers = new() { [default] = 0 };
    private readonly Dictionary<string, int> _index;
    private readonly List<TreeValue> _contents = [default];
    private readonly Dictionary<int[], int[]> _lists = new(new SameNumbers());

    /// <summary>Takes the paths, as <see cref="GitPath.Decode"/> gives them.</summary>
    internal TopicContents(IObjectReader objects, IReadOnlyList<string> paths)
    {
        _objects = objects;
        _root = new PathTrie<bool>(paths.Select(path => (path, true)));
        Paths = [.. _root.Paths().Select(x => x.Path)];
        _index = Paths.Select((path, i) => (path, i)).ToDictionary(x => x.path, x => x.i, StringComparer.Ordinal);
    }

    /// <summary>The paths, in the order of the lists.</summary>
    internal IReadOnlyList<string> Paths { get; }

    /// <summary>Where a path is in the lists; -1 where it is not.</summary>
    internal int IndexOf(string path) => _index.GetValueOrDefault(path, -1);

    /// <summary>What a number stands for.</summary>
    internal TreeValue this[int number] => _contents[number];

    /// <summary>The numbers of a tree, path by path; the same list for trees that have the same.</summary>
    internal int[] Of(Oid tree) => Of(tree, _root);

    private int[] Of(Oid tree, PathTrie<bool> node)
    {
        if (_known.TryGetValue((tree, node), out int[]? known))
            return known;
        var numbers = new List<int>();
        foreach ((PathTrie<bool> below, TreeValue entry) in node.In(_objects, tree))
        {
            if (below.IsPath)
                numbers.Add(entry.Mode == EntryMode.Tree ? 0 : Number(entry));
            if (below.IsFolder)
                numbers.AddRange(Of(entry.Mode == EntryMode.Tree ? entry.Id : Oid.Zero, below));
        }
        int[] list = [.. numbers];
        if (!_lists.TryGetValue(list, out int[]? same))
            _lists[list] = same = list;
        return _known[(tree, node)] = same;
    }

    private int Number(TreeValue version)
    {
        if (!_numbers.TryGetValue(version, out int number))
        {
            _numbers[version] = number = _contents.Count;
            _contents.Add(version);
        }
        return number;
    }

    private sealed class SameNumbers : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] numbers)
        {
            var hash = new HashCode();
            foreach (int number in numbers)
                hash.Add(number);
            return hash.ToHashCode();
        }
    }
}
