using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Subjects that do not say what to do.</summary>
internal sealed partial class SubjectMoodRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description =>
        "The first word of a subject, behind its prefix, is a verb in another form than the imperative: \"Added\", \"adds\", \"adding\". Only verbs "
        + "of the list.";

    internal override IReadOnlyList<RuleSetting> Settings =>
    [
        new("Verb", (string[])
        [
            "add", "allow", "avoid", "change", "check", "clean", "convert", "correct", "create", "disable", "drop", "enable", "extend", "fix", "handle",
            "implement", "improve", "introduce", "make", "move", "prevent", "remove", "rename", "replace", "rework", "simplify", "update", "use",
        ], "The verbs, as they should be."),
    ];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge || First().Match(SubjectPrefix.Behind(commit.Subject)) is not { Success: true } word)
            yield break;
        string said = word.Value.ToLowerInvariant();
        if (settings.List("Verb").FirstOrDefault(verb => Forms(verb).Contains(said)) is { } found)
            yield return new RuleFinding(commit, $"the subject says \"{word.Value}\"; the imperative is \"{found}\"", Line: 1);
    }

    private static IEnumerable<string> Forms(string verb)
    {
        bool hasE = verb.EndsWith('e');
        string stem = hasE ? verb[..^1] : verb;
        bool doubles = verb is "drop";
        bool hissing = verb.EndsWith('x') || verb.EndsWith("ss", StringComparison.Ordinal) || verb.EndsWith("ch", StringComparison.Ordinal);
        yield return verb.EndsWith('y') ? verb[..^1] + "ies" : hissing ? verb + "es" : verb + "s";
        yield return verb switch
        {
            "make" => "made",
            _ when verb.EndsWith('y') => verb[..^1] + "ied",
            _ => (doubles ? stem + stem[^1] : stem) + "ed",
        };
        yield return (doubles ? stem + stem[^1] : stem) + "ing";
    }

    // "fixes" may begin a noun phrase, "Fixed-point" a compound.
    [GeneratedRegex(@"^[A-Za-z]+(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex First();
}
