using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>Commits of a base and commits of upstream's that come to the same change.</summary>
/// <param name="Picks">Of the base, oldest first.</param>
/// <param name="Sources">Of upstream, oldest first.</param>
/// <param name="Graded">How the one change compares with the other.</param>
internal sealed record PickGroup(IReadOnlyList<Oid> Picks, IReadOnlyList<Oid> Sources, GradedChange Graded)
{
    /// <summary>True where on either side no other commit lies between.</summary>
    internal required bool IsContiguous { get; init; }

    /// <summary>"upstream's 0123456789ab and 2 more".</summary>
    internal string Named => "upstream's " + Wording.Some(Sources.Select(id => id.Abbreviate()));
}

/// <summary>A commit of a base, what it is a pick of, and how it compares with that.</summary>
internal sealed record GradedPick
{
    /// <summary>The commit.</summary>
    internal required CommitObject Commit { get; init; }

    /// <summary>Has two parents or more, as history sees it.</summary>
    internal required bool IsMerge { get; init; }

    /// <summary>How it was bound to <see cref="Source"/>.</summary>
    internal required PickPairing Pairing { get; init; }

    /// <summary>Upstream's commit; null where none was found.</summary>
    internal Oid? Source { get; init; }

    /// <summary>How it compares with that.</summary>
    internal PickGrade Grade { get; init; }

    /// <summary>How it was paired, with all that it holds.</summary>
    internal PickPair Pair { get; init; }

    /// <summary>The grade's own reason; null where it speaks for itself.</summary>
    internal string? GradeReason { get; init; }

    /// <summary>Why, with what was odd about the pair; null where it speaks for itself.</summary>
    internal string? Reason { get; init; }

    /// <summary>How the two diffs differ; null where they do not, or were not compared.</summary>
    internal string? DiffOfDiffs { get; init; }

    /// <summary>How all the picks that have a part of the source compare with it together; null where it was not split.</summary>
    internal GradedChange? Whole { get; init; }

    /// <summary>The picks that have the other parts.</summary>
    internal IReadOnlyList<Oid> OtherParts { get; init; } = [];

    /// <summary>
    /// The commits of the base, and those of upstream, that come to the same together with this one and its source; null where it stands alone.
    /// </summary>
    internal PickGroup? Group { get; init; }

    /// <summary>True for a part of a commit that is whole in all its parts.</summary>
    internal bool IsPartOfWhole => Whole is { } whole && IsWhole(whole.Grade);

    /// <summary>True where nothing is lost and nothing added.</summary>
    internal static bool IsWhole(PickGrade grade) => grade is PickGrade.Exact or PickGrade.ContextDrift or PickGrade.Whitespace;

    /// <summary>The pick as it is shown.</summary>
    /// <param name="findings">What is wrong with it.</param>
    internal PickedCommit ToResult(IReadOnlyList<AuditFinding>? findings = null) => new()
    {
        Sha = Commit.Id.ToString(),
        Subject = Commit.Subject,
        Status = PickStatus.Picked,
        Source = Source?.ToString(),
        PairedBy = Pairing.Name(),
        Grade = Grade,
        Reason = IsPartOfWhole && Group is null
            ? $"{Reason}; together with {Wording.Some(OtherParts.Select(id => id.Abbreviate()))} it is the whole commit" : Reason,
        DiffOfDiffs = DiffOfDiffs,
        OtherSource = [.. (Group?.Sources.Where(id => id != Source) ?? Pair.Others ?? []).Select(id => id.ToString())],
        OtherPart = [.. (Group?.Picks.Where(id => id != Commit.Id) ?? OtherParts).Select(id => id.ToString())],
        IsMerge = IsMerge,
        Finding = findings is null ? [] : [.. findings.Select(finding => finding.Text)],
        FindingId = findings is null ? [] : [.. findings.Select(finding => finding.Id)],
    };
}
