using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>
/// Judges together the picks that have an upstream commit in parts: each by itself has lost something, and all of them may have the whole. Picked one onto
/// another they are
/// compared with the commit as one pick is.
/// </summary>
internal sealed class SplitPicks(Workspace workspace)
{
    /// <summary>The picks, with what the parts of each split commit come to in the last of them.</summary>
    /// <param name="picks">In their order on the base.</param>
    /// <param name="isThere">False for a pick that was taken back.</param>
    public IReadOnlyList<GradedPick> Judge(IReadOnlyList<GradedPick> picks, Func<GradedPick, bool> isThere)
    {
        GradedPick[] judged = [.. picks];
        IEnumerable<IGrouping<Oid, int>> split = Enumerable.Range(0, judged.Length).Where(i => IsPart(judged[i]) && isThere(judged[i]))
            .GroupBy(i => judged[i].Source!.Value).Where(parts => parts.Skip(1).Any());
        foreach (int[] parts in split.Select(parts => parts.ToArray()))
        {
            if (Whole([.. parts.Select(i => judged[i])]) is not { } whole)
                continue;
            foreach (int i in parts)
                judged[i] = judged[i] with { Whole = whole, OtherParts = [.. parts.Where(j => j != i).Select(j => judged[j].Commit.Id)] };
        }
        return judged;
    }

    // What is only near to a commit is asked of PickGroups.
    private static bool IsPart(GradedPick pick) => pick is { Source: not null, IsMerge: false, Grade: PickGrade.Partial }
        && pick.Pairing is not (PickPairing.Same or PickPairing.Diff) && (pick.Pair.Others?.Count ?? 0) == 0;

    /// <summary>How all parts compare with the commit; null where one does not go in on top of the others.</summary>
    private GradedChange? Whole(GradedPick[] parts)
    {
        Oid tree = parts[0].Commit.Tree;
        foreach (GradedPick part in parts.Skip(1))
        {
            MergeOutcome outcome = workspace.Engine.Pick(tree, part.Commit.Id);
            if (!outcome.IsClean || outcome.NotVerified is not null)
                return null;
            tree = outcome.Tree;
        }
        CommitObject source = workspace.Scratch.ReadCommit(parts[0].Source!.Value);
        return PickGrader.Grade(workspace.Scratch, TreeBefore(source.Id), source.Tree, TreeBefore(parts[0].Commit.Id), tree);
    }

    private Oid TreeBefore(Oid commit) => CommitTrees.FirstOf(workspace.Scratch, workspace.History.ParentsOf(commit));
}
