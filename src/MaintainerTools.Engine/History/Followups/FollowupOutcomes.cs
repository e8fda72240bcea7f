using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>What upstream kept in the end of its fixes and reverts.</summary>
/// <param name="history">Whose commits they are.</param>
/// <param name="graph">Who refers to whom.</param>
internal sealed class FollowupOutcomes(CommitHistory history, FollowupGraph graph)
{
    private readonly Dictionary<Oid, FollowupEdge[]> _later = [];
    private readonly Dictionary<Oid, bool> _stays = [];
    private readonly Dictionary<Oid, bool> _isPartial = [];
    private readonly HashSet<Oid> _followups = [.. graph.Edges.Where(edge => edge.Kind != FollowupKind.Mention).Select(edge => edge.Commit)];

    /// <summary>False for what upstream took back, unless it took that back as well.</summary>
    internal bool Stays(Oid commit)
    {
        if (_stays.TryGetValue(commit, out bool stays))
            return stays;
        // Two that name each other hold each other up.
        _stays[commit] = true;
        return _stays[commit] = !Later(commit).Any(edge => TakesBack(edge) && Stays(edge.Commit));
    }

    /// <summary>True for a commit that fixes or reverts another one.</summary>
    internal bool IsFollowup(Oid commit) => _followups.Contains(commit) || graph.IsBackOut(commit);

    /// <summary>True for a revert of the whole of what it names.</summary>
    internal bool TakesBack(FollowupEdge edge) => edge.Kind == FollowupKind.Revert && !IsPartial(edge.Commit);

    /// <summary>Those that fix or revert a change, under any of its names.</summary>
    internal FollowupEdge[] Later(Oid commit)
    {
        if (!_later.TryGetValue(commit, out FollowupEdge[]? later))
            _later[commit] = later = [.. graph.OfChange(commit).Where(edge => edge.Kind != FollowupKind.Mention)];
        return later;
    }

    /// <summary>A revert of a part leaves the rest, as a fix does.</summary>
    private bool IsPartial(Oid commit)
    {
        if (!_isPartial.TryGetValue(commit, out bool partial))
        {
            string message = history.Objects.ReadCommit(commit).Message;
            _isPartial[commit] = partial = message.Contains("partial revert", StringComparison.OrdinalIgnoreCase)
                || message.Contains("partially revert", StringComparison.OrdinalIgnoreCase)
                || message.Contains("partly revert", StringComparison.OrdinalIgnoreCase);
        }
        return partial;
    }
}
