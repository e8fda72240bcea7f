using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MimeKit;

namespace MaintainerTools.Engine.Mails;

/// <summary>A patch in a mail: author, message and diff, as git am --scissors takes them.</summary>
/// <param name="Mail">The mail; of an attachment that git format-patch wrote, what it says itself.</param>
/// <param name="Author">"Name &lt;address&gt;": the mail's, or that of a From: line at the beginning of its text.</param>
/// <param name="Subject">The subject without Re: and bracketed prefixes.</param>
/// <param name="Message">Subject and text, as a commit would have them.</param>
/// <param name="Diff">The diff, as it was sent.</param>
/// <param name="Patch">The diff taken apart; null where it is damaged.</param>
/// <param name="Damage">What is wrong with it; null where nothing is.</param>
/// <param name="Attachment">The name of the attachment that it came in; null for the mail's own text.</param>
internal sealed record MailPatch(MailMessage Mail, string Author, string Subject, string Message, byte[] Diff, PatchFile? Patch,
    MaintainerException? Damage, string? Attachment);

/// <summary>Takes the patches out of mails.</summary>
internal static partial class MailPatches
{
    // Attachments in attachments: each is read again whole.
    private const int MostNested = 8;

    /// <summary>The patches of a mail: in its text, or attached. A quotation of a patch is none.</summary>
    internal static IEnumerable<MailPatch> Of(MailMessage mail) => Of(mail, null, 0);

    private static IEnumerable<MailPatch> Of(MailMessage mail, string? attachment, int depth)
    {
        if (Parse(mail.Body, out MaintainerException? damage) is var own && (own is { Files.Count: > 0 } || damage is not null))
            yield return Make(mail, mail.Body, own, damage, attachment);
        foreach ((string name, byte[] content) in depth < MostNested ? mail.Attachments : [])
        {
            // What git format-patch wrote has its own author and message; a bare diff has those of the mail that brings it.
            foreach (MailMessage attached in Mailbox.Parse(content, name))
            {
                foreach (MailPatch patch in Of(attached, name, depth + 1))
                    yield return attached.IsMail ? patch : Make(mail, attached.Body, patch.Patch, patch.Damage, name);
            }
        }
    }

