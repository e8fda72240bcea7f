using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>The places of commits in a list, most often a range's with parents first. A commit that is not in it comes before all that are.</summary>
internal sealed class CommitOrder
{
    private readonly Dictionary<Oid, int> _places;

    /// <summary>Takes the commits in order.</summary>
    internal CommitOrder(IReadOnlyList<Oid> commits)
    {
        Commits = commits;
        _places = new Dictionary<Oid, int>(commits.Count);
        foreach (Oid commit in commits)
            _places.TryAdd(commit, _places.Count);
    }

    /// <summary>The commits in order.</summary>
    internal IReadOnlyList<Oid> Commits { get; }

    /// <summary>Where a commit is; -1 where it is not in the list.</summary>
    internal int this[Oid commit] => _places.GetValueOrDefault(commit, -1);

    /// <summary>True where a commit is in the list.</summary>
    internal bool Contains(Oid commit) => _places.ContainsKey(commit);

    /// <summary>True where a commit is in the list, and where.</summary>
    internal bool TryFind(Oid commit, out int place) => _places.TryGetValue(commit, out place);

    /// <summary>True where a commit comes before another one, or the other is not in the list: of what is beside a range, all of it may come first.</summary>
    internal bool Precedes(Oid commit, Oid other) => !_places.TryGetValue(other, out int place) || this[commit] < place;

    /// <summary>Commits in this order; those that are not in it first, as they were given.</summary>
    internal List<Oid> Sort(IEnumerable<Oid> commits) => [.. commits.OrderBy(commit => this[commit])];
}
