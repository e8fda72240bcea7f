using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>How much of a change is there.</summary>
internal enum Standing
{
    /// <summary>All of it, or what later commits made of it.</summary>
    There,

    /// <summary>Some of it is missing.</summary>
    InPart,

    /// <summary>It was taken back.</summary>
    Reverted,
}

/// <summary>What became of a change that came to a target.</summary>
/// <param name="Standing">How much is there.</param>
/// <param name="Carrier">How it came.</param>
/// <param name="RevertedBy">The commit that took it, or some of it, back; null where none did.</param>
/// <param name="Missing">What is missing.</param>
/// <param name="ChangedBy">The later commits that explain what a pick would still change though the change is there; the first of them first.</param>
/// <param name="Reason">The verdict in words; null where it speaks for itself.</param>
internal sealed record PresenceVerdict(
    Standing Standing, Presence Carrier, Oid? RevertedBy, IReadOnlyList<RemainingHunk> Missing, IReadOnlyList<Oid> ChangedBy, string? Reason)
{
    /// <summary>Where the content cannot be read: as the messages have it.</summary>
    internal static PresenceVerdict ByName(IReadOnlyList<Presence> carriers, Presence carrier) =>
        carriers.All(c => c.RevertedBy is not null)
            ? new PresenceVerdict(Standing.Reverted, carrier, carrier.RevertedBy, [], [], carrier.DescribeRevert())
            : new PresenceVerdict(Standing.There, carrier, null, [], [], null);
}