    /// <summary>Where the diff begins in a mail's lines, as git mailinfo finds the end of the message; -1 where there is none.</summary>
    internal static int StartOfDiff(IReadOnlyList<string> lines)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith("diff --git ", StringComparison.Ordinal) || IsPlainHeader(lines, i))
                return i;
            // What tools write above the two names of a file belongs to the diff.
            if (Announcement().IsMatch(lines[i]))
            {
                int next = i + 1;
                while (next < lines.Count && (Announcement().IsMatch(lines[next]) || lines[next].StartsWith("====", StringComparison.Ordinal)))
                    next++;
                if (IsPlainHeader(lines, next))
                    return i;
                // None of those in between begins one either.
                i = next - 1;
            }
        }
        return -1;
    }

    private static bool IsPlainHeader(IReadOnlyList<string> lines, int at) =>
        at + 2 < lines.Count && lines[at].StartsWith("--- ", StringComparison.Ordinal) && lines[at + 1].StartsWith("+++ ", StringComparison.Ordinal)
        && lines[at + 2].StartsWith("@@ -", StringComparison.Ordinal);

    private static PatchFile? Parse(byte[] text, out MaintainerException? damage)
    {
        damage = null;
        try
        {
            return PatchParser.Parse(text);
        }
        catch (MaintainerException e)
        {
            damage = e;
            return null;
        }
    }

    private static MailPatch Make(MailMessage mail, byte[] body, PatchFile? patch, MaintainerException? damage, string? attachment)
    {
        List<string> lines = [.. mail.Text.Split('\n')];
        int diff = lines.FindIndex(l => CutOff().IsMatch(l));
        if (diff >= 0)
            lines = lines[..diff];
        int scissors = lines.FindLastIndex(IsScissors);
        lines = lines[(scissors + 1)..];
        string author = mail.FromEmail.Length == 0 ? "" : $"{mail.FromName} <{mail.FromEmail}>";
        string subject = mail.Heading.Title;
        foreach ((string name, string value) in TakeHeaders(lines))
        {
            if (name.Equals("From", StringComparison.OrdinalIgnoreCase))
                author = MailboxAddress.TryParse(value, out MailboxAddress? from) && !string.IsNullOrEmpty(from.Name) ? $"{from.Name} <{from.Address}>" : value;
            else if (name.Equals("Subject", StringComparison.OrdinalIgnoreCase))
                subject = MailSubject.Parse(MimeKit.Utils.Rfc2047.DecodeText(System.Text.Encoding.UTF8.GetBytes(value))).Title;
        }
        string text = string.Join('\n', lines).TrimEnd();
        byte[] content = patch is null || damage is not null ? body : body[patch.Preamble.Length..];
        return new MailPatch(mail, author, subject, text.Length == 0 ? subject + "\n" : subject + "\n\n" + text + "\n", content, patch, damage, attachment);
    }

    /// <summary>
    /// Takes the headers off that stand at the beginning of a text: they speak for the patch, where the
    /// mail's are of who sent it. A blank line ends them.
    /// </summary>
    private static List<(string Name, string Value)> TakeHeaders(List<string> lines)
    {
        var headers = new List<(string Name, System.Text.StringBuilder Value)>();
        int at = 0;
        while (at < lines.Count && string.IsNullOrWhiteSpace(lines[at]))
            at++;
        for (; at < lines.Count; at++)
        {
            if (headers.Count > 0 && lines[at].Length > 1 && lines[at][0] is ' ' or '\t')
                headers[^1].Value.Append(' ').Append(lines[at].AsSpan().Trim());
            else if (InBodyHeader().Match(lines[at]) is { Success: true } header)
                headers.Add((header.Groups[1].Value, new System.Text.StringBuilder(header.Groups[2].Value.Trim())));
            else
                break;
        }
        while (at < lines.Count && string.IsNullOrWhiteSpace(lines[at]))
            at++;
        lines.RemoveRange(0, at);
        return [.. headers.Select(h => (h.Name, h.Value.ToString()))];
    }

    /// <summary>
    /// True for a line along which the mail is to be cut: a perforation of hyphens with a pair of scissors in it, and few other words. git asks that
    /// scissors and hyphens make up the most of it, over at least eight letters.
    /// </summary>
    internal static bool IsScissors(string line)
    {
        int perforation = 0;
        int gap = 0;
        int scissors = 0;
        bool inPerforation = false;
        string text = line.TrimEnd();
        int first = -1;
        int last = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c))
            {
                if (inPerforation)
                {
                    perforation++;
                    gap++;
                }
                continue;
            }
            last = i;
            first = first < 0 ? i : first;
            bool isScissors = i + 1 < text.Length && text.AsSpan(i, 2) is ">8" or "8<" or ">%" or "%<";
            if (c == '-' || isScissors)
            {
                inPerforation = true;
                perforation += isScissors ? 2 : 1;
                scissors += isScissors ? 2 : 0;
                i += isScissors ? 1 : 0;
                last = i;
                continue;
            }
            inPerforation = false;
        }
        int visible = first < 0 ? 0 : last - first + 1;
        return scissors > 0 && visible >= 8 && visible < perforation * 3 && gap * 2 < perforation;
    }

    [GeneratedRegex(@"\A(---[ \t]*\z|diff --git |diff -|Index: \S|--- \S)", RegexOptions.CultureInvariant)]
    private static partial Regex CutOff();

    [GeneratedRegex(@"\A(Index: \S|diff -|diff \S+ \S+|Only in )", RegexOptions.CultureInvariant)]
    private static partial Regex Announcement();

    [GeneratedRegex(@"\A\s*((re|aw|fwd?)\s*:\s*|\[[^\]]*\]\s*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex Brackets();

    [GeneratedRegex(@"\A>?(From|Subject|Date): (.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InBodyHeader();
}
