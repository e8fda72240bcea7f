using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Commits that whoever took them did not sign off.</summary>
internal sealed class MissingCommitterSignoffRule : SeriesRule
{
    // Whoever only rebases for himself need not sign yet.
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "The Signed-off-by of a committer who is not the author is missing. Asked where nine of ten such commits, of the 200 below the series, have "
        + "one, or Always.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("Always", false, "Asks whatever the history is used to.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge || IsOwn(commit.Commit) || Signoffs.Has(commit.Commit.Message, commit.Commit.Committer))
            yield break;
        if (settings.Flag("Always") || series.IsUsedTo(c => IsOwn(c) ? null : Signoffs.Has(c.Message, c.Committer), half: false))
            yield return new RuleFinding(commit, $"there is no Signed-off-by of the committer, {commit.Commit.Committer}");
    }

    private static bool IsOwn(CommitObject commit) => Signoffs.IsSame(commit.Author, commit.Committer.Name, commit.Committer.Email);
}
