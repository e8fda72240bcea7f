namespace MaintainerTools;

/// <summary>What replay has proved of a set of prerequisites that is clean.</summary>
public enum PrerequisiteProof
{
    /// <summary>
    /// Nothing: no set was found, the commit is there already, or the set is clean but the budget ended
    /// before each member had been left out in a trial.
    /// </summary>
    None,

    /// <summary>Without any one member it is not clean. Another set may be smaller; none that was tried is.</summary>
    Irreducible,

    /// <summary>
    /// Irreducible, and no set of fewer commits does: all were tried that could, which are those that hold, for each conflict, one of the nearest 200
    /// commits that touch the file.
    /// </summary>
    Smallest,

    /// <summary>
    /// There is no set: all were tried that could do, as for <see cref="Smallest"/>. Where none was found and this is not said, there may be one.
    /// </summary>
    NoneExists,
}

/// <summary>What must be picked before a commit so that it picks clean.</summary>
public sealed class CherryPickPrerequisite : RepositoryResult
{
    /// <summary>SHA of the commit that is wanted.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>What it is to be picked onto, as named.</summary>
    public string Onto { get; set; } = "";

    /// <summary>SHAs to pick first, in picking order; empty when none is needed.</summary>
    public string[] Prerequisite { get; set; } = [];

    /// <summary>For each of <see cref="Prerequisite"/>, why: the path and lines, the symbol, or the declaration.</summary>
    public string[] Reason { get; set; } = [];

    /// <summary>The same commits with their subjects, what each is needed for, and what it changes.</summary>
    public PrerequisiteCommit[] First { get; set; } = [];

    /// <summary>What the set costs: commits, how many of them are fixes, lines. Null where none is needed or found.</summary>
    public string? Cost { get; set; }

    /// <summary>
    /// The other sets that would do, where they were asked for: none does without a member; fixes come before features, small ones before large.
    /// </summary>
    public PrerequisiteSet[] Alternative { get; set; } = [];

    /// <summary>True when replay proved it: with the set the commit picks clean, and without any one member it does not.</summary>
    public bool IsClean { get; set; }

    /// <summary>What is proved of the set's size. With symbols the members that replay does not ask for are beside the proof.</summary>
    public PrerequisiteProof Proof { get; set; }

    /// <summary>No set of fewer commits makes the pick clean, as far as it was searched; 0 when it picks clean as it is.</summary>
    public int AtLeast { get; set; }

    /// <summary>Tree after the set and the commit; null unless <see cref="IsClean"/>.</summary>
    public string? Tree { get; set; }

    /// <summary>True when the commit is in the target already, so that nothing is needed.</summary>
    public bool IsPresent { get; set; }

    /// <summary>The paths that conflict without the set; empty when it picks clean as it is.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>
    /// Where no set was found: how far the search went. With <see cref="IsClean"/>: which symbol's commit could not be picked with it. Null otherwise.
    /// </summary>
    public string? NotFound { get; set; }
}
