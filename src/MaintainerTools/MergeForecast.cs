namespace MaintainerTools;

/// <summary>What git merge would do.</summary>
public enum MergeVerdict
{
    /// <summary>A merge commit without conflicts; <see cref="MergeForecast.Tree"/> is its tree.</summary>
    Clean,

    /// <summary>It conflicts.</summary>
    Conflict,

    /// <summary>Ours has theirs already: nothing to do.</summary>
    UpToDate,

    /// <summary>Ours is an ancestor of theirs: the branch just moves there.</summary>
    FastForward,

    /// <summary>The histories have no commit in common: git refuses. In a shallow clone the reason says where history is cut.</summary>
    Unrelated,

    /// <summary>It could not be answered as git would; the reason says why.</summary>
    NotVerified,
}

/// <summary>The forecast of one merge.</summary>
public sealed class MergeForecast : RepositoryResult
{
    /// <summary>What is merged into, as named.</summary>
    public string Ours { get; set; } = "";

    /// <summary>Its commit.</summary>
    public string OursSha { get; set; } = "";

    /// <summary>What is merged, as named.</summary>
    public string Theirs { get; set; } = "";

    /// <summary>Its commit.</summary>
    public string TheirsSha { get; set; } = "";

    /// <summary>The merge bases, in the order of git merge-base --all; git merges several with each other first.</summary>
    public string[] MergeBase { get; set; } = [];

    /// <summary>What would happen.</summary>
    public MergeVerdict Verdict { get; set; }

    /// <summary>Tree of the result; null where there is none without solving conflicts, and where it could not be verified.</summary>
    public string? Tree { get; set; }

    /// <summary>The paths in conflict, in git's order; of a verdict NotVerified those that were found, of which git may find more or fewer.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>The kinds of conflict, each once, as git names them, sorted.</summary>
    public string[] ConflictKind { get; set; } = [];

    /// <summary>Each path in conflict with its kind and its three versions.</summary>
    public PathConflict[] Conflict { get; set; } = [];

    /// <summary>Why it could not be verified, and where a shallow clone cuts off what histories may have in common; else null.</summary>
    public string? Reason { get; set; }
}
