namespace MaintainerTools.Engine.SeriesSplits;

/// <summary>What is to be split, and into which branches.</summary>
public sealed record SeriesSplitOptions
{
    /// <summary>The series' tip, as named.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below the series, as named.</summary>
    public required string Since { get; init; }

    /// <summary>What is optional: commits and ranges of them, as named, and pathspecs.</summary>
    public required IReadOnlyList<string> Optional { get; init; }

    /// <summary>The branch for what is kept: a short or full name; null: none is written.</summary>
    public string? Branch { get; init; }

    /// <summary>The branch for what is optional; null: none is written.</summary>
    public string? OptionalBranch { get; init; }

    /// <summary>Splits commits that touch both optional paths and others.</summary>
    public bool SplitCommit { get; init; }

    /// <summary>Does not ask for names that optional commits bring.</summary>
    public bool IgnoreSymbol { get; init; }

    /// <summary>Replaces other branches that exist; the topic itself needs no such word.</summary>
    public bool Force { get; init; }

    /// <summary>Signs the new commits; null: as commit.gpgSign says.</summary>
    public bool? Sign { get; init; }
}

/// <summary>The branches that are written.</summary>
/// <param name="Kept">Full name of the one for what is kept; null for none.</param>
/// <param name="Optional">Full name of the one for what is optional; null for none.</param>
/// <param name="Topic">Full name of the topic's own; null where it is no local branch.</param>
internal sealed record SplitTargets(string? Kept, string? Optional, string? Topic);
