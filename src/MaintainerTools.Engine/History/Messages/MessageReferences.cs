using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>One place in a commit message that names another commit.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Digits">6 to 40 hex digits in lower case; empty where only a subject is given.</param>
/// <param name="Subject">The subject given beside or instead of the digits; null where there is none.</param>
/// <param name="IsTag">A proper tag ("Fixes:" with its colon), that counts as unresolved when it names nothing; prose does not.</param>
public sealed record MessageReference(FollowupKind Kind, string Digits, string? Subject, bool IsTag);

/// <summary>Finds in a commit message what it says of other commits: Fixes tags, reverts, follow-ups, mentions. Markers are not among them.</summary>
public static class MessageReferences
{
    private const int ShortestFix = 6;
    private const int ShortestMention = 7;

    /// <summary>All references, in order; the same commit may be named several times.</summary>
    public static IReadOnlyList<MessageReference> Parse(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        List<MessageReference>? found = null;
        ReadOnlySpan<char> text = message;
        int at = 0;
        while (at < text.Length)
        {
            int end = text[at..].IndexOf('\n');
            end = end < 0 ? text.Length : at + end;
            ReadOnlySpan<char> line = text[at..end];
            ReadOnlySpan<char> start = line.TrimStart();
            MessageReference? reference = null;
            int named;
            int before = found?.Count ?? 0;
            if (start.StartsWith("fixes", StringComparison.OrdinalIgnoreCase))
                reference = Fix(start, text[Math.Min(end + 1, text.Length)..]);
            else if (start.StartsWith("follow-up", StringComparison.OrdinalIgnoreCase))
                reference = FollowUp(start);
            else if ((named = line.IndexOf("his reverts commit", StringComparison.OrdinalIgnoreCase)) >= 0)
                found = Reverts(text[(at + named + 18)..], found);
            if (reference is not null)
                (found ??= []).Add(reference);
            else if ((found?.Count ?? 0) == before && start.Length > ShortestMention && line.IndexOfAnyInRange('0', '9') >= 0)
                found = Mentions(line, found);
            at = end + 1;
        }
        return RevertedSubject(message) is { } subject ? WithRevertedSubject(found ?? [], subject) : found ?? (IReadOnlyList<MessageReference>)[];
    }

    /// <summary>git revert gives the SHA, which names nothing any more once the commits were applied anew; some write none. The subject tells then.</summary>
    private static List<MessageReference> WithRevertedSubject(List<MessageReference> found, string subject)
    {
        int revert = found.FindIndex(reference => reference.Kind == FollowupKind.Revert);
        if (revert < 0)
            found.Add(new MessageReference(FollowupKind.Revert, "", subject, true));
        else if (found.FindLastIndex(reference => reference.Kind == FollowupKind.Revert) == revert)
            found[revert] = found[revert] with { Subject = subject };
        return found;
    }

    private static MessageReference? Fix(ReadOnlySpan<char> line, ReadOnlySpan<char> next)
    {
        ReadOnlySpan<char> rest = line[5..];
        bool colon = rest.StartsWith(":");
        if (!colon && !(rest.Length > 0 && char.IsWhiteSpace(rest[0])))
            return null;
        rest = rest[(colon ? 1 : 0)..].TrimStart();
        if (rest.StartsWith("commit ", StringComparison.OrdinalIgnoreCase))
            rest = rest[7..].TrimStart();
        int digits = HexLength(rest);
        string? subject = Quoted(digits >= ShortestFix ? rest[digits..] : rest, next);
        if (digits is >= ShortestFix and <= 40)
            return new MessageReference(FollowupKind.Fixes, rest[..digits].ToString().ToLowerInvariant(), subject, colon);
        return colon && subject is not null && rest.TrimStart('(').StartsWith("\"") ? new MessageReference(FollowupKind.Fixes, "", subject, true) : null;
    }

