using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Makes items of the trailers that a review gave, and says of each what became of it.</summary>
internal static class FoldupTrailers
{
    internal static void Plan(TopicSeries series, IEnumerable<ReviewItem> review, FoldupMessageEdits messages, PublishedCommits? published)
    {
        foreach (ReviewItem item in review.Where(i => i.Kind == ReviewKind.Trailer))
        {
            List<SeriesRevision> targets = [.. item.TrailerTarget.Select(series.FindTarget).OfType<SeriesRevision>()];
            List<string> held = [.. targets.Select(t => published?.Refusal(t.Commit!.Id, t.Subject)).OfType<string>()];
            targets.RemoveAll(t => published?.By(t.Commit!.Id) is not null);
            string who = item.Reviewer.Length == 0 ? "the review" : item.Reviewer[..Math.Max(0, item.Reviewer.IndexOf(" <", StringComparison.Ordinal))];
            string said = item.Quote.Length == 0 ? "" : $" (under '{item.Quote}')";
            int added = targets.Count(target => messages.AddTrailer(target, item.Text, $"{who} gave it, {item.Reason}{said}", 1) is not null);
            string? why = held.Count > 0 ? held[0] : item.TargetReason;
            item.IsSettled = targets.Count > 0 && why is null;
            item.Outcome = targets.Count == 0 ? "open: " + (why ?? (item.TrailerTarget.Length > 0 ? "the series has no such commit" : item.Reason))
                : (added == 0 ? "is there already" : targets.Count == 1 ? $"added to \"{targets[0].Subject}\"" : $"added to {Wording.Count(added, "commit")}")
                + (why is null ? "" : "; open: " + why);
        }
    }
}
