using System.Collections;
using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>What a merge plan is asked.</summary>
public sealed class MergePlanOptions
{
    /// <summary>The topic, as named.</summary>
    public required string Topic { get; init; }

    /// <summary>Where the topic begins, as named; null: its merge base with upstream.</summary>
    public string? Since { get; init; }

    /// <summary>Upstream, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>How many upstream versions are tried by merging for each step, at most.</summary>
    public int MaxTries { get; init; } = 300;

    /// <summary>How many merges before upstream's tip, at most.</summary>
    public int MaxSteps { get; init; } = 8;
}

/// <summary>
/// Finds the upstream versions that a topic of upstream picks should merge so that nothing conflicts: versions in which upstream's content is
/// the topic's own, so that git sees the same change on both sides. Each step is verified by a merge in memory on top of the ones before.
/// </summary>
public sealed class MergePlanning(GitRepository repository, CommitHistory history)
{
    /// <summary>Makes the plan.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit; NoMergeBase.</exception>
    public MergePlan Plan(MergePlanOptions options, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(monitor);
        Oid topic = repository.ResolveCommit(options.Topic);
        Oid upstream = repository.ResolveCommit(options.Upstream);
        Oid since = options.Since is not null ? repository.ResolveCommit(options.Since)
            : history.MergeBases(topic, upstream) is [Oid fork, ..] ? fork
            : throw new MaintainerException("NoMergeBase", ErrorKind.InvalidArgument, options.Upstream, options.Topic, options.Upstream);
        var state = MergedTopic.Of(repository, history, topic);
        IReadOnlyList<string> naive = state.ConflictsWith(upstream);
        IReadOnlyList<Oid> versions = history.Range([topic], [upstream], monitor);
        var plan = new MergePlan
        {
            Topic = options.Topic,
            TopicSha = topic.ToString(),
            SinceSha = since.ToString(),
            Upstream = options.Upstream,
            UpstreamSha = upstream.ToString(),
            NaiveConflicts = naive.Count,
            NaiveConflictPath = [.. naive],
            VersionsKnown = versions.Count,
        };
        var steps = new List<MergeStep>();
        IReadOnlyList<string> remaining = naive;
        var tried = new HashSet<Oid>();
        while (remaining.Count > 0 && steps.Count < options.MaxSteps)
        {
            var search = new VersionSearch(repository.Objects, history, state, versions, topic, upstream, remaining, options.MaxTries, monitor);
            VersionChoice? choice = search.Best();
            tried.UnionWith(search.Tried);
            if (choice is null)
                break;
            steps.Add(Step(choice.Version, state, choice.Covered, choice.ConflictsAfter.Count));
            state = choice.After;
            remaining = choice.ConflictsAfter;
        }
        MergeOutcome last = state.Merge(upstream);
        MergeStep final = Step(upstream, state, [], remaining.Count);
        final.Conflicts = remaining.Count;
        final.ConflictPath = [.. remaining];
        final.Tree = last.IsClean ? last.Tree.ToString() : null;
        steps.Add(final);
        plan.Step = [.. steps];
        plan.RemainingConflicts = remaining.Count;
        plan.RemainingConflictPath = [.. remaining];
        plan.VersionsTried = tried.Count;
        plan.Reason = Describe(plan);
        return plan;
    }

