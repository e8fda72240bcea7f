using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// Counts the ranges of candidates limited to paths, each as git rev-list counts it alone. What git follows and drops of a commit is the same for
/// all candidates, but for merges that agree with a parent which is excluded: there it matters whether git knew that by then. Candidates that
/// come by one where that cannot be told are walked one by one. Where a clock was wrong, what comes up behind the commit that is older than its
/// parent comes up later than its own date says.
/// </summary>
internal sealed class LimitedRanges(CommitTable table, int since, bool firstParent, IPathComparison paths)
{
    private readonly RememberedComparison _paths = new(paths);
    private readonly Dictionary<int, RangeCounts> _counts = [];
    private ExclusionTimes? _times;

    private enum Standing
    {
        // Counts as a parent that is not excluded: it is none, or no walk knows that by then.
        Included,

        // Is excluded, and every walk knows it when it comes to the child.
        Excluded,

        // Is excluded, and some walks know that by then.
        Unsure,
    }

    /// <summary>The count of one candidate.</summary>
    public RangeCounts CountOf(int candidate, IOperationMonitor monitor)
    {
        if (!_counts.TryGetValue(candidate, out RangeCounts counts))
        {
            _counts[candidate] = counts = RangeCounts.Of(table, CommitsOf(candidate, monitor));
        }
        return counts;
    }

    /// <summary>The commits of one candidate that count.</summary>
    public List<int> CommitsOf(int candidate, IOperationMonitor monitor) =>
        new RangeWalk(table) { FirstParent = firstParent, Paths = _paths }.Run([since], [candidate], monitor);

