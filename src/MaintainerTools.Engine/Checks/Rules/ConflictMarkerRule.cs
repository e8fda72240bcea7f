using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Conflict markers that were committed.</summary>
internal sealed class ConflictMarkerRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Error;

    internal override string Description =>
        "Conflict markers on added lines, as git diff --check finds them; the conflict-marker-size attribute says how long they are.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        foreach (CheckedFile file in commit.Files.Where(f => f.NewMode != 0 && f.Diff is not null))
        {
            int size = series.Attributes.MarkerSize(PathText.Encode(file.Path));
            (TextLines old, TextLines @new, _) = file.Diff!.Value;
            foreach (LineChange change in LineDiff.Compute(old, @new, indentHeuristic: false))
            {
                for (int i = change.NewStart; i < change.NewEnd; i++)
                {
                    if (IsMarker(@new[i], size))
                        yield return new RuleFinding(commit, "leftover conflict marker", file.Path, i + 1);
                }
            }
        }
    }

    private static bool IsMarker(ReadOnlySpan<byte> line, int size) =>
        line.Length > size && line[0] is (byte)'=' or (byte)'<' or (byte)'>' or (byte)'|'
        && line[..size].IndexOfAnyExcept(line[0]) < 0 && WhitespaceSetting.IsSpace(line[size]);
}
