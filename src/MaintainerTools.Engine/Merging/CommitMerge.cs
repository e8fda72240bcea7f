using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>Merges commits by their merge bases; several bases are merged into a virtual one first.</summary>
internal sealed class CommitMerge(ObjectCache objects, MergeOptions options, CommitHistory history)
{
    /// <summary>A commit, or the merge of several bases: a tree, and the commits it stands for.</summary>
    private sealed record Node(Oid Tree, IReadOnlyList<Oid> Commits);

    private readonly AttributesInUse _attributes = new();

    internal MergeOutcome Run(Oid ours, Oid theirs, Func<string> oursLabel, Func<string> theirsLabel) =>
        Run(history.MergeBases(ours, theirs), ours, theirs, oursLabel, theirsLabel);

    internal MergeOutcome Run(IReadOnlyList<Oid> bases, Oid ours, Oid theirs, Func<string> oursLabel, Func<string> theirsLabel) =>
        bases.Count == 0 && !options.AllowUnrelatedHistories
            ? new MergeOutcome { IsUnrelated = true }
            : Merge(NodeOf(ours), NodeOf(theirs), bases, oursLabel, theirsLabel, 0);

    internal MergeOutcome Run(IReadOnlyList<Oid> bases, Oid oursTree, Oid theirsTree) => bases.Count == 0 && !options.AllowUnrelatedHistories
        ? new MergeOutcome { IsUnrelated = true }
        : Merge(new Node(oursTree, []), new Node(theirsTree, []), bases, oursTree.ToString, theirsTree.ToString, 0);

    private Node NodeOf(Oid commit) => new(objects.TreeOf(commit), [commit]);

    private MergeOutcome Merge(Node ours, Node theirs, IReadOnlyList<Oid> bases, Func<string> oursLabel, Func<string> theirsLabel, int depth)
    {
        // git goes through the bases in reverse.
        Node merged = bases.Count == 0 ? new Node(Oid.EmptyTree, []) : NodeOf(bases[^1]);
        for (int i = bases.Count - 2; i >= 0; i--)
        {
            Node next = NodeOf(bases[i]);
            MergeOutcome inner = Merge(merged, next, BasesOf(merged, bases[i]), static () => "Temporary merge branch 1",
                static () => "Temporary merge branch 2", depth + 1);
            merged = new Node(inner.Tree, [.. merged.Commits, bases[i]]);
        }
        return TreeMerge.Run(objects, options, _attributes, new MergeLabels(BaseLabel, oursLabel, theirsLabel), depth, merged.Tree, ours.Tree, theirs.Tree);

        string BaseLabel() => bases.Count switch
        {
            0 => "empty tree",
            1 => options.Abbreviate(bases[0]),
            _ => "merged common ancestors",
        };
    }

    /// <summary>The merge bases of a virtual commit, which has the commits it stands for as parents.</summary>
    private IReadOnlyList<Oid> BasesOf(Node node, Oid commit) =>
        node.Commits.Count == 1 ? history.MergeBases(node.Commits[0], commit) : history.MergeBases(commit, node.Commits);
}
