namespace MaintainerTools;

/// <summary>One merge of a plan.</summary>
public sealed class MergeStep : RepositoryResult
{
    /// <summary>SHA of the upstream version to merge.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>How many paths conflict in this merge, made on top of the steps before it; 0 for every step of a plan but perhaps the last.</summary>
    public int Conflicts { get; set; }

    /// <summary>The paths that conflict in this merge.</summary>
    public string[] ConflictPath { get; set; } = [];

    /// <summary>The paths that conflict naively and in which this version has the very content of the topic.</summary>
    public string[] CoveredPaths { get; set; } = [];

    /// <summary>How many paths would conflict in a merge of upstream's tip after this step.</summary>
    public int ConflictsAfter { get; set; }

    /// <summary>
    /// Tree of the merge; null where it conflicts. In a plan through a base that of the merge into the topic, or into the base where the topic waits.
    /// </summary>
    public string? Tree { get; set; }

    /// <summary>In a plan through a base: the tree of the merge into the base; null elsewhere, and where that conflicts.</summary>
    public string? BaseTree { get; set; }

    /// <summary>In a plan through a base: how many paths conflict in the merge into the base.</summary>
    public int BaseConflicts { get; set; }

    /// <summary>In a plan through a base: true where the version is merged into the base alone, and the topic takes it with a later step.</summary>
    public bool OnBaseOnly { get; set; }

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore] // The plan says it once.
    public override string? Repository { get; set; }

    /// <summary>"sha subject".</summary>
    public override string ToString() => $"{Upstream[..Math.Min(12, Upstream.Length)]} {Subject}";
}

/// <summary>A path that a plan leaves in conflict.</summary>
public sealed class RemainingConflict
{
    /// <summary>The path.</summary>
    public string Path { get; set; } = "";

    /// <summary>The kind of conflict as git names it.</summary>
    public string Kind { get; set; } = "";

    /// <summary>SHAs of the topic's commits that upstream lacks and that touch the path, oldest first; merges left out.</summary>
    public string[] TopicCommit { get; set; } = [];

    /// <summary>
    /// SHAs of upstream's commits that the plan's merges before the last one do not bring and that touch the path, oldest first; merges left out.
    /// </summary>
    public string[] UpstreamCommit { get; set; } = [];

    /// <summary>Why no further version helps.</summary>
    public string Reason { get; set; } = "";

    /// <summary>"path: reason".</summary>
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>Which upstream versions to merge into a topic, in which order, so that nothing conflicts.</summary>
public sealed class MergePlan : RepositoryResult
{
    /// <summary>The topic as named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>The topic's commit.</summary>
    public string TopicSha { get; set; } = "";

    /// <summary>The base of picks that is merged first, as named; null where the topic merges upstream's versions itself.</summary>
    public string? Base { get; set; }

    /// <summary>The base's commit; null as well.</summary>
    public string? BaseSha { get; set; }

    /// <summary>How many paths conflict when upstream's tip is merged into the base directly.</summary>
    public int BaseNaiveConflicts { get; set; }

    /// <summary>Where the topic begins.</summary>
    public string SinceSha { get; set; } = "";

    /// <summary>Upstream as named.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Upstream's commit, which the last step merges.</summary>
    public string UpstreamSha { get; set; } = "";

    /// <summary>The merges in order; the last is upstream's tip. Empty where upstream is merged already.</summary>
    public MergeStep[] Step { get; set; } = [];

    /// <summary>How many paths conflict when upstream's tip is merged directly.</summary>
    public int NaiveConflicts { get; set; }

    /// <summary>The paths that conflict then.</summary>
    public string[] NaiveConflictPath { get; set; } = [];

    /// <summary>How many paths conflict in the last step; 0 when the plan is free of conflicts.</summary>
    public int RemainingConflicts { get; set; }

    /// <summary>The paths that conflict in the last step.</summary>
    public string[] RemainingConflictPath { get; set; } = [];

    /// <summary>The same paths, each with the commits of both sides and why no version settles it.</summary>
    public RemainingConflict[] Remaining { get; set; } = [];

    /// <summary>
    /// True where no other plan leaves fewer conflicts, or as few with fewer merges, and that is proved: because one merge is needed
    /// and enough, because every version by itself was seen to leave something and two leave nothing, or because every version
    /// conflicts. False: it may be so, but was not proved.
    /// </summary>
    public bool IsProvenBest { get; set; }

    /// <summary>How many upstream versions were tried by merging.</summary>
    public int VersionsTried { get; set; }

    /// <summary>
    /// How many upstream versions were not merged, because one of their files conflicts by itself, or because files show
    /// that they leave no fewer conflicts than another.
    /// </summary>
    public int VersionsRuledOut { get; set; }

    /// <summary>How many upstream versions there are between the topic's fork and upstream's tip.</summary>
    public int VersionsKnown { get; set; }

    /// <summary>What the plan comes to, in one sentence.</summary>
    public string Reason { get; set; } = "";
}
