using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>The new messages of a plan; several changes of one message build on each other, so that the last one has them all.</summary>
internal sealed class FoldupMessageEdits(TopicSeries series)
{
    private readonly Dictionary<string, string> _messages = new(StringComparer.Ordinal);
    private readonly List<FoldupItem> _items = [];

    /// <summary>The items, in order.</summary>
    internal IReadOnlyList<FoldupItem> Items => _items;

    /// <summary>A copy, to try something out.</summary>
    internal FoldupMessageEdits Copy()
    {
        var copy = new FoldupMessageEdits(series);
        copy.Take(_items);
        return copy;
    }

    /// <summary>What a commit's message is so far.</summary>
    internal string Of(SeriesRevision commit) => _messages.GetValueOrDefault(commit.Name!) ?? commit.Message;

    /// <summary>Takes the message items that fixups make.</summary>
    internal void Take(IEnumerable<FoldupItem> items)
    {
        foreach (FoldupItem item in items)
        {
            _items.Add(item);
            if (item is { Target: not null, NewMessage: not null })
                _messages[item.Target] = item.NewMessage;
        }
    }

    /// <summary>Changes a message; nothing where it stays the same.</summary>
    internal FoldupItem? Set(SeriesRevision target, string message, FoldupReason kind, string reason, double confidence)
    {
        if (message == Of(target))
            return null;
        _messages[target.Name!] = message;
        var item = new FoldupItem
        {
            Kind = FoldupKind.Message,
            Action = FoldupAction.Reword,
            Target = target.Name,
            TargetSubject = target.Subject,
            Candidate = [target.Name!],
            NewMessage = message,
            Reason = reason,
            ReasonKind = kind,
            Confidence = confidence,
        };
        _items.Add(item);
        return item;
    }

    /// <summary>Adds trailers below whatever a message will be; nothing where it has them, or gets them already.</summary>
    internal FoldupItem? AddTrailer(SeriesRevision target, string trailer, string reason, double confidence)
    {
        if (Trailers.AddAll(Of(target), trailer) == Of(target) || _items.Exists(i => i.Target == target.Name && i.Trailer == trailer))
            return null;
        var item = new FoldupItem
        {
            Kind = FoldupKind.Message,
            Action = FoldupAction.Trailer,
            Target = target.Name,
            TargetSubject = target.Subject,
            Candidate = [target.Name!],
            Trailer = trailer,
            Reason = reason,
            ReasonKind = FoldupReason.Explicit,
            Confidence = confidence,
        };
        _items.Add(item);
        return item;
    }

    /// <summary>Credits whoever wrote what is folded into somebody else's commit.</summary>
    internal void Credit(string trailer, IEnumerable<FoldupItem> folded)
    {
        foreach (IGrouping<string, FoldupItem> target
            in folded.Where(i => i is { Target: not null, Fixup: not null, Action: FoldupAction.Fold or FoldupAction.Remove }).GroupBy(i => i.Target!))
        {
            SeriesRevision commit = series.FindTarget(target.Key)!;
            foreach (IGrouping<string, SeriesRevision> author in target.Select(i => series.Revisions.First(r => r.Name == i.Fixup))
                .Where(r => r.IsFixup).GroupBy(r => r.Author))
            {
                if (author.Key.Length == 0 || EmailOf(author.Key).Equals(commit.Commit!.Author.Email, StringComparison.OrdinalIgnoreCase))
                    continue;
                string? signature = trailer.Equals(Trailers.CoDeveloper, StringComparison.OrdinalIgnoreCase)
                    ? author.Select(f => SignatureOf(f, author.Key)).FirstOrDefault(s => s is not null) : null;
                AddTrailer(commit, $"{trailer}: {author.Key}" + (signature is null ? "" : "\n" + signature), $"credits {author.Key} with what is folded in", 1);
            }
        }
    }

    /// <summary>Credits the reviewer whose words were accepted.</summary>
    internal void CreditReviewer(string trailer, SeriesRevision target, string reviewer)
    {
        if (reviewer.Length > 0 && !EmailOf(reviewer).Equals(target.Commit!.Author.Email, StringComparison.OrdinalIgnoreCase))
            AddTrailer(target, $"{trailer}: {reviewer}", $"credits {reviewer} with what was accepted", 1);
    }

    /// <summary>The author's Signed-off-by that a fixup carries; null where it has none.</summary>
    private static string? SignatureOf(SeriesRevision fixup, string author) =>
        Trailers.Parse(fixup.Message).FirstOrDefault(t => t.Token.Equals(Trailers.SignedOff, StringComparison.OrdinalIgnoreCase)
            && EmailOf(t.Value).Equals(EmailOf(author), StringComparison.OrdinalIgnoreCase))
            is { } signature ? $"{Trailers.SignedOff}: {signature.Value}" : null;

    private static string EmailOf(string person) => person[(person.LastIndexOf('<') + 1)..].TrimEnd('>');
}
