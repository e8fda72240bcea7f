using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>Counts what a candidate has, commit by commit; what the next one has not is taken off again.</summary>
internal sealed class RangeTally
{
    private readonly CandidateChains _chains;

    // Of each commit of the union: the number of its author's name, and whether it is a marked pick; null where messages are not read.
    private readonly int[]? _author;
    private readonly bool[]? _isPick;
    // Of each author: so many of the commits are his.
    private readonly List<int> _commitsOf = [];
    private int _authors;
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
            {
                numbers[name] = author[place] = numbers.Count;
                _commitsOf.Add(0);
            }
            isPick[place] = read.Markers.Any(marker => marker.NamesSource);
        });
        (_author, _isPick) = (author, isPick);
    }

    /// <summary>Adds a commit.</summary>
    public void Add(UnionPlace place) => Count(place, 1);

    /// <summary>Takes one off that was added.</summary>
    public void Remove(UnionPlace place) => Count(place, -1);

    private void Count(UnionPlace place, int sign)
    {
        bool isMerge = _chains.IsMerge[place.Index];
        if (isMerge)
            _merges += sign;
        else
            _commits += sign;
        if (_author is null)
            return;
        if (!isMerge)
        {
            int author = _author[place.Index];
            int before = _commitsOf[author];
            _commitsOf[author] = before + sign;
            // His first is added, or his last is taken off.
            if ((sign > 0 ? before : before + sign) == 0)
                _authors += sign;
        }
        if (_isPick![place.Index])
            _picks += sign;
    }

    /// <summary>What some commits come to, by themselves, while nothing else is counted.</summary>
    public RangeCost Of(IReadOnlyList<UnionPlace> places)
    {
        foreach (UnionPlace place in places)
            Add(place);
        RangeCost cost = Cost;
        foreach (UnionPlace place in places)
            Remove(place);
        return cost;
    }

    /// <summary>What there is so far; authors and picks only where messages are read.</summary>
    public RangeCost Cost => new(_commits, _merges, _author is null ? null : _authors, _author is null ? null : _picks);
}
