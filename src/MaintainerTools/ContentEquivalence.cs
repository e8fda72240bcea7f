namespace MaintainerTools;

/// <summary>The verdict of an equivalence test.</summary>
public enum EquivalenceVerdict
{
    /// <summary>The merge is clean, its tree is upstream's, and every pick carries its upstream commit whole.</summary>
    Equivalent,

    /// <summary>The merge is clean, but something is foreign in the base or lost from a pick.</summary>
    CleanButDifferent,

    /// <summary>The merge conflicts.</summary>
    Conflicting,

    /// <summary>A check could not run; <see cref="ContentEquivalence.Reason"/> says which and why.</summary>
    NotVerified,
}

/// <summary>What a path of the base is in the merge with upstream.</summary>
public enum PathEquivalenceVerdict
{
    /// <summary>The base has upstream's content already.</summary>
    Same,

    /// <summary>The base's content differs, and the merge gives upstream's: its changes are absorbed.</summary>
    Absorbed,

    /// <summary>The merge does not give upstream's content: the base has something that upstream has not.</summary>
    Foreign,

    /// <summary>The path conflicts.</summary>
    Conflict,
}

/// <summary>One path of an equivalence test.</summary>
public sealed class PathEquivalence
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = "";

    /// <summary>Its blob in the base; null where it has none.</summary>
    public string? BaseBlob { get; set; }

    /// <summary>Its blob in the upstream version; null where it has none.</summary>
    public string? UpstreamBlob { get; set; }

    /// <summary>Its blob in the merge of the two; null where it has none or conflicts.</summary>
    public string? MergedBlob { get; set; }

    /// <summary>What that makes of it.</summary>
    public PathEquivalenceVerdict Verdict { get; set; }

    /// <summary>The lines of the merge that are not upstream's ("+" only in the merge, "-" only upstream), with line numbers; empty unless Foreign.</summary>
    public string[] ForeignLine { get; set; } = [];

    /// <summary>The kind of conflict as git names it; null unless Conflict.</summary>
    public string? ConflictKind { get; set; }

    /// <summary>SHAs of the base's commits that upstream lacks and that touch the path, oldest first; merges left out; empty unless Conflict.</summary>
    public string[] BaseCommit { get; set; } = [];

    /// <summary>SHAs of upstream's commits that the base lacks and that touch the path, oldest first; merges left out; empty unless Conflict.</summary>
    public string[] UpstreamCommit { get; set; } = [];

    /// <summary>"path: verdict".</summary>
    public override string ToString() => $"{Path}: {Verdict}";
}

/// <summary>One line of a certificate: what it says, and the command with which anybody can check it.</summary>
public sealed class CertificateLine
{
    /// <summary>What it says.</summary>
    public string Claim { get; set; } = "";

    /// <summary>A line for a POSIX shell in the repository; it needs git 2.38 or later, and writes no refs.</summary>
    public string Command { get; set; } = "";

    /// <summary>What the command prints, lines joined by LF, when the claim holds; null for a comparison to look at.</summary>
    public string? Output { get; set; }

    /// <summary>SHA of the pick that the line is about; null for a line about the whole.</summary>
    public string? Pick { get; set; }

    /// <summary>The claim, and the command below it.</summary>
    public override string ToString() => $"{Claim}\n  $ {Command}";
}

/// <summary>The certificate: is a picked base content-equivalent to an upstream version?</summary>
public sealed class ContentEquivalence : RepositoryResult
{
    /// <summary>The base as it was named.</summary>
    public string Base { get; set; } = "";

    /// <summary>The base's commit.</summary>
    public string BaseSha { get; set; } = "";

    /// <summary>The upstream version as it was named.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>The upstream version's commit.</summary>
    public string UpstreamSha { get; set; } = "";

    /// <summary>Where the picks begin: the commit given with -Since, or the merge base of the two.</summary>
    public string SinceSha { get; set; } = "";

    /// <summary>The verdict.</summary>
    public EquivalenceVerdict Verdict { get; set; }

    /// <summary>Why, in one sentence.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Tree of the merge of base and upstream; null when it conflicts or could not be made.</summary>
    public string? MergedTree { get; set; }

    /// <summary>Tree of the upstream version.</summary>
    public string UpstreamTree { get; set; } = "";

    /// <summary>The paths that conflict in that merge.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>The paths that the base changed since <see cref="SinceSha"/>, and any other that the merge does not give as upstream has it.</summary>
    public PathEquivalence[] Path { get; set; } = [];

    /// <summary>The commits of the base since <see cref="SinceSha"/>, oldest first, each with its grade.</summary>
    public PickedCommit[] Pick { get; set; } = [];

    /// <summary>How many of <see cref="Pick"/> are picks, not commits of upstream's own history.</summary>
    public int PickCount { get; set; }

    /// <summary>What the comparison merge was made with: -Target as it was named; null where none was given.</summary>
    public string? Target { get; set; }

    /// <summary>
    /// How many paths conflict when the base is merged with <see cref="Target"/> directly, without the certificate's version between; null without -Target, and
    /// where that merge could not be made.
    /// </summary>
    public int? NaiveConflicts { get; set; }

    /// <summary>Why the merge with <see cref="Target"/> could not be made; null otherwise.</summary>
    public string? NaiveReason { get; set; }

    /// <summary>The certificate line by line, each with the command that reproduces it.</summary>
    public CertificateLine[] Certificate { get; set; } = [];

    /// <summary>The commands of <see cref="Certificate"/>.</summary>
    public string[] Reproduce { get; set; } = [];
}
