using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;
using MimeKit;
using MimeKit.Text;

namespace MaintainerTools.Engine.Mails;

/// <summary>Reads mbox files, single mails and plain texts.</summary>
internal static partial class Mailbox
{
    // "From ", an address, a date.
    private const int LongestSeparator = 1000;

    /// <summary>The mails of a file or a folder, in order; a text that is no mail is one without a sender.</summary>
    /// <exception cref="MaintainerException">MailUnreadable, MailCompressed.</exception>
    internal static List<MailMessage> Read(string path) => [.. MailFile.FilesOf(path).SelectMany(file => Parse(MailFile.Read(file), file))];

    /// <summary>The same from memory; <paramref name="name"/> is for errors.</summary>
    internal static List<MailMessage> Parse(byte[] data, string name)
    {
        if (data.AsSpan().StartsWith("\uFEFF"u8))
            data = data[3..];
        var result = new List<MailMessage>();
        try
        {
            foreach ((string? separator, byte[] mail) in Split(data))
            {
                if (separator is null && !HasHeaders(mail))
                {
                    result.Add(OfText(mail));
                    continue;
                }
                using var stream = new MemoryStream(mail);
                bool hasReturns = mail.AsSpan().IndexOf("\r\n"u8) is >= 0 and var first && first == mail.AsSpan().IndexOf((byte)'\n') - 1;
                result.AddRange(OfMail(MimeMessage.Load(stream), separator, hasReturns));
            }
        }
        catch (FormatException e)
        {
            throw new MaintainerException("MailUnreadable", ErrorKind.InvalidData, name, e, [name, e.Message]);
        }
        return result;
    }

    /// <summary>Cuts an mbox at its separators: "From ", a sender, and something that ends in a time and a year, as git mailsplit asks.</summary>
    private static IEnumerable<(string? Separator, byte[] Mail)> Split(byte[] data)
    {
        var starts = new List<(int Start, int End)>();
        for (int at = 0; at < data.Length;)
        {
            int length = data.AsSpan(at).IndexOf((byte)'\n');
            int end = length < 0 ? data.Length : at + length + 1;
            if (end - at <= LongestSeparator && data.AsSpan(at, end - at).StartsWith("From "u8) && Separator().IsMatch(Encoding.Latin1.GetString(data, at,
                end - at)))
                starts.Add((at, end));
            at = end;
        }
        if (starts.Count == 0 || starts[0].Start != 0)
        {
            yield return (null, data);
            yield break;
        }
        for (int i = 0; i < starts.Count; i++)
        {
            int next = i + 1 < starts.Count ? starts[i + 1].Start : data.Length;
            string separator = Encoding.Latin1.GetString(data, starts[i].Start, starts[i].End - starts[i].Start);
            yield return (separator, Unescape(data.AsSpan(starts[i].End, next - starts[i].End)));
        }
    }

    /// <summary>Takes back what an mbox does to lines that begin with "From ".</summary>
    private static byte[] Unescape(ReadOnlySpan<byte> mail)
    {
        using var output = new MemoryStream(mail.Length);
        while (!mail.IsEmpty)
        {
            int end = mail.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? mail : mail[..(end + 1)];
            mail = mail[line.Length..];
            output.Write(line.StartsWith(">"u8) && line.TrimStart((byte)'>').StartsWith("From "u8) ? line[1..] : line);
        }
        return output.ToArray();
    }

