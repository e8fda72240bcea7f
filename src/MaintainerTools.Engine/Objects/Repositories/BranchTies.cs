namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>The refs that the configuration ties a local branch to: where it comes from and where it is pushed.</summary>
internal static class BranchTies
{
    /// <summary>What @{upstream} of a branch names, by its full name, whether that is there or not; null where none is set.</summary>
    internal static string? Upstream(GitRepository repository, string branch)
    {
        // LibGit2Sharp follows a symbolic ref that names itself until the process ends.
        if (repository.Refs.TargetOf(branch) is not null && repository.Refs.Resolve(branch).IsZero)
            return null;
        string? name = repository.LibGit.Branches[branch] is { IsRemote: false } local ? local.TrackedBranch?.CanonicalName : null;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>
    /// The remote-tracking branch of where a branch is pushed by its own name or by a refspec of its remote; null where none is known. What
    /// push.default=upstream pushes to is not meant: that is a branch that others build on.
    /// </summary>
    internal static string? Counterpart(GitRepository repository, string branch)
    {
        string name = LocalBranch.ShortName(branch);
        string remoteName = Set($"branch.{name}.pushremote") ?? Set("remote.pushdefault") ?? Set($"branch.{name}.remote") ?? "origin";
        if (remoteName == "." || repository.LibGit.Network.Remotes[remoteName] is not { } remote)
            return null;
        string there = remote.PushRefSpecs.FirstOrDefault(spec => spec.SourceMatches(branch)) is { } push ? push.Transform(branch) : branch;
        return remote.FetchRefSpecs.FirstOrDefault(spec => spec.SourceMatches(there))?.Transform(there);

        string? Set(string key) => repository.Config(key) is { Length: > 0 } value ? value : null;
    }

    /// <summary>The remote-tracking branches that are the default branches of their remotes.</summary>
    internal static IEnumerable<string> DefaultBranches(GitRepository repository) =>
        repository.Refs.Names().Where(RefName.IsRemoteHead).Select(repository.Refs.TargetOf).OfType<string>();

    /// <summary>The name that a remote-tracking branch has on its remote, without the remote's own; null for other refs.</summary>
    internal static string? NameOnRemote(GitRepository repository, string tracking)
    {
        // Remotes may have slashes in their names, and be gone while what was fetched from them is still there.
        if (!RefName.IsRemote(tracking))
            return null;
        string rest = tracking[RefName.Remotes.Length..];
        string? remote = repository.LibGit.Network.Remotes.Select(r => r.Name + "/")
            .Where(r => rest.StartsWith(r, StringComparison.Ordinal)).MaxBy(r => r.Length);
        int cut = remote?.Length ?? rest.IndexOf('/', StringComparison.Ordinal) + 1;
        return cut == 0 ? null : rest[cut..];
    }
}
