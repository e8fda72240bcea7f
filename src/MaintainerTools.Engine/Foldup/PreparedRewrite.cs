using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>A rewrite that is made and proved, in memory: to be signed, tested and carried out, or dropped.</summary>
public sealed class PreparedRewrite
{
    // Stands in the reflog, so that undoing knows to leave the files alone.
    internal const string FromWorkTree = "from the work tree";

    private readonly GitRepository _repository;
    private readonly ScratchStore _scratch;
    private readonly IOperationMonitor _monitor;
    private MovePlan _move;
    private readonly FoldupPlan _plan;
    private readonly FoldupRewriteRequest _request;
    private readonly Oid _oldTip;
    private readonly PersonLine _committer;
    private IReadOnlyList<CommitRewrite> _commits;
    private Oid _newTip;
    private bool _isSigned;

    /// <summary>Takes what was made, and checks that the refs can be moved to it.</summary>
    /// <exception cref="MaintainerException">BranchCheckedOutDirty, UntrackedFileInTheWay, InvalidRefName and the others
    /// of <see cref="BranchMove.Check"/>.</exception>
    internal PreparedRewrite(Workspace workspace, FoldupPlan plan, FoldupRewriteRequest request, SeriesRewrite result, RewrittenCommits made)
    {
        (_plan, _request, _oldTip, _committer) = (plan, request, made.OldTip, made.Committer);
        (_repository, _scratch, _monitor) = (workspace.Repository, workspace.Scratch, workspace.Monitor);
        (Result, _commits) = (result, made.Commits);
        _move = NewMove();
        PlanUpdates(made.NewTip);
    }

    /// <summary>What is (or would be) done.</summary>
    public SeriesRewrite Result { get; }

    /// <summary>The other refs that move: branches that point into the series, and notes.</summary>
    public IReadOnlyList<RefUpdate> Followers { get; private set; } = [];

    /// <summary>True when the branch exists, so that its old tip is replaced.</summary>
    public bool ReplacesBranch => _move.Updates.Any(u => u.Name == Result.Branch && !u.OldId.IsZero);

    /// <summary>True when the rewrite changes nothing: no item could be folded.</summary>
    public bool IsNothing => _move.Updates.Count == 0;

    /// <summary>
    /// Signs the commits that were made anew, where that is asked for or configured; in memory, and once. Not done while preparing: -WhatIf asks for no
    /// passphrase. Testing and applying do it first, for a signed commit has another SHA.
    /// </summary>
    /// <exception cref="MaintainerException">SigningFailed, SigningFormatUnknown, SigningKeyUnknown.</exception>
    public void Sign()
    {
        if (_isSigned || IsNothing || CommitSigner.For(_repository, _request.Sign) is not { } signing)
            return;
        List<Oid> made = [.. _commits.Where(c => c.Made is not null).Select(c => c.Made!.Value)];
        IReadOnlyDictionary<Oid, Oid> signed = signing.Resign(_scratch, made, _committer, _monitor);
        // Only now: where one signature fails, the result is as it was.
        _commits = [.. _commits.Select(c => c.Made is { } unsigned ? c with { New = signed[unsigned], IsSigned = true } : c)];
        _move = NewMove();
        PlanUpdates(signed.GetValueOrDefault(_newTip, _newTip));
        _isSigned = true;
    }

    /// <summary>
    /// Runs the command on each commit that was made anew, oldest first, up to the first that it does not pass on. Without a command nothing is run.
    /// </summary>
    /// <exception cref="MaintainerException">RewriteTestFailed, and those of <see cref="Sign"/>.</exception>
    public void Test()
    {
        if (_request.Test is null)
            return;
        Sign();
        List<CommitRewrite> made = [.. _commits.Where(c => c.Made is not null)];
        if (made.Count == 0)
            return;
        using var testing = new RewriteTester(_repository, _scratch, [.. made.Select(c => c.Made!.Value)], _request.Test, _monitor);
        var tests = new List<RewriteTest>();
        foreach (CommitRewrite commit in made)
        {
            _monitor.Report("Testing the rewritten commits", tests.Count, made.Count, commit.Subject);
            tests.Add(testing.Run(_scratch.ReadCommit(commit.Made!.Value)));
            Result.Test = [.. tests];
            RewriteTest last = tests[^1];
            if (last.Result is RewriteTestResult.Fail or RewriteTestResult.Abort)
                throw new MaintainerException("RewriteTestFailed", ErrorKind.InvalidOperation, last.Commit, last.Commit[..12], last.Subject, last.ExitCode,
                    last.Result == RewriteTestResult.Abort ? "could not be run" : "failed");
        }
    }

    /// <summary>Writes the objects, then moves the refs.</summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty, and those of <see cref="Sign"/>.</exception>
    public void Apply()
    {
        if (IsNothing)
            return;
        Sign();
        bool fromWorkTree = _move.Updates.Any(u => u.WorkTree == WorkTreeUpdate.IndexOnly);
        _move.Message = $"foldup: {Result.Folded} changes folded{(fromWorkTree ? " " + FromWorkTree : "")}, {Result.Unplaced.Length} left";
        new BranchMove(_repository).Apply(_move, _monitor);
        Result.Applied = true;
    }

    private void PlanUpdates(Oid newTip)
    {
        _newTip = newTip;
        (Result.NewTip, Result.Commit) = (newTip.ToString(), [.. _commits.Select(c => c.ToResult())]);
        if (newTip == _oldTip)
            return;
        bool ownChanges = _plan.Source != FoldupSource.Commits && _repository.HeadBranch == Result.Branch;
        var move = new RefUpdate(Result.Branch, _oldTip, newTip) { WorkTree = ownChanges ? WorkTreeUpdate.IndexOnly : WorkTreeUpdate.FilesAndIndex };
        Result.Backup = _move.Move(move, keepsOld: true);
        List<RefUpdate> followers = [];
        bool all = _request.UpdateRefs ?? GitConfigValue.Bool(_repository.Config("rebase.updateRefs")) ?? false;
        if ((all || _request.UpdateBranch.Count > 0) && Result.Branch == _plan.Branch)
        {
            followers.AddRange(DependentRefs.Branches(_repository, Result.Branch, _commits, all, [.. _request.UpdateBranch.Select(LocalBranch.FullName)]));
            if (all && DependentRefs.Notes(_repository, _scratch, _commits, _committer) is { } notes)
                followers.Add(notes);
            Result.UpdatedRef = [.. followers.Select(u => u.Name)];
            followers.ForEach(_move.Move);
        }
        Followers = followers;
        Result.UndoCommand = Result.Backup is null ? null : "Undo-FoldupPlan " + PowerShellText.Quote(LocalBranch.ShortName(Result.Branch));
        if (Result.Backup is not null)
            _move.Move(RewriteRecord.Make(_scratch, Result.Backup, [move, .. followers]));
        new BranchMove(_repository).Check(_move);
    }

    private MovePlan NewMove() => new(_repository, "Invoke-FoldupPlan") { Scratch = _scratch };
}

/// <summary>What a rewrite made.</summary>
/// <param name="Commits">What became of each commit of the series.</param>
/// <param name="OldTip">Where the branch is; zero where it is not there yet.</param>
/// <param name="NewTip">Where it goes.</param>
/// <param name="Committer">Who makes the commits.</param>
internal sealed record RewrittenCommits(IReadOnlyList<CommitRewrite> Commits, Oid OldTip, Oid NewTip, PersonLine Committer);
