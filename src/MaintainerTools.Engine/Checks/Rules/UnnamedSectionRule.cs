using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Documentation that changes in one section only, which the message does not name.</summary>
internal sealed partial class UnnamedSectionRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "A commit changes a section of a text whose heading tells a variant by its number (\"5 level page tables\"), and the message does not have "
        + "that number: "
        + "a reader will not know that only this one is meant.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("Path", (string[])["*.txt", "*.rst", "*.md", "*.adoc"], "The texts.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        foreach (CheckedFile file in commit.Files.Where(f => f.OldMode != 0 && f.NewMode != 0 && RuleSettings.IsAmong(f.Path, settings.List("Path"))))
        {
            if (file.Diff is not { Changes: [var first, ..] changes } diff
                || changes.Any(c => HeadingOf(diff.New, c.NewStart) != HeadingOf(diff.New, first.NewStart)))
                continue;
            // The heading is new itself: then it is what the commit is about.
            if (HeadingOf(diff.New, first.NewStart) is not { } heading || file.Added.Any(l => l.Number == heading.Line + 1)
                || Variant().Match(heading.Text) is not { Success: true } variant)
                continue;
            if (!Regex.IsMatch(commit.Commit.Message, $@"(?<!\w){Regex.Escape(variant.Groups[1].Value)}[\s-]?{Regex.Escape(variant.Groups[2].Value)}",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
                yield return new RuleFinding(commit,
                    $"only the section \"{heading.Text.TrimEnd(':')}\" changes, and the message does not say \"{variant.Value}\"",
                    file.Path, first.NewStart + 1);
        }
    }

    /// <summary>The nearest line above that ends with a colon, begins with #, or is underlined.</summary>
    private static (int Line, string Text)? HeadingOf(TextLines file, int line)
    {
        for (int i = Math.Min(line, file.Count) - 1; i >= 0; i--)
        {
            string text = Encoding.Latin1.GetString(file[i]).TrimEnd();
            bool isUnderlined = i + 1 < file.Count && text.Length > 3 && Underline().IsMatch(Encoding.Latin1.GetString(file[i + 1]).TrimEnd());
            if (text.Length > 0 && !char.IsWhiteSpace(text[0]) && (text.EndsWith(':') || text.StartsWith('#') || isUnderlined))
                return (i, text);
        }
        return null;
    }

    [GeneratedRegex(@"\b(\d+)[ -]?(levels?|bits?|way|byte)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Variant();

    [GeneratedRegex(@"^([=~^*-])\1{2,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Underline();
}
