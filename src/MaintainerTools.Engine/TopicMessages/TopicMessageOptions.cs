namespace MaintainerTools.Engine.TopicMessages;

/// <summary>What a message is asked to say.</summary>
public sealed record TopicMessageOptions
{
    /// <summary>A request or a cover letter.</summary>
    public TopicMessageKind Kind { get; init; }

    /// <summary>The topic's tip; for a request LOCAL:REMOTE where the other side has another name for it.</summary>
    public required string Topic { get; init; }

    /// <summary>The commit below it; for a request one that the other side has.</summary>
    public required string Since { get; init; }

    /// <summary>The address to pull from, or a remote's name; a request needs it.</summary>
    public string? Url { get; init; }

    /// <summary>The folder where relative paths begin.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>True to put the patches in.</summary>
    public bool Patch { get; init; }

    /// <summary>The version of the series.</summary>
    public int? Version { get; init; }

    /// <summary>The version before: a range, a tip, or a file of mails (a full path); null for none, or for what the operation record has.</summary>
    public string? Previous { get; init; }

    /// <summary>True when <see cref="Previous"/> is a file.</summary>
    public bool PreviousIsFile { get; init; }

    /// <summary>The subject; null to take it from the branch description.</summary>
    public string? Subject { get; init; }

    /// <summary>The text below it, likewise.</summary>
    public string? Body { get; init; }

    /// <summary>How the branch description is used; null for what format.coverFromDescription says.</summary>
    public CoverText? CoverFromDescription { get; init; }

    /// <summary>What stands in brackets before the subject instead of PATCH; null for what format.subjectPrefix says.</summary>
    public string? SubjectPrefix { get; init; }

    /// <summary>What ends a mail; null for what format.signature says.</summary>
    public string? Signature { get; init; }

    /// <summary>Results that are told of.</summary>
    public IReadOnlyList<object> Evidence { get; init; } = [];

    /// <summary>How many lines they may take.</summary>
    public int EvidenceLines { get; init; } = 60;
}
