using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>An upstream commit that a topic might stand on, and what it would cost at least.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Cost">Commits of Since..Commit without merges.</param>
/// <param name="Picks">The upstream commits that the topic carries and this one lacks, oldest first.</param>
/// <param name="Patches">The topic's patches that this one does not have under another SHA.</param>
internal sealed record ScannedCandidate(Oid Commit, int Cost, IReadOnlyList<Oid> Picks, IReadOnlyList<Oid> Patches);

/// <summary>
/// Counts what each commit of upstream's history would cost as a base, all in one pass: first parents of upstream, tags, tips of merged branches, and where the
/// topic forked off. Of those on which the topic's files are the same only the cheapest is kept: a replay would end the same on all.
/// </summary>
internal sealed class CandidateScan
{
    private readonly CommitHistory _history;
    private readonly TopicPatches _topic;
    private readonly IOperationMonitor _monitor;

    /// <summary>Readies a scan.</summary>
    internal CandidateScan(CommitHistory history, TopicPatches topic, IOperationMonitor monitor)
    {
        _history = history;
        _topic = topic;
        _monitor = monitor;
    }

    /// <summary>How many commits were looked at.</summary>
    internal int Scanned { get; private set; }

    /// <summary>The cheapest commit of each different state, <paramref name="since"/> first.</summary>
    internal List<ScannedCandidate> Run(Oid since, Oid upstream, IEnumerable<Oid> named)
    {
        int start = _history.Known(since);
        int tip = _history.Known(upstream);
        List<int> union = new RangeWalk(_history.Table).Run([start], [tip], _monitor);
        PathStates states = States();
        var cheapest = new Dictionary<(Oid State, string Has), Found>();
        Walk(start, union, Candidates(union, tip, [.. named.Select(_history.Known)]), (commit, order, cost, has) =>
        {
            Scanned++;
            var key = (states.Of(_history.TreeOf(commit)), string.Concat(has.Select(there => there ? '1' : '0')));
            cheapest[key] = cheapest.TryGetValue(key, out Found? other)
                ? other.Or(commit, cost, order)
                : new Found(Candidate(commit, cost, has), order, order);
        });
        // As the chains were listed, whatever way was gone along them.
        return [.. cheapest.Values.OrderBy(found => found.First).Select(found => found.Candidate)];
    }

    /// <summary>These commits, whatever they are, each with what it lacks; a commit that <paramref name="since"/> reaches counts as since itself.</summary>
    internal Dictionary<Oid, ScannedCandidate> Run(Oid since, IReadOnlyCollection<Oid> commits)
    {
        int start = _history.Known(since);
        HashSet<int> nodes = [.. commits.Select(_history.Known)];
        List<int> union = new RangeWalk(_history.Table).Run([start], nodes, _monitor);
        var found = new Dictionary<Oid, ScannedCandidate>();
        Walk(start, union, nodes, (commit, _, cost, has) => found.Add(commit, Candidate(commit, cost, has)));
        return found;
    }

    /// <summary>The state that each commit's tree is in at the paths that the topic touches.</summary>
    internal PathStates States() => new(_history.Objects, Paths());

    /// <summary>
    /// Since, then the candidates: the place in the order of their chains, cost, and which of the topic's commits (picks first) each has, itself or as its
    /// source.
    /// </summary>
    private void Walk(int since, List<int> union, HashSet<int> candidates, Action<Oid, long, int, bool[]> take)
    {
        CommitTable table = _history.Table;
        var chains = new CandidateChains(table, since, union, candidates, firstParent: false);
        TopicPatch[] known = [.. _topic.All];
        ILookup<UnionPlace, int> carried = known.SelectMany((p, i) => Ids(p).Select(id => (Place: PlaceOf(id), i))).ToLookup(s => s.Place, s => s.i);
        Oid release = table.IdOf(since);
        bool[] inSince = [.. known.Select(p => p.Source is { } source && !PlaceOf(source).IsThere && _history.IsAncestor(source, release))];
        take(release, -1, 0, inSince);
        int done = 0;
        // A patch may be there twice, itself and as its source.
        int[] has = new int[known.Length];
        int cost = 0;
        chains.Visit(place => Count(place, 1), place => Count(place, -1), (candidate, chain) =>
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Counting candidates", ++done, candidates.Count);
            Oid commit = table.IdOf(chains.NodeAt(candidate));
            bool descends = chains.ReachesSince[candidate.Index];
            // Along a chain places rise.
            long order = ((long)chain << 32) + candidate.Index;
            // What since has, a candidate beside since need not have.
            take(commit, order, cost,
                [.. has.Select((there, i) => there > 0 || (inSince[i] && (descends || _history.IsAncestor(known[i].Source!.Value, commit))))]);
        });

        void Count(UnionPlace place, int sign)
        {
            if (!chains.IsMerge[place.Index])
                cost += sign;
            foreach (int patch in carried[place])
                has[patch] += sign;
        }

        UnionPlace PlaceOf(Oid id) => chains.PlaceOf(_history.Known(id));

        static IEnumerable<Oid> Ids(TopicPatch patch) => patch.Source is { } source && source != patch.Commit ? [patch.Commit, source] : [patch.Commit];
    }

    private ScannedCandidate Candidate(Oid commit, int cost, bool[] has) => new(
        commit,
        cost,
        [.. _topic.Picks.Where((_, i) => !has[i]).Select(p => p.Source!.Value)],
        [.. _topic.Own.Where((_, i) => !has[_topic.Picks.Count + i]).Select(p => p.Commit)]);

    private HashSet<int> Candidates(List<int> union, int tip, HashSet<int> named)
    {
        CommitTable table = _history.Table;
        HashSet<int> inUnion = [.. union];
        var candidates = new HashSet<int>();
        for (int node = tip; node >= 0 && inUnion.Contains(node); node = table.FirstParent(node))
            candidates.Add(node);
        Span<int> two = stackalloc int[2];
        foreach (int node in union)
        {
            if (named.Contains(node))
                candidates.Add(node);
            ReadOnlySpan<int> parents = table.Parents(node, two);
            for (int i = 1; i < parents.Length; i++)
            {
                if (inUnion.Contains(parents[i]))
                    candidates.Add(parents[i]);
            }
        }
        return candidates;
    }

    /// <summary>All paths that the topic and what it carries touch.</summary>
    private IEnumerable<string> Paths()
    {
        IObjectReader objects = _history.Objects;
        foreach (Oid commit in _topic.Own.Select(p => p.Commit).Concat(_topic.Picks.Select(p => p.Source!.Value)))
        {
            IReadOnlyList<Oid> parents = _history.ParentsOf(commit);
            foreach (TreeChange change in TreeDiff.Compute(objects, CommitTrees.FirstOf(objects, parents), objects.ReadCommit(commit).Tree))
                yield return change.Path;
        }
    }

    /// <summary>The cheapest commit of a state so far; of equally cheap ones the one whose chain is listed first.</summary>
    /// <param name="Candidate">It.</param>
    /// <param name="Order">Its place in the order of the chains.</param>
    /// <param name="First">The first place of any commit of the state.</param>
    private sealed record Found(ScannedCandidate Candidate, long Order, long First)
    {
        // The commits of a state lack the same, so that only commit and cost change.
        internal Found Or(Oid commit, int cost, long order)
        {
            long first = Math.Min(First, order);
            return cost < Candidate.Cost || (cost == Candidate.Cost && order < Order)
                ? new Found(Candidate with { Commit = commit, Cost = cost }, order, first)
                : this with { First = first };
        }
    }
}
