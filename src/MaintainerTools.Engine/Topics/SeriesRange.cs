using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Topics;

/// <summary>The commits of Since..Topic, merged branches included.</summary>
internal sealed class SeriesRange
{
    private readonly IObjectReader? _objects;
    private readonly CommitOrder _order;
    private readonly Func<Oid, IReadOnlyList<Oid>> _parentsOf;
    private readonly Dictionary<Oid, HashSet<Oid>> _reached = [];

    /// <summary>Takes the commits, oldest first.</summary>
    internal SeriesRange(IObjectReader? objects, IReadOnlyList<Oid> commits, Func<Oid, IReadOnlyList<Oid>> parentsOf)
    {
        _objects = objects;
        _order = new CommitOrder(commits);
        _parentsOf = parentsOf;
    }

    /// <summary>A range of these commits, one on the other.</summary>
    internal static SeriesRange Of(IEnumerable<CommitObject> commits)
    {
        var parents = commits.ToDictionary(c => c.Id, c => c.Parents);
        return new SeriesRange(null, [.. parents.Keys], id => parents[id]);
    }

    /// <summary>All of them, oldest first.</summary>
    internal IReadOnlyList<Oid> Commits => _order.Commits;

    internal bool Contains(Oid commit) => _order.Contains(commit);

    internal CommitObject Read(Oid commit) => _objects!.ReadCommit(commit);

    /// <summary>True when a commit of the range is another one, or descends from it within the range.</summary>
    internal bool Reaches(Oid commit, Oid ancestor)
    {
        if (!_reached.TryGetValue(commit, out HashSet<Oid>? reached))
        {
            _reached[commit] = reached = [];
            var open = new Stack<Oid>();
            open.Push(commit);
            while (open.TryPop(out Oid at))
            {
                if (!Contains(at) || !reached.Add(at))
                    continue;
                foreach (Oid parent in _parentsOf(at))
                    open.Push(parent);
            }
        }
        return reached.Contains(ancestor);
    }

    /// <summary>The commits from a tip down along first parents, oldest first, and the one below; null when the last is a root.</summary>
    internal List<CommitObject> FirstParents(Oid tip, out CommitObject? @base, IOperationMonitor monitor)
    {
        var commits = new List<CommitObject>();
        @base = null;
        for (Oid at = tip; ;)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            CommitObject commit = Read(at);
            if (!Contains(at))
            {
                @base = commit;
                break;
            }
            commits.Add(commit);
            IReadOnlyList<Oid> parents = _parentsOf(at);
            if (parents.Count == 0)
                break;
            at = parents[0];
        }
        commits.Reverse();
        return commits;
    }
}
