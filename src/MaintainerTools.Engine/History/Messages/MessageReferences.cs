namespace MaintainerTools.Engine.History.Messages;

/// <summary>Finds in a commit message what it says of other commits: Fixes tags, reverts, follow-ups, mentions. Markers are not among them.</summary>
public static class MessageReferences
{
    private const int ShortestFix = 6;
    private const int ShortestMention = 7;

    // What stands before a colon and the commit that brought the bug.
    private static readonly string[] s_fixTokens =
    [
        "fixes-commit", "fix", "regressed-by", "regression-from", "regression-of", "introduced-by", "introduced-in", "bug-introduced-by", "caused-by",
        "broken-by", "amends", "corrects",
    ];

    // What may stand before "reverts commit": of "a later one reverts commit" nobody says that this one does.
    private static readonly string[] s_subjects = ["this", "commit", "patch", "change", "partially", "partly", "effectively", "also", "and", "it", "manually"];

    private static readonly string[] s_backOuts = ["backed out", "backs out", "back out", "revert commit", "revert changeset", "partially revert commit",
        "partial revert of commit"];

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
            int before = found?.Count ?? 0;
            found = Tags(start, text[Math.Min(end + 1, text.Length)..], found);
            if ((found?.Count ?? 0) == before)
                found = Verbs(line, text[at..], found);
            if ((found?.Count ?? 0) == before && start.Length > ShortestMention && line.IndexOfAnyInRange('0', '9') >= 0)
                found = Mentions(line, found);
            at = end + 1;
        }
        return NamedSubject.Of(message) is { } subject ? WithSubject(found ?? [], subject, message) : found ?? (IReadOnlyList<MessageReference>)[];
    }

    /// <summary>git revert gives the SHA, which names nothing any more once the commits were applied anew; some write none. The subject tells then.</summary>
    private static List<MessageReference> WithSubject(List<MessageReference> found, MessageReference named, string message)
    {
        int revert = found.FindIndex(reference => reference.Kind == named.Kind);
        if (revert < 0 || named.Kind != FollowupKind.Revert)
            found.Add(named);
        else if (found.FindLastIndex(reference => reference.Kind == FollowupKind.Revert) == revert)
            found[revert] = found[revert] with { Subject = named.Subject };
        // GitHub's subjects carry the number of the pull request, which the revert's quotation may lack.
        if (revert < 0 && named.Kind == FollowupKind.Revert && NamedSubject.PullRequestOf(message) is { } number)
            found.Add(named with { Subject = $"{named.Subject} (#{number})" });
        return found;
    }

    private static List<MessageReference>? Tags(ReadOnlySpan<char> line, ReadOnlySpan<char> next, List<MessageReference>? found)
    {
        if (line.IsEmpty || (line[0] | 0x20) is not ('f' or 'r' or 'i' or 'b' or 'c' or 'a'))
            return found;
        if (line.StartsWith("follow", StringComparison.OrdinalIgnoreCase))
            return FollowUp(line, next, found);
        if (line.StartsWith("fixes", StringComparison.OrdinalIgnoreCase) && line.Length > 5 && (line[5] == ':' || char.IsWhiteSpace(line[5])))
            return Fixes(line[6..], next, line[5] == ':', ShortestFix, found);
        foreach (string token in s_fixTokens)
        {
            if (line.Length > token.Length && line[token.Length] == ':' && line.StartsWith(token, StringComparison.OrdinalIgnoreCase))
                return Fixes(line[(token.Length + 1)..], next, isTag: false, ShortestMention, found);
        }
        return found;
    }

    /// <summary>What a tag names: a commit with its subject or without, or several; of one that it gives too few digits of, or none, the subject.</summary>
    private static List<MessageReference>? Fixes(ReadOnlySpan<char> rest, ReadOnlySpan<char> next, bool isTag, int shortest, List<MessageReference>? found)
    {
        int before = found?.Count ?? 0;
        found = Listed(FollowupKind.Fixes, rest, next, isTag, shortest, found);
        if ((found?.Count ?? 0) > before || !isTag)
            return found;
        ReadOnlySpan<char> all = rest.TrimStart();
        ReadOnlySpan<char> named = all[NamedCommit.HexLength(all)..].TrimStart();
        return named.TrimStart('(').StartsWith("\"") && Quoted(named, next) is { } only
            ? Added(found, new MessageReference(FollowupKind.Fixes, "", only, true)) : found;
    }

    /// <summary>All that a list names. What stands behind an issue's number may be another one, and claims no commit.</summary>
    private static List<MessageReference>? Listed(
        FollowupKind kind, ReadOnlySpan<char> rest, ReadOnlySpan<char> next, bool isTag, int shortest, List<MessageReference>? found)
    {
        var list = new CommitList(rest, next, shortest);
        while (list.TryNext(out string digits, out string? subject))
        {
            bool claims = list.HasOnlyCommits || digits.AsSpan().IndexOfAnyInRange('a', 'f') >= 0;
            found = Added(found, new MessageReference(kind, digits, subject, isTag && claims));
        }
        return found;
    }

    private static List<MessageReference>? FollowUp(ReadOnlySpan<char> line, ReadOnlySpan<char> next, List<MessageReference>? found)
    {
        ReadOnlySpan<char> rest = line[6..].TrimStart("- \t");
        if (!rest.StartsWith("up", StringComparison.OrdinalIgnoreCase))
            return found;
        rest = rest[2..].TrimStart("- \t");
        if (!rest.StartsWith("for", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("to", StringComparison.OrdinalIgnoreCase))
            return found;
        rest = rest[(rest[0] is 'f' or 'F' ? 3 : 2)..].TrimStart(": \t");
        return Listed(FollowupKind.FollowUp, rest, next, isTag: true, ShortestMention, found);
    }

    /// <summary>"This reverts commit SHA", "Backed out changeset SHA", "this amends SHA"; a wrapped line puts the SHA on the next one.</summary>
    private static List<MessageReference>? Verbs(ReadOnlySpan<char> line, ReadOnlySpan<char> text, List<MessageReference>? found)
    {
        ReadOnlySpan<char> start = line.TrimStart();
        foreach (string phrase in s_backOuts)
        {
            if (start.StartsWith(phrase, StringComparison.OrdinalIgnoreCase))
                return Reverts(text[(line.Length - start.Length + phrase.Length)..], found);
        }
        if (VerbAt(line, "reverts") is var reverts and >= 0)
            return Reverts(text[reverts..], found);
        if (VerbAt(line, "amends") is var amends and >= 0)
        {
            ReadOnlySpan<char> rest = text[amends..].TrimStart(": \t\r\n");
            int end = LineLength(rest);
            return Listed(FollowupKind.Fixes, rest[..end], rest[Math.Min(rest.Length, end + 1)..], isTag: false, ShortestMention, found);
        }
        return found;
    }

    /// <summary>Where the text behind a verb begins that says what this commit does; -1 where it is not there, or says what another does.</summary>
    private static int VerbAt(ReadOnlySpan<char> line, string verb)
    {
        int at = line.IndexOf(verb, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || at + verb.Length >= line.Length + 1 || (at + verb.Length < line.Length && line[at + verb.Length] is not (' ' or ':' or '\t' or '\r')))
            return -1;
        ReadOnlySpan<char> before = line[..at].TrimEnd();
        if (before.IsEmpty)
            return at + verb.Length;
        int word = before.Length;
        while (word > 0 && char.IsAsciiLetter(before[word - 1]))
            word--;
        foreach (string subject in s_subjects)
        {
            if (before[word..].Equals(subject, StringComparison.OrdinalIgnoreCase))
                return at + verb.Length;
        }
        return -1;
    }

    /// <summary>
    /// One SHA, or several: behind "commits" in whatever way they are listed, else where a comma or "and" parts them; each with its subject in brackets or
    /// without.
    /// </summary>
    private static List<MessageReference>? Reverts(ReadOnlySpan<char> rest, List<MessageReference>? found)
    {
        rest = rest.TrimStart(": \t\r\n");
        int word = rest.StartsWith("commits", StringComparison.OrdinalIgnoreCase)
            ? 7 : rest.StartsWith("changesets", StringComparison.OrdinalIgnoreCase) ? 10 : 0;
        bool several = word > 0;
        rest = rest[word..].TrimStart(":;-* \t\r\n");
        // Of "A..B" nobody knows whether A is meant too.
        bool isItem = true;
        while (NamedCommit.Take(ref rest, ShortestMention) is { } digits && (isItem || CommitList.EndsItem(rest)))
        {
            found = Added(found, new MessageReference(FollowupKind.Revert, digits, null, true));
            rest = rest.TrimStart();
            int close = rest.StartsWith("(") ? rest.IndexOf(')') : -1;
            rest = rest[(close + 1)..].TrimStart();
            ReadOnlySpan<char> next = rest.TrimStart(several ? ":,;&+-* \t\r\n" : ",;& \t\r\n");
            if (next.StartsWith("and", StringComparison.OrdinalIgnoreCase) && next.Length > 3 && char.IsWhiteSpace(next[3]))
                next = next[3..].TrimStart();
            if (next.Length == rest.Length && !several)
                break;
            rest = next;
            // "…, and 1234567 did it better" is no list.
            isItem = several;
        }
        return found;
    }

    private static List<MessageReference> Added(List<MessageReference>? found, MessageReference reference)
    {
        found ??= [];
        found.Add(reference);
        return found;
    }

    private static int LineLength(ReadOnlySpan<char> text)
    {
        int end = text.IndexOf('\n');
        return end < 0 ? text.Length : end;
    }

    private static List<MessageReference>? Mentions(ReadOnlySpan<char> line, List<MessageReference>? found)
    {
        // A marker says where this commit comes from, not what it is about.
        bool? marker = null;
        for (int at = 0; at < line.Length; at++)
        {
            if (!char.IsAsciiHexDigit(line[at]) || (at > 0 && NamedCommit.IsWord(line[at - 1])))
                continue;
            int digits = NamedCommit.HexRun(line[at..]);
            bool whole = at + digits == line.Length || !NamedCommit.IsWord(line[at + digits]);
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
