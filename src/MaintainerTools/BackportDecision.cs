namespace MaintainerTools;

/// <summary>What was decided of an upstream commit for a branch.</summary>
public enum BackportDecisionKind
{
    /// <summary>It is to be picked, or was: what fixes it counts as a fix of something that the branch has.</summary>
    Taken,

    /// <summary>It is not to be picked.</summary>
    Denied,

    /// <summary>Not in this release; it is listed again when the branch has had its next one.</summary>
    Later,

    /// <summary>The branch does not need it.</summary>
    NotNeeded,
}

/// <summary>A decision about an upstream commit and a branch.</summary>
public sealed class BackportDecision : RepositoryResult
{
    /// <summary>SHA of the upstream commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject; null where this repository does not have it.</summary>
    public string? Subject { get; set; }

    /// <summary>The branch or tag, without its folder and its remote; "*" for a decision about every branch.</summary>
    public string Target { get; set; } = "";

    /// <summary>What was decided.</summary>
    public BackportDecisionKind Decision { get; set; }

    /// <summary>The reason given; empty where none was.</summary>
    public string Because { get; set; } = "";

    /// <summary>Who decided: a name.</summary>
    public string By { get; set; } = "";

    /// <summary>The address of who decided.</summary>
    public string ByEmail { get; set; } = "";

    /// <summary>When; for what a message says the date of that commit.</summary>
    public DateTimeOffset Date { get; set; }

    /// <summary>Where it is written: the notes ref, or the line's token and the commit whose message or note says it.</summary>
    public string Source { get; set; } = "";

    /// <summary>True for an older one, in whose place a later decision of the same commit and branch stands.</summary>
    public bool IsSuperseded { get; set; }
}
