using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// Adds to the costs of merge bases what they mean for a topic: the picks that it would need on Since instead, and how
/// many of its commits conflict on each candidate.
/// </summary>
public sealed class TopicPricer(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>Fills in <see cref="MergeBaseCost.PicksNeeded"/> and <see cref="MergeBaseCost.Conflicts"/>.</summary>
    /// <param name="costs">The costs, as <see cref="MergeBaseCoster"/> gives them.</param>
    /// <param name="since">The commit that backporters have.</param>
    /// <param name="topic">The topic's tip.</param>
    /// <param name="upstream">Where picks come from, as named; null: what the candidates have is not the topic's, and
    /// prerequisites come from the topic's own history.</param>
    /// <exception cref="MaintainerException">TopicIsUpstream.</exception>
    public void Price(IReadOnlyList<MergeBaseCost> costs, Oid since, Oid topic, string? upstream)
    {
        ArgumentNullException.ThrowIfNull(costs);
        Oid[] candidates = [.. costs.Select(cost => Oid.Parse(cost.Sha)).Distinct()];
        Oid? tip = upstream is null ? null : _repository.ResolveCommit(upstream);
        var patches = TopicPatches.Load(workspace, topic, tip is { } named ? [since, named] : [since, .. candidates], since, tip, null);
        var scan = new CandidateScan(_history, patches, _monitor);
        Dictionary<Oid, ScannedCandidate> scanned = scan.Run(since, candidates);
        var fitting = new TopicFitter(workspace);

        // Candidates with the same files and the same lacks give the same replay.
        PathStates states = scan.States();
        var classes = new Dictionary<string, (TopicFitRequest Request, List<Oid> Members)>();
        foreach (Oid candidate in candidates)
        {
            TopicFitRequest request = Lacking(scanned.GetValueOrDefault(candidate), candidate, patches, tip);
            string key = $"{states.Of(_repository.Objects.ReadCommit(candidate).Tree)} {string.Join(' ', request.Patches)}";
            if (!classes.TryGetValue(key, out (TopicFitRequest, List<Oid> Members) same))
                classes[key] = same = (request, []);
            same.Members.Add(candidate);
        }
        IReadOnlyList<TopicFit> fits = fitting.Fit([.. classes.Values.Select(c => c.Request)]);
        var conflicts = new Dictionary<Oid, int>();
        foreach ((List<Oid> members, TopicFit fit) in classes.Values.Select((c, i) => (c.Members, fits[i])))
        {
            foreach (Oid member in members)
                conflicts[member] = fit.Conflicts.Count;
        }
        int needed = PicksNeeded(scanned[since], patches, upstream ?? topic.ToString(), fitting);
        foreach (MergeBaseCost cost in costs)
            (cost.PicksNeeded, cost.Conflicts) = (needed, conflicts[Oid.Parse(cost.Sha)]);
    }

    private static int PicksNeeded(ScannedCandidate since, TopicPatches patches, string upstream, TopicFitter fitting)
    {
        var request = new TopicFitRequest(since.Commit, since.Picks, since.Patches);
        return fitting.Fit([request])[0].Conflicts.Count == 0 ? since.Picks.Count : fitting.FitWithPrerequisites(request, patches, upstream).Picks.Count;
    }

    /// <summary>
    /// The topic's commits that a candidate lacks, in the topic's order, its own picks as they are: on the candidate the topic itself is replayed.
    /// </summary>
    private TopicFitRequest Lacking(ScannedCandidate? scanned, Oid candidate, TopicPatches patches, Oid? upstream)
    {
        // A candidate that since reaches is not among those scanned.
        HashSet<Oid> lacks = scanned is null
            ? [.. patches.All.Where(p => !(p.Source is { } source && _history.IsAncestor(source, candidate))).Select(p => p.Commit)]
            : [.. patches.Picks.Where(p => scanned.Picks.Contains(p.Source!.Value)).Select(p => p.Commit), .. scanned.Patches];
        // One with commits of its own may have the changes under other SHAs.
        if (lacks.Count > 0 && upstream is { } tip && !_history.IsAncestor(candidate, tip))
        {
            var presence = new ChangePresence(_history, _repository.Objects, candidate, [tip, patches.Tip], _monitor);
            lacks.RemoveWhere(commit => presence.Find(commit) is not null);
            lacks.RemoveWhere(commit => patches.All.First(p => p.Commit == commit).Source is { } source && presence.Find(source) is not null);
        }
        return new TopicFitRequest(candidate, [], [.. patches.All.Select(p => p.Commit).Where(lacks.Contains)]);
    }
}
