namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Lines that are added and changed again within the series.</summary>
internal sealed class FoldableChurnRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A commit changes or removes lines that an earlier commit of the series added. Where the later change is a correction, fold it; New-FoldupPlan -Churn "
        + "plans all of them. What a series builds step by step changes its own lines as well, so that this is worth a look and no more.";

    internal override bool IsEnabled => false;

    internal override IReadOnlyList<RuleSetting> Settings => [new("MinimumLines", 1, "Fewer lines than that are passed over.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings)
    {
        int least = settings.Number("MinimumLines");
        foreach (Churn churn in Churn.Of(series).Where(c => c.Count >= least))
            yield return churn.ToFinding();
    }
}
