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

    // Of each place of the union: the places of the other names of its change, where it has any.
    private readonly int[]?[] _names;

    // Upstream's later commits, parents first, with what each of them fixes, and takes back.
    private readonly Fix[] _fixes;
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
        var outcomes = new FollowupOutcomes(history, graph);
        _fixes = [.. edges.GroupBy(edge => edge.Commit).Select(fix => new Fix(
            Place(fix.Key),
            [.. fix.Where(edge => !outcomes.TakesBack(edge)).Select(edge => Place(edge.Named)).Distinct()],
            [.. fix.Where(outcomes.TakesBack).Select(edge => Place(edge.Named)).Distinct()],
            outcomes.Stays(fix.Key)))];
        _unresolved = graph.Unresolved.ConvertAll(found => (Place(found.Commit), found.Tag));
        _names = new int[]?[union.Length];
        for (int i = 0; i < union.Length; i++)
        {
            if (graph.NamesOf(union[i]) is { Count: > 1 } names)
                _names[i] = [.. names.Skip(1).Select(PlaceOf).OfType<int>()];
        }
        _others = [.. others.Keys];
        _count = union.Length + _others.Length;
        _entered = new int[_count];

        int? PlaceOf(Oid commit)
        {
            UnionPlace there = chains.PlaceOf(_table.Number(commit));
            return there.IsThere ? there.Index : others.TryGetValue(commit, out int place) ? place : null;
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
    public void Enter(UnionPlaces entered, int step)
    {
        foreach (UnionPlace at in entered)
        {
            int place = at.Index;
            _entered[place] = Math.Min(_entered[place], step);
            foreach (int name in _names[place] ?? [])
                _entered[name] = Math.Min(_entered[name], step);
        }
    }

    /// <summary>The debt of each of the chain's candidates; with <paramref name="list"/> the commits and tags too.</summary>
    public CandidateDebt[] FinishChain(int candidates, bool list)
    {
        var debts = new CandidateDebt[candidates];
        // From which candidate on the commit is debt: since when something that it fixes is there, however many steps away.
        var owedFrom = new int[_count];
        Array.Fill(owedFrom, Never);
        // From which on its change is there, or owed: what takes a revert back that is not there is, for the candidate, what the revert took.
        var effectFrom = (int[])_entered.Clone();
        var takenBackBy = new Dictionary<int, int[]>();
        var counts = new int[candidates + 1];
        // By step: how many tags come to be had that name nothing.
        var had = new int[candidates + 1];
        foreach ((int commit, _) in _unresolved)
            had[Math.Min(_entered[commit], candidates)]++;
        foreach (Fix fix in _fixes)
        {
            int at = fix.Commit;
            foreach (int target in fix.Named)
                owedFrom[at] = Math.Min(owedFrom[at], effectFrom[target]);
            foreach (int taken in fix.TakesBack)
            {
                owedFrom[at] = Math.Min(owedFrom[at], _entered[taken]);
                foreach (int again in takenBackBy.GetValueOrDefault(taken) ?? [])
                    effectFrom[at] = Math.Min(effectFrom[at], effectFrom[again]);
            }
            if (fix.TakesBack.Length > 0)
                takenBackBy[at] = fix.TakesBack;
            // What upstream took back in the end nobody owes.
            if (!fix.Stays)
                owedFrom[at] = Never;
            effectFrom[at] = Math.Min(effectFrom[at], owedFrom[at]);
            if (owedFrom[at] >= Math.Min(_entered[at], candidates))
                continue;
            counts[owedFrom[at]]++;
            counts[Math.Min(_entered[at], candidates)]--;
        }
        int owed = 0;
        int unresolved = _unresolved.Count;
        for (int step = 0; step < candidates; step++)
        {
            owed += counts[step];
            unresolved -= had[step];
            debts[step] = new CandidateDebt(
                owed,
                unresolved,
                list ? [.. _fixes.Where(f => owedFrom[f.Commit] <= step && step < _entered[f.Commit]).Select(f => CommitAt(f.Commit))] : null,
                list ? [.. _unresolved.Where(tag => _entered[tag.Commit] > step).Select(tag => (CommitAt(tag.Commit), Text(tag.Tag)))] : null);
        }
        return debts;
    }

    /// <summary>A later commit, by its place.</summary>
    /// <param name="Commit">The commit.</param>
    /// <param name="Named">What it fixes.</param>
    /// <param name="TakesBack">What it takes back as a whole.</param>
    /// <param name="Stays">False where upstream took it back in the end.</param>
    private readonly record struct Fix(int Commit, int[] Named, int[] TakesBack, bool Stays);

    private Oid CommitAt(int place) => place < _chains.Nodes.Length ? _table.IdOf(_chains.Nodes[place]) : _others[place - _chains.Nodes.Length];

    private static string Text(MessageReference tag) =>
        "Fixes: " + string.Join(' ', new[] { tag.Digits, tag.Subject is null ? "" : $"(\"{tag.Subject}\")" }.Where(part => part.Length > 0));
}
