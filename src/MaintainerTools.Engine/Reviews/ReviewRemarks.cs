using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Reviews;

/// <summary>A remark in a mail, and what was quoted above it.</summary>
/// <param name="Text">The remark's paragraphs.</param>
/// <param name="Quote">The lines quoted right above it, without their signs.</param>
/// <param name="Before">All that the mail quotes above it.</param>
/// <param name="Patch">A patch that the remark ends in; null without one.</param>
/// <param name="Meaning">What it was read as.</param>
internal sealed record ReviewRemark(string Text, IReadOnlyList<string> Quote, QuotedLines Before, string? Patch, ReviewMeaning Meaning)
{
    /// <summary>A patch without words of its own.</summary>
    internal static ReviewRemark OfPatch(string patch, string text = "") => new(text, [], QuotedLines.Of([]), patch, new ReviewMeaning(ReviewKind.Patch));
}

/// <summary>Takes mails apart into quotations and remarks.</summary>
internal static partial class ReviewRemarks
{
    private static readonly ReviewMeaning s_patch = new(ReviewKind.Patch);

    /// <summary>The remarks of a mail, in order.</summary>
    internal static IEnumerable<ReviewRemark> Of(MailMessage mail)
    {
        var before = new QuotedLines.Shared();
        string sender = $"{mail.FromName} {mail.FromEmail}";
        var quote = new List<string>();
        var text = new List<string>();
        List<string> lines = [.. UnmarkedQuotations.Mark([.. mail.Text.Split('\n')]).TakeWhile(l => !ListFooter().IsMatch(l))];
        int patchAt = MailPatches.StartOfDiff(lines);
        string? patch = patchAt < 0 ? null : string.Join('\n', lines[patchAt..].TakeWhile(l => l != "-- ")) + "\n";
        if (patchAt >= 0)
            lines = lines[..patchAt];
        lines = WithoutSignatures(lines);
        for (int i = 0; i < lines.Count; i++)
        {
            if (Unquote(lines[i]) is { } quoted)
            {
                if (text.Any(l => l.Trim().Length > 0))
                {
                    List<ReviewRemark> remarks = Split(text, quote, before, null, sender);
                    if (before.Lines.Count == 0)
                        remarks = [.. remarks.Select(r => TopPosted(r, lines[i..]))];
                    foreach (ReviewRemark remark in remarks)
                        yield return remark;
                    quote.Clear();
                }
                text.Clear();
                quote.Add(quoted);
                before.Lines.Add(quoted);
            }
            else if (!IsAttribution(lines, i))
            {
                // "[...]" stands for what was not quoted, and says nothing.
                text.Add(Elision().IsMatch(lines[i]) ? "" : lines[i]);
            }
        }
        foreach (ReviewRemark remark in Split(text, quote, before, patch, sender))
            yield return remark;
        foreach ((string name, byte[] content) in mail.Attachments)
        {
            if (PatchParser.Parse(content) is { Files.Count: > 0 })
                yield return new ReviewRemark("attached: " + name, quote, before.UpToHere(), Objects.TextEncoding.Lenient.GetString(content), s_patch);
        }
    }

    /// <summary>The item of a remark, not yet bound.</summary>
    internal static ReviewItem ToItem(MailMessage mail, ReviewRemark remark)
    {
        var item = new ReviewItem
        {
            Reviewer = mail.FromEmail.Length == 0 ? "" : $"{mail.FromName} <{mail.FromEmail}>",
            Date = mail.Date,
            MessageId = mail.MessageId,
            InReplyTo = mail.InReplyTo,
            MailSubject = mail.Subject,
            Quote = string.Join('\n', remark.Quote).Trim('\n'),
            Text = remark.Text,
            Patch = remark.Patch,
            Kind = remark.Patch is not null ? ReviewKind.Patch : remark.Meaning.Kind,
            Term = remark.Meaning.Term,
        };
        if (item.Kind == ReviewKind.Remove)
            FindLines(item, remark.Meaning.Removed);
        if (item.Kind == ReviewKind.Rename)
        {
            item.To = remark.Meaning.To;
            item.From = remark.Meaning.From ?? remark.Quote.Reverse().SelectMany(q => Called().Matches(q)).Select(m => m.Groups[1].Value)
                .FirstOrDefault(n => n != item.To);
            if (string.IsNullOrEmpty(item.From) || string.IsNullOrEmpty(item.To))
                (item.From, item.To) = (null, null);
        }
        return item;
    }

