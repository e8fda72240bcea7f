using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Notes of what is still to be done.</summary>
internal sealed partial class UnfinishedNoteRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "An added line says that something is not done: XXX, FIXME, TODO. Some are meant to stay; a reader should know of them.";

    internal override IReadOnlyList<RuleSetting> Settings =>
    [
        new("Word", (string[])["XXX", "FIXME", "TODO", "HACK"], "The words, in capitals as they are written."),
        new("ExcludePath", (string[])["*.po", "TODO*", "*.svg"], "Paths in which such words mean nothing."),
    ];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        IReadOnlyList<string> words = settings.List("Word");
        foreach (CheckedFile file in commit.Files.Where(f => f.NewMode != 0 && !RuleSettings.IsAmong(f.Path, settings.List("ExcludePath"))))
        {
            // What was moved was there before.
            HashSet<string> removed = [.. file.Removed.Select(l => l.Text.Trim())];
            foreach (CheckedLine line in file.Added)
            {
                string text = line.Text;
                if (words.FirstOrDefault(word => text.Contains(word, StringComparison.Ordinal) && Mark(word).IsMatch(text)) is { } found
                    && !removed.Contains(text.Trim()))
                    yield return new RuleFinding(commit, $"{found} is left: {Place().Replace(text, "").Trim()}", file.Path, line.Number);
            }
        }
    }

    /// <summary>The word alone; "mktemp XXXXXX" and FOO_TODO are no notes.</summary>
    private static Regex Mark(string word) => new(@"(?<![\w.-])" + Regex.Escape(word) + @"(?![\w-]|\.\w)", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^[\s/*#;-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
