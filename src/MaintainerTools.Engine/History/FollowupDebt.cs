using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>
/// For the candidates of a chain: which commits of upstream, that a candidate does not have, fix or revert what it has, over any number of steps. What a
/// candidate has as a marked pick counts as had.
/// </summary>
internal sealed class FollowupDebt
{
    private const int Never = int.MaxValue;

    private readonly Oid[] _commits;
    private readonly int _unionCount;

    // Of each place of the union: the place of the commit that it is a marked pick of, or -1.
    private readonly int[] _source;

    // Upstream's later commits, parents first, with what each of them fixes.
    private readonly (int Fix, int[] Named)[] _fixes;
    private readonly bool[] _isLater;
    private readonly List<(int Commit, MessageReference Tag)> _unresolved;

    // On the current chain: the first candidate that has the commit, itself or as a pick.
    private readonly int[] _entered;

    /// <summary>Reads upstream's messages beyond <paramref name="since"/>.</summary>
    public FollowupDebt(GitRepository repository, CommitHistory history, CommitFactsReader facts, CandidateChains chains, Oid since, Oid upstream, IOperationMonitor monitor)
    {
        Oid[] union = history.ToIds(chains.Nodes);
        IReadOnlyList<Oid> later = history.Range(since, upstream, monitor);
        var places = new Dictionary<Oid, int>();
        foreach (Oid commit in union.Concat(later))
            places.TryAdd(commit, places.Count);
        _commits = [.. places.Keys];
        _unionCount = union.Length;
        _isLater = new bool[_commits.Length];
        foreach (Oid commit in later)
            _isLater[places[commit]] = true;

        FollowupGraph graph = FollowupGraph.Read(repository, facts, union, later, mentions: false, monitor);
        var named = new Dictionary<int, List<int>>();
        foreach (FollowupEdge edge in graph.Edges)
        {
            if (!places.TryGetValue(edge.Named, out int target))
                continue;
            int fix = places[edge.Commit];
            if (!named.TryGetValue(fix, out List<int>? targets))
                named[fix] = targets = [];
            targets.Add(target);
        }
        _fixes = [.. later.Select(commit => places[commit]).Where(named.ContainsKey).Select(fix => (fix, named[fix].ToArray()))];
        _unresolved = graph.Unresolved.ConvertAll(found => (places[found.Commit], found.Tag));
        var known = new KnownCommits(_commits);
        _source = new int[_unionCount];
        for (int i = 0; i < _unionCount; i++)
        {
            CommitMarker? marker = _isLater[i] ? null : facts.MarkersOf(_commits[i]).FirstOrDefault(m => m.NamesSource);
            _source[i] = marker is not null && known.Find(marker.Sha) is { } source ? places[source] : -1;
        }
        _entered = new int[_commits.Length];
    }

    /// <summary>Begins a chain.</summary>
    public void StartChain() => Array.Fill(_entered, Never);

    /// <summary>Notes what the chain's candidate number <paramref name="step"/> has more than the one before.</summary>
    public void Enter(IReadOnlyList<int> entered, int step)
    {
        foreach (int place in entered)
        {
            _entered[place] = Math.Min(_entered[place], step);
            if (_source[place] >= 0)
                _entered[_source[place]] = Math.Min(_entered[_source[place]], step);
        }
    }

    /// <summary>Writes the debt of each candidate of the chain into its cost; with <paramref name="list"/> the commits and tags too.</summary>
    public void FinishChain(MergeBaseCost[] costs, bool list)
    {
        // From which candidate on the commit is debt: since when something that it fixes is there, however many steps away.
        var owedFrom = new int[_commits.Length];
        Array.Fill(owedFrom, Never);
        var counts = new int[costs.Length + 1];
        foreach ((int fix, int[] named) in _fixes)
        {
            foreach (int target in named)
                owedFrom[fix] = Math.Min(owedFrom[fix], Math.Min(_entered[target], owedFrom[target]));
            if (owedFrom[fix] >= Math.Min(_entered[fix], costs.Length))
                continue;
            counts[owedFrom[fix]]++;
            counts[Math.Min(_entered[fix], costs.Length)]--;
        }
        int owed = 0;
        for (int step = 0; step < costs.Length; step++)
        {
            MergeBaseCost cost = costs[step];
            cost.FollowupFixes = owed += counts[step];
            cost.Unresolved = _unresolved.Count(tag => _entered[tag.Commit] > step);
            if (!list)
                continue;
            cost.FollowupFix = [.. _fixes.Where(f => owedFrom[f.Fix] <= step && step < _entered[f.Fix]).Select(f => _commits[f.Fix].ToString())];
            cost.UnresolvedTag = [.. _unresolved.Where(tag => _entered[tag.Commit] > step).Select(tag => $"{_commits[tag.Commit]}: {Text(tag.Tag)}")];
        }
    }

    private static string Text(MessageReference tag) =>
        "Fixes: " + string.Join(' ', new[] { tag.Digits, tag.Subject is null ? "" : $"(\"{tag.Subject}\")" }.Where(part => part.Length > 0));
}
