namespace MaintainerTools.Engine.Objects;

/// <summary>The trees that a commit's change is a difference of.</summary>
internal static class CommitTrees
{
    /// <summary>The tree that a commit changes, by its parents as history has them: that of the first; the empty tree for a root.</summary>
    internal static Oid FirstOf(IObjectReader objects, IReadOnlyList<Oid> parents) =>
        parents.Count > 0 ? objects.ReadCommit(parents[0]).Tree : Oid.EmptyTree;

    /// <summary>The same by the parents that the commit records, whatever grafts and shallow boundaries say.</summary>
    internal static Oid RecordedBefore(IObjectReader objects, CommitObject commit) => FirstOf(objects, commit.Parents);
}
