using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects;
using MimeKit;
using MimeKit.Utils;

namespace MaintainerTools.Engine.Mails;

/// <summary>A mail to be written into an mbox. Whatever is in its names and its subject stays in the header that it belongs to.</summary>
internal sealed class MailDraft
{
    // RFC 5322's limit is 998; git send-email refuses what is longer.
    private const int LongestLine = 990;

    /// <summary>The sender.</summary>
    internal required (string Name, string Address) From { get; init; }

    /// <summary>The receiver; an address that is none is left out of the header.</summary>
    internal required (string Name, string Address) To { get; init; }

    /// <summary>Who gets a copy.</summary>
    internal IReadOnlyList<(string Name, string Address)> Cc { get; init; } = [];

    /// <summary>The subject.</summary>
    internal required string Subject { get; init; }

    /// <summary>When it was written.</summary>
    internal required DateTimeOffset Date { get; init; }

    /// <summary>Message-IDs of what it answers, the nearest first.</summary>
    internal IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>The text.</summary>
    internal required string Text { get; init; }

    /// <summary>The Message-ID: of what the mail says, so that the same draft has the same.</summary>
    internal string MessageId
    {
        get
        {
            string content = string.Join('\n', From.Address, To.Name, To.Address, Subject, Date.ToString("O", CultureInfo.InvariantCulture), Text);
            string host = From.Address[(From.Address.LastIndexOf('@') + 1)..];
            string domain = Uri.CheckHostName(host) == UriHostNameType.Dns ? host : "localhost";
            return $"{Date.UtcDateTime:yyyyMMdd}.{ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes(content)).Abbreviate(20)}@{domain}";
        }
    }

    /// <summary>True where a mail can be sent to an address.</summary>
    internal static bool IsAddress(string address) => Parse("", address) is { } parsed && parsed.Address.IndexOf('@', StringComparison.Ordinal) is var at
        && at > 0 && at < parsed.Address.Length - 1;

    /// <summary>The name and address of "Name &lt;address&gt;" or of an address alone; null where it is none.</summary>
    internal static (string Name, string Address)? Person(string text) =>
        MailboxAddress.TryParse(OneLine(text), out MailboxAddress? mailbox) && IsAddress(mailbox.Address) ? (mailbox.Name ?? "", mailbox.Address) : null;

    /// <summary>The mails as one mbox; lines that would be separators have a sign before them, as mboxrd has it.</summary>
    internal static byte[] ToMbox(IEnumerable<MailDraft> drafts)
    {
        using var mbox = new MemoryStream();
        foreach (MailDraft draft in drafts)
            draft.Write(mbox);
        return mbox.ToArray();
    }

    /// <summary>A text that may stand in a header or in a line: control characters are blanks.</summary>
    internal static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();

    /// <summary>
    /// The same for a header, where what looks like an encoded word would be read as what it encodes: a space without width keeps its first two signs apart,
    /// and has the whole encoded.
    /// </summary>
    private static string Header(string text) => OneLine(text).Replace("=?", "=\u200B?", StringComparison.Ordinal);

    private void Write(Stream mbox)
    {
        var mail = new MimeMessage { Subject = Header(Subject), Date = Date, MessageId = MessageId };
        Add(mail.From, From);
        Add(mail.To, To);
        foreach ((string Name, string Address) person in Cc)
            Add(mail.Cc, person);
        List<string> answers = [.. Answers.Select(IdOf).OfType<string>()];
        if (answers.Count > 0)
            mail.InReplyTo = answers[0];
        // The last one is the nearest.
        mail.References.AddRange(answers.AsEnumerable().Reverse());
        var body = new TextPart("plain");
        body.SetText(Encoding.UTF8, Text);
        body.ContentTransferEncoding = Text.Split('\n').All(line => Encoding.UTF8.GetByteCount(line) <= LongestLine)
            ? ContentEncoding.EightBit : ContentEncoding.QuotedPrintable;
        mail.Body = body;
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Unix;
        using var written = new MemoryStream();
        mail.WriteTo(format, written);
        string sender = IsAddress(From.Address) ? From.Address : "mboxrd@z";
        mbox.Write(Encoding.ASCII.GetBytes(
            $"From {Ascii(sender)} {Date.UtcDateTime.ToString("ddd MMM", CultureInfo.InvariantCulture)} {Date.UtcDateTime.Day,2} "
            + Date.UtcDateTime.ToString("HH:mm:ss yyyy", CultureInfo.InvariantCulture) + "\n"));
        ReadOnlySpan<byte> rest = written.ToArray();
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..(end + 1)];
            rest = rest[line.Length..];
            if (line.TrimStart((byte)'>').StartsWith("From "u8))
                mbox.WriteByte((byte)'>');
            mbox.Write(line);
            if (end < 0)
                mbox.WriteByte((byte)'\n');
        }
        mbox.WriteByte((byte)'\n');
    }

    private static void Add(InternetAddressList list, (string Name, string Address) person)
    {
        if (Parse(person.Name, person.Address) is { } mailbox && IsAddress(person.Address))
            list.Add(mailbox);
    }

    private static MailboxAddress? Parse(string name, string address) =>
        MailboxAddress.TryParse(OneLine(address), out MailboxAddress? parsed) ? new MailboxAddress(Encoding.UTF8, Header(name), parsed.Address) : null;

    private static string? IdOf(string id) => MimeUtils.EnumerateReferences($"<{OneLine(id)}>").FirstOrDefault();

    private static string Ascii(string text) => string.Concat(text.Select(c => c is > ' ' and < '\x7f' ? c : '-'));
}
