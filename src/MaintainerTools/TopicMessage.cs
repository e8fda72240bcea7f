using System;

namespace MaintainerTools;

/// <summary>What a message of a topic is.</summary>
public enum TopicMessageKind
{
    /// <summary>A request to pull, as git request-pull writes it.</summary>
    PullRequest,

    /// <summary>A cover letter, as git format-patch --cover-letter writes it.</summary>
    CoverLetter,
}

/// <summary>How a branch description becomes the subject and the text of a cover letter, as git format-patch --cover-from-description has it.</summary>
public enum CoverText
{
    /// <summary>The description is the text; the subject is left to be written.</summary>
    Message,

    /// <summary>The same.</summary>
    Default,

    /// <summary>Its first paragraph is the subject, the rest the text.</summary>
    Subject,

    /// <summary>As Subject where its first paragraph has at most 100 bytes, else as Message.</summary>
    Auto,

    /// <summary>The description is not used.</summary>
    None,
}

/// <summary>A message that presents a topic; nothing is sent.</summary>
public sealed class TopicMessage
{
    /// <summary>What it is.</summary>
    public TopicMessageKind Kind { get; set; }

    /// <summary>The subject of a cover letter, with its number; of a request none, as it is no mail: null.</summary>
    public string? Subject { get; set; }

    /// <summary>The topic, as named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA of its tip.</summary>
    public string TopicSha { get; set; } = "";

    /// <summary>The commit below it, as named.</summary>
    public string Since { get; set; } = "";

    /// <summary>The address to pull from; null for a cover letter.</summary>
    public string? Url { get; set; }

    /// <summary>The version of the series; null where none was given.</summary>
    public int? Version { get; set; }

    /// <summary>The version that the range-diff compares with; null where there is none.</summary>
    public string? Previous { get; set; }

    /// <summary>How many patches a cover letter announces, or commits without merges a request holds.</summary>
    public int Patches { get; set; }

    /// <summary>The message, line ends LF; with -Patch the patches are in it. Bytes that are no UTF-8 are shown as Latin-1.</summary>
    public string Text { get; set; } = "";

    /// <summary>The same byte for byte, for Set-Content -AsByteStream: what git am and others read.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>The lines of evidence in it.</summary>
    public string[] Evidence { get; set; } = [];

    /// <summary>How many lines of evidence were cut, as they did not fit; the message says so.</summary>
    public int EvidenceCut { get; set; }

    /// <summary>The repository's folder.</summary>
    public string Repository { get; set; } = "";

    /// <summary>The message.</summary>
    public override string ToString() => Text;
}
