namespace MaintainerTools;

/// <summary>What a reviewer's remark asks for.</summary>
public enum ReviewKind
{
    /// <summary>Anything else: what no rule reads as a wish. It stays open.</summary>
    Note,

    /// <summary>A change of a patch belongs in another patch.</summary>
    FoldInto,

    /// <summary>The commit message is to be changed.</summary>
    Reword,

    /// <summary>An identifier is to be renamed.</summary>
    Rename,

    /// <summary>Lines are to be removed.</summary>
    Remove,

    /// <summary>A question, to be answered by mail.</summary>
    Question,

    /// <summary>The reviewer wrote the change himself: a patch in the mail, or attached.</summary>
    Patch,

    /// <summary>
    /// A salutation, thanks, praise or a closing, and nothing else: it asks for nothing. Only what is recognised from its first word to its last.
    /// </summary>
    Greeting,

    /// <summary>Reviewed-by and its like, to be added to the commit that the mail answers.</summary>
    Trailer,
}

/// <summary>A remark of a review mail, bound to the commit of the series that it is about.</summary>
public sealed class ReviewItem : RepositoryResult
{
    /// <summary>Who made it: "Name &lt;address&gt;"; empty for a text that is no mail.</summary>
    public string Reviewer { get; set; } = "";

    /// <summary>When the mail was sent; null where it does not say.</summary>
    public DateTimeOffset? Date { get; set; }

    /// <summary>The mail's Message-ID; null where it has none.</summary>
    public string? MessageId { get; set; }

    /// <summary>The Message-ID that the mail answers; null where it is no answer.</summary>
    public string? InReplyTo { get; set; }

    /// <summary>The mail's subject.</summary>
    public string MailSubject { get; set; } = "";

    /// <summary>SHA of the commit that the remark is about; null when it could not be bound, or no series was named.</summary>
    public string? Commit { get; set; }

    /// <summary>Subject of that commit; null as well.</summary>
    public string? CommitSubject { get; set; }

    /// <summary>What it asks for.</summary>
    public ReviewKind Kind { get; set; }

    /// <summary>The file; null when the remark is about none.</summary>
    public string? File { get; set; }

    /// <summary>The line of the file as the commit has it, from 1; null when it is not known.</summary>
    public int? Line { get; set; }

    /// <summary>The function that the quotation names; null when it names none.</summary>
    public string? Function { get; set; }

    /// <summary>The lines quoted right above the remark, without the signs of quotation.</summary>
    public string Quote { get; set; } = "";

    /// <summary>The remark.</summary>
    public string Text { get; set; } = "";

    /// <summary>SHA of the commit that the change belongs in, for FoldInto; null when the remark names none that the series has.</summary>
    public string? Target { get; set; }

    /// <summary>Subject of that commit; null as well.</summary>
    public string? TargetSubject { get; set; }

    /// <summary>Why there is no Target although the remark names one, or why a trailer is for none or not for all of the commits. Null otherwise.</summary>
    public string? TargetReason { get; set; }

    /// <summary>The identifier to rename; null unless the kind is Rename.</summary>
    public string? From { get; set; }

    /// <summary>Its new name; null unless the kind is Rename.</summary>
    public string? To { get; set; }

    /// <summary>What the message is to mention, for Reword; null when the remark puts it in other words.</summary>
    public string? Term { get; set; }

    /// <summary>The quoted lines that are to go, for Remove, without their signs; empty where they are not known.</summary>
    public string[] Removed { get; set; } = [];

    /// <summary>Why nothing can be proposed, where the remark reads like a wish; null otherwise.</summary>
    public string? Doubt { get; set; }

    /// <summary>The reviewer's patch; null unless the kind is Patch.</summary>
    public string? Patch { get; set; }

    /// <summary>
    /// Who wrote the patch, "Name &lt;address&gt;": the reviewer, unless a From line in the mail says otherwise; null unless the kind is Patch.
    /// </summary>
    public string? PatchAuthor { get; set; }

    /// <summary>The subject of the patch where it has one of its own; else null.</summary>
    public string? PatchSubject { get; set; }

    /// <summary>The message of the patch where it has one of its own; else null.</summary>
    public string? PatchMessage { get; set; }

    /// <summary>
    /// SHAs of the commits that the trailer in Text is for: one, or for an answer to the cover letter all;
    /// empty where it is for none, for TargetReason.
    /// </summary>
    public string[] TrailerTarget { get; set; } = [];

    /// <summary>How it was bound; or why it was not.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What a plan made of it, on the copy in the plan's Review; null on a remark that was only read.</summary>
    public string? Outcome { get; set; }

    /// <summary>True when the plan, or a fixup in it, does what the remark asks for.</summary>
    public bool IsSettled { get; set; }

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore] // The plan says it once.
    public override string? Repository { get; set; }

    /// <summary>The remark as it was read: a copy without outcome, for a plan to say what it makes of it.</summary>
    public ReviewItem WithoutOutcome()
    {
        var copy = (ReviewItem)MemberwiseClone();
        (copy.Outcome, copy.IsSettled) = (null, false);
        return copy;
    }

    /// <summary>"Remove arch/x86/mm/pti.c:96 by Lu Torres".</summary>
    public override string ToString() =>
        $"{Kind} {File ?? CommitSubject ?? MailSubject}{(Line is null ? "" : ":" + Line.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))} "
            + $"by {Reviewer}";
}
