using System.Globalization;

namespace MaintainerTools;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Worth knowing; many a series is right as it is.</summary>
    Information,

    /// <summary>To be put right before the series is handed on.</summary>
    Warning,

    /// <summary>Nothing that can be handed on has this.</summary>
    Error,
}

/// <summary>What a rule says of a commit of a series.</summary>
public sealed class SeriesFinding
{
    /// <summary>The rule, as Get-TopicSeriesRule names it.</summary>
    public string RuleName { get; set; } = "";

    /// <summary>How much it matters: the rule's own severity, or what the settings make of it.</summary>
    public FindingSeverity Severity { get; set; }

    /// <summary>The commit's SHA.</summary>
    public string Commit { get; set; } = "";

    /// <summary>The commit's subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The file, by its path in the repository; null where it is about the message or the commit as a whole.</summary>
    public string? File { get; set; }

    /// <summary>The line from 1: of the file as the commit has it, or of the message where there is no file; null where no line is meant.</summary>
    public int? Line { get; set; }

    /// <summary>What is wrong, in a sentence.</summary>
    public string Message { get; set; } = "";

    /// <summary>
    /// What would settle it, as New-FoldupPlan takes it: a patch is planned as it is, lines to be removed and changes to be moved become proposals. Null where
    /// nothing can be said so.
    /// </summary>
    public ReviewItem? SuggestedAction { get; set; }

    /// <summary>The repository's work tree, or its git folder where it has none.</summary>
    public string? Repository { get; set; }

    /// <summary>"Warning WhitespaceError 1a2b3c4d5e6f a.c:3: trailing whitespace".</summary>
    public override string ToString() =>
        $"{Severity} {RuleName} {Commit[..Math.Min(12, Commit.Length)]} {File ?? "message"}"
        + $"{(Line is { } line ? ":" + line.ToString(CultureInfo.InvariantCulture) : "")}: {Message}";
}
