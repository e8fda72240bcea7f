using System.Text.Json;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks;

/// <summary>What is kept beside a worktree with a conflict, so that picking can go on.</summary>
internal sealed class PickState
{
    internal const string FileName = "maintainer-tools-pick.json";

    /// <summary>What was asked, whole: picking goes on as it began.</summary>
    public required CherryPickOptions Options { get; init; }

    /// <summary>The commit that the base begins on.</summary>
    public required string OntoId { get; init; }

    /// <summary>The branch's full name.</summary>
    public required string Branch { get; init; }

    /// <summary>Where the branch was; zeros when it was not there.</summary>
    public required string OldTip { get; init; }

    /// <summary>True when the branch is replaced, not extended.</summary>
    public required bool ReplacesBranch { get; init; }

    /// <summary>The commit reached before the conflict.</summary>
    public required string Tip { get; init; }

    /// <summary>What became of the commits, the conflicting one and those after it included.</summary>
    public required PickedCommit[] Picks { get; init; }

    /// <summary>The state kept with a worktree; null where there is none.</summary>
    /// <exception cref="MaintainerException">PickStateDamaged.</exception>
    internal static PickState? Read(string adminDirectory) => ConflictWorktree.ReadState<PickState>(Path.Combine(adminDirectory, FileName));

    /// <summary>What the file holds.</summary>
    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>The state of a plan that a conflict stopped.</summary>
    internal static PickState Of(CherryPickPlan plan, Oid onto) => new()
    {
        Options = plan.Options,
        OntoId = onto.ToString(),
        Branch = plan.Branch,
        OldTip = plan.OldTip.ToString(),
        ReplacesBranch = plan.ReplacesBranch,
        Tip = plan.NewTip.ToString(),
        Picks = [.. plan.Picks],
    };
}
