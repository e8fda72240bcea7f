using MaintainerTools.Engine.History.Graph;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// The commits that several candidates have beyond one commit, numbered parents first, and the candidates sorted into chains along first parents, so that
/// what each has is what the one before it on its chain has and a little more.
/// </summary>
internal sealed class CandidateChains
{
    private readonly int[] _local;
    private readonly AncestorChains _ancestors;
    private readonly bool[] _wanted;

    /// <summary>Takes the union of the candidates' ranges as a walk found it.</summary>
    public CandidateChains(CommitTable table, int since, List<int> union, IEnumerable<int> candidates, bool firstParent)
    {
        List<int> sorted = TopologicalOrder.Sort(table, union);
        sorted.Reverse();
        Nodes = [.. sorted];
        _local = new int[table.Count];
        Array.Fill(_local, -1);
        for (int i = 0; i < Nodes.Length; i++)
            _local[Nodes[i]] = i;
        int[] starts = new int[Nodes.Length + 1];
        var parents = new List<int>(Nodes.Length * 2);
        IsMerge = new bool[Nodes.Length];
        ReachesSince = new bool[Nodes.Length];
        IsRelated = new bool[Nodes.Length];
        Span<int> two = stackalloc int[2];
        for (int i = 0; i < Nodes.Length; i++)
        {
            ReadOnlySpan<int> all = table.Parents(Nodes[i], two);
            IsMerge[i] = all.Length > 1;
            for (int p = 0; p < all.Length; p++)
            {
                int local = all[p] < _local.Length ? _local[all[p]] : -1;
                // What is not of the union is reached from since.
                ReachesSince[i] |= local < 0 ? all[p] == since : ReachesSince[local];
                IsRelated[i] |= local < 0 || IsRelated[local];
                if (local >= 0 && (p == 0 || !firstParent))
                    parents.Add(local);
            }
            starts[i + 1] = parents.Count;
        }
        _ancestors = new AncestorChains(starts, [.. parents]);
        _wanted = new bool[Nodes.Length];
        foreach (int node in candidates)
        {
            if (PlaceOf(node) is { IsThere: true } place)
                _wanted[place.Index] = true;
        }
        Chains = _ancestors.Link(_wanted).ConvertAll(chain => Array.ConvertAll(chain, index => new UnionPlace(index)));
    }

    /// <summary>The commits of the union as numbers of the history's table, parents before children; an index is a <see cref="UnionPlace"/>.</summary>
    public int[] Nodes { get; }

    /// <summary>Of each commit of the union: has it two or more parents?</summary>
    public bool[] IsMerge { get; }

    /// <summary>Of each: does it descend from since?</summary>
    public bool[] ReachesSince { get; }

    /// <summary>Of each: has it any commit in common with since?</summary>
    public bool[] IsRelated { get; }

    /// <summary>The candidates that are of the union; on each chain the oldest first.</summary>
    public List<UnionPlace[]> Chains { get; }

    /// <summary>The number of a commit in the history's table.</summary>
    public int NodeAt(UnionPlace place) => Nodes[place.Index];

    /// <summary>The place of a commit; none where it is not of the union.</summary>
    public UnionPlace PlaceOf(int node) => node < _local.Length ? new(_local[node]) : UnionPlace.None;

    /// <summary>
    /// The candidates that git counts otherwise when it is asked about each alone: clocks were wrong, and the walk from one of them ends before it
    /// has learnt that something which it comes by is excluded.
    /// </summary>
    public HashSet<int> CountedOtherwiseAlone(CommitTable table, int since, IEnumerable<int> candidates, bool firstParent)
    {
        var times = new ExclusionTimes(table, since, Nodes, node => PlaceOf(node).IsThere);
        if (!times.AreConsistent)
            return [.. candidates];
        bool[] isOpen = new bool[Nodes.Length];
        Span<int> two = stackalloc int[2];
        for (int i = 0; i < Nodes.Length; i++)
        {
            ReadOnlySpan<int> parents = table.Parents(Nodes[i], two);
            foreach (int parent in firstParent && parents.Length > 1 ? parents[..1] : parents)
                isOpen[i] |= PlaceOf(parent) is { IsThere: true } below ? isOpen[below.Index] : parent != since && !times.IsSurelyFound(parent);
        }
        return [.. candidates.Where(node => PlaceOf(node) is { IsThere: true } place ? isOpen[place.Index] : !times.IsSurelyFound(node))];
    }

    /// <summary>
    /// What a chain's next candidate has that the chain had not so far. Call it for each candidate of a chain in turn, then for the next chain.
    /// </summary>
    public UnionPlaces Enter(UnionPlace candidate, bool newChain) => new(_ancestors.Enter(candidate.Index, newChain));

    /// <summary>
    /// Goes from candidate to candidate and tells what comes to what the one before has, and what it has no longer. Each candidate comes once, in whatever
    /// order is short; <paramref name="at"/> is given the number of its chain.
    /// </summary>
    public void Visit(Action<UnionPlace> enter, Action<UnionPlace> leave, Action<UnionPlace, int> at) =>
        _ancestors.Visit(_wanted, node => enter(new(node)), node => leave(new(node)), (node, chain) => at(new(node), chain));
}
