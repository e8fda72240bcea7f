using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace MaintainerTools.Engine.Mails;

/// <summary>
/// Mails that were forwarded in the text of another, below a line that says so and a few of their headers: what they say is said by whoever wrote them,
/// and no quotation. A mail that answers another has that below such headers, too, and is told by its subject and by that line.
/// </summary>
internal static partial class ForwardedMails
{
    // Forwarded again and again, each is cut out of the one before.
    private const int MostNested = 8;

    /// <summary>The mail without those in it, where it says something itself, and they.</summary>
    internal static IEnumerable<MailMessage> Apart(MailMessage mail) => Apart(mail, 0);

    private static IEnumerable<MailMessage> Apart(MailMessage mail, int depth)
    {
        string[] lines = mail.Text.Split('\n');
        (int at, int headers) = Find(lines, Forwards().IsMatch(mail.Subject));
        if (at < 0 || depth == MostNested)
            return [mail];
        string[] inner = lines[headers..];
        // Some quote what they forward, its headers included.
        if (Array.TrueForAll(inner, l => l.Length == 0 || l[0] == '>'))
            inner = [.. inner.Select(l => l.StartsWith("> ", StringComparison.Ordinal) ? l[2..] : l.TrimStart('>'))];
        MailMessage outer = WithText(mail, string.Join('\n', lines[..at]));
        IEnumerable<MailMessage> forwarded = Apart(Read(mail, inner), depth + 1);
        return outer.Text.AsSpan().Trim().IsEmpty && outer.Attachments.Count == 0 ? forwarded : forwarded.Prepend(outer);
    }

    /// <summary>A mail with another text; its bytes are that text's.</summary>
    internal static MailMessage WithText(MailMessage mail, string text) => mail with { Text = text, Body = Encoding.UTF8.GetBytes(text) };

    /// <summary>The line that says that a mail is forwarded, and where that mail's headers begin; negative where there is none.</summary>
    private static (int At, int Headers) Find(string[] lines, bool subjectSays)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (!(Forwarded().IsMatch(lines[i]) || (subjectSays && Original().IsMatch(lines[i]))))
                continue;
            int headers = Array.FindIndex(lines, i + 1, l => l.Trim(' ', '>', '\t').Length > 0);
            if (headers >= 0 && HeaderBlock(lines.AsSpan(headers)).ContainsKey("from"))
                return (i, headers);
        }
        return (-1, -1);
    }

    private static MailMessage Read(MailMessage outer, string[] lines)
    {
        Dictionary<string, string> headers = HeaderBlock(lines);
        int text = Math.Max(0, Array.FindIndex(lines, l => l.Trim().Length == 0));
        bool isAddress = MailboxAddress.TryParse(headers["from"], out MailboxAddress? from);
        return WithText(new MailMessage
        {
            FromName = isAddress && !string.IsNullOrEmpty(from!.Name) ? from.Name : isAddress ? from!.Address : headers["from"],
            FromEmail = isAddress ? from!.Address : "",
            Date = DateTimeOffset.TryParse(headers.GetValueOrDefault("date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset date) ? date : outer.Date,
            Subject = headers.GetValueOrDefault("subject") ?? outer.Subject,
            References = outer.InReplyTo is { } answered ? [.. outer.References.Except([answered]), answered] : outer.References,
        }, string.Join('\n', lines[text..]));
    }

    /// <summary>The headers at the beginning of the lines, by their names in English; a line that goes on with one belongs to it.</summary>
    private static Dictionary<string, string> HeaderBlock(ReadOnlySpan<string> lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        string? last = null;
        foreach (string line in lines)
        {
            string plain = line.TrimStart('>', ' ').Replace("*", "", StringComparison.Ordinal).Trim();
            if (plain.Length == 0)
                break;
            if (Header().Match(plain) is { Success: true } header)
            {
                last = header.Groups[1].Value.ToLowerInvariant() switch
                {
                    "from" or "von" or "de" => "from",
                    "sent" or "date" or "gesendet" or "datum" or "envoy\u00E9" => "date",
                    "subject" or "betreff" or "objet" => "subject",
                    _ => "other",
                };
                headers.TryAdd(last, header.Groups[2].Value);
            }
            else if (last is null)
            {
                break;
            }
            else
            {
                headers[last] += " " + plain;
            }
        }
        return headers;
    }

    [GeneratedRegex(@"\A[>\s]*(?:-{3,}\s*(?:Forwarded message|Weitergeleitete Nachricht|Message transf\u00E9r\u00E9)(?: from .*?)?\s*-{3,}"
        + @"|Begin forwarded message:|Anfang der weitergeleiteten (?:Nachricht|E-Mail):)\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Forwarded();

    [GeneratedRegex(@"\A\s*(?:_{20,}|-{2,}\s*(?:Original Message|Urspr\u00FCngliche Nachricht|Message d'origine)\s*-{2,})\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Original();

    [GeneratedRegex(@"\A\s*(?:fwd?|wg|tr)\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Forwards();

    [GeneratedRegex(@"\A(From|Von|De|Sent|Date|Gesendet|Datum|Envoy\u00E9|To|An|\u00C0|Cc|Kopie|Subject|Betreff|Objet|Reply-To|Message-ID)\s?:\s*(.*)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
