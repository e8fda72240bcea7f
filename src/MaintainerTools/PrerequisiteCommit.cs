namespace MaintainerTools;

/// <summary>A commit that must be picked before another: what it is, what it is needed for and what it brings along.</summary>
public sealed class PrerequisiteCommit : RepositoryResult
{
    /// <summary>Its SHA.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>What it is needed for: path and lines, a symbol, or a declaration.</summary>
    public string Reason { get; set; } = "";

    /// <summary>True for a fix: a Fixes tag, a stable tag, or a subject that says so. Anything else is taken for a feature or a clean-up.</summary>
    public bool IsFix { get; set; }

    /// <summary>How many files it changes.</summary>
    public int Files { get; set; }

    /// <summary>How many lines it adds.</summary>
    public int Insertions { get; set; }

    /// <summary>How many lines it removes.</summary>
    public int Deletions { get; set; }

    /// <summary>SHA (12 digits), subject, and what it is needed for.</summary>
    public override string ToString() => $"{Commit[..Math.Min(12, Commit.Length)]} \"{Subject}\" ({Reason})";
}
