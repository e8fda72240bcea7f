using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>One step of a series: a commit of the topic, a fixup commit, or the state of the work tree or the index.</summary>
internal sealed class SeriesRevision
{
    /// <summary>1 for the oldest commit of the series; 0 means the base.</summary>
    internal required int Number { get; init; }

    /// <summary>The commit; null for the state of the work tree or the index.</summary>
    internal required CommitObject? Commit { get; init; }

    /// <summary>The tree after this step.</summary>
    internal required Oid Tree { get; init; }

    /// <summary>True when its changes are to be folded into earlier steps.</summary>
    internal bool IsFixup { get; set; }

    /// <summary>The plan's step that this is; null for commits and for the state of the work tree or the index.</summary>
    internal FoldupStep? Step { get; init; }

    /// <summary>True for a commit of the series of which some changes are to go to earlier ones.</summary>
    internal bool IsDonor { get; set; }

    /// <summary>True when changes of this step are to be folded.</summary>
    internal bool GivesChanges => IsFixup || IsDonor;

    /// <summary>What items call it: the commit's SHA, the step's Id; null for the state of the work tree or the index.</summary>
    internal string? Name => Commit?.Id.ToString() ?? Step?.Id;

    /// <summary>The commit's or the step's message.</summary>
    internal string Message => Commit?.Message ?? Step?.Message ?? "";

    /// <summary>"Name &lt;address&gt;" of who wrote it; empty when nobody is named.</summary>
    internal string Author => Commit?.Author.ToString() ?? Step?.Author ?? "";

    /// <summary>True for a merge: its first parent is the step before, and nothing is folded into it.</summary>
    internal bool IsMerge => Commit is { IsMerge: true };

    /// <summary>The commit's subject; empty for a state.</summary>
    internal string Subject => _subject ??= Commit?.Subject ?? Step?.Subject ?? "";

    private string? _subject;
}

/// <summary>
/// A series from its base on, along first parents, with the fixups where they stand: among the series' own commits, on top of it, or as a last state
/// that no commit has. What a merge brought in from its other parents counts as the merge's change.
/// </summary>
internal sealed class TopicSeries
{
    private readonly List<SeriesRevision> _revisions;

    private TopicSeries(CommitObject? @base, List<SeriesRevision> revisions)
    {
        Base = @base;
        _revisions = revisions;
    }

    /// <summary>The commit below the first step; null when that is a root commit.</summary>
    internal CommitObject? Base { get; }

    /// <summary>The tree below the first step.</summary>
    internal Oid BaseTree => Base?.Tree ?? Oid.EmptyTree;

    /// <summary>The steps, oldest first; the one at index i has number i + 1.</summary>
    internal IReadOnlyList<SeriesRevision> Revisions => _revisions;

    /// <summary>The last step.</summary>
    internal SeriesRevision Last => _revisions[^1];

    /// <summary>The step with this number, from 1.</summary>
    internal SeriesRevision this[int number] => _revisions[number - 1];

    /// <summary>The tree after step <paramref name="number"/>; 0 is the base.</summary>
    internal Oid TreeAt(int number) => number == 0 ? BaseTree : this[number].Tree;

    /// <summary>The commits that can be targets of a fixup at step <paramref name="before"/>, oldest first.</summary>
    internal IEnumerable<SeriesRevision> Targets(int before) => _revisions.Take(before - 1).Where(r => !r.IsFixup && !r.IsMerge);

    /// <summary>Reads <paramref name="since"/>..<paramref name="tip"/> along first parents.</summary>
    /// <exception cref="MaintainerException">EmptySeries: the tip is reachable from since.</exception>
    internal static TopicSeries Load(IObjectReader objects, CommitHistory history, Oid since, Oid tip, IOperationMonitor monitor)
    {
        var range = history.Range(since, tip, monitor).ToHashSet();
        if (!range.Contains(tip))
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, tip.ToString(), since.Abbreviate(), tip.Abbreviate());
        var commits = new List<CommitObject>();
        CommitObject? @base = null;
        for (Oid at = tip; ;)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            CommitObject commit = objects.ReadCommit(at);
            if (!range.Contains(at))
            {
                @base = commit;
                break;
            }
            commits.Add(commit);
            IReadOnlyList<Oid> parents = history.ParentsOf(at);
            if (parents.Count == 0)
                break;
            at = parents[0];
        }
        commits.Reverse();
        return Of(@base, commits);
    }

    /// <summary>A series of these commits, oldest first.</summary>
    internal static TopicSeries Of(CommitObject? @base, IEnumerable<CommitObject> commits)
    {
        var revisions = new List<SeriesRevision>();
        foreach (CommitObject commit in commits)
            revisions.Add(new SeriesRevision { Number = revisions.Count + 1, Commit = commit, Tree = commit.Tree });
        return new TopicSeries(@base, revisions);
    }

    /// <summary>Puts a fixup on top: a commit with the tree that it gives there, or (no commit) a state.</summary>
    internal SeriesRevision AddFixup(CommitObject? commit, Oid tree)
    {
        var revision = new SeriesRevision { Number = _revisions.Count + 1, Commit = commit, Tree = tree, IsFixup = true };
        _revisions.Add(revision);
        return revision;
    }

    /// <summary>Puts a step of a plan on top, with the tree that it gives there.</summary>
    internal SeriesRevision AddStep(FoldupStep step, Oid tree)
    {
        var revision = new SeriesRevision { Number = _revisions.Count + 1, Commit = null, Step = step, Tree = tree, IsFixup = true };
        _revisions.Add(revision);
        return revision;
    }

    /// <summary>The step of a commit; null when the series does not have it.</summary>
    internal SeriesRevision? Find(Oid commit) => _revisions.Find(r => r.Commit is { } c && c.Id == commit);
}
