using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Picks;

/// <summary>
/// Leaves a conflict of a pick in a linked worktree, to be resolved with the usual tools, and goes on from there. Until it is complete no branch moves.
/// </summary>
public sealed class PickWorktree
{
    internal const string Command = "Invoke-CherryPickBase";

    private readonly ConflictWorktree _worktree;
    private readonly PickState _state;

    private PickWorktree(LinkedWorktree worktree, PickState state) => (_worktree, _state) = (new ConflictWorktree(worktree, Command), state);

    /// <summary>Where the files are.</summary>
    public string Folder => _worktree.Folder;

    /// <summary>The branch's full name.</summary>
    public string Branch => _state.Branch;

    /// <summary>Makes the worktree for a plan that a conflict stopped: it is there whole, or not at all.</summary>
    /// <exception cref="MaintainerException">WorktreeFolderTaken, WorktreeFailed, PathForbidden and those of <see cref="BranchMove.Apply"/>.</exception>
    public static PickWorktree Create(Workspace workspace, CherryPickPlan plan, string folder)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(plan);
        string full = ConflictWorktree.Create(workspace, plan.Scratch, Command,
            () => ContentOf(workspace, plan, workspace.Repository.ResolveCommit(plan.Options.Onto)), folder);
        using GitRepository there = GitRepository.Open(full, full);
        return Find(there);
    }

    /// <summary>Finds the one in which the repository was opened, else the only one that it has.</summary>
    /// <exception cref="MaintainerException">NoPickInProgress, SeveralPicksInProgress.</exception>
    public static PickWorktree Find(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        (LinkedWorktree worktree, PickState state) = ConflictWorktree.Find(repository, Command, PickState.Read);
        return new PickWorktree(worktree, state);
    }

    /// <summary>
    /// Takes the resolution, from the index or from the commit that was made there, and picks the rest, in memory. The plan is complete, or stopped
    /// by the next conflict, which <see cref="ShowNext"/> puts into the worktree.
    /// </summary>
    /// <exception cref="MaintainerException">IndexUnmerged, WorktreeMoved, ResolutionNotAdded, ResolutionNotCommitted, WorktreeHasUntracked,
    /// IdentityUnknown and what planning throws.</exception>
    public CherryPickPlan Continue(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        CherryPickOptions options = _state.Options;
        PersonLine committer = options.Committer is null ? Identity.Committer(workspace.Repository) : Identity.Parse(options.Committer);
        Oid tip = Oid.Parse(_state.Tip);
        (Oid tree, CommitObject? written) = _worktree.Resolution(workspace.Scratch, tip);
        List<Oid> commits = [.. _state.Picks.Select(p => Oid.Parse(p.Source!))];
        int at = Array.FindIndex(_state.Picks, p => p.Status == PickStatus.Conflict);
        var sequence = new PickSequence(workspace, options, committer, Oid.Parse(_state.OntoId), commits, tip)
        {
            NeededBy = _state.Picks.Where(p => p.NeededBy is not null).ToDictionary(p => Oid.Parse(p.Source!), p => (Oid.Parse(p.NeededBy!), p.Reason ?? "")),
        };
        sequence.Picks.AddRange(_state.Picks.Take(at));
        PickedCommit resolved = sequence.NewPick(workspace.Objects.ReadCommit(commits[at]));
        (resolved.NeededBy, resolved.ExcludedPath) = (_state.Picks[at].NeededBy, _state.Picks[at].ExcludedPath);
        sequence.Picks.Add(resolved);
        if (tree == workspace.Objects.ReadCommit(tip).Tree)
            (resolved.Status, resolved.Reason) = (PickStatus.Empty, "nothing of it is left after resolving the conflict");
        else
        {
            string[] paths = MergeOutcome.InOrder(_state.Picks[at].Conflict.Select(c => c.Path));
            resolved.Reason = "resolved by hand in " + string.Join(", ", paths);
            sequence.Append(workspace.Objects.ReadCommit(commits[at]), tree, "conflicts resolved in " + string.Join(", ", paths), resolved, written);
        }
        sequence.Run(commits[(at + 1)..]);
        // It goes with the worktree then: refused, as git worktree remove refuses it.
        if (sequence.Stop is null)
            _worktree.RequireNothingUntracked();
        return new CherryPickPlan
        {
            Picks = sequence.Picks,
            Branch = _state.Branch,
            NewTip = sequence.Tip,
            OldTip = Oid.Parse(_state.OldTip),
            IsComplete = sequence.Stop is null,
            ReplacesBranch = _state.ReplacesBranch,
            Scratch = sequence.Scratch,
            Options = options,
            Stop = sequence.Stop,
            Committer = committer,
        };
    }

    /// <summary>Puts the next conflict into the worktree.</summary>
    /// <exception cref="MaintainerException">UntrackedFileInTheWay and the others of <see cref="BranchMove.Apply"/>.</exception>
    public void ShowNext(Workspace workspace, CherryPickPlan plan)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(plan);
        _worktree.ShowNext(workspace, plan.Scratch, Oid.Parse(_state.Tip), ContentOf(workspace, plan, Oid.Parse(_state.OntoId)));
    }

    /// <summary>
    /// Deletes the worktree, to give up. No branch has moved. The commits that its HEAD has on top of the base stay under a backup ref, for conflicts may
    /// have been resolved in them. Returns its name; null where there are none.
    /// </summary>
    /// <param name="workspace">The repository.</param>
    /// <param name="force">Deletes it also where something was done in it since the conflict was left there.</param>
    /// <exception cref="MaintainerException">WorktreeHasWork and those of <see cref="BranchMove.Apply"/>.</exception>
    public string? Abort(Workspace workspace, bool force)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return _worktree.Abort(workspace, Branch, [Oid.Parse(_state.OntoId), Oid.Parse(_state.OldTip)], force);
    }

    /// <summary>Lets the worktree go in the same move as the branch goes to what was picked.</summary>
    internal void GoWith(MovePlan move) => _worktree.GoWith(move);

    private static ConflictContent ContentOf(Workspace workspace, CherryPickPlan plan, Oid onto)
    {
        (Oid commit, MergeOutcome outcome) = plan.Stop ?? throw new MaintainerException("NoPickInProgress",
            ErrorKind.InvalidOperation, plan.Branch, plan.Branch, Command);
        CommitObject source = plan.Scratch.ReadCommit(commit);
        return new ConflictContent
        {
            Head = plan.NewTip,
            Tree = outcome.Tree,
            Conflicts = [.. outcome.Conflicts.DistinctBy(c => c.Path).Select(c => new ConflictStage(c.Path, c.Base, c.Ours, c.Theirs))],
            Picked = commit,
            Message = new PickMessage(workspace.History.Markers.Writing(plan.Options.Marker), plan.Committer, plan.Options).Of(
                source, PickEncoding.Of(workspace.Repository).NameFor(source, null, plan.Committer),
                plan.Picks.First(p => p.Status == PickStatus.Conflict).ExcludedPath, null),
            StateName = PickState.FileName,
            State = PickState.Of(plan, onto).ToJson(),
        };
    }
}
