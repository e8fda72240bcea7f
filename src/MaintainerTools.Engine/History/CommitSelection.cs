using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>Reads what users name when they name commits: single ones, and ranges A..B.</summary>
public sealed class CommitSelection(HistoryWorkspace workspace)
{
    /// <summary>git's range of one commit: without what its parents have.</summary>
    private const string Alone = "^!";

    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;

    /// <summary>The same, where a range without commits is an error.</summary>
    /// <exception cref="MaintainerException">NothingToPick; RevisionNotFound and its kin.</exception>
    public IReadOnlyList<Oid> ResolveSome(string name) => Resolve(name) is { Count: > 0 } commits ? commits : throw Nothing([name]);

    /// <summary>The error for what names no commits to pick; says so where it names merges only.</summary>
    public MaintainerException Nothing(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        int merges = names.Sum(range => All(range).Count);
        string why = merges == 0 ? "it is empty" : $"nothing but {Wording.Count(merges, "merge")}";
        string name = names.Count == 0 ? "-Commit" : string.Join(' ', names);
        return new MaintainerException("NothingToPick", ErrorKind.InvalidArgument, name, name, why);
    }

    /// <summary>
    /// The commits that a name stands for: one, or those of a range, parents first. Of a range the merges are left out, as git format-patch does; a
    /// merge named by itself is kept.
    /// </summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin.</exception>
    public IReadOnlyList<Oid> Resolve(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.EndsWith(Alone, StringComparison.Ordinal) && RevisionRange.FindOneSided(name) is null)
            return [_repository.ResolveCommit(name)];
        return [.. All(name).Where(id => _history.ParentsOf(id).Count < 2)];
    }

    /// <summary>The commits of a range, its merges with them.</summary>
    private IReadOnlyList<Oid> All(string name)
    {
        if (name.EndsWith(Alone, StringComparison.Ordinal))
            return [_repository.ResolveCommit(name[..^Alone.Length])];
        return RevisionRange.FindOneSided(name) is { } range
            ? _history.Range(_repository.ResolveCommit(range.From), _repository.ResolveCommit(range.To), _monitor)
            : [];
    }
}
