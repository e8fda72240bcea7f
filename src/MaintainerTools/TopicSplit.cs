namespace MaintainerTools;

/// <summary>What came of splitting a series.</summary>
public enum TopicSplitVerdict
{
    /// <summary>Two series: the kept one applies on the base, the optional one on top of it, and the end is the topic's tree.</summary>
    Split,

    /// <summary>No commit of the series is optional.</summary>
    NothingOptional,

    /// <summary>All of the series is optional, or must go with what is.</summary>
    NothingKept,

    /// <summary>The two series do not end in the topic's tree: Reason says where. Nothing is written.</summary>
    NotProved,
}

/// <summary>To which of the two series a commit goes.</summary>
public enum SplitPart
{
    /// <summary>To the one that is kept.</summary>
    Kept,

    /// <summary>To the optional one: it was named.</summary>
    Optional,

    /// <summary>To the optional one as well: it needs something of that.</summary>
    Along,
}

/// <summary>Why a commit must go along with the optional ones.</summary>
public enum SplitEvidence
{
    /// <summary>It need not.</summary>
    None,

    /// <summary>It changes lines that they wrote, or removed.</summary>
    Line,

    /// <summary>It uses a name that they bring.</summary>
    Symbol,

    /// <summary>Without them it does not apply, or they do not apply on top of it; no line says why.</summary>
    Replay,
}

/// <summary>A commit of a series that was split, or a part of one.</summary>
public sealed class SplitCommit
{
    /// <summary>SHA before.</summary>
    public string Old { get; set; } = "";

    /// <summary>SHA in its new series; the same where all below it stayed. Null where nothing was split.</summary>
    public string? New { get; set; }

    /// <summary>Subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>To which series it goes.</summary>
    public SplitPart Part { get; set; }

    /// <summary>Why it must go along; None where it need not.</summary>
    public SplitEvidence Evidence { get; set; }

    /// <summary>The same in words, with paths, lines and names; null where nothing is to be said.</summary>
    public string? Reason { get; set; }

    /// <summary>SHAs of the optional commits that it needs, oldest first.</summary>
    public string[] Needs { get; set; } = [];

    /// <summary>Where it needs them: "path:12-15", or a path alone where lines do not tell.</summary>
    public string[] Path { get; set; } = [];

    /// <summary>The names that it uses and they bring.</summary>
    public string[] Symbol { get; set; } = [];

    /// <summary>Of a commit that touches both: its paths that are optional. Empty for every other.</summary>
    public string[] OptionalPath { get; set; } = [];

    /// <summary>True for one of the two parts of a commit that was split.</summary>
    public bool IsPiece { get; set; }

    /// <summary>How the new patch compares with the old one: Exact, ContextDrift …; None for a part of a commit, and where nothing was split.</summary>
    public PickGrade Grade { get; set; }

    /// <summary>True when it was signed: the signature is of the old commit and was left out.</summary>
    public bool SignatureDropped { get; set; }

    /// <summary>True when the new commit was signed, as -Sign or commit.gpgSign asks.</summary>
    public bool IsSigned { get; set; }

    /// <summary>"old Part subject".</summary>
    public override string ToString() => $"{Old} {Part} {Subject}";
}

/// <summary>A series split in two in memory, and the branches that were written.</summary>
public sealed class TopicSplit
{
    /// <summary>The repository's work tree, or its git folder where it has none.</summary>
    public string? Repository { get; set; }

    /// <summary>The topic, as it was named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA of the topic's tip.</summary>
    public string TopicSha { get; set; } = "";

    /// <summary>SHA of the commit that the series stands on.</summary>
    public string Since { get; set; } = "";

    /// <summary>What came of it.</summary>
    public TopicSplitVerdict Verdict { get; set; }

    /// <summary>How many commits are kept.</summary>
    public int Kept { get; set; }

    /// <summary>How many are optional, as was asked.</summary>
    public int Optional { get; set; }

    /// <summary>How many must go along.</summary>
    public int Along { get; set; }

    /// <summary>All in one line that a person can quote.</summary>
    public string Summary { get; set; } = "";

    /// <summary>Why the verdict is what it is; null where it speaks for itself.</summary>
    public string? Reason { get; set; }

    /// <summary>SHA of the kept series' tip; empty where nothing was split.</summary>
    public string KeptTip { get; set; } = "";

    /// <summary>Its tree.</summary>
    public string KeptTree { get; set; } = "";

    /// <summary>SHA of the optional series' tip, which stands on the kept one's.</summary>
    public string OptionalTip { get; set; } = "";

    /// <summary>Its tree.</summary>
    public string OptionalTree { get; set; } = "";

    /// <summary>The topic's tree, in which both must end.</summary>
    public string ExpectedTree { get; set; } = "";

    /// <summary>Full name of the branch for the kept series; null where none was named.</summary>
    public string? Branch { get; set; }

    /// <summary>Full name of the branch for the optional series; null where none was named.</summary>
    public string? OptionalBranch { get; set; }

    /// <summary>Full names of the refs that keep what was replaced.</summary>
    public string[] Backup { get; set; } = [];

    /// <summary>Full names of the other refs that follow: notes.</summary>
    public string[] UpdatedRef { get; set; } = [];

    /// <summary>The commits of the series, oldest first; one that was split stands there twice.</summary>
    public SplitCommit[] Commit { get; set; } = [];

    /// <summary>Id of the operation that wrote the branches, for Undo-TopicOperation; null while none did.</summary>
    public string? Operation { get; set; }

    /// <summary>The command that takes it back; null while nothing is written.</summary>
    public string? UndoCommand { get; set; }

    /// <summary>True once the branches were written; false for what -WhatIf shows.</summary>
    public bool Applied { get; set; }

    /// <summary>The summary.</summary>
    public override string ToString() => $"{Topic}: {Summary}";
}
