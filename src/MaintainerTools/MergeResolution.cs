namespace MaintainerTools;

/// <summary>What a recorded merge is beside the one that git makes of its parents.</summary>
public enum MergeResolutionVerdict
{
    /// <summary>The recorded tree is the automatic one: nothing was made by hand.</summary>
    Automatic,

    /// <summary>Paths conflict, and only those differ from the automatic merge: they were resolved by hand.</summary>
    Resolved,

    /// <summary>A path that merges clean is recorded otherwise ("evil merge"), whether others conflict or not.</summary>
    Changed,

    /// <summary>The automatic merge could not be made; <see cref="MergeResolution.Reason"/> says why.</summary>
    NotVerified,
}

/// <summary>What making the merge again would come to today.</summary>
public enum MergeRerun
{
    /// <summary>The merge was not made again.</summary>
    NotVerified,

    /// <summary>No conflict, and the recorded tree.</summary>
    Same,

    /// <summary>No conflict, and another tree: what was changed by hand would be gone without a word.</summary>
    CleanButDifferent,

    /// <summary>It conflicts, but each conflict was resolved before: in another merge of the range, or in the repository's rr-cache.</summary>
    Remembered,

    /// <summary>It conflicts, but not when the versions that a merge plan names are merged first.</summary>
    Planned,

    /// <summary>It conflicts.</summary>
    Conflict,
}

/// <summary>How a resolution was lost.</summary>
public enum ResolutionLossKind
{
    /// <summary>A later merge took the side that never had it.</summary>
    Merge,

    /// <summary>The branch was rewritten or set back to commits without it.</summary>
    Rewrite,
}

/// <summary>One path of a merge that is not what the automatic merge gives, or that conflicts in it.</summary>
public sealed class ResolvedPath
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = "";

    /// <summary>The kind of conflict as git names it; null for a path that merges clean.</summary>
    public string? Kind { get; set; }

    /// <summary>The path's blob in the automatic merge, with conflict markers where it conflicts; null where it has none.</summary>
    public string? AutomaticBlob { get; set; }

    /// <summary>The path's blob in the recorded merge; null where it has none.</summary>
    public string? RecordedBlob { get; set; }

    /// <summary>
    /// The hand-made difference: "+" lines that only the recorded merge has, "-" lines that only the automatic one has, conflict markers left out. Empty for
    /// what has no lines, and where all lines of both sides were kept.
    /// </summary>
    public string[] Line { get; set; } = [];

    /// <summary>"path (kind)", or "path (changed)" where it merges clean.</summary>
    public override string ToString() => $"{Path} ({Kind ?? "changed"})";
}

/// <summary>A resolution that a later merge or a rewrite threw away, and that is not in the tip.</summary>
public sealed class LostResolution
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = "";

    /// <summary>SHA of the merge that threw it away, or of the tip that the branch was rewritten to.</summary>
    public string By { get; set; } = "";

    /// <summary>How it was lost.</summary>
    public ResolutionLossKind Kind { get; set; }

    /// <summary>
    /// The lines: "+" those that the resolution has and the tip has not, "-" those that it left out and that are back. Empty for what has no lines.
    /// </summary>
    public string[] Line { get; set; } = [];

    /// <summary>What happened, in a sentence.</summary>
    public string Reason { get; set; } = "";

    /// <summary>"path: reason".</summary>
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>A merge, and what of it was made by hand.</summary>
public sealed class MergeResolution : RepositoryResult
{
    /// <summary>SHA of the merge.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>SHAs of its parents.</summary>
    public string[] Parent { get; set; } = [];

    /// <summary>What it is beside the automatic merge.</summary>
    public MergeResolutionVerdict Verdict { get; set; }

    /// <summary>Why, in one sentence.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The tree it records.</summary>
    public string RecordedTree { get; set; } = "";

    /// <summary>
    /// The tree of the automatic merge, which holds conflict markers where that conflicts (it is in no
    /// repository then); null where it could not be made.
    /// </summary>
    public string? AutomaticTree { get; set; }

    /// <summary>The paths that conflict in the automatic merge, whatever was made of them.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>The paths that merge clean and are recorded otherwise.</summary>
    public string[] ChangedPath { get; set; } = [];

    /// <summary>Both, with what was made by hand.</summary>
    public ResolvedPath[] Path { get; set; } = [];

    /// <summary>What of it was thrown away later and is not in the topic any more.</summary>
    public LostResolution[] Lost { get; set; } = [];

    /// <summary>What making the merge again would come to today.</summary>
    public MergeRerun Rerun { get; set; }

    /// <summary>Why; null where the verdict says it all.</summary>
    public string? RerunReason { get; set; }

    /// <summary>True for a merge that only a rewritten state of the branch has: it is not in the topic any more.</summary>
    public bool IsRewritten { get; set; }

    /// <summary>The git command that shows the same (git 2.35 or later); null for a merge of more than two parents, which it does not show.</summary>
    public string? Reproduce { get; set; }
}
