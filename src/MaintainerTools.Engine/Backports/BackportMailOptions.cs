using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Backports;

/// <summary>What mails about backports are asked to tell.</summary>
public sealed record BackportMailOptions
{
    /// <summary>What failed, or what is queued.</summary>
    public BackportMailKind Kind { get; init; }

    /// <summary>The release that it is for, as it is named in the mails; null: told by the branch.</summary>
    public string? Release { get; init; }

    /// <summary>The day by which answers are wanted, as written; null: none is named.</summary>
    public string? Deadline { get; init; }

    /// <summary>The sender, "Name &lt;mail&gt;"; null: the current identity.</summary>
    public string? From { get; init; }

    /// <summary>Who gets a copy of each, "Name &lt;mail&gt;".</summary>
    public IReadOnlyList<string> Cc { get; init; } = [];

    /// <summary>The tokens of trailers whose people get a copy: patterns, as Reviewed-by or *-by.</summary>
    public IReadOnlyList<string> CcTrailer { get; init; } = [];

    /// <summary>The text of a template (<see cref="TextTemplate"/>), whose first line may be "Subject: …"; null: the module's own.</summary>
    public string? Template { get; init; }

    /// <summary>The template's file, as errors name it.</summary>
    public string? TemplateFile { get; init; }

    /// <summary>The date of the mails.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.Now;
}
