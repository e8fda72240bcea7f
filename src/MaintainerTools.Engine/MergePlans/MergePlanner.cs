using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// Finds the upstream versions that a topic of upstream picks should merge so that nothing conflicts: versions in which upstream's content is the
/// topic's own, so that git sees the same change on both sides. Each step is verified by a merge in memory on top of the ones before.
/// <see cref="MergeRoute"/> finds which versions, <see cref="RemainingConflicts"/> says why something is left.
/// </summary>
public sealed class MergePlanner(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>Makes the plan.</summary>
    /// <exception cref="MaintainerException">A revision that names no commit; NoMergeBase; MergeNotVerified where the answer may not be git's.</exception>
    public MergePlan Plan(MergePlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Base is null ? PlanDirect(options) : PlanThroughBase(options, options.Base);
    }

    /// <summary>The base's own plan first; the topic then merges what the base has become.</summary>
    private MergePlan PlanThroughBase(MergePlanOptions options, string named)
    {
        Oid topic = _repository.ResolveCommit(options.Topic);
        Oid upstream = _repository.ResolveCommit(options.Upstream);
        Oid @base = _repository.ResolveCommit(named);
        if (topic == @base || !_history.IsAncestor(@base, topic))
            throw new MaintainerException("TopicNotOnBase", ErrorKind.InvalidArgument, named, options.Topic, named);
        MergePlan plan = PlanDirect(options with { Topic = named, Base = null });
        (plan.Base, plan.BaseSha, plan.BaseNaiveConflicts) = (named, @base.ToString(), plan.NaiveConflicts);
        (plan.Topic, plan.TopicSha) = (options.Topic, topic.ToString());
        MergeOutcome naive = new MergedTopic(_history, workspace.Engine, topic).Merge(upstream);
        if (naive.NotVerified is { } doubt)
            throw new MaintainerException("MergeNotVerified", ErrorKind.ResourceUnavailable, options.Upstream, options.Upstream, options.Topic, doubt);
        (plan.NaiveConflicts, plan.NaiveConflictPath) = (naive.ConflictPaths.Count, [.. naive.ConflictPaths]);
        if (plan.Step.Length == 0)
            return plan;
        string ofBase = plan.Reason;
        // A topic that cannot take a step by itself may take it with a later one.
        IReadOnlyList<string> left = Walk(plan, @base, topic, onlyLast: false);
        if (left.Count > 0 && plan.Step[^1].BaseConflicts == 0 && plan.Step.Length > 1)
        {
            IReadOnlyList<string> atOnce = Walk(plan, @base, topic, onlyLast: true);
            left = atOnce.Count < left.Count ? atOnce : Walk(plan, @base, topic, onlyLast: false);
        }
        (plan.RemainingConflicts, plan.RemainingConflictPath) = (left.Count, [.. left]);
        if (plan.Step[^1].BaseConflicts == 0)
            plan.Remaining = [];
        // It is proved of the base; that the topic needs a base at all is another question.
        plan.IsProvenBest &= plan.NaiveConflicts > 0 && left.Count == 0;
        string naively = Wording.Count(plan.NaiveConflicts, "path");
        plan.Reason = (left.Count == 0 ? $"through {named} nothing conflicts where {naively} did" : $"through {named} {Wording.Count(left.Count, "path")} "
            + $"conflict where {naively} did") + "; of the base: " + ofBase;
        return plan;
    }

    /// <summary>Makes the plan's merges by way of the base, and says in its steps what comes of them; the paths that conflict in the end.</summary>
    private IReadOnlyList<string> Walk(MergePlan plan, Oid @base, Oid topic, bool onlyLast)
    {
        // These commits are looked at and let go.
        var nobody = PersonLine.Create("nobody", "nobody@example.com", 0, 0);
        var merges = new BaseMerges(workspace, nobody, @base, topic);
        IReadOnlyList<string> left = [];
        for (int i = 0; i < plan.Step.Length; i++)
        {
            MergeStep step = plan.Step[i];
            bool isLast = i == plan.Step.Length - 1;
            BaseMerge merge = merges.Merge(Oid.Parse(step.Upstream), onlyLast && !isLast, [], []);
            bool waits = !isLast && merge.OnTopic is not { IsClean: true };
            MergeOutcome counts = waits || merge.OnTopic is null ? merge.OnBase : merge.OnTopic;
            left = counts.ConflictPaths;
            (step.OnBaseOnly, step.BaseConflicts) = (waits, merge.OnBase.ConflictPaths.Count);
            step.BaseTree = merge.OnBase.IsClean ? merge.OnBase.Tree.ToString() : null;
            (step.Conflicts, step.ConflictPath) = (left.Count, [.. left]);
            step.Tree = counts.IsClean ? counts.Tree.ToString() : null;
        }
        return left;
    }

    private MergePlan PlanDirect(MergePlanOptions options)
    {
        Oid topic = _repository.ResolveCommit(options.Topic);
        Oid upstream = _repository.ResolveCommit(options.Upstream);
        IReadOnlyList<Oid> forks = _history.MergeBases(topic, upstream);
        if (ShallowBoundary.Hides(_history, [topic, upstream]) is { } hidden)
            throw new MaintainerException("MergeNotVerified", ErrorKind.ResourceUnavailable, options.Upstream, options.Upstream, options.Topic, hidden);
        if (forks.Count == 0)
            throw new MaintainerException("NoMergeBase", ErrorKind.InvalidArgument, options.Upstream, options.Topic, options.Upstream);
        Oid since = options.Since is not null ? _repository.ResolveCommit(options.Since) : forks[0];
        ScratchStore store = workspace.Scratch;
        var start = new MergedTopic(_history, workspace.Engine, topic);
        MergeOutcome naive = start.Merge(upstream);
        if (naive.NotVerified is { } doubt)
            throw new MaintainerException("MergeNotVerified", ErrorKind.ResourceUnavailable, options.Upstream, options.Upstream, options.Topic, doubt);
        IReadOnlyList<string> conflicts = naive.ConflictPaths;
        IReadOnlyList<Oid> versions = _history.Range([topic], [upstream], _monitor);
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
        if (start.Contains(upstream))
        {
            plan.Reason = "upstream is merged already";
            plan.IsProvenBest = true;
            return plan;
        }
        if (conflicts.Count > 0)
        {
            Dictionary<string, Oid> ofUpstream = Changes(store, forks[0], upstream);
            string[] paths = [.. Changes(store, forks[0], topic).Keys.Where(ofUpstream.ContainsKey)];
            var candidates = new VersionCandidates(workspace, topic, upstream, versions);
            var forecasting = new VersionForecaster(workspace, versions, paths, upstream);
            var search = new VersionSearch(workspace, candidates, forecasting, upstream, options.MaxTries);
            MergeRoute route = MergeRoute.Find(start, conflicts, search, options.MaxSteps, upstream, _monitor);
            plan.VersionsTried = search.Tried.Count;
            plan.VersionsRuledOut = search.RuledOut.Except(search.Tried).Count();
            plan.IsProvenBest = route.IsProvenBest;
            MergedTopic last = Write(plan, start, route.Versions, upstream, version => candidates.Covered(version, conflicts));
            plan.Remaining = [.. RemainingConflicts.Explain(_history, last, topic, upstream, forecasting, _monitor)];
        }
        else
        {
            plan.IsProvenBest = true;
            Write(plan, start, [], upstream, _ => []);
        }
        plan.Reason = Describe(plan);
        return plan;
    }

    private static Dictionary<string, Oid> Changes(ScratchStore store, Oid fork, Oid tip) =>
        TreeDiff.Compute(store, store.ReadCommit(fork).Tree, store.ReadCommit(tip).Tree).ToDictionary(c => c.Path, c => c.NewId, StringComparer.Ordinal);

    /// <summary>Returns the state before upstream's tip.</summary>
    private MergedTopic Write(MergePlan plan, MergedTopic state, IReadOnlyList<Oid> versions, Oid upstream, Func<Oid, IReadOnlyList<string>> covered)
    {
        var steps = new List<MergeStep>();
        foreach (Oid version in versions.Append(upstream))
        {
            MergeOutcome merge = state.Merge(version);
            IReadOnlyList<string> conflicts = merge.ConflictPaths;
            MergedTopic? after = merge.IsClean ? state.With(version, merge.Tree) : null;
            steps.Add(new MergeStep
            {
                Upstream = version.ToString(),
                Subject = _history.Objects.ReadCommit(version).Subject,
                Conflicts = conflicts.Count,
                ConflictPath = [.. conflicts],
                CoveredPaths = version == upstream ? [] : [.. covered(version)],
                ConflictsAfter = version == upstream ? conflicts.Count : after!.ConflictsWith(upstream).Count,
                Tree = merge.IsClean ? merge.Tree.ToString() : null,
            });
            if (version != upstream)
                state = after!;
        }
        plan.Step = [.. steps];
        plan.RemainingConflicts = steps[^1].Conflicts;
        plan.RemainingConflictPath = steps[^1].ConflictPath;
        return state;
    }

    private static string Describe(MergePlan plan)
    {
        string tried = string.Create(CultureInfo.InvariantCulture, $"{plan.VersionsTried} of {plan.VersionsKnown} versions tried")
            + (plan.VersionsRuledOut > 0 ? string.Create(CultureInfo.InvariantCulture, $", {plan.VersionsRuledOut} ruled out by single files") : "");
        int merges = plan.Step.Length - 1;
        if (plan.NaiveConflicts == 0)
            return "upstream merges without conflict as it is";
        if (plan.RemainingConflicts == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Wording.Count(merges, "merge")} before upstream's tip, "
                + $"and nothing conflicts where {plan.NaiveConflicts} path{(plan.NaiveConflicts == 1 ? "" : "s")} did ")
                + (plan.IsProvenBest ? $"({tried}; fewer merges do not do)" : $"({tried}; whether fewer merges would do is not proved)");
        }
        if (merges == 0)
        {
            return plan.IsProvenBest ? $"no plan can help: every version conflicts itself ({tried})"
                : $"no version was found that helps: after none of those that merge without conflict fewer paths are left ({tried})";
        }
        return string.Create(CultureInfo.InvariantCulture, $"{plan.RemainingConflicts} of {plan.NaiveConflicts} conflicting paths are left: "
            + $"no version was found that merges without conflict and settles one of them ({tried})");
    }
}

/// <summary>What a merge plan is asked.</summary>
public sealed record MergePlanOptions
{
    /// <summary>The topic, as named.</summary>
    public required string Topic { get; init; }

    /// <summary>Where the topic begins, as named; null: its merge base with upstream.</summary>
    public string? Since { get; init; }

    /// <summary>The base of picks that the topic stands on, as named: it is merged first, and the topic merges what it becomes. Null: there is none.</summary>
    public string? Base { get; init; }

    /// <summary>Upstream, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>How many upstream versions are tried by merging for each step, at most.</summary>
    public int MaxTries { get; init; } = 300;

    /// <summary>How many merges before upstream's tip, at most; as many as help by default.</summary>
    public int MaxSteps { get; init; } = int.MaxValue;
}
