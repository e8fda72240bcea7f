using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

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

    /// <summary>True for a part of a commit that is whole in all its parts.</summary>
    internal bool IsPartOfWhole => Whole is { Grade: PickGrade.Exact or PickGrade.ContextDrift or PickGrade.Whitespace };

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
        Reason = IsPartOfWhole ? $"{Reason}; together with {Wording.Some(OtherParts.Select(id => id.Abbreviate()))} it is the whole commit" : Reason,
        DiffOfDiffs = DiffOfDiffs,
        IsMerge = IsMerge,
        Finding = findings is null ? [] : [.. findings.Select(finding => finding.Text)],
        FindingId = findings is null ? [] : [.. findings.Select(finding => finding.Id)],
    };
}
