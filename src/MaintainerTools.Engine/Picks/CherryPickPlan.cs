using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks;

/// <summary>A base, built in memory.</summary>
public sealed class CherryPickPlan
{
    /// <summary>One per commit, in picking order.</summary>
    public required IReadOnlyList<PickedCommit> Picks { get; init; }

    /// <summary>The branch's full name.</summary>
    public required string Branch { get; init; }

    /// <summary>Tip of the built base.</summary>
    public required Oid NewTip { get; init; }

    /// <summary>Where the branch is now; zero when it does not exist.</summary>
    public required Oid OldTip { get; init; }

    /// <summary>False when a conflict stopped it: then nothing is to be written.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>True when the branch exists and is not merely extended: a backup ref is kept.</summary>
    public bool ReplacesBranch { get; init; }

    /// <summary>The new objects.</summary>
    public required ScratchStore Scratch { get; init; }

    /// <summary>What was asked.</summary>
    public required CherryPickOptions Options { get; init; }

    /// <summary>The pick that stopped it: the commit and what git makes of it; null when it is complete.</summary>
    internal (Oid Commit, MergeOutcome Outcome)? Stop { get; init; }

    /// <summary>The committer of every pick.</summary>
    public required PersonLine Committer { get; init; }
}
