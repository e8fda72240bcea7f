using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Takes a mail of a thread apart: remarks, patches and trailers, each bound to what it is about. A mail that is the series itself has none.</summary>
internal sealed class ReviewMailReader(ReviewBinder? binder, ReviewThread? thread, bool anySender)
{
    internal IEnumerable<ReviewItem> Read(MailMessage mail)
    {
        if (thread?.IsPosted(mail) == true)
            yield break;
        List<MailPatch> patches = [.. MailPatches.Of(mail).Where(p => thread?.CommitOf(p) is null)];
        bool hasOwnDiff = MailPatches.Of(mail).Any(p => p.Attachment is null);
        MailPatch? own = patches.Find(p => p.Attachment is null);
        ThreadPlace? place = thread?.PlaceOf(mail);
        (MailMessage rest, IReadOnlyList<ReviewTrailer> trailers) = Apart(mail, hasOwnDiff);
        bool isOwnTaken = false;
        foreach (ReviewRemark remark in ReviewRemarks.Of(rest with { Attachments = [] }))
        {
            // A patch of the series in an answer is not folded in again; the words above it stay.
            if (remark.Patch is not null && own is null && remark.Text.Trim().Length == 0)
                continue;
            ReviewRemark kept = remark.Patch is null || own is not null ? remark
                : remark with { Patch = null, Meaning = remark.Meaning.Kind == ReviewKind.Patch ? new ReviewMeaning(ReviewKind.Note, false) : remark.Meaning };
            isOwnTaken |= kept.Patch is not null;
            yield return Bound(mail, kept, kept.Patch is null ? null : own, place);
        }
        if (own is not null && !isOwnTaken)
            yield return Bound(mail, ReviewRemark.OfPatch(PatchText.Of(own.Diff)), own, place);
        foreach (MailPatch attached in patches.Where(p => p.Attachment is not null))
            yield return Bound(mail, ReviewRemark.OfPatch(PatchText.Of(attached.Diff), "attached: " + attached.Attachment), attached, place);
        foreach (ReviewTrailer trailer in trailers)
            yield return ReviewTrailers.ToItem(mail, trailer, thread, Named(mail), anySender);
    }

    /// <summary>The words of a mail and its trailers. Of a patch that is sent as such all words are its message.</summary>
    private static (MailMessage Words, IReadOnlyList<ReviewTrailer> Trailers) Apart(MailMessage mail, bool hasOwnDiff)
    {
        if (!hasOwnDiff || mail.Heading is not { IsReply: false, IsPatch: true })
            return ReviewTrailers.Apart(mail);
        List<string> lines = [.. mail.Text.Split('\n')];
        int diff = MailPatches.StartOfDiff(lines);
        return (mail with { Text = diff < 0 ? "" : string.Join('\n', lines[diff..]) }, []);
    }

    private ReviewItem Bound(MailMessage mail, ReviewRemark remark, MailPatch? patch, ThreadPlace? place)
    {
        ReviewItem item = ReviewRemarks.ToItem(mail, remark);
        if (patch is not null)
            Describe(item, mail, patch);
        if (binder is null)
        {
            item.Reason = "no series was named to bind it to";
            return item;
        }
        // A fixup! says itself what it is for, and of a patch that was sent as such the number counts in another series.
        string subject = item.MailSubject;
        bool isOwnPosting = patch is not null && !patch.Mail.Heading.IsReply && patch.Mail.Heading.IsPatch;
        if (isOwnPosting)
            item.MailSubject = patch!.Subject;
        binder.Bind(item, remark, isOwnPosting ? null : place?.Commit);
        item.MailSubject = subject;
        if (patch is not null && AutosquashTargets.IsCall(patch.Subject))
            (item.Commit, item.CommitSubject, item.Reason) = (null, null, "by its own subject");
        if (item.Commit is null && (place?.IsCover == true || (mail.Heading.Number == 0 && mail.Heading.Total == thread?.Mailed.Count())))
            item.Reason = "about the series as a whole: it answers the cover letter";
        return item;
    }

    private static void Describe(ReviewItem item, MailMessage mail, MailPatch patch)
    {
        item.PatchAuthor = patch.Author;
        if (patch.Damage is null)
            item.Patch = PatchText.Of(patch.Diff);
        // An answer that only has a diff in it says nothing of its own.
        if (patch.Mail == mail && mail.Heading.IsReply && patch.Subject == mail.Heading.Title)
            return;
        item.PatchSubject = patch.Subject;
        item.PatchMessage = patch.Message;
    }

    private SeriesRevision? Named(MailMessage mail) => thread?.PlaceOf(mail)?.Commit ?? binder?.CommitOf(mail);
}
