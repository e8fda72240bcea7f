using MaintainerTools.Engine.Diffing;
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
/// Finds in an archive the mails that are the series under review, in whatever version: a posting is one when a patch of it changes what a commit of the series does, or
/// has its subject. Such mails are no remarks; what answers them is bound by that.
/// </summary>
internal sealed class ReviewThread
{
    private static readonly MaintainerException s_doesNotApply = new("PatchDoesNotApply", ErrorKind.InvalidOperation, null, "", "", "");

    private readonly TopicSeries _series;
    private readonly IObjectReader _objects;
    private readonly PatchedTree _patched;
    private readonly MailThread _thread;
    private readonly List<SeriesRevision> _commits;
    private readonly Dictionary<int, IReadOnlySet<string>> _paths = [];
    private readonly HashSet<MailMessage> _posted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ThreadPlace> _places = new(StringComparer.Ordinal);

    internal ReviewThread(IReadOnlyList<MailMessage> mails, TopicSeries series, PatchedTree patched, IObjectReader objects)
    {
        (_series, _patched, _objects) = (series, patched, objects);
        _thread = new MailThread(mails);
        _commits = [.. series.Revisions.Where(r => r is { IsMerge: false, Commit: not null })];
        foreach (PostedSeries posted in PostedSeries.Find(mails))
            Take(posted);
        foreach (MailMessage cover in mails.Where(m => m.Heading is { IsReply: false, Number: 0 } && !_posted.Contains(m) && m.Heading.Total == Mailed.Count()))
            Take(cover, new ThreadPlace(cover.Heading.Version, null, true, new HashSet<string>(StringComparer.Ordinal)));
        // Answers whose patches are not here say the version in their subjects.
        Newest = mails.Where(m => m.Heading.IsReply && m.Heading.IsPatch).Select(m => m.Heading.Version).Concat(_places.Values.Select(p => p.Version)).DefaultIfEmpty(1).Max();
    }

    /// <summary>The commits that were or will be mailed: without merges and fixups.</summary>
    internal IEnumerable<SeriesRevision> Mailed => _commits.Where(c => !AutosquashTargets.IsCall(c.Subject));

    /// <summary>The newest version that mails are of.</summary>
    internal int Newest { get; }

    /// <summary>True for a mail that is a patch or the cover letter of the series, in any version.</summary>
    internal bool IsPosted(MailMessage mail) => _posted.Contains(mail);

    /// <summary>What a mail answers, be it through other answers; null where that is not in the archive.</summary>
    internal ThreadPlace? PlaceOf(MailMessage mail) => _thread.Above(mail).Select(id => _places.GetValueOrDefault(id)).FirstOrDefault(p => p is not null);

    /// <summary>The commit of the series that does what a patch does: applied to the commit's parent it gives the commit's tree. Null where none does.</summary>
    internal SeriesRevision? CommitOf(MailPatch patch)
    {
        if (patch.Patch is not { } diff)
            return null;
        HashSet<string> paths = [.. diff.Files.SelectMany(f => new[] { f.OldPath, f.NewPath, f.WholePath }).OfType<string>()];
        return _commits.Find(commit => paths.Overlaps(PathsOf(commit)) && Gives(commit, diff));
    }

    private bool Gives(SeriesRevision commit, PatchFile diff)
    {
        try
        {
            return _patched.Apply(_series.TreeAt(commit.Number - 1), diff, (_, _) => s_doesNotApply) == commit.Tree;
        }
        catch (MaintainerException e) when (e == s_doesNotApply)
        {
            return false;
        }
    }

    private IReadOnlySet<string> PathsOf(SeriesRevision commit)
    {
        if (!_paths.TryGetValue(commit.Number, out IReadOnlySet<string>? paths))
            _paths[commit.Number] = paths = TreeDiff.Compute(_objects, _series.TreeAt(commit.Number - 1), commit.Tree).Select(c => c.Path).ToHashSet();
        return paths;
    }

    private void Take(PostedSeries posted)
    {
        List<(MailMessage Outer, SeriesRevision? Same, SeriesRevision? Commit)> patches = [];
        foreach ((MailMessage outer, MailPatch patch) in posted.Entries)
        {
            SeriesRevision? same = CommitOf(patch);
            patches.Add((outer, same, same ?? BySubject(patch.Subject)));
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

    private SeriesRevision? BySubject(string subject)
    {
        if (AutosquashTargets.IsCall(subject))
            return null;
        List<SeriesRevision> named = _commits.FindAll(c => string.Equals(c.Subject, subject, StringComparison.OrdinalIgnoreCase));
        return named.Count == 1 ? named[0] : null;
    }
}