    private static string Describe(MergePlan plan)
    {
        string tried = string.Create(CultureInfo.InvariantCulture, $"{plan.VersionsTried} of {plan.VersionsKnown} versions tried");
        if (plan.NaiveConflicts == 0)
            return "upstream merges without conflict as it is";
        if (plan.RemainingConflicts == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{plan.Step.Length - 1} merge{(plan.Step.Length == 2 ? "" : "s")} before upstream's tip, and nothing conflicts where {plan.NaiveConflicts} path{(plan.NaiveConflicts == 1 ? "" : "s")} did ({tried})");
        return plan.Step.Length == 1
            ? $"no version was found that helps ({tried})"
            : string.Create(CultureInfo.InvariantCulture, $"{plan.RemainingConflicts} of {plan.NaiveConflicts} conflicting paths are left ({tried})");
    }

    private MergeStep Step(Oid version, MergedTopic before, IReadOnlyList<string> covered, int conflictsAfter)
    {
        MergeOutcome merge = before.Merge(version);
        return new MergeStep
        {
            Upstream = version.ToString(),
            Subject = repository.Objects.ReadCommit(version).Subject,
            CoveredPaths = [.. covered],
            ConflictsAfter = conflictsAfter,
            Tree = merge.IsClean ? merge.Tree.ToString() : null,
        };
    }
}

/// <summary>A version that helps.</summary>
/// <param name="Version">The upstream commit.</param>
/// <param name="After">The state with it merged.</param>
/// <param name="ConflictsAfter">The paths that conflict with upstream's tip then.</param>
/// <param name="Covered">The paths in which it has the topic's content.</param>
internal sealed record VersionChoice(Oid Version, MergedTopic After, IReadOnlyList<string> ConflictsAfter, IReadOnlyList<string> Covered);

/// <summary>One step of a plan: which version of upstream, merged now, leaves the fewest paths in conflict with upstream's tip?</summary>
internal sealed class VersionSearch(
    IObjectReader objects, CommitHistory history, MergedTopic state, IReadOnlyList<Oid> versions, Oid topic, Oid upstream,
    IReadOnlyList<string> conflicts, int maxTries, IOperationMonitor monitor)
{
    /// <summary>First-parent versions that are tried, evenly spaced, besides those whose content says that they may help.</summary>
    private const int Samples = 80;

    private readonly Dictionary<Oid, VersionChoice?> _results = [];
    private readonly Dictionary<Oid, int> _place = versions.Select((id, i) => (id, i)).ToDictionary(x => x.id, x => x.i);
    private readonly ContentSpans _spans = new(objects, objects.ReadCommit(topic).Tree, conflicts);
    private VersionChoice? _best;

    /// <summary>The versions that were merged to see.</summary>
    internal IReadOnlyCollection<Oid> Tried => _results.Keys;

    /// <summary>The best version; null where none leaves fewer conflicts than there are.</summary>
    internal VersionChoice? Best()
    {
        foreach (Oid version in ByContent())
        {
            if (_results.Count >= maxTries / 2 || _best?.ConflictsAfter.Count == 0)
                break;
            Try(version);
        }
        if (_best?.ConflictsAfter.Count == 0)
            return _best;
        List<Oid> main = FirstParents();
        int step = Math.Max(1, main.Count / Samples);
        for (int i = main.Count - 1; i >= 0 && _results.Count < maxTries; i -= step)
            Try(main[i]);
        // Around the best of the evenly spaced ones there may be a better one.
        while (step > 1 && _best is not null && _results.Count < maxTries)
        {
            step = Math.Max(1, step / 2);
            int at = main.IndexOf(_best.Version);
            if (at < 0)
                break;
            if (at + step < main.Count)
                Try(main[at + step]);
            if (at - step >= 0)
                Try(main[at - step]);
        }
        return _best;
    }

    /// <summary>The versions that have the topic's content in conflicting paths: the most paths first, of equal ones the newest first.</summary>
    private IEnumerable<Oid> ByContent()
    {
        var groups = new Dictionary<string, (int Count, List<Oid> Versions)>(StringComparer.Ordinal);
        long done = 0;
        for (int i = versions.Count - 1; i >= 0; i--)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Comparing upstream's content", ++done, versions.Count);
            BitArray bits = _spans.Match(objects.ReadCommit(versions[i]).Tree);
            int count = bits.Cast<bool>().Count(b => b);
            if (count == 0)
                continue;
            string key = string.Concat(bits.Cast<bool>().Select(b => b ? '1' : '0'));
            if (!groups.TryGetValue(key, out (int Count, List<Oid> Versions) group))
                groups[key] = group = (count, []);
            group.Versions.Add(versions[i]);
        }
        // Of each group the newest, then the next newest and so on: a group is tried again only when all others were.
        List<(int Count, List<Oid> Versions)> ranked = [.. groups.Values.OrderByDescending(g => g.Count).ThenByDescending(g => _place[g.Versions[0]])];
        for (int round = 0; round < 12; round++)
        {
            foreach ((int _, List<Oid> group) in ranked)
            {
                // Spread over the group: newest, oldest, and between.
                int index = round == 0 ? 0 : round == 1 ? group.Count - 1 : (int)((long)group.Count * (round - 1) / 11);
                if (index < group.Count && (round == 0 || group.Count > 1))
                    yield return group[index];
            }
        }
    }

    private void Try(Oid version)
    {
        if (_results.ContainsKey(version))
            return;
        monitor.Cancellation.ThrowIfCancellationRequested();
        monitor.Report("Trying upstream versions", _results.Count, maxTries, version.Abbreviate());
        _results[version] = null;
        if (version == upstream || state.Contains(version) || state.TryMerge(version) is not { } after)
            return;
        IReadOnlyList<string> left = after.ConflictsWith(upstream);
        if (left.Count >= conflicts.Count)
            return;
        BitArray bits = _spans.Match(objects.ReadCommit(version).Tree);
        var choice = new VersionChoice(version, after, left, [.. conflicts.Where((_, i) => bits[i])]);
        _results[version] = choice;
        if (_best is null || left.Count < _best.ConflictsAfter.Count
            || (left.Count == _best.ConflictsAfter.Count && _place.GetValueOrDefault(version, -1) > _place.GetValueOrDefault(_best.Version, -1)))
            _best = choice;
    }

    private List<Oid> FirstParents()
    {
        var chain = new List<Oid>();
        for (Oid at = upstream; _place.ContainsKey(at); at = history.ParentsOf(at)[0])
        {
            chain.Add(at);
            if (history.ParentsOf(at).Count == 0)
                break;
        }
        chain.Reverse();
        return chain;
    }
}
