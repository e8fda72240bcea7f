namespace MaintainerTools;

/// <summary>What came of moving a series onto another base.</summary>
public enum SeriesMoveVerdict
{
    /// <summary>All of it stands on the new base, but for what that had already.</summary>
    Moved,

    /// <summary>It stands there already: every commit is the same.</summary>
    Unchanged,

    /// <summary>A commit conflicts: nothing was moved.</summary>
    Conflict,
}

/// <summary>A commit of a series before and after the series was moved onto another base.</summary>
public sealed class MovedCommit : RewrittenCommit
{
    /// <summary>
    /// How the new patch compares with the old one: Exact, ContextDrift, Whitespace … None for a merge, for what was left out or conflicts, and for what
    /// is the same commit.
    /// </summary>
    public PickGrade Grade { get; set; }

    /// <summary>True for a merge.</summary>
    public bool IsMerge { get; set; }

    /// <summary>Why the status or the grade is what it is; null where it speaks for itself.</summary>
    public string? Reason { get; set; }

    /// <summary>SHA of the commit of the new base that has the change; null where it was not left out, or where no single commit has it.</summary>
    public string? PresentAs { get; set; }

    /// <summary>
    /// The paths that conflict; empty unless the status is Conflict. TouchedBy names the commits of the old base that the new one lacks and that touched
    /// those lines, TouchedOnto those of the new base.
    /// </summary>
    public PathConflict[] Conflict { get; set; } = [];

    /// <summary>
    /// After a conflict, SHAs of the commits of the old base that would help: picked onto the new base first, in this order, they let the commit apply. Empty
    /// where none are known to.
    /// </summary>
    public string[] Prerequisite { get; set; } = [];

    /// <summary>After a conflict, the command to go on with; null otherwise.</summary>
    public string? NextCommand { get; set; }
}

/// <summary>A series moved onto another base in memory, and the branch that was moved to it.</summary>
public sealed class SeriesMove : SeriesRewrite
{
    /// <summary>The topic, as it was named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA of the commit that the series stood on.</summary>
    public string Since { get; set; } = "";

    /// <summary>SHA of the commit that it stands on now.</summary>
    public string Onto { get; set; } = "";

    /// <summary>The series as it was, as a range that Compare-TopicSeries takes.</summary>
    public string Old => $"{Since}..{OldTip}";

    /// <summary>The series as it is.</summary>
    public string New => $"{Onto}..{NewTip}";

    /// <summary>What came of it.</summary>
    public SeriesMoveVerdict Verdict { get; set; }

    /// <summary>How many commits stand on new parents.</summary>
    public int Moved { get; set; }

    /// <summary>How many were dropped: the new base has their change, or nothing was left of it.</summary>
    public int LeftOut { get; set; }

    /// <summary>The worst grade of a patch that was moved; None where none was.</summary>
    public PickGrade WorstGrade { get; set; }

    /// <summary>The linked work tree in which a conflict waits; null where none does.</summary>
    public string? Worktree { get; set; }

    /// <summary>Id of the operation that moved the branch, for Undo-TopicOperation; null while none did.</summary>
    public string? Operation { get; set; }

    /// <summary>After a conflict, the command to go on with; null otherwise.</summary>
    public string? NextCommand { get; set; }
}
