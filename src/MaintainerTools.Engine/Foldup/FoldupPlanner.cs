using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Reviews;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Plans where fixups belong. Reads only: what it computes stays in memory.</summary>
public sealed class FoldupPlanner(Workspace workspace)
{
    /// <summary>Routes every change of the fixups.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries, FixupNotFound, FixupConflicts,
    /// MergeAsFixup, TopicNotCheckedOut.</exception>
    public FoldupPlan Plan(FoldupPlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        (GitRepository repository, ScratchStore scratch, IOperationMonitor monitor) = (workspace.Repository, workspace.Scratch, workspace.Monitor);
        if (request.Rename is { } same && same.From == same.To)
            throw new MaintainerException("RenameToItself", ErrorKind.InvalidArgument, same.To, same.To);
        Oid topic = repository.ResolveCommit(request.Topic);
        string? branch = repository.FullRefName(request.Topic);
        CommitHistory history = workspace.History;
        Oid since = request.Since is { } given ? SeriesStart.Named(repository, given) : SeriesStart.Of(repository, history, request.Topic, branch, topic);
        var refused = new List<FoldupItem>();
        var sourcing = new FixupReader(workspace);
        bool other = request.Patch.Count > 0 || request.Review.Count > 0 || request.Churn || request.Rename is not null || request.Reword is not null;
        TopicSeries series = request.Source switch
        {
            FoldupSource.WorkTree => sourcing.WithWorkTree(since, topic, false),
            FoldupSource.Staged => sourcing.WithWorkTree(since, topic, true),
            _ when request.Fixup.Count == 0 && !other => sourcing.WithOwnFixups(since, topic),
            _ => sourcing.WithCommits(since, topic, sourcing.Resolve(request.Fixup, since, topic, request.Report), refused),
        };
        var steps = new FoldupSteps(repository, scratch);
        List<FoldupStep> made = [.. steps.FromFiles(series, request.Patch, refused, request.Tell, request.Report)
            .Where(step => steps.TryAdd(series, step, refused))];
        PublishedCommits? published = request.AllowPublished ? null : PublishedCommits.Find(workspace, series.Range, since, topic, branch);
        var review = new FoldupReview(steps, series, UnboundReviews.Bind(request.Review, workspace, since, topic));
        made.AddRange(review.Prepare());
        foreach (SeriesRevision revision in series.Revisions)
            revision.IsDonor |= request.Churn && !revision.IsFixup && !revision.IsMerge;
        var options = new FoldupRouterOptions(request.OwnOnly ? Identity.AuthorEmail(repository) : null, request.Churn, published);
        List<SeriesFile> files = SeriesFiles.Collect(scratch, series, monitor);
        List<FoldupItem> items = Route(scratch, series, files, options, monitor);
        var messages = new FoldupMessageEdits(series);
        messages.Take(FoldupMessages.Items(series, monitor, items));
        if (request.Reword is { } reword)
            Reword(repository, series, messages, reword.Commit, reword.Message);
        List<FoldupItem> renamed = [];
        int reworded = messages.Items.Count;
        if (request.Rename is { } name)
        {
            (List<FoldupItem> placed, List<FoldupItem> unplaced) = FoldupRenamer.Plan(scratch, series, files, items, messages, name.From, name.To,
                FoldupReason.Explicit, "asked for", null, monitor);
            renamed.AddRange([.. placed, .. unplaced]);
        }
        if (request.Rename is { } asked && renamed.Count == 0 && messages.Items.Count == reworded)
            throw new MaintainerException("IdentifierNotFound", ErrorKind.ObjectNotFound, asked.From, asked.From);
        FoldupTrailers.Plan(series, review.Rows, messages, published);
        if (request.CreditTrailer is { } trailer)
            messages.Credit(trailer, items);
        List<FoldupItem> edits = [.. renamed, .. messages.Items];
        edits.ForEach(item => LeaveIfPublished(series, published, item));
        FoldupPlan plan = Assemble(series, [.. items, .. edits, .. OnMergedBranches(series), .. refused]);
        if (request.Source == FoldupSource.WorkTree)
            MovedFiles.Tell(repository, scratch, series, [.. plan.Item, .. plan.Unplaced], request.Tell);
        plan.Step = [.. made];
        plan.Repository = repository.WorkTree ?? repository.GitDirectory;
        plan.Ref = branch;
        plan.AllowPublished = request.AllowPublished;
        if (request.Review.Count > 0)
            plan.Proposal = [.. review.Conclude(plan.Item,
                new FoldupProposer(scratch, series, files, plan, messages, Identity.Committer(repository), monitor))];
        plan.Review = [.. review.Rows];
        plan.Topic = request.Topic;
        plan.TopicSha = topic.ToString();
        plan.Branch = branch is not null && LocalBranch.Is(branch) ? branch : null;
        plan.Since = SeriesStart.NameOf(since);
        plan.CreditTrailer = request.CreditTrailer;
        plan.Source = request.Source;
        TellHolders(plan, request.Tell);
        return plan;
    }

