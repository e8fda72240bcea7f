using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Whether a change that came to a target stands there: not taken back by a commit that names it, nor by one that names nothing (<see cref="BackOuts"/>).
/// What no name, marker or patch-id tells of is looked for in the content (<see cref="UnmarkedCarriers"/>).
/// </summary>
/// <param name="history">Of the target.</param>
/// <param name="objects">The store.</param>
/// <param name="target">The target's commit.</param>
/// <param name="presence">How changes came to it.</param>
internal sealed class StandingPresence(CommitHistory history, IObjectReader objects, Oid target, ChangePresence presence)
{
    // What the target has of its own is all that can take anything back there.
    private readonly BackOuts? _backOuts = presence.HasOwn ? new BackOuts(history, objects, target) : null;
    private readonly UnmarkedCarriers? _unmarked = presence.HasOwn ? new UnmarkedCarriers(history, objects, target, presence.IsOwn) : null;
    private readonly Dictionary<Oid, (Presence? Standing, Presence? TakenBack)> _known = [];

    /// <summary>How the change is there; null where it is not, or not any more.</summary>
    internal Presence? Find(Oid commit) => Ask(commit).Standing;

    /// <summary>How the change was there until it was taken back, and by what; null where it never was, or another commit carries it still.</summary>
    internal Presence? FindTakenBack(Oid commit) => Ask(commit).TakenBack;

    private (Presence? Standing, Presence? TakenBack) Ask(Oid commit)
    {
        if (!_known.TryGetValue(commit, out (Presence?, Presence?) known))
            _known[commit] = known = Look(commit);
        return known;
    }

    private (Presence? Standing, Presence? TakenBack) Look(Oid commit)
    {
        if (presence.Find(commit) is not { } found)
        {
            Presence? taken = presence.FindReverted(commit);
            return taken is null && _unmarked?.Of(commit) is { } bringer ? (new Presence(PresenceKind.Content, bringer), null) : (null, taken);
        }
        if (BackOutOf(found, commit) is not { } by)
            return (found, null);
        foreach (Presence other in presence.All(commit).Where(carrier => carrier.RevertedBy is null))
        {
            if (BackOutOf(other, commit) is null)
                return (other, null);
        }
        return (null, found with { RevertedBy = by });
    }

    /// <summary>What took back a commit of the target, or of one that holds several changes this one.</summary>
    private Oid? BackOutOf(Presence carrier, Oid commit) =>
        _backOuts?.Of(carrier.As) ?? (presence.HoldsSeveral(carrier.As) ? _backOuts?.Of(commit, carrier.As) : null);
}
