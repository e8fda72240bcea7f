using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Mails;

/// <summary>A mail, or a file that is no mail, as far as patches and reviews need it.</summary>
internal sealed record MailMessage
{
    /// <summary>The sender's name (the address where there is none); empty for a plain text.</summary>
    internal string FromName { get; init; } = "";

    /// <summary>The sender's address; empty for a plain text.</summary>
    internal string FromEmail { get; init; } = "";

    /// <summary>When it was sent; null where it does not say.</summary>
    internal DateTimeOffset? Date { get; init; }

    /// <summary>The subject line; empty for a plain text.</summary>
    internal string Subject { get; init; } = "";

    /// <summary>False for a plain text.</summary>
    internal bool IsMail => FromEmail.Length > 0 || Subject.Length > 0;

    /// <summary>The Message-ID without angle brackets; null where it has none.</summary>
    internal string? MessageId { get; init; }

    /// <summary>The Message-ID that it answers; null where it is no answer.</summary>
    internal string? InReplyTo { get; init; }

    /// <summary>The Message-IDs of the mails above it in its thread, the oldest first.</summary>
    internal IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What its subject says of a series.</summary>
    internal MailSubject Heading => MailSubject.Parse(Subject);

    /// <summary>The commit that git format-patch names in the mbox separator; zero without one.</summary>
    internal Oid Commit { get; init; }

    /// <summary>The text, decoded, line ends LF, flowed paragraphs joined.</summary>
    internal string Text { get; init; } = "";

    /// <summary>The bytes of the text part, transfer encoding and format=flowed undone, charset as sent: what a patch in it consists of.</summary>
    internal byte[] Body { get; init; } = [];

    /// <summary>Attached texts with their file names: patches, mostly.</summary>
    internal IReadOnlyList<(string Name, byte[] Content)> Attachments { get; init; } = [];
}
