namespace MaintainerTools;

/// <summary>By what it is known how a pair of topics stands.</summary>
public enum TopicDecision
{
    /// <summary>By the history: one has the other already, or they have no commit in common.</summary>
    History,

    /// <summary>By their trees: no entry is changed on both sides, so that there is nothing to merge.</summary>
    Trees,

    /// <summary>By merging them, in memory.</summary>
    Merge,

    /// <summary>By an earlier merge of the same three trees, which was kept.</summary>
    Kept,
}

/// <summary>How two topics, or a topic and a branch that it is to go into, merge with each other.</summary>
public sealed class TopicConflict
{
    /// <summary>The topic, or the target, that is merged into, as named.</summary>
    public string Ours { get; set; } = "";

    /// <summary>SHA of its commit.</summary>
    public string OursSha { get; set; } = "";

    /// <summary>The topic that is merged, as named.</summary>
    public string Theirs { get; set; } = "";

    /// <summary>SHA of its commit.</summary>
    public string TheirsSha { get; set; } = "";

    /// <summary>True where Ours is a target and no topic.</summary>
    public bool IsTarget { get; set; }

    /// <summary>SHAs of the merge bases, in the order of git merge-base --all; empty where there is none.</summary>
    public string[] MergeBase { get; set; } = [];

    /// <summary>What git merge would say.</summary>
    public MergeVerdict Verdict { get; set; }

    /// <summary>The paths in conflict, each once, in order.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>The kinds of conflict, each once, as git names them, sorted.</summary>
    public string[] ConflictKind { get; set; } = [];

    /// <summary>By what that is known.</summary>
    public TopicDecision DecidedBy { get; set; }

    /// <summary>Why it could not be verified, and where a shallow clone cuts off what the histories may have in common; else null.</summary>
    public string? Reason { get; set; }

    /// <summary>Folder of the repository.</summary>
    public string Repository { get; set; } = "";
}

/// <summary>One topic's row in the matrix of all.</summary>
public sealed class TopicConflictRow
{
    /// <summary>The topic's number, from 1, in the order in which they were named.</summary>
    public int Number { get; set; }

    /// <summary>The topic, as named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA of its commit.</summary>
    public string Sha { get; set; } = "";

    /// <summary>The targets that it conflicts with.</summary>
    public string[] TargetConflict { get; set; } = [];

    /// <summary>The topics that it conflicts with, in the order in which they were named.</summary>
    public string[] TopicConflict { get; set; } = [];

    /// <summary>The numbers of those topics.</summary>
    public int[] TopicNumber { get; set; } = [];

    /// <summary>
    /// A cell for each topic in order, a blank between: how many paths conflict (+ from ten on), "." for none, "?" for what could not be verified or has no
    /// common commit, "\" for the topic itself.
    /// </summary>
    public string Cells { get; set; } = "";

    /// <summary>What all of them come to in one line; the same in each row.</summary>
    public string Summary { get; set; } = "";

    /// <summary>How many topics there are, with and without conflicts.</summary>
    public int Topics { get; set; }

    /// <summary>Folder of the repository.</summary>
    public string Repository { get; set; } = "";
}

/// <summary>One merge of an order of merging.</summary>
public sealed class TopicMergeStep
{
    /// <summary>Its place in the order, from 1.</summary>
    public int Position { get; set; }

    /// <summary>The topic, as named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA of its commit.</summary>
    public string Sha { get; set; } = "";

    /// <summary>Where all are merged, as named; null where the first topic is what the others are merged into.</summary>
    public string? Target { get; set; }

    /// <summary>
    /// What the merge comes to, made in memory on top of those before it that were clean. One that conflicts is left out of those after it, as how it will be
    /// resolved is not known.
    /// </summary>
    public MergeVerdict Verdict { get; set; }

    /// <summary>The paths in conflict.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>Topics before it, or the target, that it conflicts with when the two are merged alone.</summary>
    public string[] ConflictsWith { get; set; } = [];

    /// <summary>The merges of this order that are not clean; the same in each step.</summary>
    public int Conflicts { get; set; }

    /// <summary>
    /// No order has fewer merges that conflict, by what the pairs say; the same in each step. Where IsFewest is false it may be that none has so few either.
    /// </summary>
    public int AtLeast { get; set; }

    /// <summary>True where Conflicts is AtLeast: no order has fewer, by what the pairs say.</summary>
    public bool IsFewest { get; set; }

    /// <summary>How the order was found and what it comes to, in one line; the same in each step.</summary>
    public string Summary { get; set; } = "";

    /// <summary>Folder of the repository.</summary>
    public string Repository { get; set; } = "";
}
