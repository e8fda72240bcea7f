namespace MaintainerTools;

/// <summary>Another set of commits with which a commit picks clean.</summary>
public sealed class PrerequisiteSet : RepositoryResult
{
    /// <summary>SHAs to pick first, in picking order.</summary>
    public string[] Prerequisite { get; set; } = [];

    /// <summary>The same commits with their subjects, what each is needed for, and what it changes.</summary>
    public PrerequisiteCommit[] First { get; set; } = [];

    /// <summary>What the set costs: commits, how many of them are fixes, lines.</summary>
    public string Cost { get; set; } = "";

    /// <summary>Tree after the set and the commit.</summary>
    public string Tree { get; set; } = "";

    /// <summary>Its cost, and its commits.</summary>
    public override string ToString() => $"{Cost}: {string.Join(", ", (IEnumerable<PrerequisiteCommit>)First)}";
}
