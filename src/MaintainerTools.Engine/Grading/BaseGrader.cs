using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>Grades the commits of a base against upstream: each is paired with its upstream commit and compared with it.</summary>
internal sealed class BaseGrader(GitRepository repository, CommitHistory history, MergeEngine engine, Oid since, Oid upstream, IOperationMonitor monitor, MarkerStyle? marker = null)
{
    private readonly PickPairer _pairing = new(repository, history, history.MergeBases(since, upstream) is [Oid fork, ..] ? fork : since, upstream, monitor, marker);

    /// <summary>Finds what commits are picks of.</summary>
    internal PickPairer Pairing => _pairing;

    /// <summary>The commit as a pick, with its source, its grade and the reason.</summary>
    internal PickedCommit Grade(CommitObject commit) => Grade(commit, _pairing.Find(commit)).Pick;

    /// <summary>The same for a pair that was found, and the grade's own reason.</summary>
    internal (PickedCommit Pick, string? GradeReason) Grade(CommitObject commit, PickPair pair)
    {
        var pick = new PickedCommit { Sha = commit.Id.ToString(), Subject = commit.Subject, Status = PickStatus.Picked };
        pick.Source = pair.Upstream?.ToString();
        pick.PairedBy = pair.PairedBy;
        pick.Reason = pair.Reason;
        if (pair.PairedBy == "Same")
        {
            pick.Grade = PickGrade.Exact;
            return (pick, null);
        }
        if (pair.Upstream is { } known && (history.Shallow.Contains(commit.Id) || history.Shallow.Contains(known)))
        {
            (pick.Grade, pick.Reason) = (PickGrade.None, "not verified: the clone is shallow, and the parent of one of the two is not in it");
            return (pick, pick.Reason);
        }
        IReadOnlyList<Oid> parents = history.ParentsOf(commit.Id);
        if (parents.Count > 1)
        {
            GradeMerge(pick, commit, parents);
            return (pick, pick.Reason);
        }
        if (pair.Upstream is not { } source)
        {
            pick.Grade = PickGrade.Foreign;
            return (pick, null);
        }
        Oid upstreamOld = CommitTrees.FirstOf(repository.Objects, history.ParentsOf(source));
        Oid pickOld = CommitTrees.FirstOf(repository.Objects, parents);
        (IObjectReader objects, Oid upstreamNew) = TogetherWith(source, pair.Others);
        GradedChange graded = PickGrader.Grade(objects, upstreamOld, upstreamNew, pickOld, commit.Tree);
        if (graded.Grade != PickGrade.Exact)
            pick.DiffOfDiffs = PatchComparison.Compute(objects, upstreamOld, upstreamNew, pickOld, commit.Tree);
        pick.Grade = graded.Grade;
        // A pair that was not made by a marker says so beside what differs.
        pick.Reason = graded.Reason is null || pair.Reason is null ? graded.Reason ?? pair.Reason : $"{graded.Reason} ({pair.Reason})";
        // A slip of the marker, mostly: it names one commit, and the change is another's.
        if (pair.PairedBy == "Marker" && (graded.Grade is PickGrade.Adapted or PickGrade.Partial) && _pairing.SamePatch(commit.Id) is { } other)
            pick.Reason += $"; it is upstream's {other.Abbreviate()} \"{repository.Objects.ReadCommit(other).Subject}\" by patch-id, which the marker does not name";
        return (pick, graded.Reason);
    }

    /// <summary>The tree of a commit with others picked onto it: what one pick of all of them should change. Of one that does not go in cleanly the tree is without it.</summary>
    private (IObjectReader Objects, Oid Tree) TogetherWith(Oid source, IReadOnlyList<Oid> others)
    {
        Oid tree = repository.Objects.ReadCommit(source).Tree;
        if (others.Count == 0)
            return (repository.Objects, tree);
        var scratch = new ScratchStore(repository.Objects);
        var picking = new MergeEngine(scratch, MergeOptions.Of(repository) with { WritesConflicts = false });
        foreach (Oid other in others.Where(other => !history.IsMerge(other)))
        {
            MergeOutcome outcome = picking.Pick(tree, other);
            tree = outcome.NotVerified is null && outcome.IsClean ? outcome.Tree : tree;
        }
        return (scratch, tree);
    }

    private void GradeMerge(PickedCommit pick, CommitObject commit, IReadOnlyList<Oid> parents)
    {
        if (parents.Count > 2)
        {
            pick.Grade = PickGrade.None;
            pick.Reason = "not verified: a merge of more than two parents";
            return;
        }
        // Not upstream's merge: it brings nothing of its own where it is what git merge makes of its parents.
        MergeOutcome again = engine.MergeCommits(history, parents[0], parents[1]);
        if (again.NotVerified is not null)
        {
            (pick.Grade, pick.Reason) = (PickGrade.None, "not verified: " + again.NotVerified);
            return;
        }
        bool automatic = again.IsClean && again.Tree == commit.Tree;
        pick.Grade = automatic ? PickGrade.Exact : PickGrade.Foreign;
        pick.PairedBy = automatic ? "Merge" : null;
        pick.Reason = (automatic ? "a merge with nothing of its own: " : "a merge whose tree is not what git merge makes of its parents: ") + Brought(parents[0], parents[1]);
    }

    /// <summary>What a merge brings: upstream's version, or something else.</summary>
    private string Brought(Oid first, Oid second)
    {
        CommitObject merged = repository.Objects.ReadCommit(second);
        int commits = history.Count(first, second, monitor).Total;
        string whose = history.IsAncestor(second, upstream) ? "upstream's" : "not upstream's:";
        return string.Create(CultureInfo.InvariantCulture, $"it brings {whose} {second.Abbreviate()} \"{merged.Subject}\" ({commits} commits)");
    }
}
