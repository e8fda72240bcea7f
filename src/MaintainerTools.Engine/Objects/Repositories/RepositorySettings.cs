using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// The configuration that git reads in a repository. LibGit2Sharp looks for a linked worktree's in the worktree's own folder, where there is none, as it
/// is the shared one's; and it does not look for what git config --worktree sets.
/// </summary>
internal sealed class RepositorySettings : IDisposable
{
    private readonly Repository _libgit;
    private readonly Repository? _shared;

    // Its local level is the file of this worktree.
    private readonly Configuration? _worktree;

    internal RepositorySettings(Repository libgit, string gitDirectory, string commonDirectory)
    {
        _libgit = libgit;
        _shared = commonDirectory == gitDirectory ? null : new Repository(commonDirectory);
        string file = Path.Combine(gitDirectory, "config.worktree");
        if (File.Exists(file) && GitConfigValue.IsTrue(ValueOf(Shared.Get<string>("extensions.worktreeconfig", ConfigurationLevel.Local))))
            _worktree = Configuration.BuildFrom(file);
    }

    private Configuration Shared => (_shared ?? _libgit).Config;

    /// <summary>A value as text; null where it is not set. Safe for several threads, which LibGit2Sharp's is not.</summary>
    internal string? Find(string key)
    {
        lock (_libgit)
            return ValueOf(_worktree?.Get<string>(key, ConfigurationLevel.Local) ?? Shared.Get<string>(key));
    }

    /// <summary>All values of a key in lower case, in the order in which they count.</summary>
    internal IReadOnlyList<string> All(string key)
    {
        lock (_libgit)
            return [.. Shared.Concat(OfWorktree()).Where(entry => entry.Key == key).Select(entry => ValueOf(entry)!)];
    }

    /// <summary>True where a setting's name begins with this section (with its subsection, as "merge.ours") and a dot.</summary>
    internal bool HasSection(string section)
    {
        lock (_libgit)
            return Shared.Concat(OfWorktree()).Any(entry => entry.Key.StartsWith(section + ".", StringComparison.Ordinal)
                && entry.Key.IndexOf('.', section.Length + 1) < 0);
    }

    /// <summary>The settings of the repository and of the worktree, in the order in which they count.</summary>
    internal IReadOnlyList<(string Key, string Value)> Own()
    {
        lock (_libgit)
            return [.. Shared.Where(entry => entry.Level == ConfigurationLevel.Local).Concat(OfWorktree()).Select(entry => (entry.Key, ValueOf(entry)!))];
    }

    /// <summary>True where the value that counts is the repository's or the worktree's own, and the user and the machine have not the same.</summary>
    internal bool IsOwn(string key)
    {
        lock (_libgit)
        {
            string? value = ValueOf(_worktree?.Get<string>(key, ConfigurationLevel.Local) ?? Shared.Get<string>(key));
            return value is not null
                && Shared.Where(entry => entry.Level != ConfigurationLevel.Local && entry.Key == key).All(entry => ValueOf(entry) != value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worktree?.Dispose();
        _shared?.Dispose();
    }

    /// <summary>A name that stands alone, without '=', is true.</summary>
    private static string? ValueOf(ConfigurationEntry<string>? entry) => entry is null ? null : entry.Value ?? "true";

    private IEnumerable<ConfigurationEntry<string>> OfWorktree() => _worktree?.Where(entry => entry.Level == ConfigurationLevel.Local) ?? [];
}
