using System.Collections.Generic;

namespace MaintainerTools;

/// <summary>The sample repository that New-SampleTopicRepository made.</summary>
public sealed class SampleTopicRepository : RepositoryResult
{
    /// <summary>The full path of its work tree; the other cmdlets take it as -Repository.</summary>
    public string Path { get; set; } = "";

    /// <summary>The branch that is checked out.</summary>
    public string HeadBranch { get; set; } = "";

    /// <summary>The full path of the review mails, an mbox file in the work tree that git ignores.</summary>
    public string ReviewPath { get; set; } = "";

    /// <summary>Its branches and tags by short name ("x86/pti", "v4.14"), each with its SHA; an annotated tag's is the tag object's.</summary>
    public IDictionary<string, string> Refs { get; set; } = new SortedDictionary<string, string>();
}
