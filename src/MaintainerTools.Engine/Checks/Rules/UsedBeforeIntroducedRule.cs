using MaintainerTools.Engine.SourceText;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Names that one commit uses and a later one brings.</summary>
internal sealed class UsedBeforeIntroducedRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A commit uses a name that a later commit of the series defines, and that nothing below the series has in the files that it changes: in "
        + "between it may not build.";

    internal override IReadOnlyList<RuleSetting> Settings =>
        [new("Path", (string[])["*.c", "*.h", "*.S", "*.cc", "*.cpp", "*.hpp"], "The files that are read.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings)
    {
        IReadOnlyList<string> paths = settings.List("Path");
        var used = new Dictionary<string, (CheckedCommit Commit, string File, int Line)>(StringComparer.Ordinal);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (CheckedCommit commit in series.Commits.Where(c => !c.Commit.IsMerge))
        {
            series.Workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            CheckedFile[] files = [.. commit.Files.Where(f => f.Diff is not null && RuleSettings.IsAmong(f.Path, paths))];
            // What a commit takes away was there, though maybe in a file of which nothing else is read.
            known.UnionWith(files.SelectMany(f => f.Removed).SelectMany(l => CodeNames.In(l.Text)));
            foreach (CheckedFile file in files)
            {
                foreach ((CheckedLine line, string code) in CodeNames.AddedCode(file))
                {
                    if (CodeNames.Defined(code) is { } name && used.TryGetValue(name, out (CheckedCommit Commit, string File, int Line) use)
                        && use.Commit != commit && !known.Contains(name) && told.Add(name) && !series.HadBefore(name, paths))
                        yield return new RuleFinding(use.Commit, $"uses {name}, which {commit.Title} defines later", use.File, use.Line);
                }
            }
            foreach (CheckedFile file in files)
            {
                foreach ((CheckedLine line, string code) in CodeNames.AddedCode(file))
                {
                    string? defined = CodeNames.Defined(code);
                    if (defined is not null)
                        known.Add(defined);
                    foreach (string name in CodeNames.In(code).Where(n => n != defined && !known.Contains(n)))
                        used.TryAdd(name, (commit, file.Path, line.Number));
                }
            }
            commit.Release();
        }
    }
}
