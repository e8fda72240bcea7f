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
    private readonly List<MaintainerException> _failures = [];

    /// <summary>Works on a repository's history.</summary>
    public MergeBaseCoster(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _history, _monitor) = (workspace, workspace.History, workspace.Monitor);
        _facts = new CommitFactsReader(_history);
    }

    /// <summary>What could not be read of a candidate's changes; the candidate is answered without them.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>The cost of each candidate, in the order given; ranks and ratios are among all of them.</summary>
    public IReadOnlyList<MergeBaseCost> Weigh(MergeBaseCostOptions options, IReadOnlyList<(string Name, Oid Commit)> candidates)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
            return [];
        CandidateCost[] costs = Weigh(options, candidates, options.Detail ?? candidates.Count <= DetailLimit);
        for (int i = 0; i < costs.Length && options.PicksToMake.Count > 0; i++)
            costs[i] = costs[i] with { PicksToMake = options.PicksToMake[i] };
        int[] sorted = [.. costs.Select(cost => cost.Commits).Order()];
        MergeBaseCost[] results = [.. costs.Select(cost => cost.ToResult(options.SinceName, RankOf(cost.Commits, sorted), sorted[0]))];
        foreach (MergeBaseCost result in results)
            (result.Path, result.FirstParent) = ([.. options.Path], options.FirstParent);
        return results;
    }

    private CandidateCost[] Weigh(MergeBaseCostOptions options, IReadOnlyList<(string Name, Oid Commit)> candidates, bool detail)
    {
        PathspecSet? paths = options.Path.Count > 0 ? new PathspecSet(_history.Objects, options.Path) : null;
        CommitTable table = _history.Table;
        int since = _history.Known(options.Since);
        int[] nodes = [.. candidates.Select(candidate => _history.Known(candidate.Commit))];
        if (!detail && paths is null && options is { FirstParent: false, Upstream: null } && nodes.Distinct().Count() == 1)
            return CountOne(since, nodes[0], candidates);
        List<int> union = new RangeWalk(table) { FirstParent = options.FirstParent }.Run([since], nodes.Distinct(), _monitor);
        var chains = new CandidateChains(table, since, union, nodes, options.FirstParent);
        HashSet<int> alone = paths is null && nodes.Distinct().Skip(1).Any() ? chains.CountedOtherwiseAlone(table, since, nodes, options.FirstParent) : [];

        var followups = options.Upstream is { } upstream ? new FollowupDebt(_workspace, _facts, chains, options.Since, upstream) : null;
        var tally = detail ? new RangeTally(chains, _facts, Mailmap.Read(_workspace.Repository), _monitor) : new RangeTally(chains);
        var ranges = new Dictionary<UnionPlace, RangeCost>();
        chains.Visit(tally.Add, tally.Remove, (place, _) =>
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            ranges[place] = tally.Cost;
        });
        Dictionary<UnionPlace, CandidateDebt> debts = followups is null ? [] : Owed(chains, followups, detail);
        LimitedRanges? limited = paths is null ? null : new LimitedRanges(table, since, options.FirstParent, paths);
        // With details the commits of each are wanted, not their number alone.
        if (!detail)
            limited?.CountTogether(chains, nodes, _monitor);
        var statistics = new DiffStatistics(_history.Objects);
        var costs = new CandidateCost[candidates.Count];
        // A candidate that since reaches brings nothing; the debt is then all that since itself is behind, which is not the candidate's.
        int? none = detail ? 0 : null;
        var nothing = new RangeCost(0, 0, none, none);
        CandidateDebt? noDebt = followups is null ? null : new CandidateDebt(0, 0, [], []);
        for (int i = 0; i < costs.Length; i++)
        {
            if (alone.Contains(nodes[i]))
            {
                costs[i] = Weigh(options, [candidates[i]], detail)[0];
                continue;
            }
            UnionPlace place = chains.PlaceOf(nodes[i]);
            RangeCost range = ranges.GetValueOrDefault(place, nothing);
            MergeBaseRelation relation = nodes[i] == since ? MergeBaseRelation.Same
                : !place.IsThere ? MergeBaseRelation.Ancestor
                : RelationOf(chains.ReachesSince[place.Index], chains.IsRelated[place.Index]);
            if (limited is not null)
                range = Limit(range, limited, nodes[i], detail, chains, tally);
            costs[i] = new CandidateCost
            {
                Name = candidates[i].Name,
                Commit = candidates[i].Commit,
                Relation = relation,
                Range = range,
                Debt = debts.TryGetValue(place, out CandidateDebt? debt) ? debt : noDebt,
                Changes = detail ? TryChangesOf(relation, options.Since, candidates[i], statistics, paths) : null,
            };
            _monitor.Report("Weighing candidates", i + 1, costs.Length, costs[i].Name);
        }
        return costs;
    }

    /// <summary>The numbers of commits of one candidate, however often it is named: no more than a count is asked then.</summary>
    private CandidateCost[] CountOne(int since, int node, IReadOnlyList<(string Name, Oid Commit)> names)
    {
        RangeReach reach = RangeCounter.Count(_history.Table, since, node, _monitor);
        MergeBaseRelation relation = node == since ? MergeBaseRelation.Same
            : reach.Total == 0 ? MergeBaseRelation.Ancestor
            : RelationOf(reach.ReachesSince, reach.IsRelated);
        return
        [
            .. names.Select(name => new CandidateCost
            {
                Name = name.Name,
                Commit = name.Commit,
                Relation = relation,
                Range = new RangeCost(reach.Total - reach.Merges, reach.Merges, null, null),
            }),
        ];
    }

    /// <summary>How a candidate that has anything beyond since lies to it.</summary>
    private static MergeBaseRelation RelationOf(bool reachesSince, bool isRelated) =>
        reachesSince ? MergeBaseRelation.Descendant : isRelated ? MergeBaseRelation.Diverged : MergeBaseRelation.Unrelated;

    /// <summary>The debt of each candidate that has anything.</summary>
    private Dictionary<UnionPlace, CandidateDebt> Owed(CandidateChains chains, FollowupDebt followups, bool list)
    {
        var debts = new Dictionary<UnionPlace, CandidateDebt>();
        foreach (UnionPlace[] chain in chains.Chains)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            followups.StartChain();
            for (int step = 0; step < chain.Length; step++)
                followups.Enter(chains.Enter(chain[step], newChain: step == 0), step);
            CandidateDebt[] owed = followups.FinishChain(chain.Length, list);
            for (int step = 0; step < chain.Length; step++)
                debts[chain[step]] = owed[step];
        }
        return debts;
    }

    /// <summary>The cost of what the paths leave of a range.</summary>
    private RangeCost Limit(RangeCost whole, LimitedRanges limited, int node, bool detail, CandidateChains chains, RangeTally tally)
    {
        if (!detail)
        {
            RangeCounts only = limited.CountOf(node, _monitor);
            return whole with { Commits = only.NoMerges, Merges = only.Merges };
        }
        List<int> found = limited.CommitsOf(node, _monitor);
        var counts = RangeCounts.Of(_history.Table, found);
        return tally.Of([.. found.Select(chains.PlaceOf).Where(at => at.IsThere)]) with { Commits = counts.NoMerges, Merges = counts.Merges };
    }

    /// <summary>1 for the fewest; equal cost, equal rank.</summary>
    private static int RankOf(int commits, int[] sorted)
    {
        int first = Array.BinarySearch(sorted, commits);
        while (first > 0 && sorted[first - 1] == commits)
            first--;
        return first + 1;
    }

    private ShortStat? ChangesOf(MergeBaseRelation relation, Oid since, Oid candidate, DiffStatistics statistics, PathspecSet? paths)
    {
        try
        {
            Oid from = relation switch
            {
                MergeBaseRelation.Same or MergeBaseRelation.Ancestor => candidate,
                MergeBaseRelation.Descendant => since,
                MergeBaseRelation.Diverged => _history.MergeBases(since, candidate)[0],
                _ => Oid.Zero,
            };
            Oid oldTree = from.IsZero ? Oid.Zero : _history.Objects.ReadCommit(from).Tree;
            return statistics.Compute(oldTree, _history.Objects.ReadCommit(candidate).Tree, paths is null ? null : paths.Matches, _monitor);
        }
        catch (MissingObjectException)
        {
            // A partial clone lacks a blob: no number is better than a wrong one.
            return null;
        }
    }

    /// <summary>As <see cref="ChangesOf"/>; what cannot be read leaves this candidate without these numbers, and the others as they are.</summary>
    private ShortStat? TryChangesOf(MergeBaseRelation relation, Oid since, (string Name, Oid Commit) candidate, DiffStatistics statistics, PathspecSet? paths)
    {
        var answer = Attempted<ShortStat?>.Of(() => ChangesOf(relation, since, candidate.Commit, statistics, paths), candidate.Name);
        if (answer.Error is not { } failure)
            return answer.Get();
        _failures.Add(failure);
        return null;
    }
}

/// <summary>What is asked about candidates.</summary>
public sealed class MergeBaseCostOptions
{
    /// <summary>What the backporters have, as it was named.</summary>
    public string SinceName { get; init; } = "";

    /// <summary>Its commit.</summary>
    public Oid Since { get; init; }

    /// <summary>For each candidate how many commits are picked onto it besides, which count as it does; empty: none.</summary>
    public IReadOnlyList<int> PicksToMake { get; init; } = [];

    /// <summary>Where later fixes are looked for; null: they are not.</summary>
    public Oid? Upstream { get; init; }

    /// <summary>Pathspecs that limit what counts; empty: everything.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>Count along first parents only.</summary>
    public bool FirstParent { get; init; }

    /// <summary>Read messages and trees as well (authors, picks, lines); null: for up to <see cref="MergeBaseCoster.DetailLimit"/> candidates.</summary>
    public bool? Detail { get; init; }
}
