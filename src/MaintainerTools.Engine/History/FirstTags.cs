using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>
/// Which tag first contains a commit. Of the tags that git tag --contains lists it is the one whose commit comes first by corrected committer date (that of
/// the commit-graph: never before an ancestor's, else the date); of several on one commit the first by name.
/// </summary>
public sealed class FirstTags
{
    private const int NoTag = int.MaxValue;

    private readonly CommitTable _table;
    private readonly IOperationMonitor _monitor;
    private readonly List<(string Name, int Node)> _tags = [];

    /// <summary>Looks at a repository's tags; those of anything but commits, and of commits that are not here, are left out.</summary>
    public FirstTags(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (GitRepository repository, CommitHistory history) = (workspace.Repository, workspace.History);
        (_table, _monitor) = (history.Table, workspace.Monitor);
        foreach ((string name, Oid id) in repository.References().Where(r => RefName.IsTag(r.Name)))
        {
            try
            {
                _tags.Add((RefName.Short(name)!, history.Known(history.Resolve(repository, id.ToString()))));
            }
            catch (MaintainerException)
            {
                // A tag of a tree or a blob, or of what the repository lacks, contains no commit that can be shown.
            }
        }
    }

    /// <summary>Tells of each of some things, which have a commit each, the first tag that contains it, as <see cref="Find"/> does.</summary>
    public void Tell<T>(IReadOnlyList<T> items, Func<T, string> shaOf, Action<T, string?> take)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(take);
        IReadOnlyList<string?> tags = Find([.. items.Select(item => Oid.Parse(shaOf(item)))]);
        for (int i = 0; i < tags.Count; i++)
            take(items[i], tags[i]);
    }

    /// <summary>The short name of the first tag that contains each commit, in the order of the commits; null where none does. One walk for all of them.</summary>
    public IReadOnlyList<string?> Find(IReadOnlyList<Oid> commits)
    {
        ArgumentNullException.ThrowIfNull(commits);
        int[] asked = [.. commits.Select(_table.Number)];
        List<int> nodes = Walk(asked.Select(_table.GenerationOf).DefaultIfEmpty().Min());
        // Children before parents.
        List<int> sorted = TopologicalOrder.Sort(_table, nodes);
        long[] dates = CorrectedDates(sorted);
        List<(string Name, int Node)> tags = [.. _tags.Where(tag => dates[tag.Node] != 0).OrderBy(tag => dates[tag.Node]).ThenBy(tag => tag.Name, StringComparer.Ordinal)];
        int[] first = new int[_table.Count];
        Array.Fill(first, NoTag);
        for (int i = tags.Count - 1; i >= 0; i--)
            first[tags[i].Node] = i;
        Span<int> two = stackalloc int[2];
        foreach (int node in sorted)
        {
            if (first[node] == NoTag)
                continue;
            foreach (int parent in _table.Parents(node, two))
                first[parent] = Math.Min(first[parent], first[node]);
        }
        return [.. asked.Select(node => first[node] == NoTag ? null : tags[first[node]].Name)];
    }

    /// <summary>What the tags reach, children before some of their parents, without what cannot have a commit of that generation among its ancestors.</summary>
    private List<int> Walk(long lowest)
    {
        // Without corrected dates in the graph they are made up from the roots on, so that the answer is the same with any graph and without one.
        bool cut = _table.HasCorrectedDates;
        var seen = new CommitFlags(_table.Count);
        var nodes = new List<int>();
        var stack = new Stack<int>();
        Span<int> two = stackalloc int[2];
        foreach ((_, int node) in _tags)
            Reach(node);
        while (stack.TryPop(out int node))
        {
            if ((nodes.Count & 1023) == 0)
            {
                _monitor.Cancellation.ThrowIfCancellationRequested();
                _monitor.Report("Walking from tags", nodes.Count, -1);
            }
            foreach (int parent in _table.Parents(node, two))
                Reach(parent);
        }
        return nodes;

        void Reach(int node)
        {
            if (seen[node] != 0 || (cut && _table.GenerationOf(node) < lowest))
                return;
            seen[node] = 1;
            nodes.Add(node);
            stack.Push(node);
        }
    }

    /// <summary>By node: the corrected date, which is never zero; of what was not walked, zero.</summary>
    private long[] CorrectedDates(List<int> sorted)
    {
        long[] dates = new long[_table.Count];
        Span<int> two = stackalloc int[2];
        for (int i = sorted.Count - 1; i >= 0; i--)
        {
            int node = sorted[i];
            long date = Math.Max(1, _table.DateOf(node));
            foreach (int parent in _table.Parents(node, two))
                date = Math.Max(date, DateOf(parent) + 1);
            dates[node] = date;
        }
        return dates;

        // Parents that the walk left out are in the graph.
        long DateOf(int node) => _table.HasCorrectedDates && _table.GenerationOf(node) is var known and not CommitTable.UnknownGeneration ? known : dates[node];
    }
}
