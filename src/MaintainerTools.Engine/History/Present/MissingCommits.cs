using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// The commits of an upstream that a target does not have. With a commit-graph few questions are answered by ancestry, which looks at little of the history;
/// else, and from a number of questions on, all of these commits are walked once.
/// </summary>
internal sealed class MissingCommits(CommitHistory history, Oid target, IReadOnlyList<Oid> upstream, IOperationMonitor monitor)
{
    // A question looks at a part of what the walk goes through.
    private const int AskedSingly = 32;

    private readonly Dictionary<Oid, bool> _inUpstream = [];
    private readonly Dictionary<Oid, bool> _inTarget = [];
    private CommitSet? _all;
    private AncestorSet? _reached;

    /// <summary>True for a commit that upstream reaches and the target does not.</summary>
    internal bool Contains(Oid commit)
    {
        if (IsToBeWalked())
            return All().Contains(commit);
        return !Answer(_inTarget, commit, [target]) && Answer(_inUpstream, commit, upstream);
    }

    /// <summary>True for a commit that the target reaches.</summary>
    internal bool IsInTarget(Oid commit) =>
        IsToBeWalked() ? !All().Contains(commit) && Reached().Contains(history.Table.Number(commit)) : Answer(_inTarget, commit, [target]);

    private bool Answer(Dictionary<Oid, bool> known, Oid commit, IReadOnlyList<Oid> tips)
    {
        if (!known.TryGetValue(commit, out bool reached))
            known[commit] = reached = tips.Any(tip => history.IsAncestor(commit, tip));
        return reached;
    }

    private bool IsToBeWalked() => _all is not null || !history.Table.HasGenerations || _inTarget.Count + _inUpstream.Count > AskedSingly;

    private AncestorSet Reached() => _reached ??= new AncestorSet(history.Table, history.Table.Number(target));

    private CommitSet All() => _all ??= history.RangeSet([target], upstream, monitor);
}
