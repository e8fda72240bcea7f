using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Fixes tags that name nothing, or name it otherwise than it is.</summary>
internal sealed partial class FixesTagRule : SeriesRule
{
    internal override string Description =>
        "A Fixes tag with too few digits, without the subject in brackets and quotes on its line, whose subject is not the target's, whose target "
        + "does not exist or is no "
        + "ancestor. Tags of issues (#12, an address) are passed over.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("MinimumDigits", 12, "The least digits of a SHA.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge)
            yield break;
        int least = settings.Number("MinimumDigits");
        string[] lines = commit.Commit.Message.Split('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            if (Tag().Match(lines[i]) is not { Success: true } tag)
                continue;
            foreach (string problem in Problems(series, commit, tag.Groups["rest"].Value.TrimEnd('\r'), least))
                yield return new RuleFinding(commit, problem, Line: i + 1);
        }
    }

    private static IEnumerable<string> Problems(CheckedSeries series, CheckedCommit commit, string rest, int least)
    {
        Match target = Target().Match(rest);
        if (!target.Success)
        {
            if (!Issue().IsMatch(rest))
                yield return "Fixes names no SHA1: it is written Fixes: <12 or more digits> (\"subject\")";
            yield break;
        }
        string digits = target.Groups["sha"].Value.ToLowerInvariant();
        string named = target.Groups["rest"].Value.Trim();
        bool isFormed = named.Length > 3 && named.StartsWith("(\"", StringComparison.Ordinal) && named.EndsWith("\")", StringComparison.Ordinal);
        if (digits.Length < least)
            yield return $"SHA1 should be at least {least} digits long";
        if (series.Workspace.History.FindNamed(digits) is not { } id)
        {
            yield return $"Target SHA1 does not exist: {digits}";
            yield break;
        }
        if (id == commit.Commit.Id || !series.Workspace.History.IsAncestor(id, commit.Commit.Id))
            yield return $"Target is not an ancestor of this commit: {digits}";
        string subject = series.Workspace.Objects.ReadCommit(id).Subject;
        if (!isFormed)
            yield return $"Fixes is not written with the subject in brackets and quotes: (\"{subject}\")";
        else if (named[2..^2] != subject)
            yield return $"Subject does not match target commit subject: (\"{subject}\")";
    }

    [GeneratedRegex(@"^Fixes\s*:(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\s*(?:commit\s+)?(?<sha>[0-9a-f]{5,40})(?!\w)(?<rest>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Target();

    [GeneratedRegex(@"^\s*(?:#\d|\w+[#!-]\d|https?://|[\w.-]+/[\w.-]+#\d|[A-Z]+-\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Issue();
}
