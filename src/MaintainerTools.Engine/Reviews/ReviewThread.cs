using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>What a mail answers: a patch of a version of the series, or its cover letter.</summary>
/// <param name="Version">The version.</param>
/// <param name="Commit">The commit that the patch is of; null for a cover letter, and for a patch that the series does not have any more.</param>
/// <param name="IsCover">True for the cover letter.</param>
/// <param name="Unchanged">The commits whose patch in that version is what the series has.</param>
internal sealed record ThreadPlace(int Version, SeriesRevision? Commit, bool IsCover, IReadOnlySet<string> Unchanged);

/// <summary>
/// Finds in an archive the mails that are the series under review, in whatever version: a posting is one when a patch of it changes what a commit of
/// the series does, or has its subject. Such mails are no remarks; what answers them is bound by that.
/// </summary>
internal sealed class ReviewThread
{
    private readonly SeriesPatches _known;
    private readonly MailThread _thread;
    private readonly HashSet<MailMessage> _posted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ThreadPlace> _places = new(StringComparer.Ordinal);

    internal ReviewThread(IReadOnlyList<MailMessage> mails, TopicSeries series, PatchedTree patched, IObjectReader objects)
    {
        _known = new SeriesPatches(series, patched, objects);
        _thread = new MailThread(mails);
        foreach (PostedSeries posted in PostedSeries.Find(mails))
            Take(posted);
        foreach (MailMessage cover in mails.Where(m => m.Heading is { IsReply: false, Number: 0 } && !_posted.Contains(m) && m.Heading.Total == Mailed.Count()))
            Take(cover, new ThreadPlace(cover.Heading.Version, null, true, new HashSet<string>(StringComparer.Ordinal)));
        // Answers whose patches are not here say the version in their subjects.
        Newest = mails.Where(m => m.Heading.IsReply && m.Heading.IsPatch).Select(m => m.Heading.Version)
            .Concat(_places.Values.Select(p => p.Version)).DefaultIfEmpty(1).Max();
    }

    /// <summary>The commits that were or will be mailed: without merges and fixups.</summary>
    internal IEnumerable<SeriesRevision> Mailed => _known.Commits.Where(c => !AutosquashTargets.IsCall(c.Subject));

    /// <summary>The newest version that mails are of.</summary>
    internal int Newest { get; }

    /// <summary>True for a mail that is a patch or the cover letter of the series, in any version.</summary>
    internal bool IsPosted(MailMessage mail) => _posted.Contains(mail);

    /// <summary>What a mail answers, be it through other answers; null where that is not in the archive.</summary>
    internal ThreadPlace? PlaceOf(MailMessage mail) => _thread.Above(mail).Select(id => _places.GetValueOrDefault(id)).FirstOrDefault(p => p is not null);

    /// <summary>The commit of the series that does what a patch does; null where none does.</summary>
    internal SeriesRevision? CommitOf(MailPatch patch) => _known.Same(patch.Patch);

    private void Take(PostedSeries posted)
    {
        List<(MailMessage Outer, SeriesRevision? Same, SeriesRevision? Commit)> patches = [];
        foreach ((MailMessage outer, MailPatch patch) in posted.Entries)
        {
            SeriesRevision? same = CommitOf(patch);
            patches.Add((outer, same, same ?? _known.BySubject(patch.Subject)));
        }
        if (!patches.Exists(p => p.Commit is not null))
            return;
        HashSet<string> unchanged = [.. patches.Select(p => p.Same?.Name).OfType<string>()];
        foreach ((MailMessage outer, _, SeriesRevision? commit) in patches)
            Take(outer, new ThreadPlace(posted.Version, commit, false, unchanged));
        if (posted.Cover is { } cover)
            Take(cover, new ThreadPlace(posted.Version, null, true, unchanged));
    }

    private void Take(MailMessage mail, ThreadPlace place)
    {
        _posted.Add(mail);
        if (mail.MessageId is { } id)
            _places.TryAdd(id, place);
    }
}
