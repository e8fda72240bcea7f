using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Rewriting;
using MaintainerTools.Engine.Verdicts;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>
/// Puts the commits of a series on another base in memory, parents first: each is picked onto what stands for its parent, or where it is a merge made
/// again on what stands for its parents. A commit whose parents all stay is kept as it is.
/// </summary>
internal sealed class SeriesReplay
{
    private readonly Workspace _workspace;
    private readonly SeriesToMove _series;
    private readonly PersonLine _committer;
    private readonly IReadOnlyDictionary<Oid, MoveResolution> _resolved;
    private readonly MergeReplay _merges;
    private readonly PresenceJudge _judge;
    private readonly DoubledLines _doubled;
    private readonly Oid _target;
    private readonly Dictionary<Oid, Oid> _standing = [];
    private readonly Dictionary<Oid, Oid> _trees = [];

    /// <summary>Begins; nothing is picked yet.</summary>
    /// <param name="workspace">The repository, and where the new objects go.</param>
    /// <param name="series">The series.</param>
    /// <param name="committer">Who makes the commits, and when.</param>
    /// <param name="resolved">How conflicts were resolved by hand, by the commit that conflicts.</param>
    internal SeriesReplay(Workspace workspace, SeriesToMove series, PersonLine committer, IReadOnlyDictionary<Oid, MoveResolution> resolved)
    {
        (_workspace, _series, _committer, _resolved) = (workspace, series, committer, resolved);
        History = workspace.History.Over(workspace.Scratch);
        _merges = new MergeReplay(workspace, History);
        List<Oid> patches = [.. series.Commits.Where(id => !workspace.History.IsMerge(id))];
        IReadOnlyList<Oid> lines = new ChangeNames(workspace.History, new CommitFactsReader(workspace.History)).LinesOf(patches, null, workspace.Monitor);
        Presence = new ChangePresence(workspace.History, workspace.Objects, series.Onto, lines, workspace.Monitor);
        _judge = new PresenceJudge(workspace.ForVerdicts().Engine, workspace.Scratch, workspace.History, series.Onto, Presence, workspace.Monitor);
        (_doubled, _target) = (new DoubledLines(workspace.Scratch), TreeOf(series.Onto));
    }

    /// <summary>History with the new commits in it.</summary>
    internal CommitHistory History { get; }

    /// <summary>What of the series came to the new base.</summary>
    internal ChangePresence Presence { get; }

    /// <summary>What became of each commit so far, in the order of the series.</summary>
    internal List<MovedPatch> Patches { get; } = [];

    /// <summary>Where it stopped; null where it did not.</summary>
    internal MoveStop? Stop { get; private set; }

    /// <summary>The commit that stands for the topic.</summary>
    internal Oid Tip => StandingFor(_series.Topic);

    /// <summary>Goes through the series; what follows a conflict is not tried.</summary>
    internal void Run()
    {
        foreach (Oid id in _series.Commits)
        {
            _workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            _workspace.Monitor.Report("Moving the series", Patches.Count, _series.Commits.Count, id.Abbreviate());
            CommitObject commit = _workspace.Scratch.ReadCommit(id);
            MovedPatch patch = Stop is not null
                ? new MovedPatch(commit) { Status = RewriteStatus.NotTried, Reason = "an earlier commit conflicts" } : Move(commit);
            if (!patch.Stands.IsZero)
                _standing[id] = patch.Stands;
            Patches.Add(patch);
        }
    }

    private MovedPatch Move(CommitObject commit)
    {
        IReadOnlyList<Oid> parents = _workspace.History.ParentsOf(commit.Id);
        List<Oid> standing = [.. parents.Select(StandingFor)];
        // Only where root commits are moved, one of them stands on something.
        if (parents.Count == 0 && _series.Fork.IsZero)
            standing.Add(_series.Onto);
        if (standing.SequenceEqual(parents))
            return new MovedPatch(commit) { Status = RewriteStatus.Kept, Stands = commit.Id, Grade = commit.IsMerge ? PickGrade.None : PickGrade.Exact };
        if (_resolved.TryGetValue(commit.Id, out MoveResolution? resolved) && resolved.On == standing[0])
            return Resolve(commit, standing, resolved);
        return parents.Count > 1 ? Merge(commit, parents, standing) : Pick(commit, standing[0]);
    }

