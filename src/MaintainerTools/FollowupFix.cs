namespace MaintainerTools;

/// <summary>How a later commit refers to an earlier one.</summary>
public enum FollowupKind
{
    /// <summary>A Fixes: tag.</summary>
    Fixes,

    /// <summary>"This reverts commit SHA", or Revert "subject".</summary>
    Revert,

    /// <summary>"Follow-up for SHA".</summary>
    FollowUp,

    /// <summary>The SHA stands somewhere else in the text; told only of commits that are named in no other way.</summary>
    Mention,
}

/// <summary>How a change is in a branch.</summary>
public enum PresenceKind
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The very commit is reachable.</summary>
    Ancestor,

    /// <summary>A commit there carries a marker that names it.</summary>
    Marker,

    /// <summary>A commit there has the same patch-id.</summary>
    PatchId,

    /// <summary>The files hold it, by a commit that says nothing of it: one that holds several changes together, or made it anew.</summary>
    Content,
}

/// <summary>A later commit that fixes, reverts or mentions an earlier one.</summary>
public sealed class FollowupFix : RepositoryResult
{
    /// <summary>SHA of the later commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>SHA of what it fixes, reverts or mentions: a commit asked about (Depth 1), or one of its follow-ups.</summary>
    public string Fixes { get; set; } = "";

    /// <summary>How it refers to that.</summary>
    public FollowupKind Kind { get; set; }

    /// <summary>1: refers to a commit asked about; 2: to a follow-up of one; and so on.</summary>
    public int Depth { get; set; }

    /// <summary>True when the change is in the target already. Null where no target was named.</summary>
    public bool? Present { get; set; }

    /// <summary>As what it is there; None where it is not, null where no target was named.</summary>
    public PresenceKind? PresentAs { get; set; }

    /// <summary>
    /// The commit of the target that is it: its own SHA, that of the marked pick, that with its patch-id, or the one that brought its lines. Null where it is
    /// not there.
    /// </summary>
    public string? PresentSha { get; set; }

    /// <summary>
    /// The commit of the target that took the change back after it came: one that names it, or one that does the opposite and says nothing. Null where none
    /// did, or no target was named.
    /// </summary>
    public string? RevertedBy { get; set; }

    /// <summary>
    /// True when what it fixes, or lines that it changes, are in the target, or will be with a follow-up that is to be picked before it, so that there is
    /// something to fix; false for what upstream took back in the end.
    /// Null where it is there already, no target was named, or it cannot be told (a merge, a missing blob).
    /// </summary>
    public bool? Applicable { get; set; }

    /// <summary>What was decided of it for the target; null where nothing was, or no target was named.</summary>
    public BackportDecisionKind? Decision { get; set; }

    /// <summary>
    /// The first tag that contains the later commit: of those that git tag --contains lists, the one whose commit comes first. Null where none does, or it was
    /// not asked for (-FirstTag).
    /// </summary>
    public string? FirstTag { get; set; }

    /// <summary>The branch that was asked whether it has them, as named by -MissingFrom; null where none was.</summary>
    public string? Target { get; set; }

    /// <summary>The upstream, as named.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>"0123456789ab Fixes subject".</summary>
    public override string ToString() => $"{(Commit.Length > 12 ? Commit[..12] : Commit)} {Kind} {Subject}";
}
