using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>Reads what users name when they name commits: single ones, and ranges A..B.</summary>
public sealed class CommitSelection(GitRepository repository, CommitHistory history)
{
    /// <summary>The same, where a range without commits is an error.</summary>
    /// <exception cref="MaintainerException">NothingToPick; RevisionNotFound and its kin.</exception>
    public IReadOnlyList<Oid> ResolveSome(string name, IOperationMonitor monitor) =>
        Resolve(name, monitor) is { Count: > 0 } commits ? commits : throw new MaintainerException("NothingToPick", ErrorKind.InvalidArgument, name, name);

    /// <summary>
    /// The commits that a name stands for: one, or those of a range, parents first. Of a range the merges are left out, as git format-patch does; a
    /// merge named by itself is kept.
    /// </summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin.</exception>
    public IReadOnlyList<Oid> Resolve(string name, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(monitor);
        int dots = name.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0 || name.Contains("...", StringComparison.Ordinal))
            return [repository.ResolveCommit(name)];
        Oid from = repository.ResolveCommit(dots == 0 ? "HEAD" : name[..dots]);
        Oid to = repository.ResolveCommit(dots + 2 == name.Length ? "HEAD" : name[(dots + 2)..]);
        return [.. history.Range(from, to, monitor).Where(id => history.ParentsOf(id).Count < 2)];
    }
}
