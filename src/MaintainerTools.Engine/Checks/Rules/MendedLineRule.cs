using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Lines that a later commit of the series puts right.</summary>
internal sealed class MendedLineRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A commit changes lines that an earlier commit of the series added, and either leaves all their words as they are (brackets, blanks, punctuation), "
        + "or its Fixes tag names that commit: such a change belongs there. FoldableChurn has all other changes of the series' own lines.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings) =>
        Churn.Of(series).Where(churn => churn.KeepsWords || Fixes(series, churn)).Select(churn => churn.ToFinding());

    private static bool Fixes(CheckedSeries series, Churn churn) => MessageReferences.Parse(churn.Later.Commit.Message).Any(reference =>
        reference is { Kind: FollowupKind.Fixes, Digits.Length: > 0 } && series.Workspace.History.FindNamed(reference.Digits) == churn.Origin.Commit.Id);
}
