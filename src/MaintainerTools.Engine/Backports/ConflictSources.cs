using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// Says of paths that conflict which commits of the branch, and which of upstream that it lacks, changed them. One branch, all of its commits together.
/// </summary>
internal sealed class ConflictSources
{
    private readonly CommitHistory _history;
    private readonly ILookup<string, Oid> _touched;
    private readonly ChangePresence _presence;
    private readonly LineOrigins _origins;
    private readonly CommitOrder _order;

    /// <summary>Reads what is between the branch and the commits.</summary>
    /// <exception cref="MaintainerException">The branch names no commit.</exception>
    internal ConflictSources(Workspace workspace, string target, IReadOnlyList<BackportOutcome> failed)
    {
        (_history, IOperationMonitor monitor) = (workspace.History, workspace.Monitor);
        Oid onto = workspace.Repository.ResolveCommit(target);
        Oid[] commits = [.. failed.Select(f => f.Commit).Distinct()];
        string[] paths = [.. failed.SelectMany(f => f.Paths).Select(p => p.Path).Distinct(StringComparer.Ordinal)];
        Oid fork = _history.MergeBases(onto, commits) is [Oid first, ..] ? first : Oid.Zero;
        _touched = PathTouches.Find(_history, fork, onto, fork.IsZero ? [] : paths, monitor);
        _order = new CommitOrder(_history.Range([onto], commits, monitor));
        _origins = new LineOrigins(workspace.Objects, _history, id => !_order.Contains(id), monitor);
        IReadOnlyList<Oid> lines = new ChangeNames(_history, new CommitFactsReader(_history)).LinesOf(commits, null, monitor);
        _presence = new ChangePresence(_history, workspace.Objects, onto, lines, monitor, new ChangePresenceOptions());
    }

    /// <summary>The branch's commits that changed a path since it left the commit's line, the latest first.</summary>
    internal IReadOnlyList<Oid> OfTarget(string path) => [.. _touched[path].Reverse()];

    /// <summary>The upstream commits before this one that changed the lines which it changes there, and that the branch lacks; the nearest first.</summary>
    internal IReadOnlyList<Oid> OfUpstream(Oid commit, string path) =>
        [.. _order.Sort([.. _origins.OwnersOf(commit, path).Keys.Where(owner => _presence.Find(owner) is null)]).AsEnumerable().Reverse()];
}
