using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Reviews;

namespace MaintainerTools.Engine.Foldup;

/// <summary>What proposals make of a message. Several of one message are made one after the other, so that each keeps what the others did.</summary>
internal static class ProposedWords
{
    /// <summary>The message with what the proposal wants in it.</summary>
    internal static string Apply(FoldupProposal proposal, string message) =>
        proposal.Kind == ReviewKind.Rename ? Regex.Replace(message, $@"(?<!\w){Regex.Escape(proposal.From!)}(?!\w)",
            proposal.To!.Replace("$", "$$", StringComparison.Ordinal))
        : proposal.Words is { } words ? WithParagraph(message, words)
        : InSubject(message, proposal.Term!);

    /// <summary>What the reviewer says about the term behind a colon; null where that is nothing.</summary>
    internal static string? Explanation(string text, string term)
    {
        string flat = ReviewText.Flat(text);
        int at = flat.IndexOf(term, StringComparison.Ordinal);
        int colon = at < 0 ? -1 : flat.IndexOf(':', at + term.Length);
        string words = colon < 0 ? "" : flat[(colon + 1)..].Trim();
        return words.Length == 0 ? null : words.Contains(term, StringComparison.OrdinalIgnoreCase) ? words : $"{term}: {words}";
    }

    private static string InSubject(string message, string term)
    {
        string first = CommitMessage.FirstLineOf(message);
        int at = message.IndexOf(first, StringComparison.Ordinal);
        return message[..(at + first.Length)].TrimEnd() + $" ({term})" + message[(at + first.Length)..];
    }

    private static string WithParagraph(string message, string words)
    {
        int end = Trailers.HasBlock(message) ? Trailers.BlockStart(message) : message.Length;
        string trailers = message[end..];
        return message[..end].TrimEnd('\n') + "\n\n" + words + "\n" + (trailers.Length == 0 ? "" : "\n" + trailers);
    }
}
