using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Picks that are not what their marker names.</summary>
internal sealed class MarkerContentRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A marked pick changes other lines than the commit that its marker names (Adapted, Partial), as Test-CherryPickBase grades it. An adapted "
        + "pick says so in its message.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (series.Workspace.History.Markers.SourceOf(commit.Commit.Message) is not { } marker
            || series.Workspace.History.FindNamed(marker.Sha) is not { } id || commit.Commit.IsMerge)
            yield break;
        IObjectReader objects = series.Workspace.Objects;
        CommitObject source = objects.ReadCommit(id);
        if (source.IsMerge)
            yield break;
        GradedChange graded = PickGrader.Grade(objects, CommitTrees.FirstOf(objects, series.Workspace.History.ParentsOf(id)), source.Tree,
            CommitTrees.FirstOf(objects, commit.Parents), commit.Commit.Tree);
        if (graded.Grade is not (PickGrade.Exact or PickGrade.ContextDrift or PickGrade.Whitespace))
            yield return new RuleFinding(commit,
                $"differs from {id.Abbreviate()} (\"{source.Subject}\"), which its marker names: {graded.Grade}{(graded.Reason is { } why ? ", " + why : "")}",
                Line: marker.Line);
    }
}