    /// <summary>Finds the quoted lines that are to go. Where there is a quotation and they are not in it, the remark is about something else: a note.</summary>
    internal static void FindLines(ReviewItem item, RemovedObject removed)
    {
        (IReadOnlyList<string> lines, string why) = RemovedLines.Find(removed, item.Quote);
        (item.Removed, item.Doubt) = ([.. lines], lines.Count > 0 ? null : why);
        if (lines.Count == 0 && item.Quote.Split('\n').Any(l => l.StartsWith('+')))
            item.Kind = ReviewKind.Note;
    }

    /// <summary>One remark for each sentence that asks for something; the others go with the one before.</summary>
    private static List<ReviewRemark> Split(List<string> text, List<string> quote, QuotedLines.Shared before, string? patch, string sender)
    {
        var rows = new List<ReviewSentences.Row>();
        var block = new List<string>();
        foreach (string paragraph in string.Join('\n', text).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SelectMany(TrailersApart)
            .Select(p => p.Trim('\n', ' ', '\t')).Where(p => p.Length > 0))
        {
            // "Please add this to the changelog:" is about the trailers that follow.
            if (!AreTrailers(paragraph) || (block.Count > 0 && block[^1].EndsWith(':')))
            {
                block.Add(paragraph);
                continue;
            }
            TakeBlock();
            rows.Add(new ReviewSentences.Row(paragraph, new ReviewMeaning(ReviewKind.Note, false)));
        }
        TakeBlock();
        if (rows.Count == 0 && patch is not null)
            rows.Add(new ReviewSentences.Row("", s_patch));
        string[] above = [.. quote];
        return [.. rows.Select((r, i) => new ReviewRemark(r.Text, above, before.UpToHere(), i == rows.Count - 1 ? patch : null, r.Meaning))];

        void TakeBlock()
        {
            rows.AddRange(ReviewSentences.Rows(string.Join("\n\n", block), sender));
            block.Clear();
        }
    }

    /// <summary>The line without one sign of quotation; null when it is not quoted.</summary>
    private static string? Unquote(string line)
    {
        if (!line.StartsWith('>'))
            return null;
        // A quotation in a quotation: the signs of all levels go.
        int last = line.AsSpan().IndexOfAnyExcept('>', ' ') is >= 0 and var end ? line.LastIndexOf('>', end) : line.LastIndexOf('>');
        return line.AsSpan(last + 1).StartsWith(" ") ? line[(last + 2)..] : line[(last + 1)..];
    }

    private static bool IsAttribution(List<string> lines, int at)
    {
        // "On … wrote:", which may take two lines, above a quotation.
        for (int end = at; end <= at + 1 && end < lines.Count; end++)
        {
            if (lines[end].TrimEnd().EndsWith(':') && AttributionEnd().IsMatch(lines[end])
                && lines.Skip(end + 1).FirstOrDefault(l => l.Trim().Length > 0)?.StartsWith('>') == true)
                return end == at || AttributionStart().IsMatch(lines[at]);
        }
        return AddressedAttribution().IsMatch(lines[at]) && lines.Skip(at + 1).FirstOrDefault(l => l.Trim().Length > 0)?.StartsWith('>') == true;
    }

