using System.Collections.Concurrent;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>What git diff --shortstat says.</summary>
/// <param name="Files">Paths that differ.</param>
/// <param name="Insertions">Lines added; binary files and submodules' content count none.</param>
/// <param name="Deletions">Lines removed.</param>
internal readonly record struct ShortStat(int Files, int Insertions, int Deletions);

/// <summary>
/// Counts changed files and lines as git diff --shortstat --no-renames does, on all cores; pairs of blobs counted before are not read again.
/// </summary>
internal sealed class DiffStatistics(IObjectReader reader)
{
    // So many files next to one another are one worker's: they are likely to lie beside each other in the pack.
    private const int Run = 8;

    private readonly ConcurrentDictionary<(Oid, Oid), (int Insertions, int Deletions)> _known = new();

    /// <summary>From one tree to another (zero: nothing), of the changes for which <paramref name="counts"/> is true.</summary>
    /// <exception cref="MissingObjectException">A tree or blob is not there.</exception>
    public ShortStat Compute(Oid oldTree, Oid newTree, Func<TreeChange, bool>? counts, IOperationMonitor monitor)
    {
        TreeChange[] changes = [.. TreeDiff.Compute(reader, oldTree, newTree).Where(change => counts is null || counts(change))];
        long insertions = 0;
        long deletions = 0;
        SharedWork.Run(Enumerable.Range(0, Environment.ProcessorCount).ToArray(), changes.Length, Run, (_, i) =>
        {
            (int added, int removed) = Lines(changes[i]);
            Interlocked.Add(ref insertions, added);
            Interlocked.Add(ref deletions, removed);
        }, monitor);
        return new ShortStat(changes.Length, (int)insertions, (int)deletions);
    }

    private (int Insertions, int Deletions) Lines(TreeChange change)
    {
        // A file whose mode alone changed.
        if (change.OldId == change.NewId)
            return (0, 0);
        if (!PatchIdentity.IsTypeChange(change))
            return LinesOfFile(change);
        // A file that became a link or the like goes and comes.
        (int, int) gone = LinesOfFile(change with { NewMode = 0, NewId = Oid.Zero });
        (int, int) come = LinesOfFile(change with { OldMode = 0, OldId = Oid.Zero });
        return (gone.Item1 + come.Item1, gone.Item2 + come.Item2);
    }

    private (int Insertions, int Deletions) LinesOfFile(TreeChange change) =>
        _known.GetOrAdd((change.OldId, change.NewId), _ => Count(change));

    private (int Insertions, int Deletions) Count(TreeChange change)
    {
        byte[] oldData = PatchIdentity.Content(reader, change.OldMode, change.OldId);
        byte[] newData = PatchIdentity.Content(reader, change.NewMode, change.NewId);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            return (0, 0);
        (int added, int removed) = (0, 0);
        foreach (LineChange run in LineDiff.Compute(new TextLines(oldData), new TextLines(newData), indentHeuristic: false))
            (added, removed) = (added + run.NewCount, removed + run.OldCount);
        return (added, removed);
    }
}
