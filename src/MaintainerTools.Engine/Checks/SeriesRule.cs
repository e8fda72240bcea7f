namespace MaintainerTools.Engine.Checks;

/// <summary>
/// A rule about a series. Each is a class of its own in a file of its own, which is found by being there; its name is that of the class without "Rule".
/// </summary>
internal abstract class SeriesRule
{
    /// <summary>The name that users know it by.</summary>
    internal string Name => GetType().Name[..^"Rule".Length];

    /// <summary>What it finds and what to do about it, in a few sentences.</summary>
    internal abstract string Description { get; }

    /// <summary>The severity of its findings.</summary>
    internal virtual FindingSeverity Severity => FindingSeverity.Warning;

    /// <summary>False for a rule that is asked only by its name.</summary>
    internal virtual bool IsEnabled => true;

    /// <summary>What can be set of it: key, default, meaning.</summary>
    internal virtual IReadOnlyList<RuleSetting> Settings => [];

    /// <summary>What it says of one commit. Merges are given too.</summary>
    internal virtual IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings) => [];

    /// <summary>What it says of the series as a whole; asked once, after all commits.</summary>
    internal virtual IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings) => [];
}

/// <summary>What a rule found; severity and the commit's names come with the rule and the commit.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Message">A sentence.</param>
/// <param name="File">The path; null where it is about the message or the commit.</param>
/// <param name="Line">From 1; null for none.</param>
/// <param name="Action">What would settle it; null where nothing can be said.</param>
internal sealed record RuleFinding(CheckedCommit Commit, string Message, string? File = null, int? Line = null, ReviewItem? Action = null);
