using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Picks;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>
/// Leaves the conflict of a move in a linked worktree, to be resolved with the usual tools, and goes on from there. Until all is made no branch moves.
/// </summary>
public sealed class SeriesMoveWorktree
{
    private readonly ConflictWorktree _worktree;
    private readonly SeriesMoveState _state;

    private SeriesMoveWorktree(LinkedWorktree worktree, SeriesMoveState state) =>
        (_worktree, _state) = (new ConflictWorktree(worktree, PreparedSeriesMove.Command), state);

    /// <summary>Where the files are.</summary>
    public string Folder => _worktree.Folder;

    /// <summary>Makes the worktree for a move that a conflict stopped: it is there whole, or not at all.</summary>
    /// <exception cref="MaintainerException">BranchNeeded where there is no branch to move in the end; WorktreeFolderTaken, WorktreeFailed,
    /// PathForbidden and those of <see cref="BranchMove.Apply"/>.</exception>
    public static SeriesMoveWorktree Create(Workspace workspace, PreparedSeriesMove move, string folder)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(move);
        if (move.Target.Branch is null)
            throw new MaintainerException("BranchNeeded", ErrorKind.InvalidArgument, move.Options.Topic, move.Options.Topic);
        string full = ConflictWorktree.Create(workspace, workspace.Scratch, PreparedSeriesMove.Command, () => ContentOf(move), folder);
        using GitRepository there = GitRepository.Open(full, full);
        return Find(there);
    }

    /// <summary>Finds the one in which the repository was opened, else the only one that it has.</summary>
    /// <exception cref="MaintainerException">NoPickInProgress, SeveralPicksInProgress.</exception>
    public static SeriesMoveWorktree Find(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        (LinkedWorktree worktree, SeriesMoveState state) = ConflictWorktree.Find(repository, PreparedSeriesMove.Command, SeriesMoveState.Read);
        return new SeriesMoveWorktree(worktree, state);
    }

    /// <summary>
    /// Takes the resolution, from the index or from the commit that was made there, and moves the rest, in memory. It is complete, or stopped by the next
    /// conflict, which <see cref="ShowNext"/> puts into the worktree.
    /// </summary>
    /// <exception cref="MaintainerException">IndexUnmerged, WorktreeMoved, ResolutionNotAdded, ResolutionNotCommitted, WorktreeHasUntracked.</exception>
    public PreparedSeriesMove Continue(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Oid tip = Oid.Parse(_state.Tip);
        (Oid tree, CommitObject? written) = _worktree.Resolution(workspace.Scratch, tip);
        Oid stop = Oid.Parse(_state.Stop);
        string? message = written is null || written.Message == workspace.Objects.ReadCommit(stop).Message ? null : written.Message;
        Dictionary<Oid, MoveResolution> resolved = _state.Resolved.ToDictionary(r => Oid.Parse(r.Commit), r => r.ToResolution());
        resolved[stop] = new MoveResolution(tip, tree, message, _state.Paths);
        new BranchMove(workspace.Repository).RequireFree(_state.Branch);
        PreparedSeriesMove move = new SeriesMover(workspace).Move(_state.Options, _state.Series(), _state.Target(), _state.CommitterLine(), resolved);
        // It goes with the worktree then.
        if (!move.IsStopped)
            _worktree.RequireNothingUntracked();
        return move;
    }

    /// <summary>Puts the next conflict into the worktree.</summary>
    /// <exception cref="MaintainerException">UntrackedFileInTheWay and the others of <see cref="BranchMove.Apply"/>.</exception>
    public void ShowNext(Workspace workspace, PreparedSeriesMove move)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(move);
        _worktree.ShowNext(workspace, workspace.Scratch, Oid.Parse(_state.Tip), ContentOf(move));
    }

    /// <summary>Deletes the worktree, to give up. No branch has moved. What was resolved in commits stays under a backup ref, whose name is returned.</summary>
    /// <param name="workspace">The repository.</param>
    /// <param name="force">Deletes it also where something was done in it since the conflict was left there.</param>
    /// <exception cref="MaintainerException">WorktreeHasWork and those of <see cref="BranchMove.Apply"/>.</exception>
    public string? Abort(Workspace workspace, bool force)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return _worktree.Abort(workspace, _state.Branch, [Oid.Parse(_state.Onto), Oid.Parse(_state.OldTip)], force);
    }

    /// <summary>Writes the objects and moves the branch; the worktree goes in the same move.</summary>
    /// <exception cref="MaintainerException">As <see cref="PreparedSeriesMove.Apply()"/>.</exception>
    public void Apply(PreparedSeriesMove move)
    {
        ArgumentNullException.ThrowIfNull(move);
        move.Apply(_worktree);
    }

    private static ConflictContent ContentOf(PreparedSeriesMove move)
    {
        MoveStop stop = move.Stop ?? throw new MaintainerException("NoPickInProgress", ErrorKind.InvalidOperation, move.Options.Topic,
            move.Options.Topic, PreparedSeriesMove.Command);
        return new ConflictContent
        {
            Head = stop.Parents[0],
            Tree = stop.Outcome.Tree,
            Conflicts = [.. stop.Outcome.Conflicts.DistinctBy(c => c.Path).Select(c => new ConflictStage(c.Path, c.Base, c.Ours, c.Theirs))],
            Picked = stop.Source.Id,
            Message = stop.Source.MessageBytes.ToArray(),
            StateName = SeriesMoveState.FileName,
            State = SeriesMoveState.Of(move).ToJson(),
            Made = [.. move.Made, .. move.Resolved.Values.Select(r => r.Tree)],
        };
    }
}
