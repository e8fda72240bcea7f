using System.Text;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>What a search for follow-ups asks of a commit's message.</summary>
/// <param name="SubjectKey">As <see cref="CommitFacts.SubjectKey"/>.</param>
/// <param name="Subject">git's %s where there are references or requests; null for the many commits that have none.</param>
/// <param name="References">What the message says of other commits; null where it says nothing.</param>
/// <param name="Sources">The digits of the commits that it is a pick of, as its markers say; null where it has none.</param>
/// <param name="Requests">The lines by which it asks for stable branches (<see cref="StableRequest"/>); null where there are none.</param>
internal readonly record struct MessageSummary(ulong SubjectKey, string? Subject, IReadOnlyList<MessageReference>? References,
    IReadOnlyList<string>? Sources = null, IReadOnlyList<string>? Requests = null)
{
    /// <summary>True for the many commits that say nothing of the kind.</summary>
    public bool IsSilent => References is null && Sources is null && Requests is null;
}

/// <summary>
/// Reads summaries off raw commits. Most messages name no other commit, and that shows in their bytes: only what may name one is decoded and parsed.
/// </summary>
internal static class MessageScan
{
    /// <summary>Reads one commit's.</summary>
    /// <exception cref="MaintainerException">MissingObject, WrongObjectType.</exception>
    public static MessageSummary Read(IObjectReader objects, BulkCommit read, MarkerStyle style)
    {
        if (read.TryReadWhole(out ReadOnlySpan<byte> whole))
            return Summarise(whole, style);
        Oid commit = read.Id;
        if (!objects.TryReadOnce(commit, out ObjectType type, out TransientBytes data))
            throw new MissingObjectException(commit, ObjectType.Commit);
        using (data)
        {
            return type == ObjectType.Commit
                ? Summarise(data.Span, style)
                : throw new MaintainerException("WrongObjectType", ErrorKind.InvalidData, commit.ToString(), commit, type, ObjectType.Commit);
        }
    }

    /// <summary>The same of a commit's bytes.</summary>
    internal static MessageSummary Summarise(ReadOnlySpan<byte> commit, MarkerStyle? style = null)
    {
        int end = commit.IndexOf("\n\n"u8);
        ReadOnlySpan<byte> header = end < 0 ? commit : commit[..(end + 1)];
        ReadOnlySpan<byte> message = end < 0 ? [] : commit[(end + 2)..];
        int named = header.IndexOf("\nencoding "u8);
        string? encoding = null;
        if (named >= 0)
        {
            ReadOnlySpan<byte> name = header[(named + 10)..];
            encoding = Encoding.ASCII.GetString(name[..name.IndexOf((byte)'\n')]);
        }
        // In another encoding bytes may mean other letters.
        if (encoding is null && !MayNameCommits(message) && !StableRequest.MayBeIn(message) && TrySubjectKey(message, out ulong key))
            return new MessageSummary(key, null, null);
        string text = TextEncoding.ForCommit(encoding).GetString(message);
        string subject = CommitMessage.SubjectOf(text);
        IReadOnlyList<MessageReference> references = MessageReferences.Parse(text);
        string[] sources = [.. (style ?? MarkerStyle.CherryPicked).Parse(text).Where(marker => marker.NamesSource).Select(marker => marker.Sha)];
        IReadOnlyList<string> requests = StableRequest.LinesIn(text);
        return new MessageSummary(
            CommitFacts.SubjectKey(subject), references.Count + requests.Count == 0 ? null : subject, references.Count == 0 ? null : references,
            sources.Length == 0 ? null : sources, requests.Count == 0 ? null : requests);
    }

    /// <summary>
    /// False only where <see cref="MessageReferences.Parse"/> finds nothing, nor any marker: no tag, no revert, no number that may be a commit's.
    /// </summary>
    internal static bool MayNameCommits(ReadOnlySpan<byte> message)
    {
        if (NamedSubject.MayBeIn(message) || HasNumber(message))
            return true;
        // Without such a number only a Fixes tag is left, that gives a subject, or six digits.
        for (ReadOnlySpan<byte> rest = message; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            // Rare first bytes of other white space than this send the message to the parser.
            while (!line.IsEmpty && line[0] is <= (byte)' ' or >= 128)
            {
                if (line[0] >= 128)
                    return true;
                line = line[1..];
            }
            if (StartsWith(line, "fixes"u8))
                return true;
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return false;
    }

    /// <summary>Seven hex digits or more in a row: of every such run a look at each seventh byte meets one.</summary>
    private static bool HasNumber(ReadOnlySpan<byte> message)
    {
        for (int at = 6; at < message.Length; at += 7)
        {
            if (!char.IsAsciiHexDigit((char)message[at]))
                continue;
            int start = at;
            while (start > 0 && char.IsAsciiHexDigit((char)message[start - 1]))
                start--;
            int end = at + 1;
            while (end < message.Length && char.IsAsciiHexDigit((char)message[end]))
                end++;
            if (end - start >= 7)
                return true;
        }
        return false;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) =>
        text.Length >= lower.Length && Ascii.EqualsIgnoreCase(text[..lower.Length], lower);

    /// <summary>The subject's key where it is plain ASCII.</summary>
    private static bool TrySubjectKey(ReadOnlySpan<byte> message, out ulong key)
    {
        var hash = new SubjectHash();
        bool any = false;
        for (ReadOnlySpan<byte> rest = message; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!Ascii.IsValid(line))
            {
                key = 0;
                return false;
            }
            bool blank = true;
            foreach (byte b in line)
            {
                blank &= char.IsWhiteSpace((char)b);
                hash.Add((char)b);
            }
            if (blank && any)
                break;
            any |= !blank;
            hash.Add(' ');
        }
        key = hash.Value;
        return true;
    }
}
