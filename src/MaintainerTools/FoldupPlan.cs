namespace MaintainerTools;

/// <summary>Where the changes to fold come from.</summary>
public enum FoldupSource
{
    /// <summary>The commits of <see cref="FoldupPlan.Fixup"/>.</summary>
    Commits,

    /// <summary>Tracked changes of the work tree against the topic's tip, staged or not.</summary>
    WorkTree,

    /// <summary>The index against the topic's tip.</summary>
    Staged,
}

/// <summary>Where each change of the fixups belongs in a series, and why. Plain data: it can be filtered, edited and serialised.</summary>
public sealed class FoldupPlan
{
    /// <summary>The topic as it was named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>The topic's tip when the plan was made; a plan is for this tip only.</summary>
    public string TopicSha { get; set; } = "";

    /// <summary>Full name of the branch that the topic was named by; null when it was named by something that is no branch.</summary>
    public string? Branch { get; set; }

    /// <summary>SHA of the commit below the series; null when the series begins with a root commit.</summary>
    public string? Since { get; set; }

    /// <summary>Where the changes come from.</summary>
    public FoldupSource Source { get; set; }

    /// <summary>SHAs of the fixup commits, oldest first; empty unless the source is Commits.</summary>
    public string[] Fixup { get; set; } = [];

    /// <summary>Tree of the tip with all changes applied: what the rewritten series has to end in.</summary>
    public string Tree { get; set; } = "";

    /// <summary>The changes that have a target, in the order of the fixups, then of files and lines.</summary>
    public FoldupItem[] Item { get; set; } = [];

    /// <summary>The changes that have none, with the reason.</summary>
    public FoldupItem[] Unplaced { get; set; } = [];

    /// <summary>"topic: 5 placed, 1 unplaced".</summary>
    public override string ToString() => $"{Topic}: {Item.Length} placed, {Unplaced.Length} unplaced";
}
