using CsCheck;
using MaintainerTools.Engine.MergeBases;

namespace MaintainerTools.Engine.Tests.MergeBases;

public class AncestorChainsTests
{
    // Each node has up to three parents among those before it.
    private static readonly Gen<int[][]> s_graph = Gen.Int[0, 1000].Array[0, 3].Array[1, 25]
        .Select(nodes => nodes.Select((parents, node) => node == 0 ? [] : parents.Select(p => p % node).Distinct().ToArray()).ToArray());

    [Fact]
    public void Chains_follow_first_parents_and_have_every_wanted_node_once() =>
        Gen.Select(s_graph, Gen.Bool.Array[25]).Sample((graph, chosen) =>
        {
            bool[] wanted = chosen[..graph.Length];
            List<int[]> chains = Of(graph).Link(wanted);
            Assert.Equal(wanted.Index().Where(w => w.Item).Select(w => w.Index), chains.SelectMany(c => c).Order());
            foreach (int[] chain in chains)
            {
                for (int i = 1; i < chain.Length; i++)
                    Assert.Contains(chain[i - 1], FirstParents(graph, chain[i]));
            }
        });

    [Fact]
    public void What_a_chain_reaches_grows_by_what_is_entered() =>
        Gen.Select(s_graph, Gen.Bool.Array[25]).Sample((graph, chosen) =>
        {
            AncestorChains chains = Of(graph);
            foreach (int[] chain in chains.Link(chosen[..graph.Length]))
            {
                var reached = new HashSet<int>();
                foreach (int node in chain)
                {
                    foreach (int entered in chains.Enter(node, node == chain[0]))
                        Assert.True(reached.Add(entered));
                    Assert.Equal(Reachable(graph, node), reached.Order());
                }
            }
        });

    [Fact]
    public void A_visit_reaches_at_each_wanted_node_what_the_node_reaches_and_leaves_all_again() =>
        Gen.Select(s_graph, Gen.Bool.Array[25]).Sample((graph, chosen) =>
        {
            bool[] wanted = chosen[..graph.Length];
            AncestorChains chains = Of(graph);
            List<int[]> linked = chains.Link(wanted);
            var reached = new HashSet<int>();
            var visited = new List<int>();
            chains.Visit(
                wanted,
                node => Assert.True(reached.Add(node)),
                node => Assert.True(reached.Remove(node)),
                (node, chain) =>
                {
                    visited.Add(node);
                    Assert.Contains(node, linked[chain]);
                    Assert.Equal(Reachable(graph, node), reached.Order());
                });
            Assert.Empty(reached);
            Assert.Equal(wanted.Index().Where(w => w.Item).Select(w => w.Index), visited.Order());
        });

    [Fact]
    public void A_visit_of_many_short_branches_is_as_long_as_the_history()
    {
        // A line of 500, on each commit of it a branch of one that is merged into the next.
        var graph = new List<int[]> { Array.Empty<int>() };
        for (int i = 0; i < 500; i++)
        {
            int tip = graph.Count - 1;
            graph.Add([tip]);
            graph.Add([tip, tip + 1]);
        }
        int steps = 0;
        Of([.. graph]).Visit([.. graph.Select(_ => true)], _ => steps++, _ => steps++, (_, _) => { });
        // Each is entered and left once, and the branches once more as part of the merge.
        Assert.True(steps <= 3 * graph.Count, $"{steps} steps for {graph.Count} commits");
    }

    [Fact]
    public void A_side_branch_is_a_chain_of_its_own()
    {
        // 0 - 1 - 3 is the first-parent line of 3; 2 was merged.
        List<int[]> chains = Of([[], [0], [0], [1, 2]]).Link([true, true, true, true]);
        Assert.Equal([[0, 1, 3], [2]], chains);
    }

    private static AncestorChains Of(int[][] graph)
    {
        int[] starts = new int[graph.Length + 1];
        for (int i = 0; i < graph.Length; i++)
            starts[i + 1] = starts[i] + graph[i].Length;
        return new AncestorChains(starts, [.. graph.SelectMany(p => p)]);
    }

    private static IEnumerable<int> FirstParents(int[][] graph, int node)
    {
        while (graph[node].Length > 0)
            yield return node = graph[node][0];
    }

    private static SortedSet<int> Reachable(int[][] graph, int node)
    {
        var reached = new SortedSet<int> { node };
        var open = new Stack<int>([node]);
        while (open.TryPop(out int next))
        {
            foreach (int parent in graph[next].Where(reached.Add))
                open.Push(parent);
        }
        return reached;
    }
}
