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
/// Carries a plan out: the series is rewritten in memory and proved to end in the right tree first; <see cref="PreparedRewrite.Apply"/> then writes the
/// objects, keeps the old tip in a backup ref and moves the branch, once.
/// </summary>
public sealed class FoldupRewriter(Workspace workspace)
{
    /// <summary>Rewrites in memory.</summary>
    /// <exception cref="MaintainerException"> PlanStale, PlanItemInvalid, PlanTargetUnknown, BranchNeeded, BranchExists, InvalidRefName,
    /// BranchCheckedOutDirty, UntrackedFileInTheWay, MergeInRange, IdentityUnknown.
    /// </exception>
    public PreparedRewrite Prepare(FoldupPlan plan, FoldupRewriteRequest request)
    {
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
        RequireUnpublished(series, plan, topic);

        var options = new SeriesRewriterOptions
        {
            Committer = Identity.Committer(repository),
            RefuseMerge = request.RefuseMerge,
            Messages = Messages(plan, series),
            Spoken = plan.Item.Where(i => i is { Action: FoldupAction.Reword, Fixup: not null, Target: not null }).Select(i => i.Fixup!)
                .ToHashSet(StringComparer.Ordinal),
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
        result.Item = [.. plan.Item.Where(i => i.Target is not null && i.Action != FoldupAction.Keep
            && (!FoldupRefusals.IsChange(i) || !left.Contains((i.Fixup, i.File, i.Hunk))))];
        IReadOnlyList<CommitRewrite> commits = WithChanges(repository, scratch, rewritten.Commits);
        result.Repository = repository.WorkTree ?? repository.GitDirectory;
        var prepared = new PreparedRewrite(workspace, plan, request, result, new RewrittenCommits(commits, oldTip, rewritten.NewTip, options.Committer));
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
    private void RequireUnpublished(TopicSeries series, FoldupPlan plan, Oid topic)
    {
        if (plan.AllowPublished)
            return;
        Oid since = SeriesStart.Named(workspace.Repository, plan.Since!);
        PublishedCommits published = PublishedCommits.Find(workspace, series.Range, since, topic, plan.Ref ?? plan.Branch);
        foreach (FoldupItem item in plan.Item.Where(i => i.Target is not null && i.Action != FoldupAction.Keep))
        {
            Oid target = FoldupMatcher.TargetIdOf(series, item);
            if (published.Refusal(target, series.Range.Read(target).Subject) is { } why)
                throw new MaintainerException("TargetPublished", ErrorKind.InvalidOperation, target.ToString(), target.Abbreviate(), why);
        }
    }

    private static string BranchOf(GitRepository repository, FoldupPlan plan, FoldupRewriteRequest request, Oid topic, out Oid oldTip)
    {
        string branch = request.Branch is null
            ? plan.Branch ?? throw new MaintainerException("BranchNeeded", ErrorKind.InvalidArgument, plan.Topic, plan.Topic)
            : LocalBranch.FullName(request.Branch);
        // A plan from the work tree reads it, whichever branch it makes.
        new BranchMove(repository).RequireFree(plan.Source == FoldupSource.Commits || repository.HeadBranch is not { } head ? [branch] : [branch, head]);
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
            FoldupRefusal? refusal = bad is not null ? new FoldupRefusal(step > 0 ? series[step] : null, null) : item is not null
                ? replay.RefusalOf(item) : null;
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
                : "it cannot be carried to '"
                    + (item?.TargetSubject ?? (item is null ? null : series.FindTarget(FoldupMatcher.TargetIdOf(series, item).ToString())?.Subject))
                    + "'" + (refusal.Value.Why is { } why ? ": " + why
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
}
