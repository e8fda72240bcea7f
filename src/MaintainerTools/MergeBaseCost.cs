namespace MaintainerTools;

/// <summary>How a candidate lies to the commit that backporters have.</summary>
public enum MergeBaseRelation
{
    /// <summary>The same commit.</summary>
    Same,

    /// <summary>Since is an ancestor of the candidate.</summary>
    Descendant,

    /// <summary>The candidate is an ancestor of Since: it costs nothing.</summary>
    Ancestor,

    /// <summary>Each has commits that the other lacks.</summary>
    Diverged,

    /// <summary>They have no commit in common.</summary>
    Unrelated,
}

/// <summary>What basing a topic on a candidate costs those who have to take it to Since.</summary>
public sealed class MergeBaseCost : RepositoryResult
{
    /// <summary>The candidate as it was named.</summary>
    public string Candidate { get; set; } = "";

    /// <summary>The candidate's commit.</summary>
    public string Sha { get; set; } = "";

    /// <summary>The commit that backporters have, as it was named.</summary>
    public string Since { get; set; } = "";

    /// <summary>Pathspecs that limit what counts; empty: everything counts.</summary>
    public string[] Path { get; set; } = [];

    /// <summary>True where only first parents count.</summary>
    public bool FirstParent { get; set; }

    /// <summary>How the candidate lies to Since.</summary>
    public MergeBaseRelation Relation { get; set; }

    /// <summary>Commits to take, merges not counted: git rev-list --count --no-merges Since..Candidate, and <see cref="PicksToMake"/>.</summary>
    public int Commits { get; set; }

    /// <summary>
    /// How many of <see cref="Commits"/> are picks that the candidate needs and does not have yet (-PickCommit). Authors, Files, Insertions and
    /// Deletions are those of the candidate as it is.
    /// </summary>
    public int PicksToMake { get; set; }

    /// <summary>Merges among Since..Candidate: git rev-list --count --merges.</summary>
    public int Merges { get; set; }

    /// <summary>Commits as a multiple of the cheapest candidate's; 1 for the cheapest. Null where the cheapest costs nothing and this one does.</summary>
    public double? Ratio { get; set; }

    /// <summary>1 for the cheapest candidate; equal cost, equal rank.</summary>
    public int Rank { get; set; }

    /// <summary>
    /// Different author names (mailmap applied), as git shortlog --summary --no-merges Since..Candidate lists
    /// them. Null where messages were not read.
    /// </summary>
    public int? Authors { get; set; }

    /// <summary>
    /// Files that differ, as git diff --shortstat --no-renames Since...Candidate counts them (from the merge base; an unrelated candidate
    /// from nothing). Null where trees were not read.
    /// </summary>
    public int? Files { get; set; }

    /// <summary>Lines added, by the same command.</summary>
    public int? Insertions { get; set; }

    /// <summary>Lines removed, by the same command.</summary>
    public int? Deletions { get; set; }

    /// <summary>
    /// Commits among Since..Candidate with a marker that names the commit they were picked from, and <see cref="PicksToMake"/>. Null where messages were not
    /// read.
    /// </summary>
    public int? Picks { get; set; }

    /// <summary>
    /// How many commits of upstream that the candidate lacks fix, revert or follow up on what it has beyond Since, fixes of
    /// those fixes included. Null without an upstream.
    /// </summary>
    public int? FollowupFixes { get; set; }

    /// <summary>Those commits, oldest first; null where they were only counted.</summary>
    public string[]? FollowupFix { get; set; }

    /// <summary>Fixes tags in upstream commits that the candidate lacks which name nothing known. Null without an upstream.</summary>
    public int? Unresolved { get; set; }

    /// <summary>Those tags as "SHA: tag"; null where they were only counted.</summary>
    public string[]? UnresolvedTag { get; set; }

    /// <summary>Upstream commits that would have to be picked for the topic if it were based on Since directly instead. Null without a topic.</summary>
    public int? PicksNeeded { get; set; }

    /// <summary>Commits of the topic that conflict on the candidate. Null without a topic.</summary>
    public int? Conflicts { get; set; }

    /// <summary>
    /// The first tag that contains the candidate: of those that git tag --contains lists, the one whose commit comes first. Null where none does, or it was
    /// not asked for (-FirstTag).
    /// </summary>
    public string? FirstTag { get; set; }
}
