using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>Weighs candidates for a merge base, all in one pass over the commits that any of them has beyond Since.</summary>
public sealed class MergeBaseCoster
{
    /// <summary>Up to so many candidates messages and trees are read unasked.</summary>
    public const int DetailLimit = 100;

    private readonly HistoryWorkspace _workspace;
    private readonly CommitHistory _history;
    private readonly IOperationMonitor _monitor;
    private readonly CommitFactsReader _facts;

    /// <summary>Works on a repository's history.</summary>
    public MergeBaseCoster(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _history, _monitor) = (workspace, workspace.History, workspace.Monitor);
        _facts = new CommitFactsReader(_history);
    }

    /// <summary>The cost of each candidate, in the order given; ranks and ratios are among all of them.</summary>
    public IReadOnlyList<MergeBaseCost> Weigh(MergeBaseCostOptions options, IReadOnlyList<(string Name, Oid Commit)> candidates)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(candidates);
        return candidates.Count == 0 ? [] : Weigh(options, candidates, options.Detail ?? candidates.Count <= DetailLimit);
    }

    private MergeBaseCost[] Weigh(MergeBaseCostOptions options, IReadOnlyList<(string Name, Oid Commit)> candidates, bool detail)
    {
        PathspecSet? paths = options.Path.Count > 0 ? new PathspecSet(_history.Objects, options.Path) : null;
        CommitTable table = _history.Table;
        int since = _history.Known(options.Since);
        int[] nodes = [.. candidates.Select(candidate => _history.Known(candidate.Commit))];
        List<int> union = new RangeWalk(table) { FirstParent = options.FirstParent }.Run([since], nodes.Distinct(), _monitor);
        var chains = new CandidateChains(table, since, union, nodes, options.FirstParent);
        HashSet<int> alone = paths is null && nodes.Distinct().Skip(1).Any() ? chains.CountedOtherwiseAlone(table, since, nodes, options.FirstParent) : [];

        var byNode = new Dictionary<int, MergeBaseCost>();
        var followups = options.Upstream is { } upstream ? new FollowupDebt(_workspace, _facts, chains, options.Since, upstream) : null;
        var tally = detail ? new RangeTally(chains, _facts, Mailmap.Read(_workspace.Repository), _monitor) : new RangeTally(chains);
        foreach (int[] chain in chains.Chains)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            tally.StartChain();
            followups?.StartChain();
            for (int step = 0; step < chain.Length; step++)
            {
                IReadOnlyList<int> entered = chains.Enter(chain[step], newChain: step == 0);
                tally.Add(entered);
                followups?.Enter(entered, step);
                byNode[chains.Nodes[chain[step]]] = tally.ToCost();
            }
            followups?.FinishChain([.. chain.Select(place => byNode[chains.Nodes[place]])], detail);
        }
        LimitedRanges? limited = paths is null ? null : new LimitedRanges(table, since, options.FirstParent, paths);
        // With details the commits of each are wanted, not their number alone.
        if (!detail)
            limited?.CountTogether(chains, nodes, _monitor);
        var statistics = new DiffStatistics(_history.Objects);
        var costs = new MergeBaseCost[candidates.Count];
        for (int i = 0; i < costs.Length; i++)
        {
            if (alone.Contains(nodes[i]))
            {
                costs[i] = Weigh(options, [candidates[i]], detail)[0];
                continue;
            }
            int place = chains.PlaceOf(nodes[i]);
            // A candidate that since reaches brings nothing; the debt is then all that since itself is behind, which is not the candidate's.
            MergeBaseCost cost = byNode.TryGetValue(nodes[i], out MergeBaseCost? counted) ? Copy(counted) : Nothing(detail, followups is not null);
            cost.Candidate = candidates[i].Name;
            cost.Sha = candidates[i].Commit.ToString();
            cost.Since = options.SinceName;
            cost.Relation = nodes[i] == since ? MergeBaseRelation.Same
                : place < 0 ? MergeBaseRelation.Ancestor
                : chains.ReachesSince[place] ? MergeBaseRelation.Descendant
                : chains.IsRelated[place] ? MergeBaseRelation.Diverged
                : MergeBaseRelation.Unrelated;
            if (limited is not null)
            {
                List<int>? found = detail ? limited.CommitsOf(nodes[i], _monitor) : null;
                RangeCounts counts = found is null ? limited.CountOf(nodes[i], _monitor) : RangeCounts.Of(table, found);
                (cost.Commits, cost.Merges) = (counts.NoMerges, counts.Merges);
                if (found is not null)
                    (cost.Authors, cost.Picks) = tally.Of([.. found.Select(chains.PlaceOf).Where(at => at >= 0)]);
            }
            if (detail)
                AddStatistics(cost, options, candidates[i].Commit, statistics, paths);
            costs[i] = cost;
            _monitor.Report("Weighing candidates", i + 1, costs.Length, cost.Candidate);
        }
        Rank(costs);
        return costs;
    }

    private static MergeBaseCost Nothing(bool detail, bool withFollowups) => new()
    {
        Authors = detail ? 0 : null,
        Picks = detail ? 0 : null,
        FollowupFixes = withFollowups ? 0 : null,
        FollowupFix = withFollowups ? [] : null,
        Unresolved = withFollowups ? 0 : null,
        UnresolvedTag = withFollowups ? [] : null,
    };

    private static MergeBaseCost Copy(MergeBaseCost cost) => new()
    {
        Commits = cost.Commits,
        Merges = cost.Merges,
        Authors = cost.Authors,
        Picks = cost.Picks,
        FollowupFixes = cost.FollowupFixes,
        FollowupFix = cost.FollowupFix,
        Unresolved = cost.Unresolved,
        UnresolvedTag = cost.UnresolvedTag,
    };

    private static void Rank(MergeBaseCost[] costs)
    {
        int cheapest = costs.Min(cost => cost.Commits);
        int[] sorted = [.. costs.Select(cost => cost.Commits).Order()];
        foreach (MergeBaseCost cost in costs)
        {
            cost.Ratio = cost.Commits == cheapest ? 1 : cheapest == 0 ? null : (double)cost.Commits / cheapest;
            int first = Array.BinarySearch(sorted, cost.Commits);
            while (first > 0 && sorted[first - 1] == cost.Commits)
                first--;
            cost.Rank = first + 1;
        }
    }

    private void AddStatistics(MergeBaseCost cost, MergeBaseCostOptions options, Oid candidate, DiffStatistics statistics, PathspecSet? paths)
    {
        try
        {
            Oid from = cost.Relation switch
            {
                MergeBaseRelation.Same or MergeBaseRelation.Ancestor => candidate,
                MergeBaseRelation.Descendant => options.Since,
                MergeBaseRelation.Diverged => _history.MergeBases(options.Since, candidate)[0],
                _ => Oid.Zero,
            };
            Oid oldTree = from.IsZero ? Oid.Zero : _history.Objects.ReadCommit(from).Tree;
            ShortStat counted = statistics.Compute(oldTree, _history.Objects.ReadCommit(candidate).Tree, paths is null ? null : paths.Matches, _monitor);
            (cost.Files, cost.Insertions, cost.Deletions) = (counted.Files, counted.Insertions, counted.Deletions);
        }
        catch (MissingObjectException)
        {
            // A partial clone lacks a blob: no number is better than a wrong one.
        }
    }
}

/// <summary>What is asked about candidates.</summary>
public sealed class MergeBaseCostOptions
{
    /// <summary>What the backporters have, as it was named.</summary>
    public string SinceName { get; init; } = "";

    /// <summary>Its commit.</summary>
    public Oid Since { get; init; }

    /// <summary>Where later fixes are looked for; null: they are not.</summary>
    public Oid? Upstream { get; init; }

    /// <summary>Pathspecs that limit what counts; empty: everything.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>Count along first parents only.</summary>
    public bool FirstParent { get; init; }

    /// <summary>Read messages and trees as well (authors, picks, lines); null: for up to <see cref="MergeBaseCoster.DetailLimit"/> candidates.</summary>
    public bool? Detail { get; init; }
}
