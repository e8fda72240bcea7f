using MaintainerTools.Engine.Objects.Commands;

namespace MaintainerTools.Engine.Foldup;

/// <summary>How a plan is carried out.</summary>
public sealed class FoldupRewriteRequest
{
    /// <summary>The branch that is to have the result; null: the one that the plan was made for.</summary>
    public string? Branch { get; init; }

    /// <summary>True to replace <see cref="Branch"/> when it exists and is not the plan's own.</summary>
    public bool Force { get; init; }

    /// <summary>True to refuse when a merge lies between a target and the tip.</summary>
    public bool RefuseMerge { get; init; }

    /// <summary>
    /// True to take along local branches that point into the series, but for those that point to a fixup, and notes; null: as rebase.updateRefs says.
    /// </summary>
    public bool? UpdateRefs { get; init; }

    /// <summary>Local branches to take along, by their names; those that point to a fixup too.</summary>
    public IReadOnlyList<string> UpdateBranch { get; init; } = [];

    /// <summary>Signs the rewritten commits; null: as commit.gpgSign says.</summary>
    public bool? Sign { get; init; }

    /// <summary>A command to run on each rewritten commit before anything is written; null for none.</summary>
    public TestCommand? Test { get; init; }
}
