using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Tells where a shallow clone has too little history to say what git merge would do in a whole one.</summary>
internal static class ShallowBoundary
{
    /// <summary>
    /// Null when the merge bases of the commits are those of the whole history: every boundary commit that they reach is reached by their merge bases
    /// too, so that what is cut off lies below those. Else a sentence that says which commit hides what.
    /// </summary>
    internal static string? Hides(CommitHistory history, IReadOnlyList<Oid> commits)
    {
        IReadOnlyCollection<Oid> boundary = history.Shallow;
        if (boundary.Count == 0 || commits.Count < 2)
            return null;
        for (int i = 1; i < commits.Count; i++)
        {
            IReadOnlyList<Oid> bases = history.MergeBases(commits[0], commits[i]);
            foreach (Oid cut in boundary)
            {
                bool reached = history.Objects.Contains(cut) && (history.IsAncestor(cut, commits[0]) || history.IsAncestor(cut, commits[i]));
                if (reached && !bases.Any(b => history.IsAncestor(cut, b)))
                    return $"the clone is shallow: what is behind {cut.Abbreviate()} may hold {(bases.Count == 0 ? "a" : "another")} merge base";
            }
        }
        return null;
    }
}
