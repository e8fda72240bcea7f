using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>What became of a commit of a rewritten series.</summary>
internal sealed record CommitRewrite
{
    /// <summary>The commit as it was.</summary>
    internal required Oid Old { get; init; }

    /// <summary>The commit that stands for it; null when it was dropped or absorbed.</summary>
    internal Oid? New { get; init; }

    /// <summary>Of a commit that was dropped the one that stands where it stood; null where its parent says that.</summary>
    internal Oid? Instead { get; init; }

    /// <summary>The subject after; before where there is no after.</summary>
    internal required string Subject { get; init; }

    /// <summary>What became of it.</summary>
    internal required RewriteStatus Status { get; init; }

    /// <summary>How many changes were folded into it.</summary>
    internal int Folded { get; init; }

    /// <summary>How its patch differs from what it was; null where it does not.</summary>
    internal string? Diff { get; init; }

    /// <summary>It was signed, and the new one has no such signature.</summary>
    internal bool SignatureDropped { get; init; }

    /// <summary>The new one was signed.</summary>
    internal bool IsSigned { get; init; }

    /// <summary>The commit that was made anew; null where none was.</summary>
    internal Oid? Made => New is { } @new && @new != Old ? @new : null;

    /// <summary>The commit as it is shown.</summary>
    internal RewrittenCommit ToResult() => new()
    {
        Old = Old.ToString(),
        New = New?.ToString(),
        Subject = Subject,
        Status = Status,
        Folded = Folded,
        Diff = Diff,
        SignatureDropped = SignatureDropped,
        IsSigned = IsSigned,
    };
}
