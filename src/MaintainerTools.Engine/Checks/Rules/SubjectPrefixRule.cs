namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Prefixes that the files' own history does not have.</summary>
internal sealed class SubjectPrefixRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "The subject has no prefix although all of the last commits of its files have one, or writes one in other letters (case) than all of them do. "
        + "It looks at 200 commits below the series.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("MinimumHistory", 3, "So many commits of the files must be there to tell.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge || commit.Subject.StartsWith("Revert ", StringComparison.Ordinal))
            yield break;
        string[] history = [.. series.SubjectsOf(commit.Files.Select(f => f.OldPath ?? f.Path))];
        if (history.Length < settings.Number("MinimumHistory"))
            yield break;
        string?[] prefixes = [.. history.Select(SubjectPrefix.Of)];
        string? own = SubjectPrefix.Of(commit.Subject);
        if (own is null && prefixes.All(p => p is not null))
            yield return new RuleFinding(commit, $"the subject has no prefix; the last {prefixes.Length} commits of its files have "
                + Wording.Some(prefixes.Select(p => $"\"{p}:\"").Distinct()), Line: 1);
        else if (own is not null && prefixes.FirstOrDefault(p => own.Equals(p, StringComparison.OrdinalIgnoreCase)) is { } other
            && !prefixes.Contains(own, StringComparer.Ordinal))
            yield return new RuleFinding(commit, $"the prefix \"{own}:\" is written \"{other}:\" before", Line: 1);
    }
}
