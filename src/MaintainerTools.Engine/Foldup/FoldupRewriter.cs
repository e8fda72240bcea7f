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

/// <summary>
/// Carries a plan out: the series is rewritten in memory and proved to end in the right tree first; <see cref="Apply"/> then writes the objects,
/// keeps the old tip in a backup ref and moves the branch, once.
/// </summary>
public sealed class FoldupRewriter
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

    private FoldupRewriter(
        Workspace workspace,
        SeriesRewrite result,
        IReadOnlyList<CommitRewrite> commits,
        FoldupPlan plan,
        FoldupRewriteRequest request,
        Oid oldTip,
        PersonLine committer)
    {
        (_plan, _request, _oldTip, _committer) = (plan, request, oldTip, committer);
        (_repository, _scratch, _monitor) = (workspace.Repository, workspace.Scratch, workspace.Monitor);
        (Result, _commits) = (result, commits);
        _move = NewMove();
    }

    /// <summary>What is (or would be) done.</summary>
    public SeriesRewrite Result { get; }

    /// <summary>The other refs that move: branches that point into the series, and notes.</summary>
    public IReadOnlyList<RefUpdate> Followers { get; private set; } = [];

    /// <summary>True when the branch exists, so that its old tip is replaced.</summary>
    public bool ReplacesBranch => _move.Updates.Any(u => u.Name == Result.Branch && !u.OldId.IsZero);

    /// <summary>True when the rewrite changes nothing: no item could be folded.</summary>
    public bool IsNothing => _move.Updates.Count == 0;

    /// <summary>Rewrites in memory.</summary>
    /// <exception cref="MaintainerException">
    /// PlanStale, PlanItemInvalid, PlanTargetUnknown, BranchNeeded, BranchExists, InvalidRefName, BranchCheckedOutDirty, UntrackedFileInTheWay, MergeInRange, IdentityUnknown.
    /// </exception>
    public static FoldupRewriter Prepare(Workspace workspace, FoldupPlan plan, FoldupRewriteRequest request)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(request);
        (GitRepository repository, ScratchStore scratch, IOperationMonitor monitor) = (workspace.Repository, workspace.Scratch, workspace.Monitor);
        if (FoldupPlanCheck.Find(plan) is ({ } what, { } why))
            throw new MaintainerException("PlanItemInvalid", ErrorKind.InvalidArgument, what, $"{what}: {why}");
        Oid topic = repository.ResolveCommit(plan.TopicSha);
        string branch = BranchOf(repository, plan, request, topic, out Oid oldTip);
        TopicSeries series = Load(workspace, plan, topic);
        if (series.Last.Tree.ToString() != plan.Tree)
            throw new MaintainerException("PlanStale", ErrorKind.InvalidOperation, plan.Topic, "the fixups are not what they were when it was made");
        plan = new FoldupAcceptance(scratch, series, plan, monitor).Apply();
        SayTargets(series, plan);
        RequireUnpublished(repository, workspace.History, series, plan, topic, monitor);

        var options = new SeriesRewriterOptions
        {
            Committer = Identity.Committer(repository),
            RefuseMerge = request.RefuseMerge,
            Messages = Messages(plan, series),
            Spoken = plan.Item.Where(i => i is { Action: FoldupAction.Reword, Fixup: not null, Target: not null }).Select(i => i.Fixup!).ToHashSet(StringComparer.Ordinal),
        };
        var replay = new FoldupReplay(scratch, plan, options, monitor);
        IReadOnlyList<ReplayedWay> ways = replay.Ways(series);
        Oid expected = ways[0].Expected;
        SeriesRewriterResult rewritten = new SeriesCommitter(scratch, options, [.. ways.Select(w => w.Rewritten)], monitor).Commit();
        if (rewritten.Tree != expected)
            throw new MaintainerException("RewriteTreeMismatch", ErrorKind.InvalidData, plan.Topic, expected, rewritten.Tree);

        var result = new SeriesRewrite
        {
            Branch = branch,
            OldTip = (oldTip.IsZero ? topic : oldTip).ToString(),
            NewTip = rewritten.NewTip.ToString(),
            ExpectedTree = expected.ToString(),
            Tree = rewritten.NewTipTree.ToString(),
            Folded = rewritten.Commits.Sum(c => c.Folded),
            Unplaced = [.. Unplaced(series, replay, ways[0]), .. plan.Unplaced.Where(i => !FoldupRefusals.IsChange(i))],
        };
        HashSet<(string?, string, string)> left = [.. result.Unplaced.Select(i => (i.Fixup, i.File, i.Hunk))];
        result.Item = [.. plan.Item.Where(i => i.Target is not null && i.Action != FoldupAction.Keep && (!FoldupRefusals.IsChange(i) || !left.Contains((i.Fixup, i.File, i.Hunk))))];
        IReadOnlyList<CommitRewrite> commits = WithChanges(repository, scratch, rewritten.Commits);
        result.Repository = repository.WorkTree ?? repository.GitDirectory;
        var prepared = new FoldupRewriter(workspace, result, commits, plan, request, oldTip, options.Committer);
        prepared.PlanUpdates(rewritten.NewTip);
        if (branch == plan.Branch)
            result.LeftRef = [.. DependentRefs.LeftBehind(repository, workspace.History, branch, commits, [.. plan.Fixup]).Except(result.UpdatedRef)];
        return prepared;
    }

    /// <summary>Who set a target may have named it in any way; what was done says which commit that was.</summary>
    private static void SayTargets(TopicSeries series, FoldupPlan plan)
    {
        foreach (FoldupItem item in plan.Item.Where(i => i is { Target: not null, TargetSubject: null } && i.Action != FoldupAction.Keep))
        {
            Oid target = FoldupMatcher.TargetIdOf(series, item);
            (item.Target, item.TargetSubject) = (target.ToString(), series.Range.Read(target).Subject);
        }
    }

    /// <summary>A plan may have been edited, and what it changes published since it was made.</summary>
    /// <exception cref="MaintainerException">TargetPublished.</exception>
    private static void RequireUnpublished(GitRepository repository, CommitHistory history, TopicSeries series, FoldupPlan plan, Oid topic, IOperationMonitor monitor)
    {
        if (plan.AllowPublished)
            return;
        PublishedCommits published = PublishedCommits.Find(repository, history, series.Range, SeriesStart.Named(repository, plan.Since!), topic, plan.Ref ?? plan.Branch, monitor);
        foreach (FoldupItem item in plan.Item.Where(i => i.Target is not null && i.Action != FoldupAction.Keep))
        {
            Oid target = FoldupMatcher.TargetIdOf(series, item);
            if (published.By(target) is { } by)
                throw new MaintainerException("TargetPublished", ErrorKind.InvalidOperation, target.ToString(), target.Abbreviate(), series.Range.Read(target).Subject, by);
        }
    }

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

    /// <summary>Runs the command on each commit that was made anew, oldest first, up to the first that it does not pass on. Without a command nothing is run.</summary>
    /// <exception cref="MaintainerException">RewriteTestFailed, and those of <see cref="Sign"/>.</exception>
    public void Test()
    {
        if (_request.Test is null)
            return;
        Sign();
        List<CommitRewrite> made = [.. _commits.Where(c => c.Made is not null)];
        var checkout = QuarantineCheckout.Create(_repository);
        using var testing = new RewriteTester(checkout, _request.Test, _monitor);
        checkout.Add(_scratch, made.Select(c => c.Made!.Value), _monitor);
        var tests = new List<RewriteTest>();
        foreach (CommitRewrite commit in made)
        {
            _monitor.Report("Testing the rewritten commits", tests.Count, made.Count, commit.Subject);
            tests.Add(testing.Run(_scratch.ReadCommit(commit.Made!.Value)));
            Result.Test = [.. tests];
            RewriteTest last = tests[^1];
            if (last.Result is RewriteTestResult.Fail or RewriteTestResult.Abort)
                throw new MaintainerException("RewriteTestFailed", ErrorKind.InvalidOperation, last.Commit, last.Commit[..12], last.Subject, last.ExitCode, last.Result == RewriteTestResult.Abort ? "could not be run" : "failed");
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

    private static string BranchOf(GitRepository repository, FoldupPlan plan, FoldupRewriteRequest request, Oid topic, out Oid oldTip)
    {
        string branch = request.Branch is null
            ? plan.Branch ?? throw new MaintainerException("BranchNeeded", ErrorKind.InvalidArgument, plan.Topic, plan.Topic)
            : LocalBranch.FullName(request.Branch);
        oldTip = repository.TipOf(branch);
        if (branch == plan.Branch && oldTip != topic)
            throw new MaintainerException("PlanStale", ErrorKind.InvalidOperation, plan.Topic, $"'{branch}' has moved since it was made");
        if (branch != plan.Branch && !oldTip.IsZero && !request.Force)
            throw new MaintainerException("BranchExists", ErrorKind.ResourceExists, branch, branch, oldTip.Abbreviate());
        return branch;
    }

    private static TopicSeries Load(Workspace workspace, FoldupPlan plan, Oid topic)
    {
        GitRepository repository = workspace.Repository;
        Oid since = SeriesStart.Named(repository, plan.Since ?? "");
        var sourcing = new FixupReader(workspace);
        TopicSeries series = plan.Source == FoldupSource.Commits
            ? sourcing.WithCommits(since, topic, [.. plan.Fixup.Select(f => repository.ResolveCommit(f))])
            : sourcing.WithWorkTree(since, topic, plan.Source == FoldupSource.Staged);
        var steps = new FoldupSteps(repository, workspace.Scratch);
        foreach (FoldupStep step in plan.Step)
            steps.Add(series, step);
        // What a commit of the series gives away, only the items say.
        HashSet<string?> donors = [.. plan.Item.Concat(plan.Unplaced).Select(i => i.Fixup)];
        foreach (SeriesRevision revision in series.Revisions)
            revision.IsDonor = revision is { IsFixup: false, IsMerge: false, Commit: not null } && donors.Contains(revision.Name);
        return series;
    }

    private static Dictionary<Oid, string> Messages(FoldupPlan plan, TopicSeries series)
    {
        var result = new Dictionary<Oid, string>();
        foreach (FoldupItem item in plan.Item.Where(i => i is { Action: FoldupAction.Reword, Target: not null, NewMessage: not null }))
            result[FoldupMatcher.TargetIdOf(series, item)] = item.NewMessage!;
        // Below whatever the message is by then.
        foreach (FoldupItem item in plan.Item.Where(i => i is { Action: FoldupAction.Trailer, Target: not null, Trailer: not null }))
        {
            Oid target = FoldupMatcher.TargetIdOf(series, item);
            result[target] = Trailers.AddAll(result.GetValueOrDefault(target) ?? series.Range.Read(target).Message, item.Trailer!);
        }
        return result;
    }

    private static IEnumerable<FoldupItem> Unplaced(TopicSeries series, FoldupReplay replay, ReplayedWay way)
    {
        foreach (SeriesChange part in way.Rewritten.Files.SelectMany(f => f.Parts).Where(p => p.Target is null).OrderBy(p => p.Revision.Number))
        {
            FoldupItem? item = way.Matching.ItemOf(part);
            (SeriesChange? bad, int step) = way.Rewritten.Refused.FirstOrDefault(r => r.Part == part);
            FoldupRefusal? refusal = bad is not null ? new FoldupRefusal(step > 0 ? series[step] : null, null) : item is not null ? replay.RefusalOf(item) : null;
            // Of a commit of the series, what the plan does not name is no fixup.
            if (item is null && refusal is null && !part.Revision.IsFixup)
                continue;
            if (item is not null && refusal is null)
            {
                yield return item;
                continue;
            }
            SeriesRevision? possible = refusal?.Possible is { IsFixup: false, Commit: not null } first ? first : null;
            string reason = refusal is null ? "not in the plan"
                : $"it cannot be carried to '{item?.TargetSubject ?? (item is null ? null : series.FindTarget(FoldupMatcher.TargetIdOf(series, item).ToString())?.Subject)}'" + (refusal.Value.Why is { } why ? ": " + why
                    : possible is null ? "" : $": what it changes is there from '{possible.Subject}' on");
            yield return new FoldupItem
            {
                Fixup = part.Revision.Name,
                File = part.Path,
                Kind = part.Kind,
                Hunk = part.HunkText(),
                Candidate = possible is null ? item?.Candidate ?? [] : [possible.Commit!.Id.ToString()],
                Reason = reason,
                ReasonKind = refusal is null ? FoldupReason.None : FoldupReason.TargetTooOld,
                Action = FoldupAction.Keep,
            };
        }
    }

    /// <summary>With what differs in each patch that was folded into or reworded from what it was.</summary>
    private static List<CommitRewrite> WithChanges(GitRepository repository, ScratchStore scratch, IReadOnlyList<CommitRewrite> commits)
    {
        SeriesPatchReader? reader = null;
        return [.. commits.Select(WithChange)];

        CommitRewrite WithChange(CommitRewrite commit) =>
            commit.Made is { } made && commit.Status != RewriteStatus.Rebased ? commit with { Diff = Changes(commit.Old, made) } : commit;

        string? Changes(Oid before, Oid after)
        {
            reader ??= new SeriesPatchReader(scratch, repository.Config("diff.renames") != "false", makeDrivers: () => new HeadingDrivers(repository));
            CommitObject old = scratch.ReadCommit(before), @new = scratch.ReadCommit(after);
            return old.IsMerge || @new.IsMerge ? null : SeriesPatchDiff.Compute(reader.Read(old), reader.Read(@new));
        }
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

/// <summary>How a plan is carried out.</summary>
public sealed class FoldupRewriteRequest
{
    /// <summary>The branch that is to have the result; null: the one that the plan was made for.</summary>
    public string? Branch { get; init; }

    /// <summary>True to replace <see cref="Branch"/> when it exists and is not the plan's own.</summary>
    public bool Force { get; init; }

    /// <summary>True to refuse when a merge lies between a target and the tip.</summary>
    public bool RefuseMerge { get; init; }

    /// <summary>
    /// True to take along local branches that point into the series, but for those that point to a fixup, and notes; null: as rebase.updateRefs says.
    /// </summary>
    public bool? UpdateRefs { get; init; }

    /// <summary>Local branches to take along, by their names; those that point to a fixup too.</summary>
    public IReadOnlyList<string> UpdateBranch { get; init; } = [];

    /// <summary>Signs the rewritten commits; null: as commit.gpgSign says.</summary>
    public bool? Sign { get; init; }

    /// <summary>A command to run on each rewritten commit before anything is written; null for none.</summary>
    public string? Test { get; init; }
}
