namespace MaintainerTools;

/// <summary>What a rewrite made of a commit.</summary>
public enum RewriteStatus
{
    /// <summary>Below the first change: the same commit, the same SHA.</summary>
    Kept,

    /// <summary>Changes were folded into it.</summary>
    Folded,

    /// <summary>An identifier was renamed in it, and nothing folded into it.</summary>
    Renamed,

    /// <summary>Its message was changed, and nothing folded into it.</summary>
    Reworded,

    /// <summary>Its own change is as before; it stands on new parents.</summary>
    Rebased,

    /// <summary>Nothing of its change was left, by folding or on the new base; it was dropped.</summary>
    Emptied,

    /// <summary>A fixup that was folded completely; it is gone.</summary>
    Absorbed,

    /// <summary>A fixup of which something was not placed: it stays with that rest.</summary>
    Remaining,

    /// <summary>The new base has its change already; it was left out.</summary>
    LeftOut,

    /// <summary>It conflicts on the new base: nothing was moved.</summary>
    Conflict,

    /// <summary>It was not tried, because an earlier one conflicts.</summary>
    NotTried,
}

/// <summary>A commit before and after a rewrite.</summary>
public class RewrittenCommit : RepositoryResult
{
    /// <summary>SHA before.</summary>
    public string Old { get; set; } = "";

    /// <summary>SHA after; null when it was dropped or absorbed.</summary>
    public string? New { get; set; }

    /// <summary>Subject after (before, when there is no after).</summary>
    public string Subject { get; set; } = "";

    /// <summary>What became of it.</summary>
    public RewriteStatus Status { get; set; }

    /// <summary>How many changes were folded into it.</summary>
    public int Folded { get; set; }

    /// <summary>The diff of the patch before and after, as git range-diff shows it; null where the patch is what it was.</summary>
    public string? Diff { get; set; }

    /// <summary>True when it was signed: the signature is of the old commit and was left out.</summary>
    public bool SignatureDropped { get; set; }

    /// <summary>True when the new commit was signed, as -Sign or commit.gpgSign asks.</summary>
    public bool IsSigned { get; set; }

    /// <summary>"old -> new status subject".</summary>
    public override string ToString() => $"{Old} -> {New ?? "-"} {Status} {Subject}";
}

/// <summary>A series rewritten in memory, and the branch that was moved to it.</summary>
public class SeriesRewrite : RepositoryResult
{
    /// <summary>Full name of the branch that was moved (under -WhatIf: would be).</summary>
    public string Branch { get; set; } = "";

    /// <summary>The branch's tip before; the tip of the topic where the branch is new.</summary>
    public string OldTip { get; set; } = "";

    /// <summary>The branch's tip after.</summary>
    public string NewTip { get; set; } = "";

    /// <summary>Full name of the ref that keeps the old tip; null when nothing was replaced.</summary>
    public string? Backup { get; set; }

    /// <summary>Tree of the old tip with the fixups applied.</summary>
    public string ExpectedTree { get; set; } = "";

    /// <summary>
    /// Tree of the new tip. The same as <see cref="ExpectedTree"/>, unless something of the work tree or the index was not placed and stays there.
    /// </summary>
    public string Tree { get; set; } = "";

    /// <summary>The commits of the series and the fixups, oldest first.</summary>
    public RewrittenCommit[] Commit { get; set; } = [];

    /// <summary>How many changes were folded.</summary>
    public int Folded { get; set; }

    /// <summary>What was folded and where to, in the order of the plan.</summary>
    public FoldupItem[] Item { get; set; } = [];

    /// <summary>The command that takes the branch back to where it was; null while nothing is replaced.</summary>
    public string? UndoCommand { get; set; }

    /// <summary>What was not folded and where it stays: in a remaining fixup commit, or in the work tree.</summary>
    public FoldupItem[] Unplaced { get; set; } = [];

    /// <summary>Full names of the other refs that follow: dependent branches and notes, with -UpdateRefs.</summary>
    public string[] UpdatedRef { get; set; } = [];

    /// <summary>Full names of local branches that hold commits which were made anew, and stay on the old ones.</summary>
    public string[] LeftRef { get; set; } = [];

    /// <summary>The runs of the command that was given with -Test, oldest commit first; empty without one.</summary>
    public RewriteTest[] Test { get; set; } = [];

    /// <summary>True once the branch was moved; false for what -WhatIf shows.</summary>
    public bool Applied { get; set; }

    /// <summary>"branch: old -> new".</summary>
    public override string ToString() => $"{Branch}: {OldTip} -> {NewTip}";
}
