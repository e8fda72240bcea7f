using System.Globalization;
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

    /// <summary>The commit as a pick, with its source, its grade and the reason.</summary>
    internal PickedCommit Grade(CommitObject commit)
    {
        var pick = new PickedCommit { Sha = commit.Id.ToString(), Subject = commit.Subject, Status = PickStatus.Picked };
        PickPair pair = _pairing.Find(commit);
        pick.Source = pair.Upstream?.ToString();
        pick.PairedBy = pair.PairedBy;
        pick.Reason = pair.Reason;
        if (pair.PairedBy == "Same")
        {
            pick.Grade = PickGrade.Exact;
            return pick;
        }
        if (pair.Upstream is { } known && (_history.Shallow.Contains(commit.Id) || _history.Shallow.Contains(known)))
        {
            (pick.Grade, pick.Reason) = (PickGrade.None, "not verified: the clone is shallow, and the parent of one of the two is not in it");
            return pick;
        }
        IReadOnlyList<Oid> parents = _history.ParentsOf(commit.Id);
        if (parents.Count > 1)
        {
            GradeMerge(pick, commit, parents);
            return pick;
        }
        if (pair.Upstream is not { } source)
        {
            pick.Grade = PickGrade.Foreign;
            return pick;
        }
        CommitObject sourceCommit = _repository.Objects.ReadCommit(source);
        Oid upstreamOld = CommitTrees.FirstOf(_repository.Objects, _history.ParentsOf(source));
        Oid pickOld = CommitTrees.FirstOf(_repository.Objects, parents);
        GradedChange graded = PickGrader.Grade(_repository.Objects, upstreamOld, sourceCommit.Tree, pickOld, commit.Tree);
        if (graded.Grade != PickGrade.Exact)
            pick.DiffOfDiffs = PatchComparison.Compute(_repository.Objects, upstreamOld, sourceCommit.Tree, pickOld, commit.Tree);
        pick.Grade = graded.Grade;
        // A pair that was not made by a marker says so beside what differs.
        pick.Reason = graded.Reason is null || pair.Reason is null ? graded.Reason ?? pair.Reason : $"{graded.Reason} ({pair.Reason})";
        // A slip of the marker, mostly: it names one commit, and the change is another's.
        if (pair.PairedBy == "Marker" && (graded.Grade is PickGrade.Adapted or PickGrade.Partial) && _pairing.SamePatch(commit.Id) is { } other)
            pick.Reason += $"; it is upstream's {other.Abbreviate()} \"{_repository.Objects.ReadCommit(other).Subject}\" by patch-id, which the marker does not name";
        return pick;
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
        MergeOutcome again = workspace.Engine.MergeCommits(_history, parents[0], parents[1]);
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
        CommitObject merged = _repository.Objects.ReadCommit(second);
        int commits = _history.Count(first, second, workspace.Monitor).Total;
        string whose = _history.IsAncestor(second, upstream) ? "upstream's" : "not upstream's:";
        return string.Create(CultureInfo.InvariantCulture, $"it brings {whose} {second.Abbreviate()} \"{merged.Subject}\" ({commits} commits)");
    }
}
