using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Lines that are added and changed again within the series.</summary>
internal sealed class FoldableChurnRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A commit changes or removes lines that an earlier commit of the series added. Where the later change is a correction, fold it; New-FoldupPlan -Churn "
        + "plans all of them. What a series builds step by step changes its own lines as well, so that this is worth a look and no more.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("MinimumLines", 1, "Fewer lines than that are passed over.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings)
    {
        int least = settings.Number("MinimumLines");
        foreach ((SeriesFile file, List<WeaveChange> changes) in series.Woven)
        {
            foreach (IGrouping<(int Later, int Origin), (WeaveChange Change, WeaveLine Line)> churn in changes
                .SelectMany(change => change.Removed.Where(line => line.Origin > 0).Select(line => (Change: change, Line: line)))
                .GroupBy(pair => (pair.Change.Revision, pair.Line.Origin)))
            {
                if (churn.Count() < least || series.Of(churn.Key.Later) is not { } later || series.Of(churn.Key.Origin) is not { } origin)
                    continue;
                string path = file.At(churn.Key.Later).Path ?? file.At(churn.Key.Later - 1).Path ?? "";
                int line = churn.First().Change.Range.NewStart + 1;
                yield return new RuleFinding(later, $"changes {Wording.Count(churn.Count(), "line")} that {origin.Title} added", path, line,
                    Suggestion.FoldInto(path, origin, churn.Select(pair => "-" + TextEncoding.Lenient.GetString(pair.Line.Bytes).TrimEnd('\n', '\r'))));
            }
        }
    }
}
