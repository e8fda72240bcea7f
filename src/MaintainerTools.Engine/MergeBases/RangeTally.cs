using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>Counts up what the candidates of a chain have, one after the other.</summary>
internal sealed class RangeTally
{
    private readonly CandidateChains _chains;

    // Of each commit of the union: the number of its author's name, and whether it is a marked pick; null where messages are not read.
    private readonly int[]? _author;
    private readonly bool[]? _isPick;
    private readonly HashSet<int> _authors = [];
    private int _commits;
    private int _merges;
    private int _picks;

    /// <summary>Counts commits and merges.</summary>
    public RangeTally(CandidateChains chains) => _chains = chains;

    /// <summary>Counts authors and picks as well, for which it reads the messages.</summary>
    public RangeTally(CandidateChains chains, CommitFactsReader facts, Mailmap mailmap, IOperationMonitor monitor)
        : this(chains)
    {
        int[] author = new int[chains.Nodes.Length];
        bool[] isPick = new bool[author.Length];
        var numbers = new Dictionary<string, int>();
        facts.ForEach(facts.History.ToIds(chains.Nodes), monitor, (place, read) =>
        {
            string name = mailmap.NameOf(read.AuthorName, read.AuthorEmail);
            if (!numbers.TryGetValue(name, out author[place]))
                numbers[name] = author[place] = numbers.Count;
            isPick[place] = read.Markers.Any(marker => marker.NamesSource);
        });
        (_author, _isPick) = (author, isPick);
    }

    /// <summary>Begins at nothing.</summary>
    public void StartChain()
    {
        _authors.Clear();
        (_commits, _merges, _picks) = (0, 0, 0);
    }

    /// <summary>Adds what the next candidate has more.</summary>
    public void Add(UnionPlaces entered)
    {
        foreach (UnionPlace place in entered)
            Add(place);
    }

    private void Add(UnionPlace place)
    {
        bool isMerge = _chains.IsMerge[place.Index];
        if (isMerge)
            _merges++;
        else
            _commits++;
        if (_author is null)
            return;
        if (!isMerge)
            _authors.Add(_author[place.Index]);
        if (_isPick![place.Index])
            _picks++;
    }

    /// <summary>What some commits come to, by themselves.</summary>
    public RangeCost Of(IEnumerable<UnionPlace> places)
    {
        StartChain();
        foreach (UnionPlace place in places)
            Add(place);
        return Cost;
    }

    /// <summary>What there is so far; authors and picks only where messages are read.</summary>
    public RangeCost Cost => new(_commits, _merges, _author is null ? null : _authors.Count, _author is null ? null : _picks);
}
