using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Tells the wishes of one paragraph apart: "Squash this into 06/12, and reword the changelog" is two.</summary>
internal static partial class ReviewWishes
{
    /// <summary>
    /// The paragraph, cut where another wish begins; whole where it has one wish at most. A clause that only describes ("it is not needed here") is no wish
    /// of its own: it stays with its neighbour.
    /// </summary>
    internal static List<string> Of(string paragraph)
    {
        var wishes = new List<string>();
        int start = 0;
        ReviewKind? kind = null;
        foreach ((int begin, int before, string clause, ReviewKind asked) in Asking(paragraph))
        {
            if (kind is { } last && IsAnother(last, asked, paragraph[start..before], clause))
            {
                wishes.Add(paragraph[start..before]);
                (start, kind) = (begin, asked);
            }
            kind ??= asked;
        }
        wishes.Add(paragraph[start..]);
        return wishes;
    }

    /// <summary>What the first clause that asks for something asks for; null when none does.</summary>
    internal static ReviewKind? FirstKind(string text) => Asking(text).Select(wish => (ReviewKind?)wish.Kind).FirstOrDefault();

    /// <summary>The clauses that ask for something: where one begins, where what is kept of the text before it ends (without the "and"), and what it asks for.</summary>
    private static IEnumerable<(int Begin, int Before, string Clause, ReviewKind Kind)> Asking(string text)
    {
        (int begin, int before) = (0, 0);
        foreach (Match? boundary in Boundary().Matches(text).Append(null))
        {
            int end = boundary?.Index ?? text.Length;
            string clause = text[begin..end];
            if ((Imperative().IsMatch(clause) || Modal().IsMatch(clause)) && ReviewRemarks.DescribedKind(clause) is var kind and not (ReviewKind.Note or ReviewKind.Question))
                yield return (begin, before, clause, kind);
            (begin, before) = (end + (boundary?.Length ?? 0), end);
        }
    }

    /// <summary>The same wish in other words is none of its own; another name, or another file to fold, is.</summary>
    private static bool IsAnother(ReviewKind before, ReviewKind asked, string text, string clause) =>
        before != asked || asked == ReviewKind.Rename
        || (asked == ReviewKind.FoldInto && FileName().Matches(clause).Any(m => !text.Contains(m.Value, StringComparison.Ordinal)));

    // A sentence's end; within a sentence only what begins like an order.
    [GeneratedRegex(@"(?<=[.!?;])\s+(?:and\s+|then\s+|but\s+)?(?=\S)|(?:,\s+(?:(?:and|then|but)\s+)?|\s+(?:and|then|but)\s+)(?=" + Order + ")", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\A\s*" + Order, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Imperative();

    [GeneratedRegex(@"\b(?:should|must|needs? to|ought to|ha(?:s|ve) to|could be|can be|belongs?)\b|\bs/[A-Za-z_]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Modal();

    [GeneratedRegex(@"[\w/-]+\.\w+\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    // Not "remove(x)", which is code.
    private const string Order = @"(?:(?:please|pls|also|and|then|so|maybe|just|kindly|you (?:should|could|can)|could you|can you|let's|I'd|I would)[, ]\s*)*"
        + @"(?:(?:squash|fold|merge|move|rename|call|name|reword|rewrite|remove|drop|delete|kill|get rid|mention)(?=[\s`'""])|s/[A-Za-z_])";
}
