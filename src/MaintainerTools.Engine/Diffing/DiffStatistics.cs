using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>What git diff --shortstat says.</summary>
/// <param name="Files">Paths that differ.</param>
/// <param name="Insertions">Lines added; binary files and submodules' content count none.</param>
/// <param name="Deletions">Lines removed.</param>
internal readonly record struct ShortStat(int Files, int Insertions, int Deletions);

/// <summary>Counts changed files and lines as git diff --shortstat --no-renames does; pairs of blobs counted before are not read again.</summary>
internal sealed class DiffStatistics(IObjectReader reader)
{
    private readonly Dictionary<(Oid, Oid), (int Insertions, int Deletions)> _known = [];

    /// <summary>From one tree to another (zero: nothing), of the changes for which <paramref name="counts"/> is true.</summary>
    /// <exception cref="MissingObjectException">A tree or blob is not there.</exception>
    public ShortStat Compute(Oid oldTree, Oid newTree, Func<TreeChange, bool>? counts, IOperationMonitor monitor)
    {
        int files = 0;
        int insertions = 0;
        int deletions = 0;
        foreach (TreeChange change in TreeDiff.Compute(reader, oldTree, newTree))
        {
            if (counts is not null && !counts(change))
                continue;
            monitor.Cancellation.ThrowIfCancellationRequested();
            files++;
            if (change.OldId == change.NewId)
                continue;
            (int added, int removed) = PatchIdentity.IsTypeChange(change)
                ? Sum(Lines(change with { NewMode = 0, NewId = Oid.Zero }), Lines(change with { OldMode = 0, OldId = Oid.Zero }))
                : Lines(change);
            insertions += added;
            deletions += removed;
        }
        return new ShortStat(files, insertions, deletions);

        static (int, int) Sum((int A, int B) x, (int A, int B) y) => (x.A + y.A, x.B + y.B);
    }

    private (int Insertions, int Deletions) Lines(TreeChange change)
    {
        if (_known.TryGetValue((change.OldId, change.NewId), out (int, int) counted))
            return counted;
        byte[] oldData = PatchIdentity.Content(reader, change.OldMode, change.OldId);
        byte[] newData = PatchIdentity.Content(reader, change.NewMode, change.NewId);
        (int, int) lines = (0, 0);
        if (!BinaryContent.IsBinary(oldData) && !BinaryContent.IsBinary(newData))
        {
            foreach (LineChange run in LineDiff.Compute(new TextLines(oldData), new TextLines(newData), indentHeuristic: false))
                lines = (lines.Item1 + run.NewCount, lines.Item2 + run.OldCount);
        }
        return _known[(change.OldId, change.NewId)] = lines;
    }
}