    /// <summary>Counts as many as can be counted in one pass.</summary>
    public void CountTogether(CandidateChains chains, IReadOnlyCollection<int> candidates, IOperationMonitor monitor)
    {
        _times = new ExclusionTimes(table, since, chains.Nodes, node => chains.PlaceOf(node).IsThere);
        if (!_times.AreConsistent)
            return;
        var graph = new Graph(chains.Nodes.Length);
        foreach (int candidate in candidates)
        {
            if (chains.PlaceOf(candidate) is { IsThere: true } place)
                graph.Reached[place.Index] = true;
        }
        Simplify(chains, graph, monitor);
        graph.Link();
        bool[] wanted = new bool[graph.Kept.Count];
        foreach (int candidate in candidates)
        {
            UnionPlace at = chains.PlaceOf(candidate);
            if (!at.IsThere ? _times.IsSurelyFound(candidate) : !graph.Open[at.Index] && graph.StandIn[at.Index] < 0)
                _counts[candidate] = default;
            else if (at.IsThere && !graph.Open[at.Index])
                wanted[graph.StandIn[at.Index]] = true;
        }
        var counts = new RangeCounts[wanted.Length];
        var ancestors = new AncestorChains([.. graph.Starts], [.. graph.Parents]);
        foreach (int[] chain in ancestors.Link(wanted))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            (int total, int merges) = (0, 0);
            for (int step = 0; step < chain.Length; step++)
            {
                foreach (int entered in ancestors.Enter(chain[step], newChain: step == 0))
                {
                    total++;
                    merges += chains.IsMerge[graph.Kept[entered]] ? 1 : 0;
                }
                counts[chain[step]] = new RangeCounts(total, merges);
            }
        }
        foreach (int candidate in candidates)
        {
            if (chains.PlaceOf(candidate) is { IsThere: true } place && !graph.Open[place.Index] && graph.StandIn[place.Index] >= 0)
                _counts[candidate] = counts[graph.StandIn[place.Index]];
        }
    }

    /// <summary>Says of each commit that a candidate's walk comes to whether it counts and which parents are followed, children first.</summary>
    private void Simplify(CandidateChains chains, Graph graph, IOperationMonitor monitor)
    {
        Span<int> two = stackalloc int[2];
        var borders = new List<(int Place, int Parent)>();
        for (int place = graph.Reached.Length - 1; place >= 0; place--)
        {
            if (!graph.Reached[place])
                continue;
            if ((place & 1023) == 0)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Comparing paths", graph.Reached.Length - place, graph.Reached.Length);
            }
            int node = chains.Nodes[place];
            ReadOnlySpan<int> parents = table.Parents(node, two);
            graph.Lowest[place] = Math.Min(graph.Lowest[place], table.DateOf(node));
            (graph.Counts[place], int? only, graph.Open[place]) = Judge(chains, node, graph.Lowest[place], parents);
            if (graph.Open[place])
                continue;
            if (only is { } followed)
            {
                two[0] = followed;
                parents = two[..1];
            }
            else if (firstParent && parents.Length > 1)
                parents = parents[..1];
            var kept = new List<int>(parents.Length);
            foreach (int parent in parents)
            {
                UnionPlace below = chains.PlaceOf(parent);
                if (below.IsThere)
                    kept.Add(below.Index);
                else if (parent != since)
                    borders.Add((place, parent));
            }
            graph.Followed[place] = [.. kept];
            foreach (int below in kept)
            {
                graph.Reached[below] = true;
                graph.Lowest[below] = Math.Min(graph.Lowest[below], graph.Lowest[place]);
            }
        }
        List<(long From, long To)> late = [.. Late(chains, graph)];
        // A walk may end before it learns that one is excluded that it has taken: when what it takes last is
        // younger again, it looks at a few more commits only.
        foreach ((int place, int parent) in borders)
            graph.Open[place] |= !_times!.IsSurelyFound(parent) || late.Exists(span => span.From <= table.DateOf(parent) && table.DateOf(parent) < span.To);
    }

    /// <summary>The spans from when commits may come up at the latest to their dates, of those that may come up late.</summary>
    private IEnumerable<(long From, long To)> Late(CandidateChains chains, Graph graph)
    {
        for (int place = 0; place < graph.Reached.Length; place++)
        {
            if (graph.Reached[place] && graph.Lowest[place] < table.DateOf(chains.Nodes[place]))
                yield return (graph.Lowest[place], table.DateOf(chains.Nodes[place]));
        }
    }

    /// <summary>
    /// As <see cref="RangeWalk"/> simplifies: whether a commit counts, and which parent alone is followed; open where that hangs on the walk.
    /// </summary>
    private (bool Counts, int? Only, bool IsOpen) Judge(CandidateChains chains, int node, long lowest, ReadOnlySpan<int> parents)
    {
        Oid tree = table.TreeOf(node);
        if (parents.IsEmpty)
            return (!_paths.SameAsEmpty(tree), null, false);
        if (parents.Length == 1)
            return (!_paths.SameAs(tree, table.TreeOf(parents[0])), null, false);
        bool differs = false;
        foreach (int parent in firstParent ? parents[..1] : parents)
        {
            Standing standing = StandingOf(chains, node, lowest, parent);
            bool same = _paths.SameAs(tree, table.TreeOf(parent));
            if (same && standing != Standing.Excluded)
                return (false, parent, standing == Standing.Unsure);
            differs |= !same;
            if (!same && firstParent && standing != Standing.Included)
            {
                // Then the second parent's standing decides, though it is not compared.
                Standing second = StandingOf(chains, node, lowest, parents[1]);
                return (second == Standing.Excluded, null, standing == Standing.Unsure || second == Standing.Unsure);
            }
        }
        return (differs, null, false);
    }

    private Standing StandingOf(CandidateChains chains, int node, long lowest, int parent)
    {
        if (parent == since || chains.PlaceOf(parent).IsThere)
            return Standing.Included;
        return _times!.IsKnown(parent, table.DateOf(node), lowest) switch
        {
            true => Standing.Excluded,
            false => Standing.Included,
            null => Standing.Unsure,
        };
    }

    /// <summary>What simplification leaves, by places in the union; then of those that count a graph of their own.</summary>
    private sealed class Graph
    {
        public Graph(int count)
        {
            (Reached, Counts, Open) = (new bool[count], new bool[count], new bool[count]);
            (Followed, StandIn, Lowest) = (new int[]?[count], new int[count], new long[count]);
            Array.Fill(Lowest, long.MaxValue);
        }

        public bool[] Reached { get; }

        /// <summary>The date of the oldest commit on any way to it: no walk comes to it later.</summary>
        public long[] Lowest { get; }

        public bool[] Counts { get; }

        /// <summary>What a candidate with this commit has is not known here.</summary>
        public bool[] Open { get; }

        public int[]?[] Followed { get; }

        /// <summary>The number of the commit that counts and has all that this one has; -1 where there is none.</summary>
        public int[] StandIn { get; }

        /// <summary>The places of those that count.</summary>
        public List<int> Kept { get; } = [];

        /// <summary>Of those: as <see cref="AncestorChains"/> takes them.</summary>
        public List<int> Starts { get; } = [0];

        public List<int> Parents { get; } = [];

        public void Link()
        {
            var standIns = new List<int>();
            for (int place = 0; place < Reached.Length; place++)
            {
                StandIn[place] = -1;
                if (!Reached[place] || Open[place])
                    continue;
                standIns.Clear();
                foreach (int parent in Followed[place]!)
                {
                    Open[place] |= Open[parent];
                    if (StandIn[parent] >= 0 && !standIns.Contains(StandIn[parent]))
                        standIns.Add(StandIn[parent]);
                }
                // Two lines that meet in what does not count: git has no such commit but where a clock was wrong.
                Open[place] |= !Counts[place] && standIns.Count > 1;
                if (!Counts[place])
                {
                    StandIn[place] = standIns.Count == 1 ? standIns[0] : -1;
                    continue;
                }
                StandIn[place] = Kept.Count;
                Kept.Add(place);
                Parents.AddRange(standIns);
                Starts.Add(Parents.Count);
            }
        }
    }
}

/// <summary>Compares the same two trees once.</summary>
internal sealed class RememberedComparison(IPathComparison comparison) : IPathComparison
{
    private readonly Dictionary<(Oid, Oid), bool> _known = [];

    /// <inheritdoc/>
    public bool SameAs(Oid tree, Oid parentTree)
    {
        if (!_known.TryGetValue((tree, parentTree), out bool same))
            _known[(tree, parentTree)] = same = comparison.SameAs(tree, parentTree);
        return same;
    }

    /// <inheritdoc/>
    public bool SameAsEmpty(Oid tree) => comparison.SameAsEmpty(tree);
}
