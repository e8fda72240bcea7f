using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Lines;

/// <summary>
/// Finds the commits of a range that touch some paths: git rev-list --no-merges --full-history TIP ^EXCLUDED -- PATH, for all paths in one pass.
/// </summary>
internal static class PathTouches
{
    /// <summary>
    /// For each path its commits, oldest first; a path that none touches is left out. A commit whose trees are missing touches nothing that is known.
    /// </summary>
    internal static ILookup<string, Oid> Find(CommitHistory history, Oid excluded, Oid tip, IReadOnlyCollection<string> paths, IOperationMonitor monitor)
    {
        var touches = new List<(string Path, Oid Commit)>();
        var root = new PathTrie<string>(paths.Select(path => (path, path)));
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

        void Compare(Oid old, Oid @new, PathTrie<string> node, Action<string> differs)
        {
            if (old == @new)
                return;
            foreach (((PathTrie<string> below, TreeValue before), (_, TreeValue after)) in node.In(history.Objects, old).Zip(node.In(history.Objects, @new)))
            {
                if (below.IsPath && before != after)
                    differs(below.Value!);
                if (below.IsFolder)
                    Compare(before.Mode == EntryMode.Tree ? before.Id : default, after.Mode == EntryMode.Tree ? after.Id : default, below, differs);
            }
        }
    }
}
