using System.Collections;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// The merge bases of a state with every upstream version, in one pass: what a version has in common with the state is what its parents have in common with it.
/// </summary>
internal sealed class VersionBases(CommitHistory history, IReadOnlyList<Oid> versions)
{
    private readonly CommitOrder _order = new(versions);

    private readonly Dictionary<Oid, BitArray> _ancestors = [];
    private (MergedTopic State, IReadOnlyList<Oid>?[] Bases)? _last;

    /// <summary>For each version the merge bases, the same list where they are the same; null for a version that the state contains.</summary>
    internal IReadOnlyList<Oid>?[] With(MergedTopic state, IOperationMonitor monitor)
    {
        if (_last is { } last && ReferenceEquals(last.State, state))
            return last.Bases;
        bool[] merged = Merged(state);
        var bases = new IReadOnlyList<Oid>?[versions.Count];
        var lists = new Dictionary<string, IReadOnlyList<Oid>>(StringComparer.Ordinal);
        var joined = new Dictionary<(IReadOnlyList<Oid>, IReadOnlyList<Oid>), IReadOnlyList<Oid>>();
        IReadOnlyList<Oid> none = Same([]);
        for (int i = 0; i < versions.Count; i++)
        {
            if (merged[i])
                continue;
            monitor.Cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<Oid>? all = null;
            foreach (Oid parent in history.ParentsOf(versions[i]))
            {
                // A parent that is no version is the topic's.
                IReadOnlyList<Oid> of = _order.TryFind(parent, out int at) && !merged[at] ? bases[at]! : Same([parent]);
                all = all is null || ReferenceEquals(all, of) ? of : Join(all, of);
            }
            bases[i] = all ?? none;
        }
        _last = (state, bases);
        return bases;

        IReadOnlyList<Oid> Join(IReadOnlyList<Oid> x, IReadOnlyList<Oid> y)
        {
            if (joined.TryGetValue((x, y), out IReadOnlyList<Oid>? known))
                return known;
            return joined[(x, y)] = Same([.. x.Where(id => !y.Any(other => other != id && IsAncestor(id, other)))
                .Union(y.Where(id => !x.Any(other => other != id && IsAncestor(id, other))))]);
        }

        IReadOnlyList<Oid> Same(IReadOnlyList<Oid> ids)
        {
            string key = string.Join(' ', ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));
            if (!lists.TryGetValue(key, out IReadOnlyList<Oid>? list))
                lists[key] = list = ids;
            return list;
        }
    }

    /// <summary>
    /// With generation numbers one question is cheap. Without them each walks a good part of history, and there are as many as upstream merged branches: so
    /// the ancestors of each commit that is asked about are marked once.
    /// </summary>
    private bool IsAncestor(Oid ancestor, Oid descendant)
    {
        CommitTable table = history.Table;
        if (table.HasGenerations)
            return history.IsAncestor(ancestor, descendant);
        if (!_ancestors.TryGetValue(descendant, out BitArray? marked))
        {
            _ancestors[descendant] = marked = new BitArray(table.Count);
            var stack = new Stack<int>([table.Number(descendant)]);
            Span<int> room = stackalloc int[2];
            while (stack.TryPop(out int node))
            {
                if (node >= marked.Length)
                    marked.Length = Math.Max(table.Count, node + 1);
                if (marked[node])
                    continue;
                marked[node] = true;
                foreach (int parent in table.Parents(node, room))
                    stack.Push(parent);
            }
        }
        int number = table.Number(ancestor);
        return number < marked.Length && marked[number];
    }

    private bool[] Merged(MergedTopic state)
    {
        var merged = new bool[versions.Count];
        var stack = new Stack<Oid>(state.Heads);
        while (stack.TryPop(out Oid id))
        {
            if (!_order.TryFind(id, out int at) || merged[at])
                continue;
            merged[at] = true;
            foreach (Oid parent in history.ParentsOf(id))
                stack.Push(parent);
        }
        return merged;
    }
}