    /// <summary>The remark above everything with what it is about: it speaks of what is quoted below it.</summary>
    private static ReviewRemark TopPosted(ReviewRemark remark, List<string> below)
    {
        bool repliesBelow = below.Exists(l => l.Trim().Length > 0 && Unquote(l) is null);
        List<string> quoted = [.. below.Select(Unquote).OfType<string>()];
        ReviewKind kind = remark.Meaning.Kind;
        int named = quoted.FindLastIndex(l => l.StartsWith('+') && NamedIn(remark.Text).Overlaps(Words().Matches(l).Select(m => m.Value)));
        // What is to go, or to be called otherwise, must be said: below it all is quoted.
        if (named >= 0 && kind is (ReviewKind.Remove or ReviewKind.Rename or ReviewKind.Question))
            return remark with { Quote = quoted[..(named + 1)], Before = QuotedLines.Of(quoted.Take(named + 1)) };
        if (repliesBelow)
            return remark;
        bool severalFiles = quoted.Where(l => l.StartsWith("+++ ", StringComparison.Ordinal)).Distinct().Skip(1).Any();
        List<string> before = severalFiles ? quoted.FindAll(l => !FileOrHunk().IsMatch(l)) : quoted;
        return remark with { Quote = kind is ReviewKind.Remove or ReviewKind.Rename ? [] : quoted, Before = QuotedLines.Of(before) };
    }

    /// <summary>The identifiers that a text names: words with an underscore, or with a parenthesis behind.</summary>
    internal static HashSet<string> NamedIn(string text) =>
        [.. Words().Matches(text).Where(m => m.Value.Contains('_', StringComparison.Ordinal) || text.AsSpan(m.Index + m.Length).StartsWith("("))
            .Select(m => m.Value)];

    /// <summary>Without the sender's signature, which ends where a quotation begins below it.</summary>
    private static List<string> WithoutSignatures(List<string> lines)
    {
        var kept = new List<string>();
        bool isSignature = false;
        for (int i = 0; i < lines.Count; i++)
        {
            isSignature = lines[i] is "-- " or "--" || (isSignature && Unquote(lines[i]) is null && !IsAttribution(lines, i));
            if (!isSignature)
                kept.Add(lines[i]);
        }
        return kept;
    }

    /// <summary>The text of a paragraph, and the trailers at its end.</summary>
    private static IEnumerable<string> TrailersApart(string paragraph)
    {
        string[] lines = paragraph.Trim('\n').Split('\n');
        int text = Array.FindLastIndex(lines, l => !TrailerLine().IsMatch(l)) + 1;
        yield return string.Join('\n', lines[..text]);
        yield return string.Join('\n', lines[text..]);
    }

    /// <summary>True for a paragraph of Reviewed-by: and its like: it says something of the patch as a whole, and asks for nothing.</summary>
    private static bool AreTrailers(string paragraph) => Array.TrueForAll(paragraph.Split('\n'), l => TrailerLine().IsMatch(l));

    [GeneratedRegex(@"\A_{20,}\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex ListFooter();

    [GeneratedRegex(@"\A\s*(?:[A-Z][a-z]+-)+by: \S.*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TrailerLine();

    [GeneratedRegex(@"\A(?:diff --git |--- |\+\+\+ |@@)", RegexOptions.CultureInvariant)]
    private static partial Regex FileOrHunk();

    [GeneratedRegex(@"[A-Za-z_]\w*", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(wrote|writes|schrieb|a écrit)\b.*:\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AttributionEnd();

    // "* Ann Author <ann@example.org> [2024-01-03 09:00]:", "Quoting Ann Author (2024-01-03 09:00:00)".
    [GeneratedRegex(@"\A(?:[*+|]+ .*\S@\S.*:|Quoting .*(?:\S@\S.*|\d\d:\d\d.*):?)\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex AddressedAttribution();

    [GeneratedRegex(@"\A\s*(?:\[\s*(?:\.{2,}|\u2026|(?:snip|skip|cut|trim|delet|remov)\w*)[^\]]{0,40}\]"
        + @"|[<(]\s*(?:snip|cut|skip)\w*[^>)]{0,40}[>)]|\.{3,}|\u2026)\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Elision();

    [GeneratedRegex(@"^(On|Am|Le) .*\d", RegexOptions.CultureInvariant)]
    private static partial Regex AttributionStart();

    [GeneratedRegex(@"\b([A-Za-z_]\w{2,})\(", RegexOptions.CultureInvariant)]
    private static partial Regex Called();
}
