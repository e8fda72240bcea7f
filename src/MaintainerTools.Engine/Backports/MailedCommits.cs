using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>Finds upstream's commits by the mails that they came in.</summary>
/// <param name="objects">The store.</param>
/// <param name="commits">Upstream's commits, parents first; their messages are read at the first question.</param>
internal sealed class MailedCommits(IObjectReader objects, IReadOnlyList<Oid> commits)
{
    private ILookup<string, Oid>? _byMail;
    private ILookup<string, Oid>? _bySeries;

    /// <summary>The commits of the mail; where none names that very mail, as none does a cover letter, those of its series. Parents first.</summary>
    internal IReadOnlyList<Oid> Of(string messageId)
    {
        if (_byMail is null)
        {
            // The first is the patch's own; later ones lead to what was said of it.
            List<(string Mail, Oid Commit)> named = [.. commits.Select(id => (Mail: SeriesNames.MailsOf(objects.ReadCommit(id).Message), Commit: id))
                .Where(one => one.Mail.Count > 0).Select(one => (one.Mail[0], one.Commit))];
            _byMail = named.ToLookup(one => one.Mail, one => one.Commit, StringComparer.Ordinal);
            _bySeries = named.ToLookup(one => SeriesNames.OfMail(one.Mail), one => one.Commit, StringComparer.Ordinal);
        }
        return [.. _byMail.Contains(messageId) ? _byMail[messageId] : _bySeries![SeriesNames.OfMail(messageId)]];
    }
}
