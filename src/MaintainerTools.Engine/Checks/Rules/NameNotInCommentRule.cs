using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Functions whose name says one thing and whose comment another.</summary>
internal sealed partial class NameNotInCommentRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override bool IsEnabled => false;

    internal override string Description =>
        "A new function is named for a verb (set_…), and the comment right above it says what it does without that verb or its kin: "
        + "one of them may be wrong.";

    internal override IReadOnlyList<RuleSetting> Settings =>
        [new("Verb", (string[])["set: set write assign store change update apply", "free: free release destroy drop", "alloc: alloc create new make"],
            "Rows of \"verb: words that say the same\"; the verb is the name's first part.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        Dictionary<string, string[]> verbs = settings.List("Verb").Select(row => row.Split(':', 2)).Where(row => row.Length == 2)
            .ToDictionary(row => row[0].Trim(), row => row[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        foreach (CheckedFile file in commit.Files.Where(f => f.NewMode != 0 && f.Path.EndsWith(".c", StringComparison.Ordinal)))
        {
            foreach ((CheckedLine line, string code) in CodeNames.AddedCode(file))
            {
                if (CodeNames.Defined(code) is not { } name || code.StartsWith('#') || !verbs.TryGetValue(name.Split('_')[0], out string[]? words))
                    continue;
                string comment = CommentAbove(file.Diff!.Value.New, line.Number - 1);
                if (comment.Length > 0 && !words.Any(word => Begins(comment, word)))
                    yield return new RuleFinding(commit, $"the comment above {name} does not speak of \"{name.Split('_')[0]}\": {comment}",
                        file.Path, line.Number);
            }
        }
    }

    /// <summary>True where a word of the text begins so.</summary>
    private static bool Begins(string text, string word) =>
        Regex.IsMatch(text, $@"\b{Regex.Escape(word)}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The text of the block comment that ends right above a line; empty where there is none.</summary>
    private static string CommentAbove(TextLines file, int line)
    {
        var text = new List<string>();
        for (int i = line - 1; i >= 0; i--)
        {
            string above = Encoding.Latin1.GetString(file[i]).Trim();
            // The result type may stand on a line of its own.
            if (text.Count == 0 && !above.EndsWith("*/", StringComparison.Ordinal))
            {
                if (i < line - 1 || !TypeLine().IsMatch(above))
                    return "";
                continue;
            }
            text.Insert(0, Signs().Replace(above, "").Trim());
            if (above.StartsWith("/*", StringComparison.Ordinal))
                return string.Join(' ', text.Where(t => t.Length > 0));
        }
        return "";
    }

    [GeneratedRegex(@"^[A-Za-z_][\w \t*]*$", RegexOptions.CultureInvariant)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^/?\*+/?|\*/$", RegexOptions.CultureInvariant)]
    private static partial Regex Signs();
}
