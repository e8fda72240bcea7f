using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Which paths a commit changes.</summary>
public static class ChangedPaths
{
    /// <summary>The first of them in git's order, against the first parent; null where it changes none.</summary>
    /// <exception cref="MaintainerException">The commit or a tree is not there.</exception>
    public static string? First(HistoryWorkspace workspace, string commit)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        CommitObject read = workspace.Objects.ReadCommit(Oid.Parse(commit));
        IReadOnlyList<TreeChange> changes = TreeDiff.Compute(workspace.Objects, CommitTrees.RecordedBefore(workspace.Objects, read), read.Tree);
        return changes.Count == 0 ? null : changes[0].Path;
    }
}
