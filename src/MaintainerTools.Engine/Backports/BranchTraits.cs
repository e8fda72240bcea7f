using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>What commits are to the branch, and in which series they came.</summary>
internal sealed class BranchTraits
{
    public const string AddsFiles = "adds files";
    public const string RemovesFiles = "removes files";
    public const string LacksFiles = "changes files that the branch lacks";
    public const string Fits = "changes files as the branch has or had them";
    public const string FitsInPart = "changes some files as the branch has or had them";
    public const string FitsNowhere = "changes files that differ in the branch";
    public const string FixesOld = "fixes what the branch has from its beginning";
    public const string FixesTaken = "fixes what the branch took";
    public const string FixesOther = "fixes what the branch lacks";
    public const string Reverts = "takes back what the branch has";
    public const string Tagged = "asked for by its author";
    public const string SeriesFixes = "is of a series that fixes";
    public const string SeriesFeature = "is of a series of which hardly any commit fixes";

    private readonly Dictionary<Oid, string> _seriesOf = [];
    private readonly Dictionary<string, List<Oid>> _series = [];
    private readonly HashSet<Oid> _fixing;
    private readonly ILookup<Oid, FollowupEdge> _edges;
    private readonly Func<Oid, Presence?> _present;
    private readonly Predicate<Oid> _pending;
    private readonly Predicate<Oid> _tagged;

    public BranchTraits(IEnumerable<(Oid Commit, string? Series, bool Fixes)> commits, ILookup<Oid, FollowupEdge> edges, Func<Oid, Presence?> present,
        Predicate<Oid> pending, Predicate<Oid> tagged)
    {
        (_edges, _present, _pending, _tagged, _fixing) = (edges, present, pending, tagged, []);
        foreach ((Oid commit, string? series, bool fixes) in commits)
        {
            if (fixes)
                _fixing.Add(commit);
            if (series is null)
                continue;
            _seriesOf[commit] = series;
            if (!_series.TryGetValue(series, out List<Oid>? members))
                _series[series] = members = [];
            members.Add(commit);
        }
    }

    /// <summary>Adds those of a commit.</summary>
    public void Add(Oid commit, HashSet<CommitTrait> traits)
    {
        foreach (FollowupEdge edge in _edges[commit])
        {
            Presence? there = _present(edge.Named);
            if (there is null && _pending(edge.Named))
                continue;
            string state = there is null ? FixesOther : edge.Kind == FollowupKind.Revert ? Reverts : there.Value.Kind == PresenceKind.Ancestor ? FixesOld : FixesTaken;
            traits.Add(new(TraitKind.State, state));
        }
        if (_tagged(commit))
            traits.Add(new(TraitKind.State, Tagged));
        if (_seriesOf.GetValueOrDefault(commit) is not { } series)
        {
            traits.Add(new(TraitKind.Series, "is of no series"));
            return;
        }
        List<Oid> members = _series[series];
        traits.Add(new(TraitKind.Series, members.Count switch
        {
            1 => "is a series by itself",
            < 4 => "is of a series of two or three",
            < 9 => "is of a series of four to eight",
            _ => "is of a series of nine or more",
        }));
        int fixing = members.Count(_fixing.Contains);
        if (2 * fixing >= members.Count)
            traits.Add(new(TraitKind.State, SeriesFixes));
        else if (6 * fixing < members.Count)
            traits.Add(new(TraitKind.State, SeriesFeature));
        foreach (string word in MessageWords.Of(series))
            traits.Add(new(TraitKind.Series, word));
    }

    /// <summary>The series of a commit; null where it is of none.</summary>
    public string? SeriesOf(Oid commit) => _seriesOf.GetValueOrDefault(commit);
}
