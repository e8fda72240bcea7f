using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Finds the later mails that object to a remark: they quote it, or answer its mail, and do not agree.</summary>
internal static class ReviewObjections
{
    /// <summary>The remark that objects; null where none does.</summary>
    internal static ReviewItem? To(ReviewItem item, IReadOnlyList<ReviewItem> all)
    {
        if (item.Kind is ReviewKind.Note or ReviewKind.Greeting or ReviewKind.Question or ReviewKind.Patch)
            return null;
        string said = Plain(item.Text);
        int place = Enumerable.Range(0, all.Count).First(i => all[i] == item);
        foreach ((ReviewItem other, int at) in all.Select((o, i) => (o, i)))
        {
            if (other == item || (other.MessageId is not null && other.MessageId == item.MessageId) || !IsLater(other, at) || Agrees(other.Text))
                continue;
            bool quotes = said.Length > 0 && Plain(other.Quote).Contains(said, StringComparison.OrdinalIgnoreCase);
            // Words right below a remark are about it; in an answer that quotes none, they must say so.
            bool answers = item.MessageId is not null && other.InReplyTo == item.MessageId && Objects(other.Text) && (!QuotesAny(other, all) || quotes);
            if (quotes || answers)
                return other;
        }
        return null;

        bool IsLater(ReviewItem other, int at) => item.Date is { } date && other.Date is { } after ? after > date || (after == date && at > place) : at > place;

        bool QuotesAny(ReviewItem other, IReadOnlyList<ReviewItem> rows) =>
            rows.Any(r => r.MessageId == item.MessageId && Plain(other.Quote).Contains(Plain(r.Text), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The writer's name.</summary>
    internal static string WhoWrote(ReviewItem item) => item.Reviewer.Length == 0
        ? "a later text" : item.Reviewer.IndexOf(" <", StringComparison.Ordinal) is > 0 and var at ? item.Reviewer[..at] : item.Reviewer;

    private static bool Agrees(string text)
    {
        string words = ReviewShapes.Normalize(text);
        return ReviewShapes.All.Any(s => ReviewShapes.Begins(words, s.Language.Agreements)) && !Limits(words);
    }

    private static bool Objects(string text)
    {
        string words = ReviewShapes.Normalize(text);
        return Limits(words) || ReviewShapes.All.Any(s => ReviewShapes.Has(words, s.Language.Guards) || ReviewShapes.Begins(words, s.Language.Contrasts));
    }

    private static bool Limits(string words) =>
        ReviewShapes.All.Any(s => ReviewShapes.Has(words, s.Language.Stops) || ReviewShapes.Has(words, s.Language.Retracts))
        || words.Contains("n't ", StringComparison.Ordinal);

    private static string Plain(string text) => ReviewText.Flat(text).Trim();
}
