using System.Globalization;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Subjects that do not fit where they are shown.</summary>
internal sealed class SubjectLengthRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description => "A subject that is longer than the setting says. Reverts, whose subject is another's, may be.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("MaximumLength", 75, "The most letters of a subject.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        int length = new StringInfo(commit.Subject).LengthInTextElements;
        int most = settings.Number("MaximumLength");
        if (!commit.Commit.IsMerge && length > most && !commit.Subject.StartsWith("Revert ", StringComparison.Ordinal))
            yield return new RuleFinding(commit, $"the subject has {length} letters, more than {most}", Line: 1);
    }
}
