using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>How a plan is carried out.</summary>
public sealed class FoldupRewriteRequest
{
    /// <summary>The branch that is to have the result; null: the one that the plan was made for.</summary>
    public string? Branch { get; init; }

    /// <summary>True to replace <see cref="Branch"/> when it exists and is not the plan's own.</summary>
    public bool Force { get; init; }

    /// <summary>True to refuse when a merge lies between a target and the tip.</summary>
    public bool RefuseMerge { get; init; }
}

/// <summary>
/// Carries a plan out: the series is rewritten in memory and proved to end in the right tree first; <see cref="Apply"/> then writes the objects,
/// keeps the old tip in a backup ref and moves the branch, once.
/// </summary>
public sealed class FoldupRewriting
{
    // Stands in the reflog, so that undoing knows to leave the files alone.
    internal const string FromWorkTree = "from the work tree";
    private readonly GitRepository _repository;
    private readonly ScratchStore _scratch;
    private readonly List<RefUpdate> _updates = [];

    private FoldupRewriting(GitRepository repository, ScratchStore scratch, SeriesRewrite result)
    {
        _repository = repository;
        _scratch = scratch;
        Result = result;
    }

    /// <summary>What is (or would be) done.</summary>
    public SeriesRewrite Result { get; }

    /// <summary>True when the branch exists, so that its old tip is replaced.</summary>
    public bool ReplacesBranch => _updates.Count > 0 && !_updates[^1].OldId.IsZero;

    /// <summary>True when the rewrite changes nothing: no item could be folded.</summary>
    public bool IsNothing => _updates.Count == 0;

    /// <summary>Rewrites in memory.</summary>
    /// <exception cref="MaintainerException">
    /// PlanStale, PlanItemInvalid, PlanTargetUnknown, BranchNeeded, BranchExists, InvalidRefName, BranchCheckedOutDirty, MergeInRange, IdentityUnknown.
    /// </exception>
    public static FoldupRewriting Prepare(GitRepository repository, FoldupPlan plan, FoldupRewriteRequest request, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(monitor);
        Oid topic = repository.ResolveCommit(plan.TopicSha);
        string branch = BranchOf(repository, plan, request, topic, out Oid oldTip);
        CommitHistory history = CommitHistory.Open(repository);
        var scratch = new ScratchStore(repository.Objects);
        TopicSeries series = Load(repository, history, scratch, plan, topic, monitor);
        if (series.Last.Tree.ToString() != plan.Tree)
            throw new MaintainerException("PlanStale", ErrorKind.InvalidOperation, plan.Topic, "the fixups are not what they were when it was made");

        List<SeriesFile> all = SeriesFiles.Collect(scratch, series, monitor);
        var changed = new List<(SeriesFile File, LineWeave? Weave, List<FoldupChange> Changes)>();
        foreach (SeriesFile file in all)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            List<FoldupChange> changes = FoldupChanges.Of(scratch, series, file, out LineWeave? weave);
            if (changes.Count > 0)
                changed.Add((file, weave, changes));
        }
        var matching = new FoldupMatching(series, changed);
        matching.Bind(plan.Item, plan.Unplaced);
        List<SeriesRewritingFile> files = [.. changed.Select(c => new SeriesRewritingFile(series, c.File, c.Weave, matching.PartsOf(c.Changes)))];
        var options = new SeriesRewritingOptions
        {
            Committer = Identity.Committer(repository),
            RefuseMerge = request.RefuseMerge,
            IsAncestor = history.IsAncestor,
            Messages = Messages(plan, matching),
        };
        SeriesRewritingResult rewritten = new SeriesRewriting(scratch, series, options, monitor).Rewrite(all, files);
        if (rewritten.Tree != series.Last.Tree)
            throw new MaintainerException("RewriteTreeMismatch", ErrorKind.InvalidData, plan.Topic, series.Last.Tree, rewritten.Tree);

