namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Commits that say themselves that they belong into another.</summary>
internal sealed class UnfoldedFixupRule : SeriesRule
{
    private static readonly string[] s_prefixes = ["fixup!", "squash!", "amend!"];

    internal override string Description =>
        "A fixup!, squash! or amend! commit that is still there: New-FoldupPlan without any source plans all of them.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (s_prefixes.FirstOrDefault(p => commit.Subject.StartsWith(p, StringComparison.Ordinal)) is { } prefix)
            yield return new RuleFinding(commit, $"a {prefix} commit is not folded yet", Line: 1);
    }
}
