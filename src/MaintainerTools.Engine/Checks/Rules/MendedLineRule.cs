using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Lines that a later commit of the series puts right.</summary>
internal sealed partial class MendedLineRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A commit changes lines that an earlier commit of the series added, and either leaves all their words as they are (brackets, blanks, punctuation), "
        + "or says that it is a fix: such a change belongs into the earlier commit. FoldableChurn has all other changes of the series' own lines.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings) =>
        Churn.Of(series).Where(churn => churn.KeepsWords || Fix().IsMatch(churn.Later.Subject)).Select(churn => churn.ToFinding());

    [GeneratedRegex(@"\bfix(?:es|ed)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fix();
}
