namespace MaintainerTools;

/// <summary>How a commit of a topic stands to upstream.</summary>
public enum TopicCommitState
{
    /// <summary>Upstream does not have it.</summary>
    Pending,

    /// <summary>Upstream has it: as the very commit, or as another one.</summary>
    Upstream,

    /// <summary>Upstream took it, and some of it is not there.</summary>
    UpstreamInPart,

    /// <summary>Upstream had it and took it back.</summary>
    Reverted,

    /// <summary>It could not be told: Reason says why.</summary>
    Unknown,
}

/// <summary>How a commit of a topic stands to a stable branch.</summary>
public enum TopicTargetState
{
    /// <summary>The branch has it.</summary>
    Has,

    /// <summary>The branch took it, and some of it is not there.</summary>
    HasInPart,

    /// <summary>The branch lacks it, and it does not apply there as it is.</summary>
    Lacks,

    /// <summary>The branch lacks it, and it applies there after those of the topic before it.</summary>
    WouldApply,

    /// <summary>It could not be told: Reason says why.</summary>
    Unknown,
}

/// <summary>One commit of a topic on one stable branch.</summary>
public sealed class TopicTargetStatus
{
    /// <summary>The branch, as named.</summary>
    public string Target { get; set; } = "";

    /// <summary>How it stands there.</summary>
    public TopicTargetState State { get; set; }

    /// <summary>SHA of the branch's commit that has it; null where none is known.</summary>
    public string? As { get; set; }

    /// <summary>By what it is known: Ancestor, Marker or PatchId; null where it is not there.</summary>
    public string? By { get; set; }

    /// <summary>Why; null where it speaks for itself.</summary>
    public string? Reason { get; set; }

    /// <summary>"v4.14: Has".</summary>
    public override string ToString() => $"{Target}: {State}";
}

/// <summary>Where one commit of a topic stands.</summary>
public sealed class TopicCommitStatus : RepositoryResult
{
    /// <summary>SHA of the commit.</summary>
    public string Commit { get; set; } = "";

    /// <summary>Its subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Its author's name.</summary>
    public string Author { get; set; } = "";

    /// <summary>How it stands to upstream.</summary>
    public TopicCommitState State { get; set; }

    /// <summary>SHA of upstream's commit that has it; null where none is known.</summary>
    public string? UpstreamAs { get; set; }

    /// <summary>By what that is known: Ancestor, Marker or PatchId; null where upstream does not have it.</summary>
    public string? UpstreamBy { get; set; }

    /// <summary>
    /// True where the commit itself is not in upstream: it came, or is left, after the topic's last merge there (git rev-list Upstream..Topic). It can be in
    /// upstream as another commit all the same.
    /// </summary>
    public bool IsPending { get; set; }

    /// <summary>The stable branches, in the order in which they were named.</summary>
    public TopicTargetStatus[] Target { get; set; } = [];

    /// <summary>Upstream's later fixes and reverts of it, and those of these, that the topic lacks; nothing that only mentions it.</summary>
    public FollowupFix[] Followup { get; set; } = [];

    /// <summary>SHAs of the topic's own later commits that are fixups of it and not folded yet: by fixup!, squash!, amend! or a Fixes: tag.</summary>
    public string[] Fixup { get; set; } = [];

    /// <summary>True where it is such a fixup itself.</summary>
    public bool IsFixup { get; set; }

    /// <summary>SHA of the commit that it is a fixup of; null where it is none, or the topic has none of that name.</summary>
    public string? FixupOf { get; set; }

    /// <summary>Why it stands so; null where it speaks for itself.</summary>
    public string? Reason { get; set; }

    /// <summary>The topic that it is of, and what all its commits come to; the same object in each.</summary>
    public TopicStatus Topic { get; set; } = new();
}

/// <summary>What the commits of a topic come to.</summary>
public sealed class TopicStatus
{
    /// <summary>The topic, as named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA of its tip.</summary>
    public string TopicSha { get; set; } = "";

    /// <summary>The commit below it, as named.</summary>
    public string Since { get; set; } = "";

    /// <summary>Upstream, as named.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>SHA of upstream's commit.</summary>
    public string UpstreamSha { get; set; } = "";

    /// <summary>How many commits of Since..Topic came by merging upstream into the topic: they have no row.</summary>
    public int MergedIn { get; set; }

    /// <summary>One line that sums up.</summary>
    public string Summary { get; set; } = "";

    /// <summary>SHA of upstream's merge that brought what it has of the topic last; null where upstream has none of its commits, or not by a merge.</summary>
    public string? LastMerge { get; set; }

    /// <summary>SHA of the topic's commit that it brought: what was merged; null where upstream has none of the topic's commits.</summary>
    public string? MergedTip { get; set; }

    /// <summary>
    /// SHAs of what the next pull request would hold, oldest first: git rev-list --no-merges Upstream..Topic. Commits below Since are among them where upstream
    /// lacks these too.
    /// </summary>
    public string[] NextPull { get; set; } = [];

    /// <summary>How many of those are below Since, as the picks of a base are.</summary>
    public int NextPullBelow { get; set; }

    /// <summary>The summary.</summary>
    public override string ToString() => Summary;
}
