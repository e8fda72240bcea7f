namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Calls of something that an earlier commit brings, in a file and by a name of which the message does not speak.</summary>
internal sealed class StrayUseRule : SeriesRule
{
    // More than a line or two is work of its own.
    private const int MostLines = 2;

    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "All that a commit does to a file is a line or two that use a name which an earlier commit of the series defines, and its message names "
        + "neither the file nor "
        + "the name: the change may belong into that commit. Accepted, the suggestion moves it there.";

    internal override IReadOnlyList<RuleSetting> Settings =>
        [new("Path", (string[])["*.c", "*.h", "*.S", "*.cc", "*.cpp", "*.hpp"], "The files that are read.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings)
    {
        IReadOnlyList<string> paths = settings.List("Path");
        var definedBy = new Dictionary<string, CheckedCommit>(StringComparer.Ordinal);
        foreach (CheckedCommit commit in series.Commits.Where(c => !c.Commit.IsMerge))
        {
            series.Workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            CheckedFile[] files = [.. commit.Files.Where(f => f.Diff is not null && RuleSettings.IsAmong(f.Path, paths))];
            foreach (CheckedFile file in files.Length > 1 ? files : [])
            {
                CheckedLine[] added = [.. file.Added];
                if (added.Length is 0 or > MostLines || file.OldPath is null || file.Removed.Any() || IsNamed(commit, file.Path))
                    continue;
                foreach (CheckedLine line in added)
                {
                    // Where other files of the commit use it as well, it is what the commit is about.
                    if (CodeNames.In(line.Text).FirstOrDefault(n => definedBy.ContainsKey(n)) is { } name && definedBy[name] is var origin
                        && !commit.Commit.Message.Contains(name, StringComparison.Ordinal)
                        && !files.Any(f => f != file && f.Added.Concat(f.Removed).Any(l => CodeNames.In(l.Text).Contains(name)))
                        && !series.HadBefore(name, paths))
                    {
                        yield return new RuleFinding(commit,
                            $"all that changes here is that {name} is used, which {origin.Title} brings; the message names neither", file.Path, line.Number,
                            Suggestion.FoldInto(file.Path, origin, added.Select(l => "+" + l.Text)));
                        break;
                    }
                }
            }
            foreach (string name in files.SelectMany(f => CodeNames.AddedCode(f)).Select(l => CodeNames.Defined(l.Code)).OfType<string>())
                definedBy.TryAdd(name, commit);
            commit.Release();
        }
    }

    private static bool IsNamed(CheckedCommit commit, string path) =>
        commit.Commit.Message.Contains(Path.GetFileNameWithoutExtension(path), StringComparison.OrdinalIgnoreCase);
}
