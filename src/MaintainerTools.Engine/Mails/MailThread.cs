namespace MaintainerTools.Engine.Mails;

/// <summary>Which mail answers which, by Message-ID, In-Reply-To and References.</summary>
internal sealed class MailThread
{
    // Threads are hundreds deep at most; a circle of forged headers ends here.
    private const int Deepest = 1000;
    private readonly Dictionary<string, MailMessage> _byId = new(StringComparer.Ordinal);

    internal MailThread(IEnumerable<MailMessage> mails)
    {
        foreach (MailMessage mail in mails.Where(m => m.MessageId is not null))
            _byId.TryAdd(mail.MessageId!, mail);
    }

    /// <summary>The Message-IDs above a mail, the one that it answers first; of those that are not here too.</summary>
    internal IEnumerable<string> Above(MailMessage mail)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(Named(mail));
        while (open.TryDequeue(out string? id) && seen.Count < Deepest)
        {
            if (!seen.Add(id))
                continue;
            yield return id;
            if (_byId.TryGetValue(id, out MailMessage? answered))
            {
                foreach (string next in Named(answered))
                    open.Enqueue(next);
            }
        }
    }

    /// <summary>The Message-ID with which the thread of a mail began; null for a mail that says nothing of a thread.</summary>
    internal string? Root(MailMessage mail) => Above(mail).LastOrDefault() ?? mail.MessageId;

    private static IEnumerable<string> Named(MailMessage mail) =>
        (mail.InReplyTo is { } answered ? mail.References.Reverse().Prepend(answered) : mail.References.Reverse()).Where(id => id != mail.MessageId);
}
