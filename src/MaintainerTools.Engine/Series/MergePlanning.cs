using System.Globalization;
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
/// the topic's own, so that git sees the same change on both sides. Each step is the version that leaves the fewest paths in conflict with
/// upstream's tip, verified by a merge in memory on top of the ones before; a step without which the rest does as well is left out again.
/// </summary>
public sealed class MergePlanning(GitRepository repository, CommitHistory history)
{
    /// <summary>Makes the plan.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit; NoMergeBase; MergeNotVerified where the answer may not be git's.</exception>
    public MergePlan Plan(MergePlanOptions options, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(monitor);
        Oid topic = repository.ResolveCommit(options.Topic);
        Oid upstream = repository.ResolveCommit(options.Upstream);
        IReadOnlyList<Oid> forks = history.MergeBases(topic, upstream);
        if (ShallowBoundary.Hides(history, [topic, upstream]) is { } hidden)
            throw new MaintainerException("MergeNotVerified", ErrorKind.ResourceUnavailable, options.Upstream, options.Upstream, options.Topic, hidden);
        if (forks.Count == 0)
            throw new MaintainerException("NoMergeBase", ErrorKind.InvalidArgument, options.Upstream, options.Topic, options.Upstream);
        Oid since = options.Since is not null ? repository.ResolveCommit(options.Since) : forks[0];
        var store = new ScratchStore(history.Objects);
        var start = new MergedTopic(history, new MergeEngine(store, MergeOptions.Of(repository)), topic);
        MergeOutcome naive = start.Merge(upstream);
        if (naive.NotVerified is { } doubt)
            throw new MaintainerException("MergeNotVerified", ErrorKind.ResourceUnavailable, options.Upstream, options.Upstream, options.Topic, doubt);
        IReadOnlyList<string> conflicts = MergedTopic.PathsOf(naive);
        IReadOnlyList<Oid> versions = history.Range([topic], [upstream], monitor);
        var plan = new MergePlan
        {
            Topic = options.Topic,
            TopicSha = topic.ToString(),
            SinceSha = since.ToString(),
            Upstream = options.Upstream,
            UpstreamSha = upstream.ToString(),
            NaiveConflicts = conflicts.Count,
            NaiveConflictPath = [.. conflicts],
            VersionsKnown = versions.Count,
        };
        var steps = new List<Oid>();
        if (start.Contains(upstream))
        {
            plan.Reason = "upstream is merged already";
            return plan;
        }
        if (conflicts.Count > 0)
        {
            var candidates = new VersionCandidates(history, repository, topic, upstream, versions, monitor);
            var search = new VersionSearch(repository, candidates, store, upstream, options.MaxTries, monitor);
            MergedTopic state = start;
            IReadOnlyList<string> remaining = conflicts;
            while (remaining.Count > 0 && steps.Count < options.MaxSteps && search.Best(state, remaining) is { } choice)
            {
                steps.Add(choice.Version);
                state = state.With(choice.Version, state.Merge(choice.Version).Tree);
                remaining = choice.ConflictsAfter;
            }
            LeaveOut(steps, start, upstream, remaining.Count, monitor);
            plan.VersionsTried = search.Tried.Count;
            plan.VersionsRuledOut = search.RuledOut.Except(search.Tried).Count();
            Write(plan, start, steps, upstream, version => candidates.Covered(version, conflicts));
        }
        else
        {
            Write(plan, start, steps, upstream, _ => []);
        }
        plan.Reason = Describe(plan, steps.Count >= options.MaxSteps);
        return plan;
    }

    /// <summary>Leaves out the steps without which the others do as well: the search is greedy, and a later step may make an earlier one idle.</summary>
    private static void LeaveOut(List<Oid> steps, MergedTopic start, Oid upstream, int left, IOperationMonitor monitor)
    {
        for (int i = 0; i < steps.Count && steps.Count > 1;)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            MergedTopic? state = start;
            foreach (Oid version in steps.Where((_, at) => at != i))
                state = state is null || state.Contains(version) ? state : state.TryMerge(version);
            if (state is not null && state.ConflictsWith(upstream).Count <= left)
                steps.RemoveAt(i);
            else
                i++;
        }
    }

    private void Write(MergePlan plan, MergedTopic state, List<Oid> versions, Oid upstream, Func<Oid, IReadOnlyList<string>> covered)
    {
        var steps = new List<MergeStep>();
        foreach (Oid version in versions.Append(upstream))
        {
            MergeOutcome merge = state.Merge(version);
            IReadOnlyList<string> conflicts = MergedTopic.PathsOf(merge);
            MergedTopic? after = merge.IsClean ? state.With(version, merge.Tree) : null;
            steps.Add(new MergeStep
            {
                Upstream = version.ToString(),
                Subject = history.Objects.ReadCommit(version).Subject,
                Conflicts = conflicts.Count,
                ConflictPath = [.. conflicts],
                CoveredPaths = version == upstream ? [] : [.. covered(version)],
                ConflictsAfter = version == upstream ? conflicts.Count : after!.ConflictsWith(upstream).Count,
                Tree = merge.IsClean ? merge.Tree.ToString() : null,
            });
            state = after ?? state;
        }
        plan.Step = [.. steps];
        plan.RemainingConflicts = steps[^1].Conflicts;
        plan.RemainingConflictPath = steps[^1].ConflictPath;
    }

    private static string Describe(MergePlan plan, bool full)
    {
        string tried = string.Create(CultureInfo.InvariantCulture, $"{plan.VersionsTried} of {plan.VersionsKnown} versions tried")
            + (plan.VersionsRuledOut > 0 ? string.Create(CultureInfo.InvariantCulture, $", {plan.VersionsRuledOut} ruled out by what conflicts in those") : "");
        if (plan.NaiveConflicts == 0)
            return "upstream merges without conflict as it is";
        if (plan.RemainingConflicts == 0)
            return string.Create(CultureInfo.InvariantCulture, $"{plan.Step.Length - 1} merge{(plan.Step.Length == 2 ? "" : "s")} before upstream's tip, and nothing conflicts where {plan.NaiveConflicts} path{(plan.NaiveConflicts == 1 ? "" : "s")} did ({tried})");
        return plan.Step.Length == 1
            ? $"no version was found that helps: after none of those that merge without conflict fewer paths are left ({tried})"
            : string.Create(CultureInfo.InvariantCulture, $"{plan.RemainingConflicts} of {plan.NaiveConflicts} conflicting paths are left: {(full ? $"after {plan.Step.Length - 1} merges, the most that are looked for" : "no version was found that merges without conflict and settles one of them")} ({tried})");
    }
}
