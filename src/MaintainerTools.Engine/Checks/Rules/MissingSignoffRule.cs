using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Commits that their author did not sign off.</summary>
internal sealed class MissingSignoffRule : SeriesRule
{
    internal override string Description =>
        "The author's Signed-off-by is missing. Asked where at least half of the 200 commits below the series have one, or Always.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("Always", false, "Asks whatever the history is used to.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (!commit.Commit.IsMerge && (settings.Flag("Always") || series.IsUsedTo(c => Signoffs.Has(c.Message, c.Author), half: true))
            && !Signoffs.Has(commit.Commit.Message, commit.Commit.Author))
            yield return new RuleFinding(commit, $"there is no Signed-off-by of the author, {commit.Commit.Author}");
    }
}
