namespace MaintainerTools;

/// <summary>Why a branch should consider an upstream commit.</summary>
public enum BackportReason
{
    /// <summary>Its author asks for it: "Cc: stable" for this version, "Backport:", or what -Trailer names.</summary>
    Tagged,

    /// <summary>It fixes a commit that the branch has, itself or as a pick.</summary>
    Fixes,

    /// <summary>It fixes, or goes on with, something that the branch took or that is listed before it.</summary>
    FollowUp,

    /// <summary>It takes back something that the branch has, or that is listed before it.</summary>
    Revert,

    /// <summary>A commit that is listed says that this one goes before it.</summary>
    Declared,
}

/// <summary>A commit because of which another one is listed.</summary>
public sealed class BackportCause
{
    /// <summary>
    /// SHA of the upstream commit that is fixed, gone on with or taken back; of the one that needs this one first, for <see cref="BackportReason.Declared"/>.
    /// </summary>
    public string Commit { get; set; } = "";

    /// <summary>What it is to the one listed.</summary>
    public BackportReason Reason { get; set; }

    /// <summary>SHA of the branch's commit that has it, itself or a pick; null where the branch lacks it and it is listed as well.</summary>
    public string? As { get; set; }

    /// <summary>"0123456789ab", and as what the branch has it.</summary>
    public override string ToString() => Short(Commit) + (As is null ? " (listed)" : As == Commit ? "" : $" as {Short(As)}");

    private static string Short(string sha) => sha.Length > 12 ? sha[..12] : sha;
}

/// <summary>An upstream commit that a branch lacks and should consider.</summary>
public sealed class BackportCandidate : RepositoryResult
{
    /// <summary>SHA of the upstream commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Why, each reason once, the author's own wish first.</summary>
    public BackportReason[] Reason { get; set; } = [];

    /// <summary>The commits because of which it is listed; empty where it is tagged and names none.</summary>
    public BackportCause[] Cause { get; set; } = [];

    /// <summary>The author's name.</summary>
    public string Author { get; set; } = "";

    /// <summary>The author's address.</summary>
    public string AuthorEmail { get; set; } = "";

    /// <summary>When it was written.</summary>
    public DateTimeOffset AuthorDate { get; set; }

    /// <summary>
    /// The series that it came in: what the Message-IDs of the series have alike, the address of a pull request, or the subject of the merge that brought
    /// it as one; null where nothing says.
    /// </summary>
    public string? Series { get; set; }

    /// <summary>The lines by which its author asks for stable branches; empty where none does.</summary>
    public string[] Request { get; set; } = [];

    /// <summary>SHA of a later commit of upstream, in the same range, that takes it back; null where none does.</summary>
    public string? TakenBackBy { get; set; }

    /// <summary>SHA of the branch's commit that took its pick back; null where the branch never had it.</summary>
    public string? RevertedBy { get; set; }

    /// <summary>Its place by likeness to what the branch took before, 1 for the most alike; null without -Rank.</summary>
    public int? Rank { get; set; }

    /// <summary>How likely it is to be taken, as far as what the branch took before tells: 0 to 1; null without -Rank.</summary>
    public double? Likeness { get; set; }

    /// <summary>The three strongest reasons for that likeness, in words, the strongest first; empty without -Rank.</summary>
    public string[] Because { get; set; } = [];

    /// <summary>What was decided of it for this branch; null where nothing was.</summary>
    public BackportDecisionKind? Decision { get; set; }

    /// <summary>The branch, as named.</summary>
    public string Target { get; set; } = "";

    /// <summary>The upstream, as named.</summary>
    public string Upstream { get; set; } = "";
}
