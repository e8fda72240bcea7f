using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>Grades the commits of a base against upstream: each is paired with its upstream commit and compared with it.</summary>
internal sealed class BaseGrader(Workspace workspace, Oid since, Oid upstream, MarkerStyle? marker = null)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly PickPairer _pairing = new(workspace, workspace.History.MergeBases(since, upstream) is [Oid fork, ..] ? fork : since, upstream, marker);

    /// <summary>Finds what commits are picks of.</summary>
    internal PickPairer Pairing => _pairing;

    /// <summary>The commit as a pick, with its source, its grade and the reason.</summary>
    internal GradedPick Grade(CommitObject commit)
    {
        PickPair pair = _pairing.Find(commit);
        IReadOnlyList<Oid> parents = _history.ParentsOf(commit.Id);
        var pick = new GradedPick
        {
            Commit = commit,
            IsMerge = parents.Count > 1,
            Pairing = pair.Pairing,
            Source = pair.Upstream,
            Reason = pair.Reason,
            Pair = pair,
        };
        if (pair.Pairing == PickPairing.Same)
            return pick with { Grade = PickGrade.Exact };
        if (pair.Upstream is { } known && (_history.Shallow.Contains(commit.Id) || _history.Shallow.Contains(known)))
            return pick with { Grade = PickGrade.None, Reason = "not verified: the clone is shallow, and the parent of one of the two is not in it" };
        if (pick.IsMerge)
            return GradeMerge(pick, parents);
        if (pair.Upstream is not { } source)
            return pick with { Grade = PickGrade.Foreign };
        Oid upstreamOld = CommitTrees.FirstOf(_repository.Objects, _history.ParentsOf(source));
        Oid pickOld = CommitTrees.FirstOf(_repository.Objects, parents);
        (IObjectReader objects, Oid upstreamNew) = TogetherWith(source, pair.Others);
        GradedChange graded = PickGrader.Grade(objects, upstreamOld, upstreamNew, pickOld, commit.Tree);
        if (graded.Grade is PickGrade.Adapted or PickGrade.Partial && LeftOut(commit, objects, upstreamOld, upstreamNew, pickOld) is { Count: > 0 } paths)
        {
            upstreamNew = TreeEditor.Apply(
                workspace.Scratch, upstreamNew, paths.ToDictionary(c => c.Path, c => new TreeValue(c.OldMode, c.OldId), StringComparer.Ordinal));
            objects = workspace.Scratch;
            graded = PickGrader.Grade(objects, upstreamOld, upstreamNew, pickOld, commit.Tree);
            string leftOut = "left out, as its message says: " + Wording.Some(paths.Select(c => c.Path));
            graded = graded with { Reason = graded.Reason is null ? leftOut : $"{graded.Reason}; {leftOut}" };
        }
        // A pair that was not made by a marker says so beside what differs.
        string? reason = graded.Reason is null || pair.Reason is null ? graded.Reason ?? pair.Reason : $"{graded.Reason} ({pair.Reason})";
        // A slip of the marker, mostly: it names one commit, and the change is another's.
        if (pair.Pairing == PickPairing.Marker && (graded.Grade is PickGrade.Adapted or PickGrade.Partial) && _pairing.SamePatch(commit.Id) is { } other)
            reason += $"; it is upstream's {other.Abbreviate()} \"{_repository.Objects.ReadCommit(other).Subject}\" by patch-id, "
                + "which the marker does not name";
        return pick with
        {
            Grade = graded.Grade,
            GradeReason = graded.Reason,
            Reason = reason,
            DiffOfDiffs = graded.Grade == PickGrade.Exact ? null : PatchComparison.Compute(objects, upstreamOld, upstreamNew, pickOld, commit.Tree),
        };
    }

    /// <summary>What upstream changes and the pick leaves alone, in paths of which its message says so.</summary>
    private static IReadOnlyList<TreeChange> LeftOut(CommitObject pick, IObjectReader objects, Oid upstreamOld, Oid upstreamNew, Oid pickOld)
    {
        try
        {
            IReadOnlyList<TreeChange> changes = TreeDiff.Compute(objects, upstreamOld, upstreamNew);
            var named = new HashSet<string>(ExclusionNote.NamedIn(pick.Message, changes.Select(c => c.Path)), StringComparer.Ordinal);
            if (named.Count == 0)
                return [];
            named.ExceptWith(TreeDiff.Compute(objects, pickOld, pick.Tree).Select(c => c.Path));
            return [.. changes.Where(c => named.Contains(c.Path))];
        }
        catch (MissingObjectException)
        {
            // The grade has said so.
            return [];
        }
    }

    /// <summary>
    /// The tree of a commit with others picked onto it: what one pick of all of them should change. Of one that
    /// does not go in cleanly the tree is without it.
    /// </summary>
    private (IObjectReader Objects, Oid Tree) TogetherWith(Oid source, IReadOnlyList<Oid> others)
    {
        Oid tree = _repository.Objects.ReadCommit(source).Tree;
        if (others.Count == 0)
            return (_repository.Objects, tree);
        foreach (Oid other in others.Where(other => !_history.IsMerge(other)))
        {
            MergeOutcome outcome = workspace.Engine.Pick(tree, other);
            tree = outcome.NotVerified is null && outcome.IsClean ? outcome.Tree : tree;
        }
        return (workspace.Scratch, tree);
    }

    private GradedPick GradeMerge(GradedPick pick, IReadOnlyList<Oid> parents)
    {
        if (parents.Count > 2)
            return pick with { Grade = PickGrade.None, Reason = "not verified: a merge of more than two parents" };
        // Not upstream's merge: it brings nothing of its own where it is what git merge makes of its parents.
        MergeOutcome again = workspace.Engine.MergeCommits(_history, parents[0], parents[1]);
        if (again.NotVerified is not null)
            return pick with { Grade = PickGrade.None, Reason = "not verified: " + again.NotVerified };
        bool automatic = again.IsClean && again.Tree == pick.Commit.Tree;
        return pick with
        {
            Grade = automatic ? PickGrade.Exact : PickGrade.Foreign,
            Pairing = automatic ? PickPairing.Merge : PickPairing.None,
            Reason = (automatic ? "a merge with nothing of its own: " : "a merge whose tree is not what git merge makes of its parents: ")
                + Brought(parents[0], parents[1]),
        };
    }

    /// <summary>What a merge brings: upstream's version, or something else.</summary>
    private string Brought(Oid first, Oid second)
    {
        CommitObject merged = _repository.Objects.ReadCommit(second);
        int commits = _history.Count(first, second, workspace.Monitor).Total;
        string whose = _history.IsAncestor(second, upstream) ? "upstream's" : "not upstream's:";
        return $"it brings {whose} {second.Abbreviate()} \"{merged.Subject}\" ({Wording.Count(commits, "commit")})";
    }
}
