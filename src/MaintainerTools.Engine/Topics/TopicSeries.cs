using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Topics;

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
/// that no commit has. What a merge brought in from its other parents counts as the merge's change; <see cref="Through"/> has the same history seen from
/// such a parent.
/// </summary>
internal sealed class TopicSeries
{
    private readonly List<SeriesRevision> _revisions;
    private readonly SeriesRange _range;

    // The way along first parents: it knows which commits give changes away. Null for itself.
    private readonly TopicSeries? _first;

    private TopicSeries(CommitObject? @base, List<SeriesRevision> revisions, SeriesRange range, int own, TopicSeries? first = null)
    {
        _first = first;
        Base = @base;
        _revisions = revisions;
        _range = range;
        Own = own;
    }

    /// <summary>The commit below the first step; null when that is a root commit.</summary>
    internal CommitObject? Base { get; }

    /// <summary>The tree below the first step.</summary>
    internal Oid BaseTree => Base?.Tree ?? Oid.EmptyTree;

    /// <summary>The steps, oldest first; the one at index i has number i + 1.</summary>
    internal IReadOnlyList<SeriesRevision> Revisions => _revisions;

    /// <summary>All commits of the range, those that only merges reach included.</summary>
    internal SeriesRange Range => _range;

    /// <summary>Finds a commit by whatever git takes for its name; null where nothing has that name. Nothing is found where no repository is at hand.</summary>
    internal Func<string, Oid?> Named { get; init; } = _ => null;

    /// <summary>How many steps, from the first, lie below the merge through which this way leaves another: all, but for one of <see cref="Through"/>.</summary>
    internal int Own { get; }

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
    internal static TopicSeries Load(IObjectReader objects, CommitHistory history, Oid since, Oid tip, IOperationMonitor monitor,
        Func<string, Oid?>? named = null)
    {
        var range = new SeriesRange(objects, history.Range(since, tip, monitor), history.ParentsOf);
        if (!range.Contains(tip))
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, tip.ToString(), since.Abbreviate(), tip.Abbreviate());
        List<SeriesRevision> revisions = Steps(range.FirstParents(tip, out CommitObject? @base, monitor));
        return new TopicSeries(@base, revisions, range, revisions.Count) { Named = named ?? (_ => null) };
    }

    /// <summary>A series of these commits, oldest first.</summary>
    internal static TopicSeries Of(CommitObject? @base, IEnumerable<CommitObject> commits)
    {
        List<SeriesRevision> revisions = Steps(commits);
        return new TopicSeries(@base, revisions, SeriesRange.Of(revisions.Select(r => r.Commit!)), revisions.Count);
    }

    /// <summary>The other parents of merges among the own steps that are commits of the range and not on this way: where it can be left.</summary>
    internal IEnumerable<(SeriesRevision Merge, Oid Parent)> Sides()
    {
        HashSet<Oid> way = [.. _revisions.Where(r => r.Commit is not null).Select(r => r.Commit!.Id)];
        foreach (SeriesRevision merge in _revisions.Take(Own).Where(r => r.IsMerge))
        {
            foreach (Oid parent in merge.Commit!.Parents.Skip(1).Where(p => _range.Contains(p) && !way.Contains(p)))
                yield return (merge, parent);
        }
    }

    /// <summary>
    /// The series that reaches a merge from another of its parents: that parent and its first parents, then the merge and all steps above it.
    /// </summary>
    internal TopicSeries Through(SeriesRevision merge, Oid parent, IOperationMonitor monitor)
    {
        List<SeriesRevision> revisions = Steps(_range.FirstParents(parent, out CommitObject? @base, monitor));
        int own = revisions.Count;
        TopicSeries first = _first ?? this;
        // A branch may begin above commits of which changes are folded, or have merged them.
        foreach (SeriesRevision below in revisions)
        {
            if (first.Find(below.Commit!.Id) is { } same)
                (below.IsFixup, below.IsDonor) = (same.IsFixup, same.IsDonor);
        }
        foreach (SeriesRevision above in _revisions.Skip(merge.Number - 1))
        {
            revisions.Add(new SeriesRevision
            {
                Number = revisions.Count + 1,
                Commit = above.Commit,
                Tree = above.Tree,
                Step = above.Step,
                IsFixup = above.IsFixup,
                IsDonor = above.IsDonor,
            });
        }
        return new TopicSeries(@base, revisions, _range, own, first) { Named = Named };
    }

    /// <summary>This way, and for each merged branch, those within them included, one that leads through it.</summary>
    internal IEnumerable<TopicSeries> Ways(IOperationMonitor monitor) => Ways([], monitor);

    private IEnumerable<TopicSeries> Ways(HashSet<Oid> seen, IOperationMonitor monitor)
    {
        yield return this;
        foreach ((SeriesRevision merge, Oid parent) in Sides())
        {
            if (!seen.Add(parent))
                continue;
            foreach (TopicSeries way in Through(merge, parent, monitor).Ways(seen, monitor))
                yield return way;
        }
    }

    private static List<SeriesRevision> Steps(IEnumerable<CommitObject> commits)
    {
        var revisions = new List<SeriesRevision>();
        foreach (CommitObject commit in commits)
            revisions.Add(new SeriesRevision { Number = revisions.Count + 1, Commit = commit, Tree = commit.Tree });
        return revisions;
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

    /// <summary>
    /// The commit that an id names as a target: a step, or a commit of the range that only a merge reaches (its number is 0 then); null for
    /// a fixup, a merge and what is not of the range.
    /// </summary>
    internal SeriesRevision? FindTarget(string? id)
    {
        if (_revisions.Find(r => r.Commit is not null && r.Name == id) is { } step)
            return step is { IsFixup: false, IsMerge: false } ? step : null;
        return Oid.TryParse(id.AsSpan(), out Oid commit) && _range.Contains(commit) && _range.Read(commit) is { IsMerge: false } read
            ? new SeriesRevision { Number = 0, Commit = read, Tree = read.Tree } : null;
    }

    /// <summary>The first step that has a commit of the range: its own, or the merge that brings it in; 0 when none has.</summary>
    internal int EntryOf(Oid commit) =>
        Find(commit)?.Number ?? _revisions.Find(r => r is { IsMerge: true, Commit: { } merge } && _range.Reaches(merge.Id, commit))?.Number ?? 0;

    /// <summary>The step of a commit; null when the series does not have it.</summary>
    internal SeriesRevision? Find(Oid commit) => _revisions.Find(r => r.Commit is { } c && c.Id == commit);
}
