using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Lines;

/// <summary>Finds the commits of a range that touch some paths: git rev-list --no-merges --full-history TIP ^EXCLUDED -- PATH, for all paths in one pass.</summary>
internal static class PathTouches
{
    /// <summary>For each path its commits, oldest first; a path that none touches is left out. A commit whose trees are missing touches nothing that is known.</summary>
    internal static ILookup<string, Oid> Find(CommitHistory history, Oid excluded, Oid tip, IReadOnlyCollection<string> paths, IOperationMonitor monitor)
    {
        var touches = new List<(string Path, Oid Commit)>();
        var root = new Node();
        foreach (string path in paths)
        {
            Node node = root;
            foreach (string name in path.Split('/'))
            {
                if (!node.Children.TryGetValue(name, out Node? child))
                    node.Children[name] = child = new Node { Name = GitPath.Encode(name) };
                node = child;
            }
            node.Path = path;
        }
        IReadOnlyList<Oid> range = paths.Count == 0 ? [] : history.Range(excluded, tip, monitor);
        long done = 0;
        foreach (Oid id in range)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Finding what touches the conflicts", ++done, range.Count);
            IReadOnlyList<Oid> parents = history.ParentsOf(id);
            if (parents.Count > 1 || history.Shallow.Contains(id))
                continue;
            try
            {
                Oid old = parents.Count == 0 ? default : history.Objects.ReadCommit(parents[0]).Tree;
                Compare(old, history.Objects.ReadCommit(id).Tree, root, path => touches.Add((path, id)));
            }
            catch (MissingObjectException)
            {
                continue;
            }
        }
        return touches.ToLookup(t => t.Path, t => t.Commit, StringComparer.Ordinal);

        void Compare(Oid old, Oid @new, Node node, Action<string> differs)
        {
            if (old == @new)
                return;
            TreeObject? oldTree = old.IsZero ? null : history.Objects.ReadTree(old), newTree = @new.IsZero ? null : history.Objects.ReadTree(@new);
            foreach (Node child in node.Children.Values)
            {
                TreeEntry before = default, after = default;
                bool had = oldTree is not null && oldTree.TryFind(child.Name, out before);
                bool has = newTree is not null && newTree.TryFind(child.Name, out after);
                if (child.Path is { } path && (had != has || (had && (before.Id != after.Id || before.Mode != after.Mode))))
                    differs(path);
                if (child.Children.Count > 0)
                    Compare(had && before.IsTree ? before.Id : default, has && after.IsTree ? after.Id : default, child, differs);
            }
        }
    }

    private sealed class Node
    {
        internal Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        internal byte[] Name { get; init; } = [];

        internal string? Path { get; set; }
    }
}
