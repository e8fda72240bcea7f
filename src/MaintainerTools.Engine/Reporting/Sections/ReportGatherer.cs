using MaintainerTools.Engine.Equivalence;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.MergeBases;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Picks;
using MaintainerTools.Engine.TopicConflicts;
using MaintainerTools.Engine.TopicStates;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>What a report is asked to tell of.</summary>
public sealed class ReportOptions
{
    /// <summary>The commit that backporters have.</summary>
    public string? Since { get; init; }

    /// <summary>The base of picks.</summary>
    public string? Base { get; init; }

    /// <summary>The topic on it.</summary>
    public string? Topic { get; init; }

    /// <summary>Where the picks are from, and later fixes are looked for.</summary>
    public string? Upstream { get; init; }

    /// <summary>The branches that the topic may be picked onto.</summary>
    public IReadOnlyList<string> Target { get; init; } = [];
}

/// <summary>
/// Asks the services what applies to the commits that were named, but for what is there already. A question that fails makes a section that says why, and
/// the others are asked.
/// </summary>
public sealed class ReportGatherer(Workspace workspace, TopicReportBuilder builder)
{
    private readonly List<MaintainerException> _failures = [];

    /// <summary>What failed.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>Asks.</summary>
    public void Gather(ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (string? since, string? @base, string? topic, string? upstream) = (options.Since, options.Base, options.Topic, options.Upstream);
        string? below = @base ?? since;
        if (since is not null && (@base ?? topic ?? upstream) is not null)
            Ask<MergeBaseCost>("cost", "What a base costs", () => Costs(since, [@base ?? topic, upstream], upstream));
        if (since is not null && @base is not null && upstream is not null)
        {
            Ask<PickedCommit>("picks", "Picks and their grades", () => Audit(since, @base, upstream));
            Ask<FollowupFix>("followups", "Later fixes upstream", () => Followups(since, @base, upstream));
        }
        if (@base is not null && upstream is not null)
        {
            Ask<ContentEquivalence>("certificate", "Certificate",
                () => [new EquivalenceTester(workspace.WithNewScratch()).Test(new EquivalenceOptions { Base = @base, Upstream = upstream, Since = since })]);
            Ask<MergePlan>("plan", "Merge plan",
                () => [new MergePlanner(workspace.WithNewScratch()).Plan(new MergePlanOptions { Topic = @base, Since = since, Upstream = upstream })]);
        }
        if (topic is null || below is null)
            return;
        if (upstream is not null)
            Ask<TopicCommitStatus>("status", $"Where {topic} stands", () => Status(topic, below, upstream, options.Target));
        if (options.Target.Count > 0)
        {
            Ask<BackportForecast>("forecast", "Forecast", () => Forecasts(topic, below, upstream, options.Target));
            Ask<TopicConflict>("conflicts", "Topics that conflict", () => Conflicts(topic, options.Target));
        }
    }

    private void Ask<T>(string id, string title, Func<IEnumerable<object>> ask)
    {
        if (builder.Has<T>())
            return;
        workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
        try
        {
            foreach (object result in ask())
                builder.Add(result);
        }
        catch (MaintainerException e)
        {
            _failures.Add(e);
            builder.AddNotVerified(id, title, e.Message);
        }
    }

    private IEnumerable<object> Costs(string since, string?[] candidates, string? upstream)
    {
        var coster = new MergeBaseCoster(workspace);
        IReadOnlyList<MergeBaseCost> costs = coster.Weigh(
            new MergeBaseCostOptions { SinceName = since, Since = Resolve(since), Upstream = upstream is null ? null : Resolve(upstream) },
            [.. candidates.Where(c => c is not null).Select(c => (c!, Resolve(c!)))]);
        _failures.AddRange(coster.Failures);
        return costs;
    }

    private IEnumerable<object> Audit(string since, string @base, string upstream)
    {
        BaseAuditReport audit = new BaseAudit(workspace).Run(new BaseAuditOptions { Since = since, Base = @base, Upstream = upstream });
        _failures.AddRange(audit.Failures);
        return audit.Picks;
    }

    private IEnumerable<object> Followups(string since, string @base, string upstream)
    {
        var finder = new FollowupFinder(workspace);
        Oid start = Resolve(since), tip = Resolve(@base);
        IReadOnlyList<FollowupFix> found = finder.Find(workspace.History.Range(start, tip, workspace.Monitor), Resolve(upstream), tip, start);
        _failures.AddRange(finder.Failures);
        return found;
    }

    private IEnumerable<object> Status(string topic, string below, string upstream, IReadOnlyList<string> targets)
    {
        var reader = new TopicStatusReader(workspace.WithNewScratch());
        IReadOnlyList<TopicCommitStatus> rows = reader.Read(new TopicStatusOptions { Topic = topic, Since = below, Upstream = upstream, Target = targets });
        _failures.AddRange(reader.Failures);
        return rows;
    }

    private IEnumerable<object> Forecasts(string topic, string below, string? upstream, IReadOnlyList<string> targets)
    {
        IReadOnlyList<Oid> commits = [.. workspace.History.Range(Resolve(below), Resolve(topic), workspace.Monitor).Where(c => !workspace.History.IsMerge(c))];
        var forecaster = new BackportForecaster(workspace.WithNewScratch(), new BackportForecastOptions { Commits = commits, Upstream = upstream });
        foreach (string target in targets)
        {
            foreach (Attempted<BackportForecast> forecast in forecaster.Try(target))
            {
                if (forecast.Error is { } error)
                    _failures.Add(error);
                else
                    yield return forecast.Get();
            }
        }
    }

    private IEnumerable<object> Conflicts(string topic, IReadOnlyList<string> targets)
    {
        var finder = new TopicConflictFinder(workspace.WithNewScratch());
        TopicConflictTable table = finder.Find(new TopicConflictOptions { Topic = [topic], Target = targets });
        _failures.AddRange(finder.Failures);
        return table.Pairs;
    }

    private Oid Resolve(string name) => workspace.History.Resolve(workspace.Repository, name);
}
