using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// Finds commits by patch-id. Commits of one patch-id change the same paths, so blobs are read and hashed only for those that change
/// the very paths of a commit asked for; the others cost a comparison of trees.
/// </summary>
internal sealed class PatchIdIndex(CommitHistory history, IObjectReader objects, IReadOnlyCollection<Oid> commits, IOperationMonitor monitor)
{
    private readonly Dictionary<Oid, Oid?> _patchIds = [];
    private Dictionary<int, List<Oid>>? _byPaths;

    /// <summary>The commits of the index with the patch-id of <paramref name="commit"/>, in the order given; none for a merge or where it cannot be computed.</summary>
    internal IEnumerable<Oid> Find(Oid commit)
    {
        if (PathsOf(commit) is not { } paths || !ByPaths().TryGetValue(paths, out List<Oid>? candidates) || PatchIdOf(commit) is not { } patchId)
            yield break;
        foreach (Oid candidate in candidates)
        {
            if (PatchIdOf(candidate) == patchId)
                yield return candidate;
        }
    }

    private Dictionary<int, List<Oid>> ByPaths()
    {
        if (_byPaths is not null)
            return _byPaths;
        _byPaths = [];
        long done = 0;
        foreach (Oid id in commits)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading changed paths", ++done, commits.Count);
            if (PathsOf(id) is not { } paths)
                continue;
            if (!_byPaths.TryGetValue(paths, out List<Oid>? list))
                _byPaths[paths] = list = [];
            list.Add(id);
        }
        return _byPaths;
    }

    /// <summary>A hash of the set of changed paths; null for merges and where a tree is missing.</summary>
    private int? PathsOf(Oid commit)
    {
        if (Trees(commit) is not { } trees)
            return null;
        var hash = new HashCode();
        try
        {
            foreach (TreeChange change in TreeDiff.Compute(objects, trees.Old, trees.New))
                hash.Add(change.Path, StringComparer.Ordinal);
        }
        catch (MissingObjectException)
        {
            // What cannot be compared is not equal to anything.
            return null;
        }
        return hash.ToHashCode();
    }

    private Oid? PatchIdOf(Oid commit)
    {
        if (!_patchIds.TryGetValue(commit, out Oid? known))
            _patchIds[commit] = known = Trees(commit) is { } trees ? PatchIdentity.Compute(objects, trees.Old, trees.New) : null;
        return known;
    }

    private (Oid Old, Oid New)? Trees(Oid commit)
    {
        IReadOnlyList<Oid> parents = history.ParentsOf(commit);
        return parents.Count switch
        {
            0 => (Oid.EmptyTree, objects.ReadCommit(commit).Tree),
            1 => (objects.ReadCommit(parents[0]).Tree, objects.ReadCommit(commit).Tree),
            _ => null,
        };
    }
}
