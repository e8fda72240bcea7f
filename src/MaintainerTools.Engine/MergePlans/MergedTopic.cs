using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>A topic with some versions merged into it: a tree, and the commits that it descends from. The merges need not be commits yet.</summary>
internal sealed class MergedTopic
{
    private readonly CommitHistory _history;
    private readonly MergeEngine _engine;
    private readonly IReadOnlyList<Oid> _heads;

    /// <summary>The topic itself; <paramref name="engine"/> makes the merges, in its store.</summary>
    internal MergedTopic(CommitHistory history, MergeEngine engine, Oid topic)
        : this(history, engine, [topic], engine.Store.ReadCommit(topic).Tree)
    {
    }

    private MergedTopic(CommitHistory history, MergeEngine engine, IReadOnlyList<Oid> heads, Oid tree) =>
        (_history, _engine, _heads, Tree) = (history, engine, heads, tree);

    /// <summary>The commits that it descends from: the topic, and each version merged.</summary>
    internal IReadOnlyList<Oid> Heads => _heads;

    /// <summary>The tree.</summary>
    internal Oid Tree { get; }

    /// <summary>The merge of a version into this state.</summary>
    internal MergeOutcome Merge(Oid version) =>
        _engine.MergeWithBases(_history, MergeBasesWith(version), Tree, _engine.Store.ReadCommit(version).Tree);

    /// <summary>The paths that conflict in that merge, sorted.</summary>
    internal IReadOnlyList<string> ConflictsWith(Oid version) => Merge(version).ConflictPaths;

    /// <summary>The state after a clean merge; null where it conflicts, or where git's answer may be another.</summary>
    internal MergedTopic? TryMerge(Oid version)
    {
        MergeOutcome outcome = Merge(version);
        return outcome.IsClean && outcome.NotVerified is null ? With(version, outcome.Tree) : null;
    }

    /// <summary>The state after a merge that was made already.</summary>
    internal MergedTopic With(Oid version, Oid tree) => new(_history, _engine, [.. _heads, version], tree);

    /// <summary>The same state, with another history and engine: one of each belongs to one thread.</summary>
    internal MergedTopic On(CommitHistory history, MergeEngine engine) => new(history, engine, _heads, Tree);

    /// <summary>The merge bases with a version, as one text to compare.</summary>
    internal string BasesKey(Oid version) => string.Join(' ', MergeBasesWith(version));

    /// <summary>True when the version is merged already.</summary>
    internal bool Contains(Oid version) => _heads.Any(head => _history.IsAncestor(version, head));

    /// <summary>The best common ancestors of a version and the merge commit that this state stands for.</summary>
    private IReadOnlyList<Oid> MergeBasesWith(Oid version) =>
        _heads.Count == 1 ? _history.MergeBases(_heads[0], version) : _history.MergeBases(version, _heads);
}