    private static MessageReference? FollowUp(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> rest = line[9..].TrimStart();
        if (!rest.StartsWith("for", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("to", StringComparison.OrdinalIgnoreCase))
            return null;
        rest = rest[(rest[0] is 'f' or 'F' ? 3 : 2)..].TrimStart(": \t");
        if (rest.StartsWith("commit ", StringComparison.OrdinalIgnoreCase))
            rest = rest[7..].TrimStart();
        int digits = HexLength(rest);
        return digits is >= ShortestMention and <= 40
            ? new MessageReference(FollowupKind.FollowUp, rest[..digits].ToString().ToLowerInvariant(), Quoted(rest[digits..], default), true)
            : null;
    }

    /// <summary>What stands behind "This reverts commit": one SHA, or behind "commits" several, each with its subject in brackets or without.</summary>
    private static List<MessageReference>? Reverts(ReadOnlySpan<char> rest, List<MessageReference>? found)
    {
        bool several = rest.StartsWith("s", StringComparison.OrdinalIgnoreCase);
        rest = rest[(several ? 1 : 0)..];
        do
        {
            // A wrapped line puts the SHA on the next one.
            rest = rest.TrimStart(several ? ":,;-* \t\r\n" : ": \t\r\n");
            if (several && rest.StartsWith("and", StringComparison.OrdinalIgnoreCase) && rest.Length > 3 && char.IsWhiteSpace(rest[3]))
                rest = rest[3..].TrimStart();
            int digits = HexLength(rest);
            // Of "A..B" nobody knows whether A is meant too.
            if (digits is < ShortestMention or > 40 || rest[digits..].StartsWith(".."))
                break;
            (found ??= []).Add(new MessageReference(FollowupKind.Revert, rest[..digits].ToString().ToLowerInvariant(), null, true));
            rest = rest[digits..].TrimStart();
            int close = rest.StartsWith("(") ? rest.IndexOf(')') : -1;
            rest = rest[(close + 1)..];
        }
        while (several);
        return found;
    }

    private static string? RevertedSubject(string message)
    {
        bool again = message.StartsWith("Reapply \"", StringComparison.OrdinalIgnoreCase);
        if (!again && !message.StartsWith("Revert \"", StringComparison.OrdinalIgnoreCase))
            return null;
        string subject = CommitMessage.SubjectOf(message);
        int start = again ? 9 : 8;
        int end = subject.LastIndexOf('"');
        if (end <= start)
            return null;
        // So git calls the revert of a revert.
        return again ? $"Revert \"{subject[start..end]}\"" : subject[start..end];
    }

    private static List<MessageReference>? Mentions(ReadOnlySpan<char> line, List<MessageReference>? found)
    {
        // A marker says where this commit comes from, not what it is about.
        bool? marker = null;
        for (int at = 0; at < line.Length; at++)
        {
            if (!char.IsAsciiHexDigit(line[at]) || (at > 0 && IsWord(line[at - 1])))
                continue;
            int digits = HexRun(line[at..]);
            bool whole = at + digits == line.Length || !IsWord(line[at + digits]);
            if (digits is >= ShortestMention and <= 40 && whole && line.Slice(at, digits).IndexOfAnyInRange('0', '9') >= 0)
            {
                marker ??= CommitMarkers.Parse("\n\n" + line.ToString()).Count > 0;
                if (marker.Value)
                    return found;
                (found ??= []).Add(new MessageReference(FollowupKind.Mention, line.Slice(at, digits).ToString().ToLowerInvariant(), null, false));
            }
            at += digits;
        }
        return found;
    }

    /// <summary>The length of the hex number that the text starts with, 0 where other letters follow it.</summary>
    private static int HexLength(ReadOnlySpan<char> text)
    {
        int length = HexRun(text);
        return length < text.Length && IsWord(text[length]) ? 0 : length;
    }

    private static int HexRun(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && char.IsAsciiHexDigit(text[length]))
            length++;
        return length;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>What stands between the first and the last quote; a subject that was wrapped goes on in the next line.</summary>
    private static string? Quoted(ReadOnlySpan<char> text, ReadOnlySpan<char> next)
    {
        int open = text.IndexOf('"');
        if (open < 0)
            return null;
        int close = text.LastIndexOf('"');
        if (close > open)
            return text[(open + 1)..close].ToString();
        int end = next.IndexOf('\n');
        ReadOnlySpan<char> more = (end < 0 ? next : next[..end]).Trim();
        close = more.LastIndexOf('"');
        return close > 0 ? text[(open + 1)..].Trim().ToString() + " " + more[..close].ToString() : text[(open + 1)..].Trim().ToString();
    }
}
