namespace MaintainerTools.Engine.History;

/// <summary>Counts up what the candidates of a chain have, one after the other.</summary>
internal sealed class RangeTally(CommitHistory history, CommitFactsReader facts, CandidateChains chains, Mailmap? mailmap)
{
    private readonly HashSet<string> _authors = [];
    private int _commits;
    private int _merges;
    private int _picks;

    /// <summary>Begins at nothing.</summary>
    public void StartChain()
    {
        _authors.Clear();
        (_commits, _merges, _picks) = (0, 0, 0);
    }

    /// <summary>Adds what the next candidate has more.</summary>
    public void Add(IReadOnlyList<int> entered)
    {
        foreach (int place in entered)
        {
            if (chains.IsMerge[place])
                _merges++;
            else
                _commits++;
            if (mailmap is null)
                continue;
            CommitFacts read = facts[history.Table.IdOf(chains.Nodes[place])];
            if (!chains.IsMerge[place])
                _authors.Add(mailmap.NameOf(read.AuthorName, read.AuthorEmail));
            if (read.Markers.Any(marker => marker.NamesSource))
                _picks++;
        }
    }

    /// <summary>What there is so far; authors and picks only where messages are read.</summary>
    public MergeBaseCost ToCost() => new()
    {
        Commits = _commits,
        Merges = _merges,
        Authors = mailmap is null ? null : _authors.Count,
        Picks = mailmap is null ? null : _picks,
    };
}
