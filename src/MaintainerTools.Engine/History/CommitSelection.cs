using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>Reads what users name when they name commits: single ones, and ranges A..B.</summary>
public sealed class CommitSelection(HistoryWorkspace workspace)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>The same, where a range without commits is an error.</summary>
    /// <exception cref="MaintainerException">NothingToPick; RevisionNotFound and its kin.</exception>
    public IReadOnlyList<Oid> ResolveSome(string name) =>
        Resolve(name) is { Count: > 0 } commits ? commits : throw new MaintainerException("NothingToPick", ErrorKind.InvalidArgument, name, name);

    /// <summary>
    /// The commits that a name stands for: one, or those of a range, parents first. Of a range the merges are left out, as git format-patch does; a
    /// merge named by itself is kept.
    /// </summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin.</exception>
    public IReadOnlyList<Oid> Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (RevisionRange.FindOneSided(name) is not { } range)
            return [_repository.ResolveCommit(name)];
        return [.. _history.Range(_repository.ResolveCommit(range.From), _repository.ResolveCommit(range.To), _monitor)
            .Where(id => _history.ParentsOf(id).Count < 2)];
    }
}
