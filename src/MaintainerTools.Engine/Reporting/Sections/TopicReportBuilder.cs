using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>
/// Puts a report together from results of the other services. What was computed is taken as it is: the report adds how each figure is checked, and asks
/// the repository only where names point.
/// </summary>
public sealed class TopicReportBuilder
{
    private readonly Workspace _workspace;
    private readonly List<object> _results = [];
    private readonly List<ReportSection> _failed = [];

    /// <summary>Begins a report in a repository.</summary>
    public TopicReportBuilder(Workspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _workspace = workspace;
    }

    /// <summary>True once there is something to report of.</summary>
    public bool HasResults => _results.Count > 0 || _failed.Count > 0;

    /// <summary>True where a result of a kind is there already, so that it need not be asked for.</summary>
    public bool Has<T>() => _results.Exists(r => r is T);

    /// <summary>Takes a result.</summary>
    /// <returns>False for what is no result that a report has a section for.</returns>
    public bool Add(object result)
    {
        switch (result)
        {
            case MergeBaseCost or PickedCommit or ContentEquivalence or MergePlan or BackportForecast or FollowupFix or FoldupPlan
                or SeriesRewrite or SeriesPair or BisectabilityResult or TopicCommitStatus or TopicConflict:
                _results.Add(result);
                return true;
            case BackportForecastRow row:
                _results.AddRange(row.Forecast);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes a check that did not run: its section says why.</summary>
    public void AddNotVerified(string id, string title, string reason) =>
        _failed.Add(new ReportSection { Id = id, Title = title, Summary = "It was not answered.", NotVerified = reason });

    /// <summary>The report.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="created">When it is made.</param>
    /// <param name="revisions">The commits that it is about: role and name.</param>
    public TopicReport Build(string title, DateTimeOffset created, IEnumerable<(string Role, string Name)> revisions)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        var source = new ReportSource(_workspace);
        (string Role, string Name)[] named = [.. revisions];
        string folder = _workspace.Repository.WorkTree ?? _workspace.Repository.GitDirectory;
        return new TopicReport
        {
            Title = title,
            Created = created,
            Repository = folder,
            Project = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            Revision = [.. named.Select(r => new ReportRevision { Role = r.Role, Name = r.Name, Sha = source.Resolve(r.Name) ?? "" })],
            Section =
            [
                .. HistorySection.Of(_workspace, named, Of<MergePlan>()) is { } history ? [history] : (ReadOnlySpan<ReportSection>)[],
                .. Sections(source), .. _failed,
            ],
        };
    }

    private IEnumerable<ReportSection> Sections(ReportSource source)
    {
        if (Of<MergeBaseCost>() is { Count: > 0 } costs)
            yield return CostSection.Of(costs, source);
        List<PickedCommit> picks = Of<PickedCommit>();
        if (picks.Count > 0)
            yield return PickSection.Of(picks);
        foreach ((ContentEquivalence one, int i) in Each<ContentEquivalence>())
            yield return CertificateSection.Of(one, i, picks.Count > 0);
        foreach ((MergePlan one, int i) in Each<MergePlan>())
            yield return MergePlanSection.Of(one, i);
        if (Of<TopicCommitStatus>() is { Count: > 0 } states)
            yield return TopicSection.Of(states);
        if (Of<BackportForecast>() is { Count: > 0 } forecasts)
            yield return ForecastSection.Of(forecasts, source);
        if (Of<FollowupFix>() is { Count: > 0 } fixes)
            yield return FollowupSection.Of(fixes, source);
        foreach ((FoldupPlan one, int i) in Each<FoldupPlan>())
            yield return FoldupSection.Of(one, i, source);
        foreach ((SeriesRewrite one, int i) in Each<SeriesRewrite>())
            yield return FoldupSection.Of(one, i);
        if (Of<SeriesPair>() is { Count: > 0 } pairs)
            yield return SeriesSection.Of(pairs);
        if (Of<BisectabilityResult>() is { Count: > 0 } tested)
            yield return SeriesSection.Of(tested);
        if (Of<TopicConflict>() is { Count: > 0 } conflicts)
            yield return TopicSection.Of(conflicts);
    }

    private List<T> Of<T>() => [.. _results.OfType<T>()];

    private IEnumerable<(T One, int Index)> Each<T>() => _results.OfType<T>().Select((one, i) => (one, i));
}
