using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>A path that conflicts in a pick, in the target's naming and in the picked commit's, which differ where the file was moved between.</summary>
/// <param name="Path">The path in the target.</param>
/// <param name="SourcePath">The path in the commit.</param>
internal readonly record struct ConflictedPath(string Path, string SourcePath);

/// <summary>The end of a replay.</summary>
/// <param name="Tree">The tree reached; of the last clean pick where one conflicts.</param>
/// <param name="FailedAt">Index of the pick that conflicts; -1 when all are clean.</param>
/// <param name="Conflicts">The paths that conflict there; where it is a folder that conflicts, those of the pick.</param>
/// <param name="IsOfFolder">No path conflicts, but a folder: it was renamed to several, and git does not choose.</param>
internal readonly record struct ReplayResult(Oid Tree, int FailedAt, IReadOnlyList<ConflictedPath> Conflicts, bool IsOfFolder = false)
{
    internal bool IsClean => FailedAt < 0;

    /// <summary>The paths as the target has them, once each, in order.</summary>
    internal string[] Paths => MergeOutcome.InOrder(Conflicts.Select(c => c.Path));
}

/// <summary>How much a search may replay from here on. Counts, not times, so that the answer is the same on every machine.</summary>
internal sealed class PickBudget(PickReplay replay, int picks, long entries = long.MaxValue)
{
    private readonly int _picksBefore = replay.Picks;
    private readonly long _entriesBefore = replay.Entries;

    /// <summary>The picks allowed.</summary>
    internal int Picks => picks;

    /// <summary>The picks made since.</summary>
    internal int Made => replay.Picks - _picksBefore;

    /// <summary>True where nothing is left.</summary>
    internal bool IsSpent => Made >= picks || replay.Entries - _entriesBefore >= entries;
}

/// <summary>Picks lists of commits onto trees in memory, remembering each single pick, since searches ask the same ones again and again.</summary>
/// <param name="engine">Makes the picks.</param>
/// <param name="objects">The store that it writes to.</param>
/// <param name="leftOut">Pathspecs of what is left out of each pick: the target's version of the file stays. Null: nothing.</param>
internal sealed class PickReplay(MergeEngine engine, IObjectStore objects, IReadOnlyList<string>? leftOut = null)
{
    private readonly PathExclusion _exclusion = new(engine, leftOut ?? []);
    private readonly Dictionary<(Oid Tree, Oid Commit), ReplayResult> _known = [];

    /// <summary>Number of picks that were really made.</summary>
    internal int Picks { get; private set; }

    /// <summary>Entries of trees that were looked at for them: a pick onto a distant tree takes many times those of a pick nearby.</summary>
    internal long Entries { get; private set; }

    /// <summary>Picks the commits one after another.</summary>
    internal ReplayResult Run(Oid tree, IReadOnlyList<Oid> commits)
    {
        for (int i = 0; i < commits.Count; i++)
        {
            ReplayResult pick = Pick(tree, commits[i]);
            if (!pick.IsClean)
                return pick with { Tree = tree, FailedAt = i };
            tree = pick.Tree;
        }
        return new ReplayResult(tree, -1, []);
    }

    private ReplayResult Pick(Oid tree, Oid commit)
    {
        if (_known.TryGetValue((tree, commit), out ReplayResult known))
            return known;
        MergeOutcome outcome = _exclusion.Pick(tree, commit).Outcome;
        Picks++;
        Entries += outcome.Entries;
        if (outcome.MissingObject is { } missing)
            throw new MissingObjectException(missing, objects.ReadCommit(commit).Parents.Contains(missing) ? ObjectType.Commit : ObjectType.Blob);
        return _known[(tree, commit)] = outcome.IsClean ? new ReplayResult(outcome.Tree, -1, [])
            : new ReplayResult(default, 0, Locate(objects, outcome.Conflicts, commit), outcome.Conflicts.Count == 0);
    }

    /// <summary>
    /// Finds each conflict's path in the commit by the blobs of its stages. A conflict may be of no path: of a folder that was renamed to several git says
    /// only that
    /// it does not know where a new file goes. Then it is the files that the commit adds, and else all of its paths.
    /// </summary>
    internal static List<ConflictedPath> Locate(IObjectReader objects, IReadOnlyList<MergeConflict> conflicts, Oid commit)
    {
        CommitObject read = objects.ReadCommit(commit);
        Oid parentTree = CommitTrees.RecordedBefore(objects, read);
        IReadOnlyList<TreeChange> changes = TreeDiff.Compute(objects, parentTree, read.Tree);
        if (conflicts.Count == 0)
        {
            IEnumerable<TreeChange> added = changes.Where(c => c.OldMode == 0);
            return [.. (added.Any() ? added : changes).Select(c => new ConflictedPath(c.Path, c.Path))];
        }
        var located = new List<ConflictedPath>();
        foreach (MergeConflict conflict in conflicts)
        {
            TreeChange source = changes.FirstOrDefault(c => c.Path == conflict.Path);
            if (source.Path is null)
                source = changes.FirstOrDefault(c => (conflict.Theirs is { } theirs && c.NewId == theirs.Id)
                    || (conflict.Base is { } old && c.OldId == old.Id));
            located.Add(new ConflictedPath(conflict.Path, source.Path ?? conflict.Path));
        }
        return [.. located.Distinct()];
    }
}
