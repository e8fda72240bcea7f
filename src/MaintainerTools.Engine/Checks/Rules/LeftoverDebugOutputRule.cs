using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Debug output that the series adds and does not take away.</summary>
internal sealed partial class LeftoverDebugOutputRule : SeriesRule
{
    internal override string Description =>
        "Debug output on added lines: calls that nobody leaves in on purpose (Always), and prints (Telling) whose text is none for a user: it has the "
        + "function's own name, __func__ or __LINE__, or a word such as 'debug', 'here', 'XXX', or no letters at all. Lines that a later commit of the "
        + "series takes away are RemovedDebugOutput's.";

    internal override IReadOnlyList<RuleSetting> Settings =>
    [
        new("Always", DebugPrints.Always, "Words that are debug output wherever they are called: rows of \"path patterns: words\"."),
        new("Telling", DebugPrints.Telling, "Calls that are debug output where their text shows it; rows likewise."),
        new("IncludeAll", false, "Takes every call of Telling, whatever it prints."),
        new("ExcludePath", (string[])["*/test/*", "*/tests/*", "t/**", "test/**", "tests/**"], "Paths in which printing is the purpose."),
    ];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        bool all = settings.Flag("IncludeAll");
        HashSet<(string, string)> takenAway = TakenAway(series, commit);
        foreach (CheckedFile file in commit.Files.Where(f => f.NewMode != 0 && !RuleSettings.IsAmong(f.Path, settings.List("ExcludePath"))))
        {
            HashSet<string> always = DebugPrints.WordsFor(settings.List("Always"), file.Path);
            HashSet<string> telling = DebugPrints.WordsFor(settings.List("Telling"), file.Path);
            if ((always.Count == 0 && telling.Count == 0) || file.Diff is not { } diff)
                continue;
            TextLines? code = null;
            // What a line had already when it was moved or indented is not added.
            HashSet<string> removed = [.. file.Removed.Select(l => l.Text.Trim())];
            foreach (CheckedLine line in file.Added)
            {
                string text = line.Text;
                if ((!MayCall(text, always) && !MayCall(text, telling)) || removed.Contains(text.Trim()) || takenAway.Contains((file.Path, text)))
                    continue;
                code ??= new TextLines(SourceCode.WithoutCommentsAndStrings(diff.New.Range(0, diff.New.Count),
                    SourceCode.LanguageOf(file.Path, diff.New.Range(0, diff.New.Count))));
                string bare = Encoding.UTF8.GetString(code[line.Number - 1]).TrimEnd('\n', '\r');
                string? word = DebugPrints.Call(text, bare, always);
                if (word is null && DebugPrints.Call(text, bare, telling) is { } print
                    && (all || DebugPrints.IsTelling(text, DebugPrints.FunctionAt(diff.New, line.Number - 1))))
                    word = print;
                if (word is not null)
                    yield return new RuleFinding(commit, $"debug output is left: {word}", file.Path, line.Number,
                        EndsHere(text) ? Suggestion.Remove(file.Path, line.Number, text) : null);
            }
        }
    }

    /// <summary>The lines of a commit that a later one of the series removes.</summary>
    private static HashSet<(string Path, string Text)> TakenAway(CheckedSeries series, CheckedCommit commit) =>
        [.. series.RemovedLater(commit).Select(line => (line.Path, line.Text))];

    private static bool MayCall(string line, HashSet<string> words) => words.Any(word => line.Contains(word, StringComparison.Ordinal));

    /// <summary>True where the statement is on one line, so that the line can go.</summary>
    private static bool EndsHere(string line) => Whole().IsMatch(line);

    [GeneratedRegex(@"^\s*[^{}]*[;)]\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
