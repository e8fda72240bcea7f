using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Files whose executable bit changes without a word, or that are executable and cannot be run.</summary>
internal sealed partial class ModeFlipRule : SeriesRule
{
    internal override string Description =>
        "A file becomes executable, or ceases to be, in a commit whose message does not speak of that; or a new file is executable and does not begin with #!.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        bool isNamed = Named().IsMatch(commit.Commit.Message);
        foreach (CheckedFile file in commit.Files.Where(f => EntryMode.IsFile(f.NewMode)))
        {
            if (EntryMode.IsFile(file.OldMode) && file.OldMode != file.NewMode && !isNamed)
                yield return new RuleFinding(commit, $"the mode changes from {EntryMode.Format(file.OldMode)} to {EntryMode.Format(file.NewMode)}", file.Path);
            else if (file.OldMode == 0 && file.NewMode == EntryMode.Executable && file.Diff is { New.Count: > 0 } diff && !diff.New[0].StartsWith("#!"u8))
                yield return new RuleFinding(commit, "a new file is executable and does not begin with #!", file.Path);
        }
    }

    [GeneratedRegex(@"\b(?:mode|modes|executable|exec|chmod|permission|permissions|x bit|\+x|-x)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
