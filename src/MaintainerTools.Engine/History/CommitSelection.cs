using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>Reads what users name when they name commits: single ones, and sets such as A..B.</summary>
public sealed class CommitSelection(HistoryWorkspace workspace)
{
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
        if (RevisionSet.Find(name) is null)
            return [One(name)];
        return [.. All(name).Where(id => _history.ParentsOf(id).Count < 2)];
    }

    /// <summary>What is named, and where it begins: null for one commit.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin.</exception>
    public (IReadOnlyList<Oid> Commits, Oid? Start) ResolveWithStart(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (RevisionSet.Find(name) is not { } set)
            return ([One(name)], null);
        (IReadOnlyList<Oid> commits, IReadOnlyList<Oid> excluded) = _history.ResolveSet(_repository, set, _monitor);
        return (commits, excluded is [var start] ? start : null);
    }

    /// <summary>One commit; whoever names a branch or a tag may have meant what it holds.</summary>
    private Oid One(string name)
    {
        Oid id = _history.Resolve(_repository, name);
        string text = name.Trim();
        if (text != "HEAD" && _repository.FullRefName(text) is { } full && RefName.Short(full) is not null)
            _monitor.Warn($"'{text}' is taken for one commit, {id.Abbreviate()}, to which it points. A range names more: <from>..{text}.");
        return id;
    }

    /// <summary>The commits of a set, its merges with them.</summary>
    private IReadOnlyList<Oid> All(string name) =>
        RevisionSet.Find(name) is { } set ? _history.ResolveSet(_repository, set, _monitor).Commits : [];
}
