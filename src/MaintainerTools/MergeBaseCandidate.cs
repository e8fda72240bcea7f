namespace MaintainerTools;

/// <summary>
/// A base that a topic could stand on: an upstream commit, with the upstream commits that would have to be picked onto it first. No other answer is
/// at least as good in commits, picks and conflicts and better in one of them, unless the topic stands on this one already.
/// </summary>
public sealed class MergeBaseCandidate : RepositoryResult
{
    /// <summary>A name of the base: that of a ref where one points to it, as Since was named where it is Since, else the SHA.</summary>
    public string Candidate { get; set; } = "";

    /// <summary>
    /// The commit of that name. Where the topic stands on such a base already it is that base, picks included; else it is the commit of
    /// <see cref="Onto"/>, and the picks are still to be made.
    /// </summary>
    public string Sha { get; set; } = "";

    /// <summary>SHA of the upstream commit that the picks go onto.</summary>
    public string Onto { get; set; } = "";

    /// <summary>That commit's subject.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The commit that backporters have, as it was named.</summary>
    public string Since { get; set; } = "";

    /// <summary>The topic, as it was named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>
    /// What a backporter takes before the topic: the commits of Since..Onto without merges (git rev-list --count --no-merges), and the picks.
    /// </summary>
    public int Commits { get; set; }

    /// <summary>How many of <see cref="Commits"/> are picks: the length of <see cref="Commit"/>.</summary>
    public int Picks { get; set; }

    /// <summary>The picks of the topic that conflict there all the same, and those of <see cref="Commit"/> that do.</summary>
    public int Conflicts { get; set; }

    /// <summary>SHAs of the upstream commits to pick, in picking order; empty where none is needed.</summary>
    public string[] Commit { get; set; } = [];

    /// <summary>
    /// Those of <see cref="Commit"/> that are still to be picked, which Get-MergeBaseCost adds to what the candidate costs; none where they are there.
    /// </summary>
    public string[] PickCommit => IsExisting ? [] : Commit;

    /// <summary>For each of <see cref="Commit"/>, why: the topic carries it, or the prerequisite's reason.</summary>
    public string[] Reason { get; set; } = [];

    /// <summary>SHAs of the commits that conflict.</summary>
    public string[] ConflictCommit { get; set; } = [];

    /// <summary>True where the topic stands on it already.</summary>
    public bool IsExisting { get; set; }

    /// <summary>The tree with the picks and the topic on it; null where something conflicts.</summary>
    public string? Tree { get; set; }

    /// <summary>How many upstream commits were looked at, first parents, tags and tips of merged branches.</summary>
    public int Scanned { get; set; }

    /// <summary>On how many different states of the topic's files it was replayed.</summary>
    public int Replayed { get; set; }

    /// <summary>How many states were not tried because there were too many; 0: the answers are complete.</summary>
    public int Untried { get; set; }
}
