namespace MaintainerTools;

/// <summary>What must be picked before a commit so that it picks clean.</summary>
public sealed class CherryPickPrerequisite
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

    /// <summary>True when replay proved it: with the set the commit picks clean, and without any one member it does not.</summary>
    public bool IsClean { get; set; }

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
