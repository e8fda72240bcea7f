namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Merges.</summary>
internal sealed class MergeInSeriesRule : SeriesRule
{
    internal override string Description => "A merge in the series: it can be neither picked nor folded into. Move-TopicSeries makes a series linear.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge)
            yield return new RuleFinding(commit, $"a merge of {Wording.Count(commit.Parents.Count - 1, "branch", "branches")} in a series");
    }
}
