using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>Moves a series onto another base: first whole in memory, then in one move of the branch.</summary>
public sealed class SeriesMover(Workspace workspace)
{
    /// <summary>Makes the commits in memory; nothing is written.</summary>
    /// <exception cref="MaintainerException">
    /// RevisionNotFound and its like; NoCommonHistory, EmptySeries, OntoInSeries; BranchExists, NotALocalBranch, InvalidRefName, IdentityUnknown,
    /// BranchCheckedOutDirty and the others of <see cref="BranchMove.Check"/>.
    /// </exception>
    public PreparedSeriesMove Prepare(SeriesMoveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        GitRepository repository = workspace.Repository;
        var series = SeriesToMove.Read(workspace, options);
        string? own = repository.FullRefName(options.Topic) is { } full && LocalBranch.Is(full) ? full : null;
        string? branch = options.Branch is { } named ? LocalBranch.FullName(named) : own;
        if (branch is not null)
            new BranchMove(repository).RequireFree(branch);
        Oid oldTip = branch is null ? Oid.Zero : repository.TipOf(branch);
        if (branch is not null && branch != own && !oldTip.IsZero && !options.Force)
            throw new MaintainerException("BranchExists", ErrorKind.ResourceExists, options.Branch, options.Branch, oldTip.Abbreviate());
        var target = new MoveTarget(branch, oldTip, branch is not null && branch == own);
        return Move(options, series, target, Identity.Committer(repository), new Dictionary<Oid, MoveResolution>());
    }

    /// <summary>Makes the commits with what was resolved so far.</summary>
    internal PreparedSeriesMove Move(SeriesMoveOptions options, SeriesToMove series, MoveTarget target, PersonLine committer,
        IReadOnlyDictionary<Oid, MoveResolution> resolved)
    {
        var replay = new SeriesReplay(workspace, series, committer, resolved);
        replay.Run();
        var explanation = new MoveConflictExplanation(workspace, series, options, replay);
        for (int i = 0; i < replay.Patches.Count; i++)
        {
            MovedPatch patch = replay.Patches[i];
            if (patch.Status == RewriteStatus.Conflict && replay.Stop is { } stop)
            {
                ConflictAccount account = explanation.Explain(stop, patch.Reason);
                replay.Patches[i] = patch with { Conflict = account, Reason = account.Reason };
            }
            else if (patch.Status == RewriteStatus.Emptied && !patch.Old.IsMerge)
                replay.Patches[i] = explanation.WithHolders(patch);
        }
        return new PreparedSeriesMove(workspace, options, series, target, committer, replay) { Resolved = resolved };
    }
}
