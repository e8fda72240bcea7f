using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Messages in which nothing of the change is named.</summary>
internal sealed partial class SubjectContentRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override bool IsEnabled => false;

    internal override string Description =>
        "No word of subject or log is a part of a path, a name or a word of what the commit changes. Words are compared by their first letters.";

    internal override IReadOnlyList<RuleSetting> Settings => [new("Stem", 4, "How many first letters make two words the same.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        int stem = Math.Max(2, settings.Number("Stem"));
        if (commit.Files.Count == 0 || commit.Files.All(f => f.Diff is null))
            yield break;
        HashSet<string> said = [.. Stems(commit.Text, stem)];
        bool isNamed = commit.Files.Any(f => Stems(f.Path, stem).Any(said.Contains)
            || f.Added.Concat(f.Removed).Any(l => Stems(l.Text, stem).Any(said.Contains)));
        if (!isNamed)
            yield return new RuleFinding(commit,
                $"neither subject nor log names anything of what changes in {Wording.Some(commit.Files.Select(f => f.Path))}", Line: 1);
    }

    private static IEnumerable<string> Stems(string text, int length) =>
        Word().Matches(text).Select(m => m.Value.Length > length ? m.Value[..length].ToLowerInvariant() : m.Value.ToLowerInvariant());

    [GeneratedRegex(@"[A-Z]?[a-z]{2,}|[A-Z]{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
