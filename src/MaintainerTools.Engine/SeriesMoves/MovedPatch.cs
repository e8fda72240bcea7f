using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Rewriting;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>What became of one commit of a series that is moved.</summary>
/// <param name="Old">The commit as it was.</param>
internal sealed record MovedPatch(CommitObject Old)
{
    /// <summary>The commit that stands where it stood: the new one, or for what was dropped the one before it. Zero for what was not tried.</summary>
    internal Oid Stands { get; init; }

    /// <summary>What became of it.</summary>
    internal required RewriteStatus Status { get; init; }

    /// <summary>The grade of the new patch against the old one.</summary>
    internal PickGrade Grade { get; init; }

    /// <summary>Why; null where it speaks for itself.</summary>
    internal string? Reason { get; init; }

    /// <summary>The commit of the new base that has it.</summary>
    internal Oid? PresentAs { get; init; }

    /// <summary>How its patch differs from what it was; null where it does not.</summary>
    internal string? Diff { get; init; }

    /// <summary>It was signed, and the new one has no such signature.</summary>
    internal bool SignatureDropped { get; init; }

    /// <summary>What is said of its conflict.</summary>
    internal ConflictAccount? Conflict { get; init; }

    /// <summary>True where a commit stands for it.</summary>
    internal bool IsThere => Status is not (RewriteStatus.Emptied or RewriteStatus.LeftOut or RewriteStatus.Conflict or RewriteStatus.NotTried);

    /// <summary>As every rewrite tells it.</summary>
    internal CommitRewrite ToRewrite() => new()
    {
        Old = Old.Id,
        New = IsThere ? Stands : null,
        Instead = IsThere || Stands.IsZero ? null : Stands,
        Subject = Old.Subject,
        Status = Status,
        Diff = Diff,
        SignatureDropped = SignatureDropped,
    };

    /// <summary>As it is shown.</summary>
    /// <param name="rewrite">What became of it, signed or not.</param>
    internal MovedCommit ToResult(CommitRewrite rewrite) => new()
    {
        Old = Old.Id.ToString(),
        New = rewrite.New?.ToString(),
        Subject = Old.Subject,
        Status = Status,
        Diff = Diff,
        SignatureDropped = SignatureDropped,
        IsSigned = rewrite.IsSigned,
        Grade = Grade,
        IsMerge = Old.IsMerge,
        Reason = Reason,
        PresentAs = PresentAs?.ToString(),
        Conflict = Conflict?.Paths ?? [],
        Prerequisite = [.. (Conflict?.Prerequisites ?? []).Select(id => id.ToString())],
        NextCommand = Conflict?.NextCommand,
    };
}

/// <summary>A conflict, for people.</summary>
/// <param name="Paths">Where, of what kind, and who touched those lines.</param>
/// <param name="Reason">The same in words.</param>
/// <param name="Prerequisites">What would help, picked first.</param>
/// <param name="NextCommand">The command to go on with.</param>
internal sealed record ConflictAccount(PathConflict[] Paths, string Reason, IReadOnlyList<Oid> Prerequisites, string NextCommand);

/// <summary>Where a move stopped.</summary>
/// <param name="Source">The commit that conflicts.</param>
/// <param name="Outcome">What git makes of it.</param>
/// <param name="Parents">The commits on which it is made: for a merge several.</param>
internal sealed record MoveStop(CommitObject Source, MergeOutcome Outcome, IReadOnlyList<Oid> Parents);

/// <summary>How a conflict was resolved by hand.</summary>
/// <param name="On">The commit on which it was made.</param>
/// <param name="Tree">What was made of it.</param>
/// <param name="Message">The message that a person wrote; null: the old one.</param>
/// <param name="Paths">The paths that had been in conflict.</param>
internal sealed record MoveResolution(Oid On, Oid Tree, string? Message, IReadOnlyList<string> Paths);