        var result = new SeriesRewrite
        {
            Branch = branch,
            OldTip = (oldTip.IsZero ? topic : oldTip).ToString(),
            NewTip = rewritten.NewTip.ToString(),
            ExpectedTree = series.Last.Tree.ToString(),
            Tree = rewritten.NewTipTree.ToString(),
            Commit = [.. rewritten.Commits],
            Folded = rewritten.Commits.Sum(c => c.Folded),
            Unplaced = [.. Unplaced(series, matching, files, rewritten.Refused), .. plan.Unplaced.Where(i => i.Kind == FoldupKind.Message)],
        };
        var prepared = new FoldupRewriting(repository, scratch, result);
        prepared.PlanUpdates(plan, oldTip, rewritten.NewTip);
        return prepared;
    }

    /// <summary>Writes the objects, then moves the refs.</summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty.</exception>
    public void Apply(IOperationMonitor monitor)
    {
        if (_updates.Count == 0)
            return;
        var writer = new RepositoryWriter(_repository);
        writer.Publish(_scratch, _updates.Select(u => u.NewId), monitor);
        writer.Apply(_updates, $"foldup: {Result.Folded} changes folded{(_updates[^1].WorkTree == WorkTreeUpdate.IndexOnly ? " " + FromWorkTree : "")}, {Result.Unplaced.Length} left");
        Result.Applied = true;
    }

    private static string BranchOf(GitRepository repository, FoldupPlan plan, FoldupRewriteRequest request, Oid topic, out Oid oldTip)
    {
        string branch = request.Branch is null
            ? plan.Branch ?? throw new MaintainerException("BranchNeeded", ErrorKind.InvalidArgument, plan.Topic, plan.Topic)
            : request.Branch.StartsWith("refs/", StringComparison.Ordinal) ? request.Branch : "refs/heads/" + request.Branch;
        (string name, oldTip) = repository.References().FirstOrDefault(r => r.Name == branch);
        if (branch == plan.Branch && oldTip != topic)
            throw new MaintainerException("PlanStale", ErrorKind.InvalidOperation, plan.Topic, $"'{branch}' has moved since it was made");
        if (branch != plan.Branch && name is not null && !request.Force)
            throw new MaintainerException("BranchExists", ErrorKind.ResourceExists, branch, branch, oldTip.Abbreviate());
        return branch;
    }

    private static TopicSeries Load(GitRepository repository, CommitHistory history, ScratchStore scratch, FoldupPlan plan, Oid topic, IOperationMonitor monitor)
    {
        Oid since = repository.ResolveCommit(plan.Since ?? "");
        var sourcing = new FoldupSourcing(repository, history, scratch, monitor);
        return plan.Source == FoldupSource.Commits
            ? sourcing.WithCommits(since, topic, [.. plan.Fixup.Select(f => repository.ResolveCommit(f))])
            : sourcing.WithWorkTree(since, topic, plan.Source == FoldupSource.Staged);
    }

    private static Dictionary<int, string> Messages(FoldupPlan plan, FoldupMatching matching)
    {
        var result = new Dictionary<int, string>();
        foreach (FoldupItem item in plan.Item.Where(i => i is { Action: FoldupAction.Reword, Target: not null, NewMessage: not null }))
            result[matching.TargetOf(item)] = item.NewMessage!;
        return result;
    }

    private static IEnumerable<FoldupItem> Unplaced(TopicSeries series, FoldupMatching matching, List<SeriesRewritingFile> files, IReadOnlyList<(FoldupChange Part, int Possible)> refused)
    {
        foreach (FoldupChange part in files.SelectMany(f => f.Parts).Where(p => p.Target is null).OrderBy(p => p.Revision.Number))
        {
            FoldupItem? item = matching.ItemOf(part);
            (FoldupChange? bad, int possible) = refused.FirstOrDefault(r => r.Part == part);
            if (item is not null && bad is null)
            {
                yield return item;
                continue;
            }
            string? proposed = possible > 0 && series[possible] is { IsFixup: false, Commit: { } commit } ? commit.Id.ToString() : null;
            string reason = bad is null ? "not in the plan"
                : proposed is null ? $"it cannot be carried to '{item?.TargetSubject}'"
                : $"it cannot be carried to '{item?.TargetSubject}': what it changes is there from '{series[possible].Subject}' on";
            yield return new FoldupItem
            {
                Fixup = part.Revision.Commit?.Id.ToString(),
                File = part.Path,
                Kind = part.Kind,
                Hunk = part.HunkText(),
                Candidate = proposed is null ? item?.Candidate ?? [] : [proposed],
                Reason = reason,
                ReasonKind = bad is null ? FoldupReason.None : FoldupReason.TargetTooOld,
                Action = FoldupAction.Keep,
            };
        }
    }

    private void PlanUpdates(FoldupPlan plan, Oid oldTip, Oid newTip)
    {
        if (newTip == oldTip)
            return;
        var writer = new RepositoryWriter(_repository);
        if (!oldTip.IsZero)
        {
            Result.Backup = writer.NewBackupName(Result.Branch, DateTimeOffset.UtcNow);
            _updates.Add(new RefUpdate(Result.Backup, Oid.Zero, oldTip));
        }
        bool ownChanges = plan.Source != FoldupSource.Commits && _repository.HeadBranch == Result.Branch;
        _updates.Add(new RefUpdate(Result.Branch, oldTip, newTip) { WorkTree = ownChanges ? WorkTreeUpdate.IndexOnly : WorkTreeUpdate.FilesAndIndex });
        writer.Check(_updates);
    }
}
