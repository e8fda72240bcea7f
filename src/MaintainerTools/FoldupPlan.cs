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
public sealed class FoldupPlan : RepositoryResult
{
    /// <summary>The topic as it was named.</summary>
    public string Topic { get; set; } = "";

    /// <summary>The topic's tip when the plan was made; a plan is for this tip only.</summary>
    public string TopicSha { get; set; } = "";

    /// <summary>Full name of the branch that the topic was named by; null when it was named by something that is no branch.</summary>
    public string? Branch { get; set; }

    /// <summary>Full name of the ref that the topic was named by; null where that was no ref.</summary>
    public string? Ref { get; set; }

    /// <summary>
    /// The trailer that credits whoever wrote what is folded into another's commit; null for none. What is accepted later is credited as well.
    /// </summary>
    public string? CreditTrailer { get; set; }

    /// <summary>True when published commits may be changed too.</summary>
    public bool AllowPublished { get; set; }

    /// <summary>
    /// Full names of the local branches, but for the topic's own, that held commits which the plan changes when it was made: New-FoldupPlan named them
    /// in a warning, and Invoke-FoldupPlan does not again. In no file.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string[] Holder { get; set; } = [];

    /// <summary>SHA of the commit below the series; that of the empty tree when the series begins with a root commit.</summary>
    public string? Since { get; set; }

    /// <summary>Where the changes come from.</summary>
    public FoldupSource Source { get; set; }

    /// <summary>SHAs of the fixup commits, oldest first; empty unless the source is Commits.</summary>
    public string[] Fixup { get; set; } = [];

    /// <summary>Fixups that are no commits, on top of those in <see cref="Fixup"/>.</summary>
    public FoldupStep[] Step { get; set; } = [];

    /// <summary>What the words of the review may mean; nothing of it is done unless it is accepted.</summary>
    public FoldupProposal[] Proposal { get; set; } = [];

    /// <summary>The remarks of the review, each sentence that asks for something by itself, with what became of it; copies of those that were given.</summary>
    public ReviewItem[] Review { get; set; } = [];

    /// <summary>Tree of the tip with all changes applied: what the rewritten series has to end in.</summary>
    public string Tree { get; set; } = "";

    /// <summary>The changes that have a target, in the order of the fixups, then of files and lines.</summary>
    public FoldupItem[] Item { get; set; } = [];

    /// <summary>The changes that have none, with the reason.</summary>
    public FoldupItem[] Unplaced { get; set; } = [];

    /// <summary>Gives an item of this plan a target by hand; an unplaced one is placed with it.</summary>
    /// <param name="item">The item, of <see cref="Item"/> or of <see cref="Unplaced"/>.</param>
    /// <param name="target">Whatever names the commit: its SHA or the beginning of it, a branch or tag, <c>HEAD~2</c>, or the
    /// subject of one commit of the series alone.</param>
    /// <exception cref="ArgumentException">The item is not of this plan.</exception>
    public void Set(FoldupItem item, string target)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (Array.IndexOf(Unplaced, item) >= 0)
        {
            Unplaced = Array.FindAll(Unplaced, i => i != item);
            Item = [.. Item, item];
        }
        else if (Array.IndexOf(Item, item) < 0)
        {
            throw new ArgumentException("The item is not of this plan.", nameof(item));
        }
        item.Target = target;
        item.TargetSubject = null;
        item.Action = item.Trailer is not null ? FoldupAction.Trailer
            : item.Kind == FoldupKind.Message ? FoldupAction.Reword
            : item.Kind == FoldupKind.Identifier ? FoldupAction.Rename
            : FoldupAction.Fold;
        item.Reason = "set by hand";
        item.ReasonKind = FoldupReason.Manual;
        item.Confidence = 1;
    }

    /// <summary>A plan with the same items: what is set in it, or added to it, leaves this one as it is.</summary>
    public FoldupPlan Copy() => (FoldupPlan)MemberwiseClone();

    /// <summary>"topic: 5 placed, 1 unplaced, 2 proposed".</summary>
    public override string ToString() =>
        $"{Topic}: {Item.Length} placed, {Unplaced.Length} unplaced{(Proposal.Length == 0 ? "" : $", {Proposal.Length} proposed")}";
}
