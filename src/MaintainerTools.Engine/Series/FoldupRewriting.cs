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

    /// <summary>True to take along local branches that point into the series, and notes.</summary>
    public bool UpdateRefs { get; init; }

    /// <summary>A command to run on each rewritten commit before anything is written; null for none.</summary>
    public string? Test { get; init; }
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
    private readonly string? _test;

    private FoldupRewriting(GitRepository repository, ScratchStore scratch, SeriesRewrite result, string? test)
    {
        _test = test;
        _repository = repository;
        _scratch = scratch;
        Result = result;
    }

    /// <summary>What is (or would be) done.</summary>
    public SeriesRewrite Result { get; }

    /// <summary>True when the branch exists, so that its old tip is replaced.</summary>
    public bool ReplacesBranch => _updates.Exists(u => u.Name == Result.Branch && !u.OldId.IsZero);

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
        ILookup<SeriesFile, FoldupItem> renamings = Renamings(series, all, plan.Item);
        var changed = new List<(SeriesFile File, LineWeave? Weave, List<FoldupChange> Changes)>();
        foreach (SeriesFile file in all)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            List<FoldupChange> changes = FoldupChanges.Of(scratch, series, file, out LineWeave? weave);
            if (changes.Count == 0 && renamings.Contains(file))
                weave = file.Weave(scratch, series, []);
            if (changes.Count > 0 || renamings.Contains(file))
                changed.Add((file, weave, changes));
        }
        var matching = new FoldupMatching(series, changed);
        matching.Bind(plan.Item, plan.Unplaced);
        List<SeriesRewritingFile> files = [.. changed.Select(c => new SeriesRewritingFile(series, c.File, c.Weave, matching.PartsOf(c.Changes), [.. renamings[c.File].Select(i => SeriesRenaming.Of(i, matching.TargetOf(i)))]))];
        Oid expected = Expected(scratch, series, files);
        var options = new SeriesRewritingOptions
        {
            Committer = Identity.Committer(repository),
            RefuseMerge = request.RefuseMerge,
            IsAncestor = history.IsAncestor,
            Messages = Messages(plan, matching),
        };
        SeriesRewritingResult rewritten = new SeriesRewriting(scratch, series, options, monitor).Rewrite(all, files);
        if (rewritten.Tree != expected)
            throw new MaintainerException("RewriteTreeMismatch", ErrorKind.InvalidData, plan.Topic, expected, rewritten.Tree);

        var result = new SeriesRewrite
        {
            Branch = branch,
            OldTip = (oldTip.IsZero ? topic : oldTip).ToString(),
            NewTip = rewritten.NewTip.ToString(),
            ExpectedTree = expected.ToString(),
            Tree = rewritten.NewTipTree.ToString(),
            Commit = [.. rewritten.Commits],
            Folded = rewritten.Commits.Sum(c => c.Folded),
            Unplaced = [.. Unplaced(series, matching, files, rewritten.Refused), .. plan.Unplaced.Where(i => i.Kind is FoldupKind.Message or FoldupKind.Identifier)],
        };
        ReportChanges(repository, scratch, result.Commit);
        var prepared = new FoldupRewriting(repository, scratch, result, request.Test);
        prepared.PlanUpdates(plan, oldTip, rewritten.NewTip, request.UpdateRefs, options.Committer);
        return prepared;
    }

    /// <summary>Runs the command on each commit that was made anew, oldest first, up to the first that it does not pass on. Without a command nothing is run.</summary>
    /// <exception cref="MaintainerException">RewriteTestFailed.</exception>
    public void Test(IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        if (_test is null)
            return;
        List<RewrittenCommit> made = [.. Result.Commit.Where(c => c.New is not null && c.New != c.Old)];
        var checkout = QuarantineCheckout.Create(_repository);
        using var testing = new RewriteTesting(checkout, _test, monitor);
        checkout.Add(_scratch, made.Select(c => Oid.Parse(c.New!)), monitor);
        var tests = new List<RewriteTest>();
        foreach (RewrittenCommit commit in made)
        {
            monitor.Report("Testing the rewritten commits", tests.Count, made.Count, commit.Subject);
            tests.Add(testing.Run(_scratch.ReadCommit(Oid.Parse(commit.New!))));
            Result.Test = [.. tests];
            RewriteTest last = tests[^1];
            if (last.Result is RewriteTestResult.Fail or RewriteTestResult.Abort)
                throw new MaintainerException("RewriteTestFailed", ErrorKind.InvalidOperation, last.Commit, last.Commit[..12], last.Subject, last.ExitCode, last.Result == RewriteTestResult.Abort ? "could not be run" : "failed");
        }
    }

    /// <summary>Writes the objects, then moves the refs.</summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty.</exception>
    public void Apply(IOperationMonitor monitor)
    {
        if (_updates.Count == 0)
            return;
        var writer = new RepositoryWriter(_repository);
        writer.Publish(_scratch, _updates.Select(u => u.NewId), monitor);
        writer.Apply(_updates, $"foldup: {Result.Folded} changes folded{(_updates.Exists(u => u.WorkTree == WorkTreeUpdate.IndexOnly) ? " " + FromWorkTree : "")}, {Result.Unplaced.Length} left");
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
        TopicSeries series = plan.Source == FoldupSource.Commits
            ? sourcing.WithCommits(since, topic, [.. plan.Fixup.Select(f => repository.ResolveCommit(f))])
            : sourcing.WithWorkTree(since, topic, plan.Source == FoldupSource.Staged);
        var steps = new FoldupSteps(repository, scratch);
        foreach (FoldupStep step in plan.Step)
            steps.Add(series, step);
        // What a commit of the series gives away, only the items say.
        HashSet<string?> donors = [.. plan.Item.Concat(plan.Unplaced).Select(i => i.Fixup)];
        foreach (SeriesRevision revision in series.Revisions)
            revision.IsDonor = revision is { IsFixup: false, IsMerge: false, Commit: not null } && donors.Contains(revision.Name);
        return series;
    }

    /// <summary>The files in which the plan renames identifiers.</summary>
    private static ILookup<SeriesFile, FoldupItem> Renamings(TopicSeries series, List<SeriesFile> files, FoldupItem[] items)
    {
        var found = new List<(SeriesFile File, FoldupItem Item)>();
        foreach (FoldupItem item in items.Where(i => i is { Kind: FoldupKind.Identifier, Action: FoldupAction.Rename, From: not null, To: not null }))
        {
            SeriesRevision? target = series.Revisions.FirstOrDefault(r => r.Name == item.Target);
            SeriesFile file = files.Find(f => target is not null && (f.At(target.Number).Path == item.File || f.Current.Path == item.File))
                ?? throw new MaintainerException("PlanItemInvalid", ErrorKind.InvalidArgument, item.ToString(), item.ToString());
            found.Add((file, item));
        }
        return found.ToLookup(f => f.File, f => f.Item);
    }

    /// <summary>The tree that the rewritten series has to end in: that of the old tip with the fixups, and the renamed identifiers.</summary>
    private static Oid Expected(ScratchStore scratch, TopicSeries series, IEnumerable<SeriesRewritingFile> files)
    {
        var edits = new Dictionary<string, (int Mode, Oid Id)>(StringComparer.Ordinal);
        foreach (SeriesRewritingFile file in files)
        {
            if (file.File.Current.Exists && file.RenderRenamed(series.Last.Number) is { } data)
                edits[file.File.Current.Path!] = (file.File.Current.Mode, scratch.Write(ObjectType.Blob, data));
        }
        return TreeEditing.Apply(scratch, series.Last.Tree, edits);
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
            // Of a commit of the series, what the plan does not name is no fixup.
            if (item is null && bad is null && !part.Revision.IsFixup)
                continue;
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
                Fixup = part.Revision.Name,
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

    /// <summary>Says of each patch that was folded into or reworded how it differs from what it was.</summary>
    private static void ReportChanges(GitRepository repository, ScratchStore scratch, IEnumerable<RewrittenCommit> commits)
    {
        SeriesPatchReader? reader = null;
        foreach (RewrittenCommit commit in commits.Where(c => c.New is not null && c.New != c.Old && c.Status != RewriteStatus.Rebased))
        {
            reader ??= new SeriesPatchReader(scratch, repository.Config("diff.renames") != "false");
            CommitObject old = scratch.ReadCommit(Oid.Parse(commit.Old));
            CommitObject @new = scratch.ReadCommit(Oid.Parse(commit.New!));
            if (!old.IsMerge && !@new.IsMerge)
                commit.Diff = SeriesPatchDiff.Compute(reader.Read(old), reader.Read(@new));
        }
    }

    private void PlanUpdates(FoldupPlan plan, Oid oldTip, Oid newTip, bool updateRefs, PersonLine committer)
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
        if (updateRefs && Result.Branch == plan.Branch)
        {
            List<RefUpdate> followers = [.. DependentRefs.Branches(_repository, Result.Branch, Result.Commit)];
            if (DependentRefs.Notes(_repository, _scratch, Result.Commit, committer) is { } notes)
                followers.Add(notes);
            Result.UpdatedRef = [.. followers.Select(u => u.Name)];
            _updates.AddRange(followers);
            if (followers.Count > 0)
                _updates.Add(RewriteFollowers.Record(_scratch, Result.Backup!, followers));
        }
        writer.Check(_updates);
    }
}
