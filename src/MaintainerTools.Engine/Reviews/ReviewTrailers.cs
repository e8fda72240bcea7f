using System.Text.RegularExpressions;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Reviews;

/// <summary>A trailer that an answer gives to a patch.</summary>
/// <param name="Token">Reviewed-by and its like.</param>
/// <param name="Value">Who, or where.</param>
/// <param name="Above">The line of the answer above it, where that leads over to it: "With that fixed:"; else null.</param>
internal sealed record ReviewTrailer(string Token, string Value, string? Above)
{
    /// <summary>The trailer as it stands in a message.</summary>
    internal string Text => $"{Token}: {Value}";
}

/// <summary>Takes the trailers out of answers, and says which commits they are for, as b4 trailers does.</summary>
internal static partial class ReviewTrailers
{
    // No mail has longer lines (RFC 5322, in letters), and the patterns go back and forth in them.
    private const int LongestRead = 998;

    /// <summary>The mail without its trailers, and these. What is quoted, or is the message of a patch in the mail, has none of the mail's own.</summary>
    internal static (MailMessage Words, IReadOnlyList<ReviewTrailer> Trailers) Apart(MailMessage mail)
    {
        List<string> lines = UnmarkedQuotations.Mark([.. mail.Text.Split('\n')]);
        int diff = MailPatches.StartOfDiff(lines);
        int end = diff < 0 ? lines.Count : diff;
        // Below the scissors begins a patch with a message of its own.
        int scissors = lines.FindIndex(0, end, MailPatches.IsScissors);
        int signature = lines.FindIndex(0, end, l => l is "-- " or "--");
        int last = scissors >= 0 ? scissors : end;
        var kept = new List<string>();
        var found = new List<ReviewTrailer>();
        // The last line of words above, which all trailers below it have, and where it is; null where that is a quotation.
        string? above = null;
        int aboveAt = -1;
        for (int i = 0; i < last; i++)
        {
            Match match = Line().Match(lines[i]);
            if (!match.Success || lines[i].Length > LongestRead || (signature >= 0 && i > signature) || IsRefusal(match.Groups[1].Value))
            {
                Keep(lines[i]);
                continue;
            }
            string value = match.Groups[3].Value.Trim();
            // A mailer breaks long lines before the address.
            if (i + 1 < last && !value.Contains('>', StringComparison.Ordinal) && AddressAlone().IsMatch(lines[i + 1]))
                value += " " + lines[++i].Trim();
            value = Mailto().Replace(value, "<$1$2>");
            if (!match.Groups[2].Success && !Address().IsMatch(value))
            {
                Keep(lines[i]);
                continue;
            }
            found.Add(new ReviewTrailer(Spell(match.Groups[1].Value), value,
                above is not null && above.TrimEnd().EndsWith(':') ? above.Trim() : null));
            // "For the series:" says what the trailers below it are for, and nothing of its own.
            if (aboveAt >= 0 && above is not null && For().IsMatch(above.Trim())
                && (aboveAt == 0 || kept[aboveAt - 1].Trim().Length == 0 || kept[aboveAt - 1].StartsWith('>')))
            {
                kept.RemoveAt(aboveAt);
                aboveAt = -1;
            }
        }
        return (mail with { Text = string.Join('\n', kept.Concat(diff < 0 ? [] : lines[diff..])) }, found);

        void Keep(string line)
        {
            kept.Add(line);
            if (!line.AsSpan().Trim().IsEmpty)
                (above, aboveAt) = (line.StartsWith('>') ? null : line, kept.Count - 1);
        }
    }

    /// <summary>The item of a trailer: for which commits it is, or why for none.</summary>
    internal static ReviewItem ToItem(MailMessage mail, ReviewTrailer trailer, ReviewThread? thread, SeriesRevision? bound, bool anySender)
    {
        var item = new ReviewItem
        {
            Reviewer = mail.FromEmail.Length == 0 ? "" : $"{mail.FromName} <{mail.FromEmail}>",
            Date = mail.Date,
            MessageId = mail.MessageId,
            MailSubject = mail.Subject,
            Kind = ReviewKind.Trailer,
            Text = trailer.Text,
            Quote = trailer.Above ?? "",
        };
        if (thread is null)
        {
            item.Reason = "no series was named to bind it to";
            return item;
        }
        SeriesRevision? about = thread.PlaceOf(mail)?.Commit ?? bound;
        (IReadOnlyList<SeriesRevision> commits, string reason, string? why) = Commits(mail, thread, about);
        item.Reason = reason;
        item.TargetReason = why;
        (item.Commit, item.CommitSubject) = (about?.Name, about?.Subject);
        if (!anySender && IsOfSomebodyElse(mail, trailer))
            (commits, item.TargetReason) = ([], $"it names {PersonOf(trailer.Value)}, and the mail is from {item.Reviewer}; "
                + "Import-ReviewFeedback -AnySender takes it all the same");
        item.TrailerTarget = [.. commits.Select(c => c.Name!)];
        return item;
    }

