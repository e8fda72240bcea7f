using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Backports;

/// <summary>The name under which decisions about a branch are kept: the same in every clone.</summary>
internal static class BackportTarget
{
    /// <summary>The name of a decision that a commit's own message makes, for every branch.</summary>
    internal const string Every = "*";

    /// <summary>
    /// A branch's or tag's name without its folder and without its remote; of "HEAD" that of the current branch. A branch that only a remote has may be named
    /// without the remote. Null for what names no ref, as an id does.
    /// </summary>
    internal static string? NameOf(GitRepository repository, string target)
    {
        string name = target.Trim();
        if (repository.FullRefName(name) is not { } full)
            return IsOfRemote(repository, name) ? name : null;
        if (RefName.IsRemoteHead(full) && repository.Refs.TargetOf(full) is { } head)
            full = head;
        if (!RefName.IsRemote(full))
            return RefName.Short(full) ?? full;
        string rest = full[RefName.Remotes.Length..];
        // A remote's name may have slashes in it.
        string remote = RemotesOf(repository).Where(r => rest.StartsWith(r + "/", StringComparison.Ordinal)).MaxBy(r => r.Length)
            ?? rest[..Math.Max(rest.IndexOf('/', StringComparison.Ordinal), 0)];
        return rest[(remote.Length == 0 ? 0 : remote.Length + 1)..];
    }

    private static bool IsOfRemote(GitRepository repository, string name) => name.Length > 0
        && repository.References().Any(r => RefName.IsRemote(r.Name) && r.Name.EndsWith("/" + name, StringComparison.Ordinal)
            && NameOf(repository, r.Name) == name);

    private static IEnumerable<string> RemotesOf(GitRepository repository) => repository.OwnSettings()
        .Where(s => s.Key.StartsWith("remote.", StringComparison.OrdinalIgnoreCase) && s.Key.EndsWith(".url", StringComparison.OrdinalIgnoreCase))
        .Select(s => s.Key["remote.".Length..^".url".Length]);
}
