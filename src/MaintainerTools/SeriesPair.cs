namespace MaintainerTools;

/// <summary>What became of a patch from one version of a series to the next.</summary>
public enum SeriesPairStatus
{
    /// <summary>The same author, message and diff: git's mark "=".</summary>
    Same,

    /// <summary>The same patch, changed: "!".</summary>
    Changed,

    /// <summary>Only the new version has it: "&gt;".</summary>
    Added,

    /// <summary>Only the old version has it: "&lt;".</summary>
    Removed,
}

/// <summary>A patch of an old version of a series and what it became in a new one.</summary>
public sealed class SeriesPair : RepositoryResult
{
    /// <summary>SHA of the old patch; null for an added one, and for a mail that names no commit.</summary>
    public string? Old { get; set; }

    /// <summary>SHA of the new patch; null for a removed one, and for a mail that names no commit.</summary>
    public string? New { get; set; }

    /// <summary>Its place in the old version, from 1; null for an added one.</summary>
    public int? OldNumber { get; set; }

    /// <summary>Its place in the new version, from 1; null for a removed one.</summary>
    public int? NewNumber { get; set; }

    /// <summary>What became of it.</summary>
    public SeriesPairStatus Status { get; set; }

    /// <summary>The status as git range-diff marks it: =, !, &lt; or &gt;.</summary>
    public string Mark { get; set; } = "";

    /// <summary>
    /// How the new patch compares with the old one, as a pick with its upstream commit: its message does not count. Foreign for an added one, None for a
    /// removed one.
    /// </summary>
    public PickGrade Grade { get; set; }

    /// <summary>Why the grade is not Exact; null when it is.</summary>
    public string? GradeReason { get; set; }

    /// <summary>Subject of the new patch; of the old one when it was removed.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Subject of the old patch; null for an added one.</summary>
    public string? OldSubject { get; set; }

    /// <summary>
    /// The diff of the two patches, messages included, as git range-diff shows it: the first column says what differs between the versions, the second is
    /// the patches' own. Null unless the patch was changed.
    /// </summary>
    public string? Diff { get; set; }

    /// <summary>"1 ! 2 subject".</summary>
    public override string ToString() => $"{OldNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {Mark} "
        + $"{NewNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {Subject}";
}
