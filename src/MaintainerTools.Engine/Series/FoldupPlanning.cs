using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>What a plan is made of.</summary>
public sealed class FoldupPlanRequest
{
    /// <summary>The series' tip: a branch, or any commit.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below the series.</summary>
    public required string Since { get; init; }

    /// <summary>Commits or ranges of fixups; empty: the fixup!, squash! and amend! commits of the series itself.</summary>
    public IReadOnlyList<string> Fixup { get; init; } = [];

    /// <summary>Commits, the work tree or the index.</summary>
    public FoldupSource Source { get; init; }

    /// <summary>True to fold into commits of the current user only.</summary>
    public bool OwnOnly { get; init; }
}

/// <summary>Plans where fixups belong. Reads only: what it computes stays in memory.</summary>
public static class FoldupPlanning
{
    /// <summary>Routes every change of the fixups.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, EmptySeries, FixupNotFound, FixupConflicts, MergeAsFixup, TopicNotCheckedOut.</exception>
    public static FoldupPlan Plan(GitRepository repository, FoldupPlanRequest request, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(monitor);
        Oid topic = repository.ResolveCommit(request.Topic);
        Oid since = repository.ResolveCommit(request.Since);
        string? branch = repository.FullRefName(request.Topic);
        var scratch = new ScratchStore(repository.Objects);
        var sourcing = new FoldupSourcing(repository, CommitHistory.Open(repository), scratch, monitor);
        TopicSeries series = request.Source switch
        {
            FoldupSource.WorkTree => sourcing.WithWorkTree(since, topic, false),
            FoldupSource.Staged => sourcing.WithWorkTree(since, topic, true),
            _ when request.Fixup.Count == 0 => sourcing.WithOwnFixups(since, topic),
            _ => sourcing.WithCommits(since, topic, sourcing.Resolve(request.Fixup, since, topic)),
        };
        var options = new FoldupRoutingOptions(request.OwnOnly ? Identity.Committer(repository).Email : null);
        FoldupPlan plan = Plan(scratch, series, options, monitor);
        plan.Topic = request.Topic;
        plan.TopicSha = topic.ToString();
        plan.Branch = branch is not null && branch.StartsWith("refs/heads/", StringComparison.Ordinal) ? branch : null;
        plan.Since = since.ToString();
        plan.Source = request.Source;
        return plan;
    }

    /// <summary>Routes the fixup steps of a series.</summary>
    internal static FoldupPlan Plan(IObjectReader objects, TopicSeries series, FoldupRoutingOptions options, IOperationMonitor monitor)
    {
        List<SeriesFile> files = SeriesFiles.Collect(objects, series, monitor);
        List<FoldupItem> items = [.. new FoldupRouting(objects, series, files, options, monitor).Route().Select(c => ToItem(series, c))];
        items.AddRange(FoldupMessages.Items(series));
        return new FoldupPlan
        {
            Fixup = [.. series.Revisions.Where(r => r is { IsFixup: true, Commit: not null }).Select(r => r.Commit!.Id.ToString())],
            Tree = series.Last.Tree.ToString(),
            Item = [.. items.Where(i => i.Target is not null)],
            Unplaced = [.. items.Where(i => i.Target is null)],
        };
    }

    private static FoldupItem ToItem(TopicSeries series, FoldupChange change)
    {
        SeriesRevision? target = change.Target is { } number ? series[number] : null;
        string reason = change.ReasonText;
        if (target is null && change.Candidates.Count > 0)
            reason += ": " + string.Join(", ", change.Candidates.Where(c => c > 0).Select(Show));
        return new FoldupItem
        {
            Fixup = change.Revision.Commit?.Id.ToString(),
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

        string Show(int revision) => string.Create(CultureInfo.InvariantCulture, $"{series[revision].Commit?.Id.Abbreviate()} (\"{series[revision].Subject}\")");
    }
}
