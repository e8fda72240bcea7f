using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>
/// Tells of a change that came to a target whether it is there. How it came, history says; that it is there, the content: a pick of it would change nothing,
/// or what it would
/// still change later commits of the target explain. Those are looked for only where a pick would change something or conflicts.
/// </summary>
/// <param name="engine">Makes the picks.</param>
/// <param name="objects">The store that the engine writes to.</param>
/// <param name="history">Of the target.</param>
/// <param name="target">The target's commit.</param>
/// <param name="presence">How changes came to it.</param>
/// <param name="monitor">Hears cancellation.</param>
internal sealed class PresenceJudge(
    MergeEngine engine, IObjectReader objects, CommitHistory history, Oid target, ChangePresence presence, IOperationMonitor monitor)
{
    /// <summary>What became of a change that came to the target; null where it never came, by any sign of it.</summary>
    /// <param name="commit">The change.</param>
    /// <param name="tree">The target's tree, or the one that earlier picks made of it.</param>
    /// <param name="outcome">What a pick of it onto that tree comes to.</param>
    internal PresenceVerdict? Judge(CommitObject commit, Oid tree, MergeOutcome outcome)
    {
        if ((presence.Find(commit.Id) ?? presence.FindReverted(commit.Id)) is not { } carrier)
            return null;
        // What nothing would be changed of is there, whatever was said of it.
        if (outcome.IsClean && outcome.Tree == tree && outcome.NotVerified is null)
            return new PresenceVerdict(Standing.There, carrier with { RevertedBy = null }, null, [], [], null);
        IReadOnlyList<Presence> carriers = presence.All(commit.Id);
        if (Remainder.Of(objects, tree, outcome) is not { } left)
            return PresenceVerdict.ByName(carriers, carrier);
        // Parts of it may have come one after another. What came by ancestry came long ago.
        Presence first = carriers[0].Kind == PresenceKind.Ancestor ? carriers[^1] : carriers[0];
        var line = new TargetLine(history, objects, first.As, target, monitor);
        return new PresenceInquiry(engine, objects, line, commit, carriers, carrier, monitor).Run(tree, left);
    }
}
