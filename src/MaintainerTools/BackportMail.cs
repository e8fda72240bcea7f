namespace MaintainerTools;

/// <summary>What mails about backports tell.</summary>
public enum BackportMailKind
{
    /// <summary>What does not apply, with what it conflicts with and what would have to be picked first.</summary>
    Failed,

    /// <summary>What was picked, or picks clean, and is queued.</summary>
    Queued,
}

/// <summary>A draft of a mail to the author of commits; nothing is sent.</summary>
public sealed class BackportMail : RepositoryResult
{
    /// <summary>What it tells.</summary>
    public BackportMailKind Kind { get; set; }

    /// <summary>"Name &lt;address&gt;" of the author, as .mailmap has them now; the name alone where the commits have no address that is one.</summary>
    public string To { get; set; } = "";

    /// <summary>Who gets a copy, "Name &lt;address&gt;" each.</summary>
    public string[] Cc { get; set; } = [];

    /// <summary>The subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The branch, as named.</summary>
    public string Target { get; set; } = "";

    /// <summary>SHAs of the upstream commits that it tells of, in the order in which they came.</summary>
    public string[] Commit { get; set; } = [];

    /// <summary>Its Message-ID, without angle brackets.</summary>
    public string MessageId { get; set; } = "";

    /// <summary>The Message-ID of the patch that it answers, without angle brackets; null where no commit says which mail it was sent in.</summary>
    public string? InReplyTo { get; set; }

    /// <summary>The text, line ends LF.</summary>
    public string Text { get; set; } = "";
}
