using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>A series that is to stand on another base.</summary>
/// <param name="Topic">Its tip.</param>
/// <param name="Fork">
/// The commit whose place <paramref name="Onto"/> takes: where the topic leaves -Since. What stands on another commit below the range keeps it, as git rebase
/// --rebase-merges has it. Zero where root commits are moved.
/// </param>
/// <param name="Onto">The new base.</param>
/// <param name="Commits">The commits of Since..Topic, parents first, merged branches included.</param>
internal sealed record SeriesToMove(Oid Topic, Oid Fork, Oid Onto, IReadOnlyList<Oid> Commits)
{
    /// <summary>Reads the names.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its like; NoCommonHistory, EmptySeries, OntoInSeries.</exception>
    internal static SeriesToMove Read(Workspace workspace, SeriesMoveOptions options)
    {
        CommitHistory history = workspace.History;
        Oid topic = workspace.Repository.ResolveCommit(options.Topic);
        Oid since = SeriesStart.Named(workspace.Repository, options.Since);
        Oid onto = workspace.Repository.ResolveCommit(options.Onto);
        IReadOnlyList<Oid> bases = since.IsZero ? [Oid.Zero] : history.MergeBases(since, topic);
        if (bases.Count == 0)
            throw new MaintainerException("NoCommonHistory", ErrorKind.InvalidArgument, options.Since, options.Topic, options.Since);
        IReadOnlyList<Oid> commits = history.Range(since, topic, workspace.Monitor);
        if (commits.Count == 0)
            throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, options.Topic, options.Since, options.Topic);
        return commits.Contains(onto)
            ? throw new MaintainerException("OntoInSeries", ErrorKind.InvalidArgument, options.Onto, options.Onto, options.Since, options.Topic)
            : new SeriesToMove(topic, bases[0], onto, commits);
    }
}
