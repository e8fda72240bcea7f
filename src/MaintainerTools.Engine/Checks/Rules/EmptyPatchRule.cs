using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Commits that change nothing.</summary>
internal sealed class EmptyPatchRule : SeriesRule
{
    internal override string Description => "A commit that changes no file.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (!commit.Commit.IsMerge && CommitTrees.FirstOf(series.Workspace.Objects, commit.Parents) == commit.Commit.Tree)
            yield return new RuleFinding(commit, "changes no file");
    }
}
