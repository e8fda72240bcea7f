using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Series;

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
        // Where the clause begins, and what is kept of the text before it: without the "and".
        (int Begin, int End) at = (0, 0);
        foreach (Match? boundary in Boundary().Matches(paragraph).Append(null))
        {
            int end = boundary?.Index ?? paragraph.Length;
            string clause = paragraph[at.Begin..end];
            if (IsAsked(clause) && ReviewRemarks.DescribedKind(clause) is var asked and not (ReviewKind.Note or ReviewKind.Question))
            {
                if (kind is { } before && IsAnother(before, asked, paragraph[start..at.End], clause))
                {
                    wishes.Add(paragraph[start..at.End]);
                    start = at.Begin;
                    kind = asked;
                }
                kind ??= asked;
            }
            at = (boundary is null ? end : boundary.Index + boundary.Length, end);
        }
        wishes.Add(paragraph[start..]);
        return wishes;
    }

    /// <summary>What the first clause that asks for something asks for; null when none does.</summary>
    internal static ReviewKind? FirstKind(string text)
    {
        int begin = 0;
        foreach (Match? boundary in Boundary().Matches(text).Append(null))
        {
            string clause = text[begin..(boundary?.Index ?? text.Length)];
            if (IsAsked(clause) && ReviewRemarks.DescribedKind(clause) is var kind and not (ReviewKind.Note or ReviewKind.Question))
                return kind;
            begin = boundary is null ? text.Length : boundary.Index + boundary.Length;
        }
        return null;
    }

    private static bool IsAsked(string clause) => Imperative().IsMatch(clause) || Modal().IsMatch(clause);

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
