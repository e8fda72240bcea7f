using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Fixes that do not say what they fix, where the lines tell.</summary>
internal sealed partial class MissingFixesTagRule : SeriesRule
{
    // In commits passed, as LineOrigins counts.
    private const int Work = 20_000;

    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "The subject begins with \"fix\", no tag and no words say which commit, and all lines that it removes were written by one commit.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        bool isFix = !commit.Commit.IsMerge && commit.Parents.Count > 0 && Fix().IsMatch(SubjectPrefix.Behind(commit.Subject));
        if (!isFix || MessageReferences.Parse(commit.Commit.Message).Count > 0)
            yield break;
        var origins = new LineOrigins(series.Workspace.Objects, series.Workspace.History, _ => false, series.Workspace.Monitor);
        origins.Allow(Work);
        var causes = new HashSet<Oid>();
        foreach (CheckedFile file in commit.Files.Where(f => f.OldPath is not null && f.NewMode != 0 && f.Diff is not null))
        {
            LineRun[] runs = [.. file.Diff!.Value.Changes.Where(c => c.OldCount > 0).Select(c => new LineRun(c.OldStart, c.OldEnd))];
            if (runs.Length > 0)
                causes.UnionWith(origins.Find(commit.Parents[0], file.OldPath!, runs).Keys);
            if (origins.IsExhausted || causes.Count > 1)
                yield break;
        }
        if (causes is { Count: 1 } && causes.First() is var cause && series.Workspace.Objects.ReadCommit(cause) is { IsMerge: false } read
            && series.Workspace.History.ParentsOf(cause).Count > 0)
            yield return new RuleFinding(commit, $"no Fixes tag: all lines that it removes are of {cause.Abbreviate()} (\"{read.Subject}\")", Line: 1);
    }

    [GeneratedRegex(@"^fix(?:es|ed)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fix();
}
