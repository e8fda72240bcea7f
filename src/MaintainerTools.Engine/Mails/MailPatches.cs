using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Mails;

/// <summary>A patch in a mail: author, message and diff, as git am takes them.</summary>
/// <param name="Mail">The mail.</param>
/// <param name="Author">"Name &lt;address&gt;": the mail's, or that of a From: line at the beginning of its text.</param>
/// <param name="Subject">The subject without Re: and bracketed prefixes.</param>
/// <param name="Message">Subject and text, as a commit would have them.</param>
/// <param name="Patch">The diff.</param>
internal sealed record MailPatch(MailMessage Mail, string Author, string Subject, string Message, PatchFile Patch);

/// <summary>Takes the patches out of mails.</summary>
internal static partial class MailPatches
{
    /// <summary>The mails that hold a patch (in their text, or attached), in the order of their numbers where all have one.</summary>
    internal static IEnumerable<MailPatch> Find(IEnumerable<MailMessage> mails)
    {
        List<MailPatch> found = [.. mails.SelectMany(Of)];
        List<int?> numbers = [.. found.Select(p => SeriesNumber().Match(p.Mail.Subject) is { Success: true } m ? int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : (int?)null)];
        bool sortable = numbers.TrueForAll(n => n is not null) && numbers.Distinct().Count() == numbers.Count;
        return sortable ? found.Zip(numbers).OrderBy(p => p.Second).Select(p => p.First) : found;
    }

    private static IEnumerable<MailPatch> Of(MailMessage mail)
    {
        // A quotation of a patch is no patch.
        if (PatchParser.Parse(mail.Body) is { Files.Count: > 0 } own)
            yield return Make(mail, own);
        foreach ((string name, byte[] content) in mail.Attachments)
        {
            // What git format-patch wrote has its own author and message; a bare diff has those of the mail that brings it.
            foreach (MailMessage attached in Mailbox.Parse(content, name))
            {
                foreach (MailPatch patch in Of(attached))
                    yield return attached.IsMail ? patch : Make(mail, patch.Patch);
            }
        }
    }

    private static MailPatch Make(MailMessage mail, PatchFile patch)
    {
        string text = mail.Text;
        int cut = CutOff().Match(text) is { Success: true } match ? match.Index : text.Length;
        List<string> lines = [.. text[..cut].Split('\n')];
        string author = mail.FromEmail.Length == 0 ? "" : $"{mail.FromName} <{mail.FromEmail}>";
        string subject = Brackets().Replace(mail.Subject, "").Trim();
        while (lines.Count > 0 && (lines[0].Length == 0 || InBodyHeader().IsMatch(lines[0])))
        {
            Match header = InBodyHeader().Match(lines[0]);
            if (header.Groups[1].Value == "From")
                author = header.Groups[2].Value.Trim();
            else if (header.Groups[1].Value == "Subject")
                subject = Brackets().Replace(header.Groups[2].Value, "").Trim();
            lines.RemoveAt(0);
        }
        string body = string.Join('\n', lines).TrimEnd();
        return new MailPatch(mail, author, subject, body.Length == 0 ? subject + "\n" : subject + "\n\n" + body + "\n", patch);
    }

    [GeneratedRegex(@"^(---[ \t]*$|diff --git |diff -|Index: |--- \S)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CutOff();

    [GeneratedRegex(@"\A\s*((re|aw|fwd?)\s*:\s*|\[[^\]]*\]\s*)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex Brackets();

    [GeneratedRegex(@"\A(From|Subject|Date): (.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex InBodyHeader();

    [GeneratedRegex(@"\[[^\]]*?\b(\d+)/\d+\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex SeriesNumber();
}
