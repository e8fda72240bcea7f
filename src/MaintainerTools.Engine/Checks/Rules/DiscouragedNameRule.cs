using System.Text.RegularExpressions;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Names that a project would rather not have.</summary>
internal sealed class DiscouragedNameRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "An added line brings a name that is discouraged, with advice. Name has the list: \"word: advice\", where * stands for letters of the word.";

    internal override IReadOnlyList<RuleSetting> Settings =>
    [
        new("Name", (string[])
        [
            "*whitelist*: allowlist", "*blacklist*: denylist, blocklist", "*sanity_check*: say what is checked", "foo: say what it is", "tmp2: say what it is",
            "dummy_*: say what it stands for",
        ], "Rows of \"word: advice\"; a word is compared without case."),
        new("ExcludePath", (string[])["*/test/*", "*/tests/*", "t/**", "test/**", "*.po"], "Paths in which names matter less."),
    ];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        (Regex Word, string Advice)[] names = [.. settings.List("Name").Select(Row)];
        foreach (CheckedFile file in commit.Files.Where(f => f.NewMode != 0 && SourceCode.LanguageOf(f.Path, []) != SourceLanguage.Other
            && !RuleSettings.IsAmong(f.Path, settings.List("ExcludePath"))))
        {
            HashSet<string> known = [.. file.Removed.SelectMany(l => WordsOf(l.Text))];
            foreach (CheckedLine line in file.Added)
            {
                foreach (string word in WordsOf(line.Text).Where(known.Add))
                {
                    if (names.FirstOrDefault(name => name.Word.IsMatch(word)) is { Advice: not null } found)
                        yield return new RuleFinding(commit, $"the name {word} is discouraged: {found.Advice}", file.Path, line.Number);
                }
            }
        }
    }

    private static (Regex, string) Row(string row)
    {
        int colon = row.IndexOf(':', StringComparison.Ordinal);
        string word = Regex.Escape(colon < 0 ? row : row[..colon]).Replace("\\*", @"\w*", StringComparison.Ordinal);
        return (new Regex($@"\A{word}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), colon < 0 ? "take another" : row[(colon + 1)..].Trim());
    }

    private static IEnumerable<string> WordsOf(string line) => Regex.Matches(line, @"[A-Za-z_]\w*", RegexOptions.CultureInvariant).Select(m => m.Value);
}