    /// <summary>The commits, how they were found, and where some of them are left out why.</summary>
    private static (IReadOnlyList<SeriesRevision> Commits, string Reason, string? Why) Commits(MailMessage mail, ReviewThread thread, SeriesRevision? bound)
    {
        MailSubject heading = mail.Heading;
        if (thread.PlaceOf(mail) is { } place)
        {
            List<SeriesRevision> named = place.IsCover ? [.. thread.Mailed] : place.Commit is { } one ? [one] : [];
            string how = place.IsCover ? $"by the cover letter of v{place.Version} that it answers" : $"by the patch of v{place.Version} that it answers";
            if (named.Count == 0)
                return ([], how, "the series has no such patch any more");
            // Of an older version it holds for what has stayed as it was.
            List<SeriesRevision> same = place.Version == thread.Newest ? named : named.FindAll(c => place.Unchanged.Contains(c.Name!));
            string? why = same.Count == named.Count ? null
                : $"it was given to v{place.Version}, and "
                    + (place.IsCover ? Wording.Count(named.Count - same.Count, "patch", "patches") + " changed" : "the patch has changed")
                    + " since";
            return (same, how, why);
        }
        if (heading.IsPatch && heading.Version < thread.Newest)
            return ([], "", $"it was given to v{heading.Version}, and whether the patch has changed since cannot be told: v{heading.Version} is not here");
        if (heading is { Number: 0, Total: { } total })
        {
            return total == thread.Mailed.Count() ? ([.. thread.Mailed], "by the cover letter that it answers", null)
                : ([], "", $"0/{total} is of a series of {Wording.Count(total, "patch", "patches")}, and this one has {thread.Mailed.Count()}");
        }
        return bound is not null ? ([bound], "by the patch that it answers", null) : ([], "", "what it answers is no patch of the series");
    }

    private static bool IsOfSomebodyElse(MailMessage mail, ReviewTrailer trailer)
    {
        Match address = Address().Match(trailer.Value);
        if (mail.FromEmail.Length == 0 || !address.Success || !trailer.Token.EndsWith("-by", StringComparison.OrdinalIgnoreCase))
            return false;
        if (WithoutDetail(address.Value).Equals(WithoutDetail(mail.FromEmail), StringComparison.OrdinalIgnoreCase))
            return false;
        // People write from several addresses.
        string name = PersonOf(trailer.Value);
        return !name.Contains(' ', StringComparison.Ordinal) || !name.Equals(mail.FromName, StringComparison.OrdinalIgnoreCase);

        static string WithoutDetail(string email)
        {
            int plus = email.IndexOf('+', StringComparison.Ordinal);
            int at = email.LastIndexOf('@');
            return plus > 0 && at > plus ? email[..plus] + email[at..] : email;
        }
    }

    private static string PersonOf(string value)
    {
        int open = value.IndexOf('<', StringComparison.Ordinal);
        return (open > 0 ? value[..open] : value).Trim().Trim('"');
    }

    // A sign-off is for whoever hands the patch on; the others say no.
    private static bool IsRefusal(string token) =>
        token.Equals("Signed-off-by", StringComparison.OrdinalIgnoreCase) || token.StartsWith("Nack", StringComparison.OrdinalIgnoreCase)
        || token.StartsWith("Nak", StringComparison.OrdinalIgnoreCase)
        || token.StartsWith("Not-", StringComparison.OrdinalIgnoreCase);

    private static string Spell(string token) => char.ToUpperInvariant(token[0]) + token[1..].ToLowerInvariant();

    [GeneratedRegex(@"\A[ \t]{0,3}((?:[A-Za-z]+-)+by|(Link|Closes|Fixes)):[ \t]+(\S.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex(@"\AFor (?:the|this|all|both|these)(?: \w+){0,4}:\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex For();

    [GeneratedRegex(@"\A[ \t]*<[^<>\s]+@[^<>\s]+>", RegexOptions.CultureInvariant)]
    private static partial Regex AddressAlone();

    [GeneratedRegex(@"[^<>\s""']+@[^<>\s""'(),;]+", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"<([^<>\s]+@[^<>\s]+?)\s*<mailto:[^<>]*>\s*>|<mailto:([^<>\s]+)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mailto();
}
