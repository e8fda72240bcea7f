using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>What merging a version by way of the base came to.</summary>
/// <param name="OnBase">The merge of the version into the base.</param>
/// <param name="OnTopic">The merge of the base, with the version in it, into the topic; null where the first conflicts, or it was not asked for.</param>
internal sealed record BaseMerge(MergeOutcome OnBase, MergeOutcome? OnTopic);

/// <summary>
/// Merges versions into the base that a topic stands on, and the base into the topic. What the base picked meets upstream's form of it there, once, and to
/// the topic it comes as what the base became: with the base as merge base, what both have is no change of either.
/// </summary>
/// <param name="workspace">Where the merges are made, as commits in memory.</param>
/// <param name="committer">Who makes them.</param>
/// <param name="base">The base.</param>
/// <param name="topic">The topic, which descends from it.</param>
internal sealed class BaseMerges(Workspace workspace, PersonLine committer, Oid @base, Oid topic)
{
    private readonly CommitHistory _history = workspace.History.Over(workspace.Scratch);

    /// <summary>The base with what was merged.</summary>
    internal Oid Base { get; private set; } = @base;

    /// <summary>The topic with what was merged.</summary>
    internal Oid Topic { get; private set; } = topic;

    /// <summary>Merges a version; where a merge conflicts, what it was to be made on stays as it is.</summary>
    /// <param name="version">The upstream version.</param>
    /// <param name="onBaseOnly">The topic waits for a later one.</param>
    /// <param name="ofBase">The message of the merge on the base.</param>
    /// <param name="ofTopic">The message of the merge on the topic.</param>
    internal BaseMerge Merge(Oid version, bool onBaseOnly, byte[] ofBase, byte[] ofTopic)
    {
        MergeOutcome first = workspace.Engine.MergeCommits(_history, Base, version);
        if (!first.IsClean)
            return new BaseMerge(first, null);
        Base = Commit(first.Tree, [Base, version], ofBase);
        if (onBaseOnly)
            return new BaseMerge(first, null);
        MergeOutcome second = workspace.Engine.MergeCommits(_history, Topic, Base);
        if (second.IsClean)
            Topic = Commit(second.Tree, [Topic, Base], ofTopic);
        return new BaseMerge(first, second);
    }

    private Oid Commit(Oid tree, Oid[] parents, byte[] message) =>
        workspace.Scratch.Write(ObjectType.Commit, CommitObject.Serialize(tree, parents, committer, committer, null, default, message));
}
