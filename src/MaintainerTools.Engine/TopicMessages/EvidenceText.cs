using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>Tells in a mail's lines what other cmdlets found of a topic and its base.</summary>
internal static class EvidenceText
{
    private const int MailColumns = 76;
    private const string Heading = "Evidence (MaintainerTools):";

    /// <summary>True for a result that it has words for.</summary>
    internal static bool Knows(object result) => TitleOf(result) is not null;

    /// <summary>The lines, a heading first, those of one kind together in the order in which they came; none where there is nothing to tell.</summary>
    /// <param name="results">The results; each is one that <see cref="Knows"/>.</param>
    /// <param name="most">How many lines there may be; where there are more, the last says how many were cut.</param>
    internal static (IReadOnlyList<string> Lines, int Cut) Write(IReadOnlyList<object> results, int most)
    {
        var lines = new List<string>();
        foreach (IGrouping<string, object> kind in results.Where(Knows).GroupBy(result => TitleOf(result)!, StringComparer.Ordinal))
        {
            lines.Add("");
            lines.Add(kind.Key);
            lines.AddRange(kind.SelectMany(LinesOf).Select(line => "  " + Fit(line)));
        }
        if (lines.Count == 0)
            return ([], 0);
        lines.Insert(0, Heading);
        int cut = Math.Max(0, lines.Count - most);
        if (cut == 0)
            return (lines, 0);
        // The line that says so takes the place of one more.
        cut++;
        return ([.. lines.Take(Math.Max(1, most - 1)), string.Create(CultureInfo.InvariantCulture, $"[{cut} more lines of evidence cut]")], cut);
    }

    private static string? TitleOf(object result) => result switch
    {
        MergeBaseCost => "What merging costs, by base:",
        MergeBaseCandidate => "Bases found:",
        ContentEquivalence => "Is the base content-equivalent to upstream?",
        PickedCommit => "Picks:",
        MergePlan => "Merging by steps:",
        MergeForecast => "Merging as it is:",
        BackportForecast => "On other branches:",
        TopicCommitStatus => "Where the topic stands:",
        SeriesMove => "Moved onto another base:",
        TopicSplit => "What may stay out:",
        RewriteTest or BisectabilityResult => "Each commit built and tested:",
        _ => null,
    };

    private static IEnumerable<string> LinesOf(object result) => result switch
    {
        MergeBaseCost cost => [Cost(cost)],
        MergeBaseCandidate found =>
            [$"{Short(found.Sha.Length > 0 ? found.Sha : found.Onto)} {found.Candidate}: {Count(found.Picks, "pick")}, {Count(found.Conflicts, "conflict")}"],
        ContentEquivalence proof =>
        [
            $"{proof.Base} ({Short(proof.BaseSha)}) and {proof.Upstream} ({Short(proof.UpstreamSha)}): {proof.Verdict}", proof.Reason,
            .. proof.Certificate.Where(line => line.Pick is null).SelectMany(line => (string[])[line.Claim, "  $ " + line.Command]),
        ],
        PickedCommit pick => [$"{Short(pick.Source)} -> {Short(pick.Sha)} {pick.Status}, {pick.Grade}: {pick.Subject}"],
        MergePlan plan =>
        [
            $"{plan.Topic} and {plan.Upstream}: {Count(plan.NaiveConflicts, "conflict")} at once, "
                + $"{plan.RemainingConflicts} by {Count(plan.Step.Length, "step")}",
            .. plan.Step.Select(step => $"{Short(step.Upstream)} {step.Subject}: {Count(step.Conflicts, "conflict")}"),
        ],
        MergeForecast forecast =>
            [$"{forecast.Theirs} into {forecast.Ours}: {forecast.Verdict}"
                + (forecast.ConflictPath.Length > 0 ? ", " + Wording.Some(forecast.ConflictPath) : "")],
        BackportForecast forecast =>
            [$"{forecast.Target}: {Short(forecast.Commit)} {forecast.Verdict}{As(forecast.PresentAs)}: {forecast.Subject}"],
        TopicCommitStatus status => [$"{Short(status.Commit)} {status.State}{As(status.UpstreamAs)}: {status.Subject}"],
        SeriesMove move => [$"{move.Topic} onto {move.Onto}: {move.Verdict}, {move.Moved} moved, {move.LeftOut} there already, worst grade {move.WorstGrade}"],
        TopicSplit split => [split.Summary],
        RewriteTest test => [$"{test.Result} {Short(test.Commit)} {test.Subject}"],
        BisectabilityResult test => [$"{test.Result} {Short(test.Commit)} {test.Subject}"],
        _ => [],
    };

    private static string Cost(MergeBaseCost cost)
    {
        var parts = new List<string> { Count(cost.Commits, "commit") };
        Add(cost.PicksToMake > 0 ? cost.PicksToMake : null, "pick to make", "picks to make");
        Add(cost.Picks, "pick");
        Add(cost.Files, "file");
        Add(cost.FollowupFixes, "follow-up fix", "follow-up fixes");
        Add(cost.Conflicts, "conflict");
        return $"{cost.Candidate} ({Short(cost.Sha)}) over {cost.Since}: {string.Join(", ", parts)}";

        void Add(int? number, string noun, string? nouns = null)
        {
            if (number is { } n)
                parts.Add(Count(n, noun, nouns));
        }
    }

    private static string Count(int n, string noun, string? nouns = null) => Wording.Count(n, noun, nouns);

    private static string As(string? id) => id is null ? "" : " as " + Short(id);

    private static string Short(string? id) => id is null or "" ? "nothing" : Oid.TryParse(id.AsSpan(), out Oid oid) ? oid.Abbreviate() : id;

    /// <summary>One line of a mail: what does not fit is cut, and shows that it is.</summary>
    private static string Fit(string text)
    {
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd();
        // A command is to be run as it stands.
        return line.Length <= MailColumns || line.TrimStart().StartsWith('$') ? line : line[..(MailColumns - 3)] + "...";
    }
}
