using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>What is to be moved, and where.</summary>
public sealed record SeriesMoveOptions
{
    /// <summary>The series' tip, as named; where it is a local branch, that is moved.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below the series, as named.</summary>
    public required string Since { get; init; }

    /// <summary>The new base, as named.</summary>
    public required string Onto { get; init; }

    /// <summary>The branch for the result: a short or full name; null: the topic, where it is a local branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Replaces another branch that exists.</summary>
    public bool Force { get; init; }

    /// <summary>Takes along local branches that point into the series; null: as rebase.updateRefs says.</summary>
    public bool? UpdateRefs { get; init; }

    /// <summary>Signs the new commits; null: as commit.gpgSign says.</summary>
    public bool? Sign { get; init; }
}

/// <summary>The branch that is to stand on the new base.</summary>
/// <param name="Branch">Its full name; null where there is none: then nothing is moved.</param>
/// <param name="OldTip">Where it is; zero when it does not exist.</param>
/// <param name="IsTopic">True where it is the topic itself.</param>
internal sealed record MoveTarget(string? Branch, Oid OldTip, bool IsTopic);
