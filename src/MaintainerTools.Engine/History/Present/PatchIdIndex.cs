using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Finds commits by patch-id, from the lasting index where history has one. Commits of one patch-id change the same paths, so blobs are read and
/// hashed only for those that change the very paths of a commit asked for; the others cost a comparison of trees.
/// </summary>
/// <param name="history">Whose parents count.</param>
/// <param name="objects">The store.</param>
/// <param name="commits">The commits of the index.</param>
/// <param name="monitor">Hears cancellation, and is told progress.</param>
/// <param name="known">What other indexes on the same store have worked out; null where there is none.</param>
internal sealed class PatchIdIndex(CommitHistory history, IObjectReader objects, IReadOnlyCollection<Oid> commits, IOperationMonitor monitor,
    KnownPatchIds? known = null)
{
    private const byte IsCompared = 1;
    private const byte HasPatchId = 2;

    private readonly KnownPatchIds _known = known ?? new KnownPatchIds();
    private Dictionary<Oid, List<Oid>>? _byPaths;

    // The paths that commits of the index change, and the folders above them.
    private HashSet<string>? _places;

    /// <summary>
    /// The commits of the index with the patch-id of <paramref name="commit"/>, in the order given; none for a merge or where it cannot be computed.
    /// </summary>
    internal IEnumerable<Oid> Find(Oid commit)
    {
        Dictionary<Oid, List<Oid>> byPaths = ByPaths();
        if (byPaths.Count == 0 || !MayBeHere(commit) || PathsOf(commit) is not { } paths || !byPaths.TryGetValue(paths, out List<Oid>? candidates)
            || PatchIdOf(commit) is not { } patchId)
            yield break;
        foreach (Oid candidate in candidates)
        {
            if (PatchIdOf(candidate) == patchId)
                yield return candidate;
        }
    }

    /// <summary>Those of them that change the same lines with the same white space.</summary>
    internal IEnumerable<Oid> FindExact(Oid commit) => Find(commit).Where(same => same == commit || HasSameText(commit, same));

    /// <summary>
    /// False for a commit that changes what none of the index does: the first such path shows it, mostly one of the root tree. What is kept is hashed whole,
    /// as the next search has that for nothing then.
    /// </summary>
    private bool MayBeHere(Oid commit)
    {
        if (history.Kept.Patches is not null || _known.Paths.ContainsKey(commit) || Trees(commit) is not { } trees)
            return true;
        _places ??= Places();
        try
        {
            return TreeDiff.IsWithin(objects, trees.Old, trees.New, _places);
        }
        catch (MissingObjectException)
        {
            // As where the paths are hashed: what cannot be compared is not equal to anything.
            return false;
        }
    }

    private HashSet<string> Places()
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        foreach ((Oid Old, Oid New) trees in ByPaths().Values.SelectMany(list => list.Take(1)).Select(Trees).OfType<(Oid, Oid)>())
        {
            foreach (TreeChange change in TreeDiff.Compute(objects, trees.Old, trees.New))
            {
                places.Add(change.Path);
                for (int slash = change.Path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = change.Path.IndexOf('/', slash + 1))
                    places.Add(change.Path[..(slash + 1)]);
            }
        }
        return places;
    }

    private bool HasSameText(Oid one, Oid other)
    {
        if (Trees(one) is not { } a || Trees(other) is not { } b)
            return false;
        try
        {
            IReadOnlyList<FilePatch> first = FilePatch.Compute(objects, a.Old, a.New);
            IReadOnlyList<FilePatch> second = FilePatch.Compute(objects, b.Old, b.New);
            return first.Count == second.Count && first.Zip(second, (x, y) => x.Path == y.Path && x.Lines.SequenceEqual(y.Lines)).All(same => same);
        }
        catch (MissingObjectException)
        {
            return false;
        }
    }

    private Dictionary<Oid, List<Oid>> ByPaths()
    {
        if (_byPaths is not null)
            return _byPaths;
        var byPaths = new Dictionary<Oid, List<Oid>>();
        long done = 0;
        foreach (Oid id in commits)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading changed paths", ++done, commits.Count);
            var read = Attempted<Oid?>.Of(() => PathsOf(id), id.ToString());
            if (read.Error is { } error)
            {
                // One that cannot be read keeps no other from being found.
                _known.Paths[id] = null;
                monitor.Warn($"Whether {id.Abbreviate()} has the patch-id of another commit cannot be told: {error.Message}");
            }
            if (read.Error is not null || read.Get() is not { } paths)
                continue;
            if (!byPaths.TryGetValue(paths, out List<Oid>? list))
                byPaths[paths] = list = [];
            list.Add(id);
        }
        return _byPaths = byPaths;
    }

    /// <summary>A hash of the set of changed paths; null for merges and where a tree is missing.</summary>
    private Oid? PathsOf(Oid commit)
    {
        if (!_known.Paths.TryGetValue(commit, out Oid? paths))
            _known.Paths[commit] = paths = HashPaths(commit);
        return paths;
    }

    private Oid? HashPaths(Oid commit)
    {
        if (history.Kept.Patches is { } store && store.TryFind(commit, out ReadOnlySpan<byte> kept))
            return (kept[0] & IsCompared) != 0 ? new Oid(kept.Slice(1, Oid.Size)) : null;
        Oid? paths = null;
        if (Trees(commit) is { } trees)
        {
            var names = new StringBuilder();
            try
            {
                foreach (TreeChange change in TreeDiff.Compute(objects, trees.Old, trees.New))
                    names.Append(change.Path).Append('\0');
            }
            catch (MissingObjectException)
            {
                // What cannot be compared is not equal to anything. Not kept: the tree may come.
                return null;
            }
            paths = ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes(names.ToString()));
        }
        Keep(commit, paths, null);
        return paths;
    }

    private Oid? PatchIdOf(Oid commit)
    {
        if (_known.PatchIds.TryGetValue(commit, out Oid? known))
            return known;
        if (history.Kept.Patches is { } store && store.TryFind(commit, out ReadOnlySpan<byte> kept) && (kept[0] & HasPatchId) != 0)
            return _known.PatchIds[commit] = new Oid(kept.Slice(1 + Oid.Size, Oid.Size));
        known = Trees(commit) is { } trees ? PatchIdentity.Compute(objects, trees.Old, trees.New) : null;
        if (known is not null)
            Keep(commit, PathsOf(commit), known);
        return _known.PatchIds[commit] = known;
    }

    private void Keep(Oid commit, Oid? paths, Oid? patchId)
    {
        if (history.Kept.Patches is not { } store)
            return;
        byte[] bytes = new byte[1 + (paths is null ? 0 : patchId is null ? Oid.Size : 2 * Oid.Size)];
        if (paths is { } set)
        {
            bytes[0] = (byte)(IsCompared | (patchId is null ? 0 : HasPatchId));
            set.CopyTo(bytes.AsSpan(1));
            patchId?.CopyTo(bytes.AsSpan(1 + Oid.Size));
        }
        store.Add(commit, bytes);
    }

    private (Oid Old, Oid New)? Trees(Oid commit)
    {
        IReadOnlyList<Oid> parents = history.ParentsOf(commit);
        return parents.Count switch
        {
            0 or 1 => (parents.Count == 0 ? Oid.EmptyTree : history.TreeOf(parents[0]), history.TreeOf(commit)),
            _ => null,
        };
    }
}

/// <summary>Patch-ids and changed paths of commits, which are the same whatever they are compared with.</summary>
internal sealed class KnownPatchIds
{
    /// <summary>The patch-id; null where it is undefined.</summary>
    internal Dictionary<Oid, Oid?> PatchIds { get; } = [];

    /// <summary>A hash of the set of changed paths; null where they cannot be told.</summary>
    internal Dictionary<Oid, Oid?> Paths { get; } = [];
}
