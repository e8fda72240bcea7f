using System.Globalization;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.Rewriting;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>A series on its new base, in memory: to be signed and carried out, or dropped.</summary>
public sealed class PreparedSeriesMove
{
    internal const string Command = "Move-TopicSeries";

    private readonly Workspace _workspace;
    private readonly GitRepository _repository;
    private readonly SeriesReplay _replay;
    private IReadOnlyList<CommitRewrite> _commits;
    private MovePlan _move;
    private Oid _newTip;
    private bool _isSigned;

    /// <summary>Takes what was made, and checks that the refs can be moved to it.</summary>
    /// <exception cref="MaintainerException">BranchCheckedOutDirty, UntrackedFileInTheWay, InvalidRefName and the others
    /// of <see cref="BranchMove.Check"/>.</exception>
    internal PreparedSeriesMove(
        Workspace workspace, SeriesMoveOptions options, SeriesToMove series, MoveTarget target, PersonLine committer, SeriesReplay replay)
    {
        (_workspace, _repository, _replay, Options, Series, Target, Committer) =
            (workspace, workspace.Repository, replay, options, series, target, committer);
        _commits = [.. replay.Patches.Select(p => p.ToRewrite())];
        _move = NewMove();
        Result = NewResult();
        PlanUpdates(replay.Stop is null ? replay.Tip : Oid.Zero);
    }

    /// <summary>What is (or would be) done.</summary>
    public SeriesMove Result { get; }

    /// <summary>The other refs that move: branches that point into the series, and notes.</summary>
    public IReadOnlyList<RefUpdate> Followers { get; private set; } = [];

    /// <summary>True when the branch exists, so that its old tip is replaced.</summary>
    public bool ReplacesBranch => _move.Updates.Any(u => u.Name == Target.Branch && !u.OldId.IsZero);

    /// <summary>True where no ref is to be moved: a conflict, no branch, or all is there already.</summary>
    public bool IsNothing => _move.Updates.Count == 0;

    /// <summary>True where a conflict waits for somebody to resolve it.</summary>
    public bool IsStopped => _replay.Stop is not null;

    internal SeriesMoveOptions Options { get; }

    internal SeriesToMove Series { get; }

    internal MoveTarget Target { get; }

    internal PersonLine Committer { get; }

    internal MoveStop? Stop => _replay.Stop;

    internal IReadOnlyDictionary<Oid, MoveResolution> Resolved { get; init; } = new Dictionary<Oid, MoveResolution>();

    /// <summary>The commits that were made, those of branches that are not merged again yet among them.</summary>
    internal IEnumerable<Oid> Made => _commits.Where(c => c.Made is not null).Select(c => c.Made!.Value);

    /// <summary>
    /// Signs the commits that were made anew, where that is asked for or configured; in memory, and once. Not done while preparing: -WhatIf asks for no
    /// passphrase.
    /// </summary>
    /// <exception cref="MaintainerException">SigningFailed, SigningFormatUnknown, SigningKeyUnknown.</exception>
    public void Sign()
    {
        if (_isSigned || IsNothing || CommitSigner.For(_repository, Options.Sign) is not { } signing)
            return;
        IReadOnlyDictionary<Oid, Oid> signed = signing.Resign(_workspace.Scratch, [.. Made], Committer, _workspace.Monitor);
        _commits = [.. _commits.Select(c => c.Made is { } unsigned ? c with { New = signed[unsigned], IsSigned = true }
            : c with { Instead = c.Instead is { } other ? signed.GetValueOrDefault(other, other) : null })];
        _move = NewMove();
        PlanUpdates(signed.GetValueOrDefault(_newTip, _newTip));
        _isSigned = true;
    }

    /// <summary>Writes the objects, then moves the refs.</summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty, and those of <see cref="Sign"/>.</exception>
    public void Apply() => Apply(null);

    /// <summary>The same; the worktree in which a conflict was resolved goes in the same move.</summary>
    internal void Apply(ConflictWorktree? left)
    {
        if (IsNothing)
            return;
        Sign();
        string dropped = Result.LeftOut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {Result.LeftOut} left out");
        _move.Message = string.Create(CultureInfo.InvariantCulture, $"{Command}: {Result.Moved} moved onto {Series.Onto.Abbreviate()}{dropped}");
        left?.GoWith(_move);
        Result.Operation = new BranchMove(_repository).Apply(_move, _workspace.Monitor);
        Result.UndoCommand = "Undo-TopicOperation " + Result.Operation;
        Result.Applied = true;
    }

    private SeriesMove NewResult()
    {
        IReadOnlyList<MovedPatch> patches = _replay.Patches;
        SeriesMoveVerdict verdict = _replay.Stop is not null ? SeriesMoveVerdict.Conflict
            : patches.All(p => p.Status == RewriteStatus.Kept) ? SeriesMoveVerdict.Unchanged : SeriesMoveVerdict.Moved;
        return new SeriesMove
        {
            Repository = _repository.WorkTree ?? _repository.GitDirectory,
            Topic = Options.Topic,
            Since = Series.Fork.ToString(),
            Onto = Series.Onto.ToString(),
            Branch = Target.Branch ?? "",
            OldTip = (Target.OldTip.IsZero ? Series.Topic : Target.OldTip).ToString(),
            Verdict = verdict,
            Moved = patches.Count(p => p.Status == RewriteStatus.Rebased),
            LeftOut = patches.Count(p => p.Status is RewriteStatus.LeftOut or RewriteStatus.Emptied),
            WorstGrade = patches.Where(p => p.Status == RewriteStatus.Rebased).Select(p => p.Grade).DefaultIfEmpty(PickGrade.None).Max(),
            NextCommand = patches.FirstOrDefault(p => p.Conflict is not null)?.Conflict?.NextCommand,
        };
    }

    private void PlanUpdates(Oid newTip)
    {
        _newTip = newTip;
        Result.Commit = [.. _replay.Patches.Zip(_commits, (patch, rewrite) => patch.ToResult(rewrite))];
        if (newTip.IsZero)
            return;
        (Result.NewTip, Result.Tree) = (newTip.ToString(), _workspace.Scratch.ReadCommit(newTip).Tree.ToString());
        Result.ExpectedTree = Result.Tree;
        if (Target.Branch is not { } branch || newTip == Target.OldTip)
            return;
        Result.Backup = _move.Move(new RefUpdate(branch, Target.OldTip, newTip), keepsOld: true);
        List<RefUpdate> followers = [];
        if (Target.IsTopic && (Options.UpdateRefs ?? GitConfigValue.Bool(_repository.Config("rebase.updateRefs")) ?? false))
            followers.AddRange(DependentRefs.Branches(_repository, branch, _commits, all: true, []));
        followers.AddRange(DependentRefs.AllNotes(_repository, _workspace.Scratch, _commits, Committer));
        followers.ForEach(_move.Move);
        (Followers, Result.UpdatedRef) = (followers, [.. followers.Select(u => u.Name)]);
        if (Target.IsTopic)
            Result.LeftRef = [.. DependentRefs.LeftBehind(_repository, _workspace.History, branch, _commits, []).Except(Result.UpdatedRef)];
        new BranchMove(_repository).Check(_move);
    }

    private MovePlan NewMove() => new(_repository, Command) { Scratch = _workspace.Scratch };
}
