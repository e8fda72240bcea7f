using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// What a plan takes from the remarks of a review: the patches that reviewers wrote are steps, as exact as any other; of the words each may
/// become a proposal. Works on copies of the remarks.
/// </summary>
internal sealed class FoldupReview(FoldupSteps steps, TopicSeries series, IReadOnlyList<ReviewItem> review)
{
    private readonly List<(ReviewItem Item, string Step)> _steps = [];

    /// <summary>The remarks, each with what became of it.</summary>
    internal IReadOnlyList<ReviewItem> Rows { get; } = [.. review.Select(item => item.WithoutOutcome())];

    /// <summary>Makes the steps; before the series is routed.</summary>
    internal IEnumerable<FoldupStep> Prepare()
    {
        var made = new List<FoldupStep>();
        int number = 0;
        foreach (ReviewItem item in Rows.Where(i => i.Kind == ReviewKind.Patch && !steps.IsOfSeries(series, i)))
        {
            FoldupStep step = new()
            {
                Id = $"review-{++number}",
                Origin = item.MessageId ?? item.MailSubject,
                Subject = item.PatchSubject ?? item.MailSubject,
                Message = item.PatchMessage ?? "",
                Author = item.PatchAuthor ?? item.Reviewer,
                Patch = item.Patch ?? "",
                Target = CommitOf(series, item)?.Name,
            };
            // One that does not apply is open, and the others are planned.
            var refused = new List<FoldupItem>();
            if (!steps.TryAdd(series, step, refused))
            {
                item.Outcome = "open: " + refused[0].Reason;
                continue;
            }
            _steps.Add((item, step.Id));
            made.Add(step);
        }
        return made;
    }

    /// <summary>Says what became of the patches, and makes the proposals; after the series was routed.</summary>
    internal IReadOnlyList<FoldupProposal> Conclude(IReadOnlyList<FoldupItem> items, FoldupProposer proposer)
    {
        foreach ((ReviewItem item, string step) in _steps)
        {
            List<FoldupItem> own = [.. items.Where(i => i.Fixup == step)];
            FoldupItem? placed = own.Find(i => i.Target is not null);
            item.IsSettled = own.Count > 0 && own.TrueForAll(i => i.Target is not null);
            item.Outcome = placed is not null ? $"folded into \"{placed.TargetSubject}\"" : own.Count > 0
                ? "open: " + own[0].Reason : "open: it changes nothing";
        }
        var proposals = new List<FoldupProposal>();
        foreach (ReviewItem item in Rows.Where(i => i.Kind is not (ReviewKind.Patch or ReviewKind.Trailer)))
        {
            if (ReviewObjections.To(item, Rows) is { } objection)
            {
                item.Outcome = $"open: {ReviewObjections.WhoWrote(objection)} objects: {objection.Text.Replace('\n', ' ')}";
                continue;
            }
            if (proposer.Propose(item, CommitOf(series, item), Rows) is not { } proposal)
                continue;
            // "Leftover debug print. Please drop it.": one wish, said twice.
            if (proposals.Find(p => p.Reviewer == proposal.Reviewer && p.Kind == proposal.Kind && p.Commit == proposal.Commit && p.Diff == proposal.Diff
                && p.Target == proposal.Target) is { } same)
            {
                item.Outcome = $"proposed as {same.Index}: {item.Outcome}; done when it is accepted";
                continue;
            }
            proposal.Index = proposals.Count;
            item.Outcome = $"proposed as {proposal.Index}: {item.Outcome}; done when it is accepted";
            proposals.Add(proposal);
        }
        return proposals;
    }

    private static SeriesRevision? CommitOf(TopicSeries series, ReviewItem item) =>
        series.Revisions.FirstOrDefault(r => r.Name is not null && r.Name == item.Commit) ?? series.FindTarget(item.Commit);
}
