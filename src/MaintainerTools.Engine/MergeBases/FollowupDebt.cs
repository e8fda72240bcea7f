using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// For the candidates of a chain: which commits of upstream, that a candidate does not have, fix or revert what it has, over any number of steps. What a
/// candidate has as a marked pick counts as had.
/// </summary>
internal sealed class FollowupDebt
{
    private const int Never = int.MaxValue;

    private readonly CommitTable _table;
    private readonly CandidateChains _chains;

    // Those that are not of the union have places behind its.
    private readonly Oid[] _others;
    private readonly int _count;

    // Of each place of the union: the place of the commit that it is a marked pick of, or -1.
    private readonly int[] _source;

    // Upstream's later commits, parents first, with what each of them fixes.
    private readonly (int Fix, int[] Named)[] _fixes;
    private readonly List<(int Commit, MessageReference Tag)> _unresolved;

    // On the current chain: the first candidate that has the commit, itself or as a pick.
    private readonly int[] _entered;

    /// <summary>Reads upstream's messages beyond <paramref name="since"/>.</summary>
    public FollowupDebt(HistoryWorkspace workspace, CommitFactsReader facts, CandidateChains chains, Oid since, Oid upstream)
    {
        CommitHistory history = workspace.History;
        Oid[] union = history.ToIds(chains.Nodes);
        LaterCommits later = ReferenceIndexes.Of(history).Open(history, [since], upstream, workspace.Monitor);
        var graph = FollowupGraph.Read(workspace.Repository, facts, union, later, mentions: false, workspace.Monitor);
        (_table, _chains) = (history.Table, chains);
        FollowupEdge[] edges = [.. graph.Edges.OrderBy(edge => edge.Place)];
        // What none refers to, or refers to, needs no place.
        var others = new Dictionary<Oid, int>();
        _fixes = [.. edges.GroupBy(edge => edge.Commit).Select(fix => (Place(fix.Key), fix.Select(edge => Place(edge.Named)).Distinct().ToArray()))];
        _unresolved = graph.Unresolved.ConvertAll(found => (Place(found.Commit), found.Tag));
        _source = new int[union.Length];
        for (int i = 0; i < union.Length; i++)
        {
            CommitMarker? marker = later.Has(union[i]) ? null : facts.MarkersOf(union[i]).FirstOrDefault(m => m.NamesSource);
            _source[i] = marker is not null && graph.Find(marker.Sha) is { } source ? PlaceOf(source) ?? -1 : -1;
        }
        _others = [.. others.Keys];
        _count = union.Length + _others.Length;
        _entered = new int[_count];

        int? PlaceOf(Oid commit)
        {
            int place = chains.PlaceOf(_table.Number(commit));
            return place >= 0 ? place : others.TryGetValue(commit, out place) ? place : null;
        }

        int Place(Oid commit)
        {
            if (PlaceOf(commit) is { } known)
                return known;
            int place = union.Length + others.Count;
            others.Add(commit, place);
            return place;
        }
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
        var owedFrom = new int[_count];
        Array.Fill(owedFrom, Never);
        var counts = new int[costs.Length + 1];
        // By step: how many tags come to be had that name nothing.
        var had = new int[costs.Length + 1];
        foreach ((int commit, _) in _unresolved)
            had[Math.Min(_entered[commit], costs.Length)]++;
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
        int unresolved = _unresolved.Count;
        for (int step = 0; step < costs.Length; step++)
        {
            MergeBaseCost cost = costs[step];
            cost.FollowupFixes = owed += counts[step];
            cost.Unresolved = unresolved -= had[step];
            if (!list)
                continue;
            cost.FollowupFix = [.. _fixes.Where(f => owedFrom[f.Fix] <= step && step < _entered[f.Fix]).Select(f => CommitAt(f.Fix).ToString())];
            cost.UnresolvedTag = [.. _unresolved.Where(tag => _entered[tag.Commit] > step).Select(tag => $"{CommitAt(tag.Commit)}: {Text(tag.Tag)}")];
        }
    }

    private Oid CommitAt(int place) => place < _chains.Nodes.Length ? _table.IdOf(_chains.Nodes[place]) : _others[place - _chains.Nodes.Length];

    private static string Text(MessageReference tag) =>
        "Fixes: " + string.Join(' ', new[] { tag.Digits, tag.Subject is null ? "" : $"(\"{tag.Subject}\")" }.Where(part => part.Length > 0));
}
