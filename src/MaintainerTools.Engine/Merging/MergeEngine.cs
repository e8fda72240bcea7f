using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// Merges, picks and reverts in memory with git's answer. It keeps what it has read, so that many merges of few trees are fast, and
/// writes new objects to its store only. For one thread at a time.
/// </summary>
public sealed class MergeEngine
{
    private readonly ObjectCache _objects;
    private readonly MergeOptions _options;

    /// <summary>Merges objects of a store; results are written to it.</summary>
    public MergeEngine(IObjectStore store, MergeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _objects = new ObjectCache(store);
        _options = options ?? new MergeOptions();
    }

    /// <summary>Where results go, and what was there before.</summary>
    public IObjectStore Store => _objects.Store;

    /// <summary>A commit's tree, remembered.</summary>
    /// <exception cref="MissingObjectException">The commit is not there.</exception>
    public Oid TreeOf(Oid commit) => _objects.TreeOf(commit);

    /// <summary>Merges the change from base to theirs into ours.</summary>
    /// <param name="baseTree">What both started from.</param>
    /// <param name="oursTree">What is merged into.</param>
    /// <param name="theirsTree">What is merged.</param>
    /// <param name="oursLabel">The name of ours in conflict markers and file names; by default its id.</param>
    /// <param name="theirsLabel">The name of theirs.</param>
    /// <param name="baseLabel">The name of the base, which only the diff3 styles show.</param>
    public MergeOutcome MergeTrees(Oid baseTree, Oid oursTree, Oid theirsTree, string? oursLabel = null, string? theirsLabel = null,
        string? baseLabel = null) =>
        MergeTrees(baseTree, oursTree, theirsTree, new MergeLabels(Label(baseLabel, baseTree), Label(oursLabel, oursTree), Label(theirsLabel, theirsTree)));

    /// <summary>
    /// Merges two commits: several merge bases are merged with each other first, as git does. Where there is none the outcome is
    /// unrelated, unless the options allow that.
    /// </summary>
    /// <param name="history">Where the merge bases come from.</param>
    /// <param name="ours">What is merged into.</param>
    /// <param name="theirs">What is merged.</param>
    /// <param name="oursLabel">The name of ours in conflict markers and file names; by default its id.</param>
    /// <param name="theirsLabel">The name of theirs.</param>
    public MergeOutcome MergeCommits(CommitHistory history, Oid ours, Oid theirs, string? oursLabel = null, string? theirsLabel = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Answer(() => new CommitMerge(_objects, _options, history).Run(ours, theirs, Label(oursLabel, ours), Label(theirsLabel, theirs)));
    }

    /// <summary>The same with merge bases that are known already.</summary>
    internal MergeOutcome MergeCommits(CommitHistory history, IReadOnlyList<Oid> bases, Oid ours, Oid theirs, string oursLabel, string theirsLabel) =>
        Answer(() => new CommitMerge(_objects, _options, history).Run(bases, ours, theirs, Label(oursLabel, ours), Label(theirsLabel, theirs)));

    /// <summary>
    /// Merges a version into a tree that stands for a merge commit not made yet: its merge bases with the version are given, since history
    /// does not know it.
    /// </summary>
    internal MergeOutcome MergeWithBases(CommitHistory history, IReadOnlyList<Oid> bases, Oid oursTree, Oid theirsTree) =>
        Answer(() => new CommitMerge(_objects, _options, history).Run(bases, oursTree, theirsTree));

    /// <summary>Applies a commit's change to another tree, as git cherry-pick does.</summary>
    /// <param name="ontoTree">The tree to apply it to.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="mainline">Of a merge the parent (from 1) whose difference counts; 0 for a commit with one parent or none.</param>
    /// <param name="ontoLabel">The name of the tree in conflict markers; by default HEAD.</param>
    /// <param name="commitLabel">The name of the commit there; by default its abbreviated id and subject.</param>
    /// <exception cref="MaintainerException">MainlineNeeded, NoSuchParent.</exception>
    public MergeOutcome Pick(Oid ontoTree, Oid commit, int mainline = 0, string? ontoLabel = null, string? commitLabel = null)
    {
        CommitObject picked = _objects.Store.ReadCommit(commit);
        return PickTree(ontoTree, picked, picked.Tree, mainline, ontoLabel, commitLabel);
    }

