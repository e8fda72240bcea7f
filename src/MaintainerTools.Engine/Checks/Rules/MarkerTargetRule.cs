using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Markers of picks that name no commit which is here.</summary>
internal sealed class MarkerTargetRule : SeriesRule
{
    internal override string Description => "A marker such as \"(cherry picked from commit …)\" names no commit of this repository.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        foreach (CommitMarker marker in series.Workspace.History.Markers.Parse(commit.Commit.Message).Where(m => m.NamesSource))
        {
            if (series.Workspace.History.FindNamed(marker.Sha) is null)
                yield return new RuleFinding(commit, $"the marker names {marker.Sha}, which is no commit here", Line: marker.Line);
        }
    }
}
