using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>
/// The line of development from a commit of a target to its tip. Followed back for one path it goes, as git's simplified history does, by the parent that has
/// the path as it is.
/// </summary>
internal sealed class TargetLine
{
    private readonly CommitHistory _history;
    private readonly IObjectReader _objects;
    private readonly Oid _start;
    private readonly HashSet<Oid> _line;
    private readonly Dictionary<Oid, Oid> _trees = [];
    private readonly Dictionary<(Oid Tree, string Name), TreeValue> _entries = [];

    /// <summary>Finds the commits between the two.</summary>
    internal TargetLine(CommitHistory history, IObjectReader objects, Oid start, Oid tip, IOperationMonitor monitor)
    {
        (_history, _objects, _start, Tip) = (history, objects, start, tip);
        _line = [start];
        foreach (Oid id in start == tip ? [] : history.Range(start, tip, monitor))
        {
            if (history.ParentsOf(id).Any(_line.Contains))
                _line.Add(id);
        }
    }

    /// <summary>Where it ends.</summary>
    internal Oid Tip { get; }

    /// <summary>
    /// The commit, from the tip back, at which a path came into its present state, and the parent that had it in another; null where it was so at the start
    /// already.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="nameWhereSame">
    /// For a commit and the path's name there, the name under which it is in the tip's state, which is another where the commit after renamed it; null where
    /// it is in another
    /// state. Asked only where the path differs from the child's.
    /// </param>
    internal (Oid At, Oid Before)? LastChange(string path, Func<Oid, string, string?> nameWhereSame)
    {
        for (Oid at = Tip; at != _start;)
        {
            List<Oid> parents = [.. _history.ParentsOf(at).Where(_line.Contains)];
            Oid next = parents.FirstOrDefault(parent => ValueAt(parent, path) == ValueAt(at, path));
            if (next.IsZero)
            {
                string? name = path;
                foreach (Oid parent in parents)
                {
                    if ((name = nameWhereSame(parent, path)) is null)
                        return (at, parent);
                }
                (next, path) = (parents[^1], name!);
            }
            at = next;
        }
        return null;
    }

    /// <summary>The commits, from the tip back, at which a path became another than in the parent before them, while it has its name.</summary>
    internal IReadOnlyList<(Oid At, Oid Before)> StepsBack(string path)
    {
        var steps = new List<(Oid At, Oid Before)>();
        for (Oid at = Tip; at != _start;)
        {
            List<Oid> parents = [.. _history.ParentsOf(at).Where(_line.Contains)];
            Oid next = parents.FirstOrDefault(parent => ValueAt(parent, path) == ValueAt(at, path));
            if (next.IsZero)
            {
                next = parents[^1];
                steps.Add((at, next));
            }
            at = next;
        }
        return steps;
    }

    /// <summary>True where a commit names another as its source.</summary>
    internal bool IsPick(CommitObject commit) => _history.Markers.Parse(commit.Message).Any(marker => marker.NamesSource);

    /// <summary>True where one commit of the target is in the history of another.</summary>
    internal bool IsBefore(Oid one, Oid other) => one != other && _history.IsAncestor(one, other);

    /// <summary>A commit's tree.</summary>
    internal Oid TreeOf(Oid commit)
    {
        if (!_trees.TryGetValue(commit, out Oid tree))
            _trees[commit] = tree = _objects.ReadCommit(commit).Tree;
        return tree;
    }

    /// <summary>What a path is in a commit; from one commit to the next most folders are the same, and are read once.</summary>
    internal TreeValue ValueAt(Oid commit, string path)
    {
        TreeValue at = new(EntryMode.Tree, TreeOf(commit));
        foreach (string name in path.Split('/'))
        {
            if (at.Mode != EntryMode.Tree)
                return default;
            (Oid, string) key = (at.Id, name);
            if (!_entries.TryGetValue(key, out TreeValue entry))
                _entries[key] = entry = new TreePaths(_objects, at.Id).Find(name);
            at = entry;
        }
        return at;
    }
}
