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
        var cheapest = new Dictionary<(Oid State, string Has), ScannedCandidate>();
        foreach ((Oid commit, int cost, bool[] has) in Walk(start, union, Candidates(union, tip, [.. named.Select(_history.Known)])))
        {
            Scanned++;
            var key = (states.Of(_history.Objects.ReadCommit(commit).Tree), string.Concat(has.Select(there => there ? '1' : '0')));
            if (!cheapest.TryGetValue(key, out ScannedCandidate? other) || cost < other.Cost)
                cheapest[key] = Candidate(commit, cost, has);
        }
        return [.. cheapest.Values];
    }

    /// <summary>These commits, whatever they are, each with what it lacks; a commit that <paramref name="since"/> reaches counts as since itself.</summary>
    internal Dictionary<Oid, ScannedCandidate> Run(Oid since, IReadOnlyCollection<Oid> commits)
    {
        int start = _history.Known(since);
        HashSet<int> nodes = [.. commits.Select(_history.Known)];
        List<int> union = new RangeWalk(_history.Table).Run([start], nodes, _monitor);
        return Walk(start, union, nodes).ToDictionary(found => found.Commit, found => Candidate(found.Commit, found.Cost, found.Has));
    }

    /// <summary>The state that each commit's tree is in at the paths that the topic touches.</summary>
    internal PathStates States() => new(_history.Objects, Paths());

    /// <summary>
    /// Since, then the candidates along their chains: cost, and which of the topic's commits (picks first) each has, itself or as its source.
    /// </summary>
    private IEnumerable<(Oid Commit, int Cost, bool[] Has)> Walk(int since, List<int> union, HashSet<int> candidates)
    {
        CommitTable table = _history.Table;
        var chains = new CandidateChains(table, since, union, candidates, firstParent: false);
        TopicPatch[] known = [.. _topic.All];
        ILookup<UnionPlace, int> carried = known.SelectMany((p, i) => Ids(p).Select(id => (Place: PlaceOf(id), i))).ToLookup(s => s.Place, s => s.i);
        Oid release = table.IdOf(since);
        bool[] inSince = [.. known.Select(p => p.Source is { } source && !PlaceOf(source).IsThere && _history.IsAncestor(source, release))];
        yield return (release, 0, inSince);
        int done = 0;
        foreach (UnionPlace[] chain in chains.Chains)
        {
            bool[] has = new bool[known.Length];
            int cost = 0;
            for (int step = 0; step < chain.Length; step++)
            {
                foreach (UnionPlace place in chains.Enter(chain[step], newChain: step == 0))
                {
                    if (!chains.IsMerge[place.Index])
                        cost++;
                    foreach (int patch in carried[place])
                        has[patch] = true;
                }
                _monitor.Cancellation.ThrowIfCancellationRequested();
                _monitor.Report("Counting candidates", ++done, candidates.Count);
                Oid commit = table.IdOf(chains.NodeAt(chain[step]));
                bool descends = chains.ReachesSince[chain[step].Index];
                // What since has, a candidate beside since need not have.
                yield return (commit, cost,
                    [.. has.Select((there, i) => there || (inSince[i] && (descends || _history.IsAncestor(known[i].Source!.Value, commit))))]);
            }
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
}
