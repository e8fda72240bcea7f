using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>What a range has.</summary>
/// <param name="Commits">Merges not counted.</param>
/// <param name="Merges">The merges.</param>
/// <param name="Authors">Different names of authors; null where messages were not read.</param>
/// <param name="Picks">Marked picks; null as well.</param>
internal readonly record struct RangeCost(int Commits, int Merges, int? Authors, int? Picks);

/// <summary>What a candidate lacks that mends what it has.</summary>
/// <param name="Fixes">How many follow-ups.</param>
/// <param name="Unresolved">How many tags that name nothing known.</param>
/// <param name="Commits">The follow-ups, oldest first; null where they were only counted.</param>
/// <param name="Tags">The tags, with the commit that has each; null as well.</param>
internal sealed record CandidateDebt(int Fixes, int Unresolved, IReadOnlyList<Oid>? Commits, IReadOnlyList<(Oid Commit, string Text)>? Tags);

/// <summary>What a candidate costs.</summary>
internal sealed record CandidateCost
{
    /// <summary>The candidate, as named.</summary>
    internal required string Name { get; init; }

    /// <summary>Its commit.</summary>
    internal required Oid Commit { get; init; }

    /// <summary>How it lies to since.</summary>
    internal required MergeBaseRelation Relation { get; init; }

    /// <summary>What there is to take.</summary>
    internal required RangeCost Range { get; init; }

    /// <summary>How many picks it needs besides.</summary>
    internal int PicksToMake { get; init; }

    /// <summary>What it costs in all.</summary>
    internal int Commits => Range.Commits + PicksToMake;

    /// <summary>What stays to be mended; null without an upstream.</summary>
    internal CandidateDebt? Debt { get; init; }

    /// <summary>What differs in files and lines; null where trees were not read, or cannot be.</summary>
    internal ShortStat? Changes { get; init; }

    /// <summary>The cost as it is shown.</summary>
    /// <param name="since">The commit that backporters have, as named.</param>
    /// <param name="rank">1 for the cheapest.</param>
    /// <param name="cheapest">How many commits that one has.</param>
    internal MergeBaseCost ToResult(string since, int rank, int cheapest) => new()
    {
        Candidate = Name,
        Sha = Commit.ToString(),
        Since = since,
        Relation = Relation,
        Commits = Commits,
        PicksToMake = PicksToMake,
        Merges = Range.Merges,
        Authors = Range.Authors,
        Picks = Range.Picks + PicksToMake,
        FollowupFixes = Debt?.Fixes,
        FollowupFix = Debt?.Commits is { } commits ? [.. commits.Select(id => id.ToString())] : null,
        Unresolved = Debt?.Unresolved,
        UnresolvedTag = Debt?.Tags is { } tags ? [.. tags.Select(tag => $"{tag.Commit}: {tag.Text}")] : null,
        Files = Changes?.Files,
        Insertions = Changes?.Insertions,
        Deletions = Changes?.Deletions,
        Rank = rank,
        Ratio = Commits == cheapest ? 1 : cheapest == 0 ? null : (double)Commits / cheapest,
    };
}
