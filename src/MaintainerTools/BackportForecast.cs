namespace MaintainerTools;

/// <summary>What would happen if a commit were picked onto a branch.</summary>
public enum BackportVerdict
{
    /// <summary>It picks clean; <see cref="BackportForecast.Tree"/> is the result.</summary>
    Clean,

    /// <summary>
    /// The branch has the change already; <see cref="BackportForecast.PresentBy"/> says as what. Picking it would change nothing, or what it would change
    /// later commits of the
    /// branch explain: <see cref="BackportForecast.ChangedBy"/>.
    /// </summary>
    AlreadyPresent,

    /// <summary>The branch took the change, and some of it is not there: <see cref="BackportForecast.Missing"/>.</summary>
    PresentInPart,

    /// <summary>The branch had the change, and took it back: <see cref="BackportForecast.RevertedBy"/>.</summary>
    Reverted,

    /// <summary>It conflicts.</summary>
    Conflict,

    /// <summary>It conflicts, and picks clean after the commits in <see cref="BackportForecast.Prerequisite"/>.</summary>
    NeedsPrerequisite,

    /// <summary>Nothing that it changes is in the branch, under whatever name, and neither is what it says that it fixes.</summary>
    NotApplicable,

    /// <summary>Picking it changes nothing, though the branch has no commit that is known to be it.</summary>
    Empty,

    /// <summary>It could not be answered; the reason says why.</summary>
    NotVerified,
}

/// <summary>One cell of the matrix commit × branch.</summary>
public sealed class BackportForecast : RepositoryResult
{
    /// <summary>SHA of the commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Its author's name.</summary>
    public string Author { get; set; } = "";

    /// <summary>The author's address.</summary>
    public string AuthorEmail { get; set; } = "";

    /// <summary>The branch, as named.</summary>
    public string Target { get; set; } = "";

    /// <summary>The branch's commit.</summary>
    public string TargetSha { get; set; } = "";

    /// <summary>What would happen.</summary>
    public BackportVerdict Verdict { get; set; }

    /// <summary>
    /// What git's three-way pick alone gives: Clean, Conflict or Empty; nothing where it could not be verified. It differs from the
    /// verdict where the change is known to be present.
    /// </summary>
    public string PickVerdict { get; set; } = "";

    /// <summary>Tree that it was picked onto: the branch's, or in a series the one after the commits before it. Null for a merge.</summary>
    public string? OntoTree { get; set; }

    /// <summary>Tree of the result; null where the pick conflicts or could not be verified.</summary>
    public string? Tree { get; set; }

    /// <summary>The paths that conflict, sorted.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>The kinds of conflict, each once, as git names them.</summary>
    public string[] ConflictKind { get; set; } = [];

    /// <summary>The paths in which something was left out because of -ExcludePath, sorted.</summary>
    public string[] ExcludedPath { get; set; } = [];

    /// <summary>How the change came to the branch: Ancestor, Marker or PatchId; null where it did not.</summary>
    public string? PresentBy { get; set; }

    /// <summary>The branch's commit by which it came; null where none is known.</summary>
    public string? PresentAs { get; set; }

    /// <summary>The branch's commit that took the change, or some of it, back; null where nothing did.</summary>
    public string? RevertedBy { get; set; }

    /// <summary>What of the change is not there, where it is there in part.</summary>
    public MissingChange[] Missing { get; set; } = [];

    /// <summary>The branch's later commits that explain what a pick would still change though the change is there.</summary>
    public string[] ChangedBy { get; set; } = [];

    /// <summary>SHAs that must be picked first, in order, where they were searched for and found.</summary>
    public string[] Prerequisite { get; set; } = [];

    /// <summary>The same commits with their subjects, what each is needed for, and what it changes.</summary>
    public PrerequisiteCommit[] First { get; set; } = [];

    /// <summary>The other sets that would do, where they were asked for, in the order in which one would take them.</summary>
    public PrerequisiteSet[] Alternative { get; set; } = [];

    /// <summary>What was decided of it for this branch; null where nothing was.</summary>
    public BackportDecisionKind? Decision { get; set; }

    /// <summary>Later upstream fixes of this commit that the branch lacks, where upstream was named.</summary>
    public string[] MissingFix { get; set; } = [];

    /// <summary>Why the verdict is what it is; null where it speaks for itself.</summary>
    public string? Reason { get; set; }

    /// <summary>"linux-4.9.y: Conflict".</summary>
    public override string ToString() => $"{Target}: {Verdict}";
}