    /// <summary>The same with another tree for the commit's own: one that has a part of its change.</summary>
    internal MergeOutcome PickTree(Oid ontoTree, CommitObject picked, Oid tree, int mainline, string? ontoLabel = null, string? commitLabel = null)
    {
        var labels = new MergeLabels(
            () => "parent of " + NameOf(picked), () => PathText.Encode(ontoLabel ?? "HEAD"),
            () => commitLabel is null ? NameOf(picked) : PathText.Encode(commitLabel));
        // The parent of a shallow clone's first commits is not there.
        return Answer(() => MergeChange(ParentTree(picked, mainline), ontoTree, tree, labels));
    }

    /// <summary>Takes a commit's change back from another tree, as git revert does.</summary>
    /// <param name="ontoTree">The tree to take it from.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="mainline">Of a merge the parent (from 1) to go back to; 0 for a commit with one parent or none.</param>
    /// <param name="ontoLabel">The name of the tree in conflict markers; by default HEAD.</param>
    /// <param name="parentLabel">The name of what is gone back to; by default "parent of" the commit.</param>
    /// <exception cref="MaintainerException">MainlineNeeded, NoSuchParent.</exception>
    public MergeOutcome Revert(Oid ontoTree, Oid commit, int mainline = 0, string? ontoLabel = null, string? parentLabel = null)
    {
        CommitObject reverted = _objects.Store.ReadCommit(commit);
        var labels = new MergeLabels(
            () => NameOf(reverted), () => PathText.Encode(ontoLabel ?? "HEAD"),
            () => parentLabel is null ? "parent of " + NameOf(reverted) : PathText.Encode(parentLabel));
        return Answer(() => MergeChange(reverted.Tree, ontoTree, ParentTree(reverted, mainline), labels));
    }

    private static Func<string> Label(string? label, Oid id) => () => PathText.Encode(label ?? id.ToString());

    /// <summary>A commit's name in conflict markers: abbreviated id and subject.</summary>
    private string NameOf(CommitObject commit) => PathText.Encode($"{_options.Abbreviate(commit.Id)} ({CommitMessage.FirstLineOf(commit.Message)})");

    /// <summary>Merges what is one commit's change, of which mostly the paths alone decide.</summary>
    private MergeOutcome MergeChange(Oid baseTree, Oid oursTree, Oid theirsTree, MergeLabels labels) =>
        new PlainMerge(_objects, _options, labels).Run(baseTree, oursTree, theirsTree) ?? MergeTrees(baseTree, oursTree, theirsTree, labels);

    private MergeOutcome MergeTrees(Oid baseTree, Oid oursTree, Oid theirsTree, MergeLabels labels) =>
        Answer(() => TreeMerge.Run(_objects, _options, new AttributesInUse(), labels, 0, baseTree, oursTree, theirsTree));

    /// <summary>The tree that a commit's change starts from.</summary>
    /// <exception cref="MaintainerException">MainlineNeeded, NoSuchParent.</exception>
    internal Oid ParentTree(CommitObject commit, int mainline)
    {
        int parents = commit.Parents.Count;
        if (mainline == 0 && parents > 1)
            throw new MaintainerException("MainlineNeeded", ErrorKind.InvalidArgument, commit.Id.ToString(), commit.Id);
        // A first commit is the change from nothing; git lets any -m pass there.
        if (parents == 0)
            return Oid.EmptyTree;
        // git takes -m 1 for a commit that is no merge as well.
        int parent = mainline == 0 ? 1 : mainline;
        if (parent > parents)
            throw new MaintainerException("NoSuchParent", ErrorKind.InvalidArgument, commit.Id.ToString(), commit.Id, parent);
        return TreeOf(commit.Parents[parent - 1]);
    }

    /// <summary>A missing object leaves the question open; it is no failure of the caller's.</summary>
    private static MergeOutcome Answer(Func<MergeOutcome> merge)
    {
        try
        {
            return merge();
        }
        catch (MissingObjectException e)
        {
            return new MergeOutcome { NotVerified = e.Message, MissingObject = e.Id };
        }
        finally
        {
            HeapGrowth.Check();
        }
    }
}