    /// <summary>Names the local branches that hold what the plan changes, unless they are taken along without being asked for.</summary>
    private void TellHolders(FoldupPlan plan, Action<string> tell)
    {
        if (plan.Branch is not { } branch || GitConfigValue.Bool(workspace.Repository.Config("rebase.updateRefs")) == true)
            return;
        List<Oid> targets = [.. plan.Item.Where(i => i.Action != FoldupAction.Keep).Select(i => Oid.Parse(i.Target!)).Distinct()];
        plan.Holder = [.. DependentRefs.Holding(workspace.Repository, workspace.History, branch, targets, plan.Fixup)];
        if (plan.Holder.Length > 0)
            tell($"{string.Join(", ", plan.Holder.Select(h => $"'{LocalBranch.ShortName(h)}'"))} "
                + $"{(plan.Holder.Length == 1 ? "holds" : "hold")} commits that the plan changes; "
                + "Invoke-FoldupPlan leaves other branches on the old ones, and with -UpdateRefs takes along what points into the series.");
    }

    /// <summary>Routes the fixup steps of a series.</summary>
    internal static FoldupPlan Plan(IObjectReader objects, TopicSeries series, FoldupRouterOptions options, IOperationMonitor monitor)
    {
        List<FoldupItem> items = Route(objects, series, SeriesFiles.Collect(objects, series, monitor), options, monitor);
        return Assemble(series, [.. items, .. FoldupMessages.Items(series, monitor, items)]);
    }

    private static List<FoldupItem> Route(IObjectReader objects, TopicSeries series, List<SeriesFile> files, FoldupRouterOptions options,
        IOperationMonitor monitor) =>
        [.. new FoldupBranchRouter(objects, monitor).Route(series, files, options).Select(c => ToItem(c.Series, c.Change))];

    private static FoldupPlan Assemble(TopicSeries series, List<FoldupItem> items) => new()
    {
        Fixup = [.. series.Revisions.Where(r => r is { IsFixup: true, Commit: not null }).Select(r => r.Commit!.Id.ToString())],
        Tree = series.Last.Tree.ToString(),
        Item = [.. items.Where(i => i.Target is not null)],
        Unplaced = [.. items.Where(i => i.Target is null)],
    };

    /// <summary>The fixup! commits that only a merge reaches. A plan goes along first parents, so that they stay where they are.</summary>
    private static IEnumerable<FoldupItem> OnMergedBranches(TopicSeries series)
    {
        foreach (CommitObject commit in series.Range.Commits.Where(c => series.Find(c) is null).Select(series.Range.Read)
            .Where(c => !c.IsMerge && AutosquashTargets.IsCall(c.Subject)))
        {
            yield return new FoldupItem
            {
                Fixup = commit.Id.ToString(),
                Kind = FoldupKind.Message,
                Action = FoldupAction.Keep,
                Reason = $"'{commit.Subject}' is a commit of a merged branch: fold it there before that is merged",
                ReasonKind = FoldupReason.MergeReached,
            };
        }
    }