    private MovedPatch Pick(CommitObject commit, Oid onto)
    {
        Oid tree = TreeOf(onto);
        MergeOutcome outcome = _workspace.Engine.Pick(tree, commit.Id);
        PresenceVerdict? present = _judge.Judge(commit, tree, outcome);
        if (present is { Standing: Standing.There })
        {
            return new MovedPatch(commit)
            {
                Status = RewriteStatus.LeftOut,
                Stands = onto,
                PresentAs = present.Carrier.As,
                Reason = Join(present.Carrier.DescribeIn("the new base"), present.Reason),
            };
        }
        if (outcome.MissingObject is { } missing)
            throw new MissingObjectException(missing, commit.Parents.Contains(missing) ? ObjectType.Commit : ObjectType.Blob);
        if (!outcome.IsClean)
            return Conflict(commit, outcome, [onto], present?.Reason);
        // git rebase keeps what was empty from the start.
        if (outcome.Tree == tree && commit.Tree != CommitTrees.RecordedBefore(_workspace.Scratch, commit))
        {
            return new MovedPatch(commit)
            {
                Status = RewriteStatus.Emptied,
                Stands = onto,
                Reason = Join(present?.Reason, "nothing of it is left: the new base has all that it changes"),
            };
        }
        string? why = Join(present?.Reason, outcome.NotVerified ?? _doubled.Describe(commit, tree, _target, outcome.Tree));
        return Make(commit, outcome.Tree, [onto], why, null);
    }

    private MovedPatch Merge(CommitObject commit, IReadOnlyList<Oid> parents, List<Oid> standing)
    {
        ReplayedMerge merge = _merges.Run(commit, parents, standing);
        if (merge.Outcome.MissingObject is { } missing)
            throw new MissingObjectException(missing, ObjectType.Blob);
        if (!merge.Outcome.IsClean)
            return Conflict(commit, merge.Outcome, merge.Parents, merge.Reason);
        return merge.Parents.Count == 1
            ? new MovedPatch(commit) { Status = RewriteStatus.Emptied, Stands = merge.Parents[0], Reason = merge.Reason }
            : Make(commit, merge.Outcome.Tree, merge.Parents, Join(merge.Reason, merge.Outcome.NotVerified), null);
    }

    private MovedPatch Resolve(CommitObject commit, List<Oid> standing, MoveResolution resolved)
    {
        string reason = "resolved by hand in " + string.Join(", ", resolved.Paths);
        return !commit.IsMerge && resolved.Tree == TreeOf(standing[0])
            ? new MovedPatch(commit)
            {
                Status = RewriteStatus.Emptied,
                Stands = standing[0],
                Reason = "nothing of it is left after resolving the conflict",
            }
            : Make(commit, resolved.Tree, commit.IsMerge ? standing : [standing[0]], reason, resolved.Message);
    }

    private MovedPatch Make(CommitObject commit, Oid tree, IReadOnlyList<Oid> parents, string? reason, string? message)
    {
        (Oid made, bool dropsSignature, bool dropsTag) = CommitRemaker.Write(_workspace.Scratch, commit, tree, parents, _committer, message);
        if (dropsTag)
            reason = Join(reason, "the signed tag that it merged is no longer kept in it, as after git rebase");
        var patch = new MovedPatch(commit) { Status = RewriteStatus.Rebased, Stands = made, Reason = reason, SignatureDropped = dropsSignature };
        if (commit.IsMerge)
            return patch;
        (Oid old, Oid onto) = (CommitTrees.RecordedBefore(_workspace.Scratch, commit), TreeOf(parents[0]));
        GradedChange graded = Grade(old, commit.Tree, onto, tree);
        return patch with
        {
            Grade = graded.Grade,
            Reason = Join(reason, graded.Reason),
            Diff = graded.Grade == PickGrade.Exact ? null : PatchComparison.Compute(_workspace.Scratch, old, commit.Tree, onto, tree),
        };
    }

    /// <summary>A patch that makes the same of the same files is the same; only what does not is compared by its lines.</summary>
    private GradedChange Grade(Oid old, Oid @new, Oid onto, Oid made) =>
        TreeDiff.Compute(_workspace.Scratch, old, @new).SequenceEqual(TreeDiff.Compute(_workspace.Scratch, onto, made))
            ? new GradedChange(PickGrade.Exact, null)
            : PickGrader.Grade(_workspace.Scratch, old, @new, onto, made);

    private MovedPatch Conflict(CommitObject commit, MergeOutcome outcome, IReadOnlyList<Oid> parents, string? reason)
    {
        Stop = new MoveStop(commit, outcome, parents);
        return new MovedPatch(commit) { Status = RewriteStatus.Conflict, Reason = reason };
    }

    private Oid StandingFor(Oid commit) => _standing.TryGetValue(commit, out Oid stands) ? stands : commit == _series.Fork ? _series.Onto : commit;

    private Oid TreeOf(Oid commit)
    {
        if (!_trees.TryGetValue(commit, out Oid tree))
            _trees[commit] = tree = _workspace.Scratch.ReadCommit(commit).Tree;
        return tree;
    }

    private static string? Join(string? one, string? other) => one is null ? other : other is null ? one : $"{one}; {other}";
}
