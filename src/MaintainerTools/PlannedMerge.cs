namespace MaintainerTools;

/// <summary>A merge commit that Invoke-MergePlan made, or under -WhatIf would make.</summary>
public sealed class PlannedMerge : RepositoryResult
{
    /// <summary>The branch's full name.</summary>
    public string Branch { get; set; } = "";

    /// <summary>SHA of the merge commit; null under -WhatIf.</summary>
    public string? Sha { get; set; }

    /// <summary>SHA of the upstream version that it merges.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>The merge commit's subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Tree of the merge, the one that the plan names.</summary>
    public string Tree { get; set; } = "";

    /// <summary>The ref that keeps the branch's old tip; null where the branch was made new or under -WhatIf.</summary>
    public string? Backup { get; set; }
}
