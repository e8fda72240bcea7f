namespace MaintainerTools;

/// <summary>What became of a commit that was to be picked.</summary>
public enum PickStatus
{
    /// <summary>It was picked (under -WhatIf: it would be).</summary>
    Picked,

    /// <summary>The change is in the target already; <see cref="PickedCommit.Reason"/> says as what.</summary>
    AlreadyPresent,

    /// <summary>Picking it changes nothing.</summary>
    Empty,

    /// <summary>It conflicts; <see cref="PickedCommit.Conflict"/> says where.</summary>
    Conflict,

    /// <summary>It was not tried, because an earlier one conflicts.</summary>
    NotTried,
}

/// <summary>How a pick compares with its upstream commit, from the best to the worst.</summary>
public enum PickGrade
{
    /// <summary>Not graded: no comparison was asked for or possible; the reason says which.</summary>
    None,

    /// <summary>
    /// The same patch-id, as git patch-id computes it, and the same white space in the changed lines, perhaps
    /// in files of another folder; or the very commit.
    /// </summary>
    Exact,

    /// <summary>The same change but for white space and blank lines.</summary>
    Whitespace,

    /// <summary>The same removed and added lines per file, in other context.</summary>
    ContextDrift,

    /// <summary>The changed lines differ.</summary>
    Adapted,

    /// <summary>A file or hunk of the upstream commit has no counterpart in the pick.</summary>
    Partial,

    /// <summary>No upstream commit corresponds.</summary>
    Foreign,
}

/// <summary>One path that conflicts.</summary>
public sealed class PathConflict
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = "";

    /// <summary>The kind as git names it: content, add/add, modify/delete, rename/delete …</summary>
    public string Kind { get; set; } = "";

    /// <summary>Blob of the common base; null where it has none.</summary>
    public string? BaseBlob { get; set; }

    /// <summary>Blob of the side merged into; null where it has none.</summary>
    public string? OursBlob { get; set; }

    /// <summary>Blob of the side merged or picked; null where it has none.</summary>
    public string? TheirsBlob { get; set; }

    /// <summary>
    /// The file as git would leave it in the work tree, conflict markers included (UTF-8; bytes that are not are read as Latin-1). Null where it was not asked
    /// for (Get-MergeForecast -ConflictStyle), where git leaves nothing at the path, and where that is no text: a binary file, a submodule.
    /// </summary>
    public string? Text { get; set; }

    /// <summary>
    /// SHAs of the upstream commits that the target lacks and that touched the lines which the pick changes
    /// there, upstream's order; empty where none did.
    /// </summary>
    public string[] TouchedBy { get; set; } = [];

    /// <summary>
    /// Where a series was to be moved, SHAs of the commits of the new base that the old one lacks and that touched the lines in conflict, oldest first;
    /// empty where none did, and elsewhere.
    /// </summary>
    public string[] TouchedOnto { get; set; } = [];

    /// <summary>
    /// Name of the resolution that git rerere recorded for it (its folder in rr-cache, with ".1" and so on for a variant): -UseRerere would use it. Null
    /// where there is none.
    /// </summary>
    public string? RecordedResolution { get; set; }

    /// <summary>"path (kind)".</summary>
    public override string ToString() => $"{Path} ({Kind})";
}

/// <summary>An upstream commit and its pick.</summary>
public sealed class PickedCommit
{
    /// <summary>SHA of the upstream commit; null for a <see cref="PickGrade.Foreign"/> one.</summary>
    public string? Source { get; set; }

    /// <summary>SHA of the pick; null where none was made (not picked, conflict, -WhatIf).</summary>
    public string? Sha { get; set; }

    /// <summary>The commit's subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The author's name; empty where an audit tells of it.</summary>
    public string Author { get; set; } = "";

    /// <summary>The author's address; empty where an audit tells of it.</summary>
    public string AuthorEmail { get; set; } = "";

    /// <summary>What it was picked onto, as named; empty where an audit tells of it.</summary>
    public string Target { get; set; } = "";

    /// <summary>Folder of the repository; empty where an audit tells of it.</summary>
    public string Repository { get; set; } = "";

    /// <summary>What became of it.</summary>
    public PickStatus Status { get; set; }

    /// <summary>How the pick compares with <see cref="Source"/>.</summary>
    public PickGrade Grade { get; set; }

    /// <summary>Why the status or grade is what it is; null where it speaks for itself.</summary>
    public string? Reason { get; set; }

    /// <summary>The paths that conflict; empty unless the status is Conflict.</summary>
    public PathConflict[] Conflict { get; set; } = [];

    /// <summary>
    /// How the pick was bound to its source: Same (the very commit), Marker, PatchId, Subject, Diff (the closest one), Group (several commits that are one or
    /// more of upstream's); null where it was not.
    /// </summary>
    public string? PairedBy { get; set; }

    /// <summary>SHAs of further upstream commits that it holds beside <see cref="Source"/>, by itself or with <see cref="OtherPart"/>.</summary>
    public string[] OtherSource { get; set; } = [];

    /// <summary>
    /// SHAs of the other commits of the base that have the rest of <see cref="Source"/>: several that were squashed into one upstream, or the parts of one
    /// that was split.
    /// </summary>
    public string[] OtherPart { get; set; } = [];

    /// <summary>What an audit found wrong, each once; empty when nothing.</summary>
    public string[] Finding { get; set; } = [];

    /// <summary>
    /// Of each of <see cref="Finding"/>, in the same order, the id of its kind, which does not change: NotMarked, OutOfOrder, RevertsPick …
    /// </summary>
    public string[] FindingId { get; set; } = [];

    /// <summary>True for a merge; told by an audit.</summary>
    public bool IsMerge { get; set; }

    /// <summary>
    /// What the pick changes otherwise than <see cref="Source"/>, as a diff of the two diffs ('-': upstream's, '+': the pick's; hunk headers without
    /// line numbers). Null for <see cref="PickGrade.Exact"/>, and where there is nothing to compare.
    /// </summary>
    public string? DiffOfDiffs { get; set; }

    /// <summary>SHA of the commit that needs this one first; null for one that was asked for itself.</summary>
    public string? NeededBy { get; set; }

    /// <summary>The paths whose conflicts were resolved as git rerere has recorded it; empty where none was.</summary>
    public string[] ResolvedByRerere { get; set; } = [];

    /// <summary>The paths in which something was left out because of -ExcludePath, sorted; empty where nothing was.</summary>
    public string[] ExcludedPath { get; set; } = [];

    /// <summary>True when the pick was signed.</summary>
    public bool IsSigned { get; set; }

    /// <summary>After a conflict, the command to go on with; null otherwise.</summary>
    public string? NextCommand { get; set; }
}
