namespace MaintainerTools;

/// <summary>How a ref stands to the fault that a fix fixes.</summary>
public enum AffectedRefState
{
    /// <summary>It cannot be told: nothing leads to where the fault came from, or the ref has nothing in common with the fix.</summary>
    Unknown,

    /// <summary>It has what likely brought the fault, and not the fix.</summary>
    HasBug,

    /// <summary>It has the fix, or a pick of it that was not taken back.</summary>
    HasFix,

    /// <summary>It has not what likely brought the fault.</summary>
    NeverHad,
}

/// <summary>A commit that may have brought the fault. It is found by likeness; nothing of it is proof.</summary>
public sealed class BugIntroducer
{
    /// <summary>SHA of the commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Its share of what speaks for all candidates together, 0 to 0.9. It compares candidates, and is no probability that was measured.</summary>
    public double Confidence { get; set; }

    /// <summary>What speaks for it, in words.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The abbreviated SHA and the subject.</summary>
    public override string ToString() => $"{(Commit.Length > 12 ? Commit[..12] : Commit)} {Subject}";
}

/// <summary>Whether a release or a branch has a fault that a fix fixes, as far as lines and words of the history tell.</summary>
public sealed class AffectedRef
{
    /// <summary>SHA of the fix.</summary>
    public string Fix { get; set; } = "";

    /// <summary>The fix's subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The tag or branch: its short name, or what was given.</summary>
    public string Ref { get; set; } = "";

    /// <summary>SHA of its commit.</summary>
    public string Sha { get; set; } = "";

    /// <summary>How it stands to the fault.</summary>
    public AffectedRefState State { get; set; }

    /// <summary>
    /// The share of the candidates, by their confidence, that say the same of this ref; 1 where it has the fix, which is certain by ancestry or marker.
    /// </summary>
    public double Confidence { get; set; }

    /// <summary>Why, in words.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The commit of the ref that is the fix: itself, or a pick of it. Null where there is none.</summary>
    public string? FixedBy { get; set; }

    /// <summary>The likeliest commits that brought the fault, the likeliest first; the same for all refs of one fix.</summary>
    public BugIntroducer[] Introducer { get; set; } = [];

    /// <summary>The commits that Fixes: tags of the fix name; they are compared with what was found, and do not decide.</summary>
    public string[] FixesTag { get; set; } = [];

    /// <summary>True where a Fixes: tag names the likeliest introducer, false where it names another commit. Null where there is none.</summary>
    public bool? FixesTagAgrees { get; set; }

    /// <summary>The folder of the repository.</summary>
    public string Repository { get; set; } = "";
}

/// <summary>Refs, one after the other, that stand alike to a fault.</summary>
public sealed class AffectedRefRange
{
    /// <summary>SHA of the fix.</summary>
    public string Fix { get; set; } = "";

    /// <summary>The fix's subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>How they stand to the fault.</summary>
    public AffectedRefState State { get; set; }

    /// <summary>The first of them.</summary>
    public string First { get; set; } = "";

    /// <summary>The last of them.</summary>
    public string Last { get; set; } = "";

    /// <summary>How many they are.</summary>
    public int Count { get; set; }

    /// <summary>The lowest confidence of them.</summary>
    public double Confidence { get; set; }

    /// <summary>The likeliest commits that brought the fault.</summary>
    public BugIntroducer[] Introducer { get; set; } = [];

    /// <summary>The folder of the repository.</summary>
    public string Repository { get; set; } = "";
}
