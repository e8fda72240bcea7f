using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Puts a series and its fixups together, from whatever source.</summary>
internal sealed class FixupReader(Workspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly ScratchStore _scratch = workspace.Scratch;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>
    /// The series with these commits and its own fixup! commits marked as fixups, and those that are not among its own applied on top, in their order.
    /// </summary>
    /// <param name="since">The commit below the series.</param>
    /// <param name="topic">Its tip.</param>
    /// <param name="fixups">The commits to fold.</param>
    /// <param name="refused">Gets those that cannot be applied there, each with the reason; null: the first of them is an error.</param>
    /// <exception cref="MaintainerException">EmptySeries; MergeAsFixup, FixupConflicts, PathForbidden where these are errors.</exception>
    internal TopicSeries WithCommits(Oid since, Oid topic, IReadOnlyList<Oid> fixups, ICollection<FoldupItem>? refused = null)
    {
        TopicSeries series = TopicSeries.Load(_scratch, _history, since, topic, _monitor, Named);
        MarkOwn(series);
        foreach (Oid id in fixups)
        {
            if (series.Find(id) is { } own)
            {
                own.IsFixup = true;
                continue;
            }
            CommitObject commit = _scratch.ReadCommit(id);
            try
            {
                Oid tree = Apply(series.Last.Tree, commit);
                new ForbiddenPaths(_scratch, _repository.PathRules).Require(tree, series.Last.Tree, $"commit {commit.Id.Abbreviate()}");
                series.AddFixup(commit, tree);
            }
            catch (MaintainerException e) when (refused is not null)
            {
                refused.Add(FoldupRefusals.Of(id.ToString(), commit.Subject, e));
            }
        }
        return series;
    }

    /// <summary>The tree that a commit gives on top of another one.</summary>
    private Oid Apply(Oid tree, CommitObject commit) =>
        commit.IsMerge ? throw new MaintainerException("MergeAsFixup", ErrorKind.InvalidArgument, commit.Id.ToString(), commit.Id.Abbreviate(), commit.Subject)
        : CommitTrees.RecordedBefore(_scratch, commit) == tree ? commit.Tree : Pick(tree, commit);

    /// <summary>The series with its own fixup!, squash! and amend! commits marked.</summary>
    internal TopicSeries WithOwnFixups(Oid since, Oid topic)
    {
        TopicSeries series = TopicSeries.Load(_scratch, _history, since, topic, _monitor, Named);
        MarkOwn(series);
        return series;
    }

    /// <summary>
    /// Marks the series' own fixup!, squash! and amend! commits. Whatever else is folded builds on them: lines that they wrote belong to the commits that
    /// they name, and cannot go there before them.
    /// </summary>
    internal static void MarkOwn(TopicSeries series)
    {
        foreach (SeriesRevision revision in series.Revisions)
            revision.IsFixup |= !revision.IsMerge && AutosquashTargets.IsCall(revision.Subject);
    }

    /// <summary>The series with the work tree's tracked content, or the index, as a last step.</summary>
    /// <exception cref="MaintainerException">EmptySeries, TopicNotCheckedOut, and those of <see cref="WorkTreeSnapshot"/>.</exception>
    internal TopicSeries WithWorkTree(Oid since, Oid topic, bool staged)
    {
        if (_repository.IsBare || _repository.ResolveCommit("HEAD") != topic)
            throw new MaintainerException("TopicNotCheckedOut", ErrorKind.InvalidOperation, topic.ToString(), topic.Abbreviate());
        TopicSeries series = TopicSeries.Load(_scratch, _history, since, topic, _monitor, Named);
        MarkOwn(series);
        Oid tree = new WorkTreeSnapshot(_repository, _scratch).Write(series.Last.Tree, staged);
        if (tree != series.Last.Tree)
            series.AddFixup(null, tree);
        return series;
    }

    /// <summary>
    /// The commits that -Fixup names: those of a range A..B; those of topic..X for a branch or commit outside of the topic; or a commit of the topic
    /// itself. Oldest first, each once. What names nothing is reported, where somebody hears it.
    /// </summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like, FixupNotFound; RevisionIsRange for A...B.</exception>
    internal List<Oid> Resolve(IEnumerable<string> names, Oid since, Oid topic, Action<MaintainerException>? report = null)
    {
        var found = new List<Oid>();
        foreach (string name in names)
        {
            try
            {
                found.AddRange(CommitsOf(name, since, topic));
            }
            catch (MaintainerException e) when (report is not null)
            {
                report(e);
            }
        }
        return [.. found.Distinct()];
    }

    private IReadOnlyList<Oid> CommitsOf(string name, Oid since, Oid topic)
    {
        if (RevisionSet.Find(name) is { } named)
        {
            return _history.ResolveSet(_repository, named, _monitor).Commits is { Count: > 0 } several ? several
                : throw new MaintainerException("FixupNotFound", ErrorKind.InvalidArgument, name, name);
        }
        Oid tip = _repository.ResolveCommit(name);
        IReadOnlyList<Oid> range = _history.Range(topic, tip, _monitor);
        return range.Count > 0 ? range
            : _history.Range(since, topic, _monitor).Contains(tip) ? [tip]
            : throw new MaintainerException("FixupNotFound", ErrorKind.InvalidArgument, name, name);
    }

    private Oid? Named(string name)
    {
        try
        {
            return _repository.ResolveCommit(name);
        }
        catch (MaintainerException e) when (e.Kind is ErrorKind.ObjectNotFound or ErrorKind.InvalidArgument)
        {
            return null;
        }
    }

    private Oid Pick(Oid onto, CommitObject commit)
    {
        MergeOutcome outcome = new MergeEngine(_scratch).Pick(onto, commit.Id);
        if (outcome.IsClean)
            return outcome.Tree;
        throw new MaintainerException("FixupConflicts", ErrorKind.InvalidOperation, commit.Id.ToString(),
            commit.Id.Abbreviate(), commit.Subject, string.Join(", ", outcome.ConflictPaths));
    }
}
