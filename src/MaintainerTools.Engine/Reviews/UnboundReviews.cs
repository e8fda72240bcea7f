using System.Runtime.CompilerServices;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Remarks that were read before the series was known. Their mails are kept beside them, as long as somebody holds the remarks, so that they are bound as if
/// the series had been named in the first place.
/// </summary>
internal static class UnboundReviews
{
    // A remark is a result, which says nothing of mails; what has no entry here was bound, or made by hand.
    private static readonly ConditionalWeakTable<ReviewItem, Origin> s_origins = [];

    /// <summary>Where a remark was read: a mail of an archive, and with which trailers.</summary>
    private sealed record Origin(IReadOnlyList<MailMessage> Archive, MailMessage Mail, bool AnySender);

    /// <summary>Keeps for a remark what it was read from.</summary>
    internal static void Keep(ReviewItem item, IReadOnlyList<MailMessage> archive, MailMessage mail, bool anySender) =>
        s_origins.AddOrUpdate(item, new Origin(archive, mail, anySender));

    /// <summary>
    /// The remarks, those bound that were not. The words of what turns out to be the series itself are none; its patches stay, and a plan says that it leaves
    /// them. What somebody changed in a remark since stays.
    /// </summary>
    internal static IReadOnlyList<ReviewItem> Bind(IReadOnlyList<ReviewItem> review, Workspace workspace, Oid since, Oid topic)
    {
        if (!review.Any(i => i.Commit is null && s_origins.TryGetValue(i, out _)))
            return review;
        TopicSeries series = TopicSeries.Load(workspace.Scratch, workspace.History, since, topic, workspace.Monitor);
        var binder = new ReviewBinder(workspace.Scratch, series, workspace.Monitor);
        var threads = new Dictionary<IReadOnlyList<MailMessage>, ReviewThread>(ReferenceEqualityComparer.Instance);
        var read = new Dictionary<MailMessage, List<ReviewItem>>(ReferenceEqualityComparer.Instance);
        var rows = new List<ReviewItem>();
        foreach (ReviewItem item in review)
        {
            if (item.Commit is not null || !s_origins.TryGetValue(item, out Origin? origin))
            {
                rows.Add(item);
                continue;
            }
            if (!threads.TryGetValue(origin.Archive, out ReviewThread? thread))
            {
                var patched = new PatchedTree(workspace.Repository, workspace.Scratch);
                threads[origin.Archive] = thread = new ReviewThread(origin.Archive, series, patched, workspace.Scratch);
            }
            if (!read.TryGetValue(origin.Mail, out List<ReviewItem>? bound))
                read[origin.Mail] = bound = [.. new ReviewMailReader(binder, thread, origin.AnySender).Read(origin.Mail)];
            int twin = bound.FindIndex(b => b.Text == item.Text && (b.Patch == item.Patch || b.Patch is null));
            if (twin >= 0)
                rows.Add(With(item, bound[twin]));
            else if (!thread.IsPosted(origin.Mail) || item.Patch is not null)
                rows.Add(item);
            if (twin >= 0)
                bound.RemoveAt(twin);
        }
        return rows;
    }

    private static ReviewItem With(ReviewItem item, ReviewItem bound)
    {
        ReviewItem copy = item.WithoutOutcome();
        (copy.Commit, copy.CommitSubject, copy.Reason) = (bound.Commit, bound.CommitSubject, bound.Reason);
        (copy.File, copy.Line, copy.Function) = (item.File ?? bound.File, item.Line ?? bound.Line, item.Function ?? bound.Function);
        if (item.Target is null)
            (copy.Target, copy.TargetSubject, copy.TargetReason) = (bound.Target, bound.TargetSubject, bound.TargetReason);
        if (item.TrailerTarget.Length == 0)
            (copy.TrailerTarget, copy.TargetReason) = (bound.TrailerTarget, bound.TargetReason);
        // A patch that the series has already is no change; and a line may be named by its number, which the series tells.
        if (bound.Patch is null && item.Patch is not null)
            (copy.Patch, copy.PatchAuthor, copy.PatchSubject, copy.PatchMessage, copy.Kind) = (null, null, null, null, bound.Kind);
        if (item is { Kind: ReviewKind.Remove, Removed.Length: 0 })
            (copy.Quote, copy.Removed, copy.Doubt, copy.Kind) = (bound.Quote, bound.Removed, bound.Doubt, bound.Kind);
        return copy;
    }
}