    /// <summary>Leaves a message or a name as it is that a published commit has. Changes of files know that since they were routed.</summary>
    private static void LeaveIfPublished(TopicSeries series, PublishedCommits? published, FoldupItem item)
    {
        if (item.Target is not { } target || published?.Refusal(Oid.Parse(target), series.FindTarget(target)?.Subject ?? target) is not { } why)
            return;
        (item.Target, item.TargetSubject, item.Action, item.Confidence) = (null, null, FoldupAction.Keep, 0);
        (item.ReasonKind, item.Reason) = (FoldupReason.Published, why);
    }

    private static void Reword(GitRepository repository, TopicSeries series, FoldupMessageEdits messages, string commit, string message)
    {
        Oid id = repository.ResolveCommit(commit);
        if (series.FindTarget(id.ToString()) is not { } target)
            throw new MaintainerException("PlanTargetUnknown", ErrorKind.InvalidArgument, commit, commit);
        messages.Set(target, CommitMessage.StripSpace(message), FoldupReason.Manual, "asked for", 1);
    }

    private static FoldupItem ToItem(TopicSeries series, SeriesChange change)
    {
        SeriesRevision? target = change.Target is { } number ? series[number] : null;
        string reason = change.ReasonText;
        if (target is null && change.Candidates.Count > 0)
            reason += ": " + string.Join(", ", change.Candidates.Where(c => c > 0).Select(Show));
        return new FoldupItem
        {
            Fixup = change.Revision.Name,
            File = change.Path,
            Kind = change.Kind,
            Hunk = change.HunkText(),
            Target = target?.Commit!.Id.ToString(),
            TargetSubject = target?.Subject,
            Candidate = [.. change.Candidates.Where(c => c > 0 && series[c].Commit is not null).Select(c => series[c].Commit!.Id.ToString())],
            Reason = reason,
            ReasonKind = change.Reason,
            Confidence = change.Confidence,
            Action = target is null ? FoldupAction.Keep : FoldupAction.Fold,
        };

        string Show(int revision) => string.Create(CultureInfo.InvariantCulture,
            $"{series[revision].Commit?.Id.Abbreviate()} (\"{series[revision].Subject}\")");
    }
}

/// <summary>What a plan is made of.</summary>
public sealed class FoldupPlanRequest
{
    /// <summary>The series' tip: a branch, or any commit.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below the series; null: where the topic leaves its upstream branch.</summary>
    public string? Since { get; init; }

    /// <summary>Commits or ranges of fixups; empty: the fixup!, squash! and amend! commits of the series itself.</summary>
    public IReadOnlyList<string> Fixup { get; init; } = [];

    /// <summary>Commits, the work tree or the index.</summary>
    public FoldupSource Source { get; init; }

    /// <summary>True to fold into commits of the current user only.</summary>
    public bool OwnOnly { get; init; }

    /// <summary>True to change commits that others hold, too.</summary>
    public bool AllowPublished { get; init; }

    /// <summary>Files with patches: diffs, mails or mbox files, by their full paths.</summary>
    public IReadOnlyList<string> Patch { get; init; } = [];

    /// <summary>Hears what is worth knowing beside the plan: a patch that the series has already.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>
    /// Hears of each file of <see cref="Patch"/> that cannot be read or has no patch, and of each name of <see cref="Fixup"/> that names no fixup; the others
    /// are taken. Null: it is thrown.
    /// </summary>
    public Action<MaintainerException>? Report { get; init; }

    /// <summary>Remarks of a review. They are read only: what became of them is on the copies in the plan.</summary>
    public IReadOnlyList<ReviewItem> Review { get; init; } = [];

    /// <summary>True to plan what later commits of the series make of earlier ones' lines.</summary>
    public bool Churn { get; init; }

    /// <summary>An identifier to rename through the series, and its new name; null for none.</summary>
    public (string From, string To)? Rename { get; init; }

    /// <summary>A commit of the series and its new message; null for none.</summary>
    public (string Commit, string Message)? Reword { get; init; }

    /// <summary>The trailer that credits whoever wrote what is folded into another's commit, such as Co-developed-by; null for none.</summary>
    public string? CreditTrailer { get; init; }
}