    private static bool HasHeaders(byte[] data)
    {
        string start = Encoding.Latin1.GetString(data, 0, Math.Min(data.Length, 4096)).Replace("\r\n", "\n", StringComparison.Ordinal);
        int blank = start.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = (blank < 0 ? start : start[..blank]).Split('\n');
        return lines.Length > 0 && Array.TrueForAll(lines, l => l.Length == 0 || HeaderLine().IsMatch(l))
            && Array.Exists(lines, l => l.StartsWith("From:", StringComparison.OrdinalIgnoreCase)
                || l.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase));
    }

    private static MailMessage OfText(byte[] data) => new() { Text = Lines(TextEncoding.Lenient.GetString(data)), Body = data };

    /// <summary>A mail, and those that it holds as mails: a digest, or what was forwarded, as an attachment or in its text.</summary>
    private static IEnumerable<MailMessage> OfMail(MimeMessage mail, string? separator, bool hasReturns)
    {
        List<MailMessage> mails = [.. ForwardedMails.Apart(OfMailAlone(mail, separator, hasReturns)).Select(WithMarks)];
        MailMessage outer = mails[0];
        IEnumerable<MimeMessage> parts = mail.BodyParts.OfType<MessagePart>().Select(p => p.Message).OfType<MimeMessage>();
        List<MailMessage> inner = [.. parts.SelectMany(m => OfMail(m, null, hasReturns))];
        // A digest says nothing itself.
        return inner.Count > 0 && outer.Attachments.Count == 0 && outer.Text.AsSpan().Trim().IsEmpty ? inner : mails.Concat(inner);
    }

    /// <summary>The mail with the signs of quotation that its program left out: a patch below an answer is not who answers' own.</summary>
    private static MailMessage WithMarks(MailMessage mail)
    {
        if (mail.Heading is { IsPatch: true, IsReply: false })
            return mail;
        List<string> lines = [.. mail.Text.Split('\n')];
        List<string> marked = UnmarkedQuotations.Mark(lines);
        return marked == lines ? mail : ForwardedMails.WithText(mail, string.Join('\n', marked));
    }

    private static MailMessage OfMailAlone(MimeMessage mail, string? separator, bool hasReturns)
    {
        MailboxAddress? from = mail.From.Mailboxes.FirstOrDefault();
        TextPart? text = mail.BodyParts.OfType<TextPart>().FirstOrDefault(p => p.IsPlain && !p.IsAttachment)
            ?? mail.BodyParts.OfType<TextPart>().FirstOrDefault(p => !p.IsAttachment);
        byte[] body = text is null ? [] : Decoded(text);
        if (hasReturns && body.AsSpan().IndexOf("\r\n"u8) >= 0)
            body = WithoutCarriageReturns(body);
        Oid commit = default;
        if (separator is not null && separator.Length > 45)
            _ = Oid.TryParse(separator.AsSpan(5, 40), out commit);
        return new MailMessage
        {
            FromName = from is null ? "" : string.IsNullOrEmpty(from.Name) ? from.Address : from.Name,
            FromEmail = from?.Address ?? "",
            Date = mail.Headers.Contains(HeaderId.Date) ? mail.Date : null,
            Subject = mail.Subject ?? "",
            MessageId = mail.MessageId,
            InReplyTo = mail.InReplyTo,
            References = [.. mail.References],
            Commit = commit,
            Text = text is null ? "" : TextOf(text),
            // Of a page the bytes are no patch: what is quoted in it has its signs in the text only.
            Body = text is { IsHtml: true } ? Encoding.UTF8.GetBytes(TextOf(text)) : text is { IsFlowed: true, IsPlain: true }
                ? Unflowed(body, DeletesSpace(text)) : body,
            Attachments = [.. mail.BodyParts.OfType<MimePart>().Where(p => p != text && (p is TextPart { IsHtml: false } || IsPatchName(p.FileName)))
                .Select(p => (p.FileName ?? "", Decoded(p)))],
        };
    }

    private static bool IsPatchName(string? name) =>
        name is not null && (name.EndsWith(".patch", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".diff", StringComparison.OrdinalIgnoreCase));

    private static byte[] Decoded(MimePart part)
    {
        using var output = new MemoryStream();
        part.Content?.DecodeTo(output);
        return output.ToArray();
    }

    private static string TextOf(TextPart part)
    {
        // Without a charset, or with a wrong one, UTF-8 is the best guess.
        string text = part.ContentType.Charset is null ? TextEncoding.Lenient.GetString(Decoded(part)) : part.Text;
        if (part.IsHtml)
            return Lines(HtmlText.Of(text));
        if (part.IsFlowed)
            text = new FlowedToText { DeleteSpace = DeletesSpace(part) }.Convert(text);
        return Lines(text);
    }

    private static bool DeletesSpace(TextPart part) => string.Equals(part.ContentType.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Takes back format=flowed from bytes, as git mailinfo does: the space that is put before a line that begins with one, and line ends after a space. Not
    /// as text, for the lines of a patch are of any charset; nor by quotation, for a patch is none.
    /// </summary>
    private static byte[] Unflowed(ReadOnlySpan<byte> body, bool deletesSpace)
    {
        using var output = new MemoryStream(body.Length);
        while (!body.IsEmpty)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? body : body[..(end + 1)];
            body = body[line.Length..];
            if (line[0] == ' ')
                line = line[1..];
            bool goesOn = line.EndsWith(" \n"u8) && !line.SequenceEqual("-- \n"u8);
            output.Write(goesOn ? line[..^(deletesSpace ? 2 : 1)] : line);
        }
        return output.ToArray();
    }

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static byte[] WithoutCarriageReturns(byte[] data) =>
        [.. data.Where((b, i) => b != '\r' || i + 1 >= data.Length || data[i + 1] != '\n')];

    /// <summary>A date as mails have it.</summary>
    internal static string Show(DateTimeOffset date) => date.ToString("ddd, d MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\AFrom \S+.*\d{1,2}:\d\d(:\d\d)?.* \d{4}( [-+]\d{4})?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9-]*:|[ \t])", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderLine();
}
