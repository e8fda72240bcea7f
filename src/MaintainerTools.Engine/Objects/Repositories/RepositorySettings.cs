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
    private Settings? _settings;

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
    internal string? Find(string key) => Read().Last.GetValueOrDefault(Spelled(key));

    /// <summary>All values of a key in lower case, in the order in which they count.</summary>
    internal IReadOnlyList<string> All(string key) => [.. Read().Entries.Where(entry => entry.Key == key).Select(entry => entry.Value)];

    /// <summary>True where a setting's name begins with this section (with its subsection, as "merge.ours") and a dot.</summary>
    internal bool HasSection(string section) => Read().Sections.Contains(section);

    /// <summary>True where some filter is a program that writes files of a work tree.</summary>
    internal bool HasFilters() => Read().Entries.Any(entry => entry.Key.StartsWith("filter.", StringComparison.Ordinal)
        && (entry.Key.EndsWith(".smudge", StringComparison.Ordinal) || entry.Key.EndsWith(".process", StringComparison.Ordinal)));

    /// <summary>The filters of which a program is named by the repository's own configuration alone, with the setting that names it.</summary>
    internal IReadOnlyDictionary<string, string> OwnFilters()
    {
        var filters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, _) in Own())
        {
            int end = key.LastIndexOf('.');
            if (key.StartsWith("filter.", StringComparison.Ordinal) && end > "filter.".Length
                && key[end..] is ".smudge" or ".clean" or ".process" && IsOwn(key))
                filters[key["filter.".Length..end]] = key;
        }
        return filters;
    }

    /// <summary>The settings of the repository and of the worktree, in the order in which they count.</summary>
    internal IReadOnlyList<(string Key, string Value)> Own() => [.. Read().Entries.Where(entry => entry.IsOwn).Select(entry => (entry.Key, entry.Value))];

    /// <summary>True where the value that counts is the repository's or the worktree's own, and the user and the machine have not the same.</summary>
    internal bool IsOwn(string key) =>
        Find(key) is { } value && Read().Entries.Where(entry => !entry.IsOwn && entry.Key == key).All(entry => entry.Value != value);

    /// <summary>The settings of these sections, from wherever, in the order in which they count: "merge" has merge.NAME.driver too.</summary>
    internal IReadOnlyList<(string Key, string Value)> In(IReadOnlyCollection<string> sections) =>
        [.. Read().Entries.Where(entry => sections.Contains(entry.Key[..entry.Key.IndexOf('.', StringComparison.Ordinal)]))
            .Select(entry => (entry.Key, entry.Value))];

    /// <inheritdoc/>
    public void Dispose()
    {
        _worktree?.Dispose();
        _shared?.Dispose();
    }

    /// <summary>
    /// All settings, read once: LibGit2Sharp copies the whole configuration for each value that it is asked for, and there may be hundreds of thousands.
    /// </summary>
    private Settings Read()
    {
        lock (_libgit)
        {
            return _settings ??= new Settings([
                .. Shared.Select(entry => new Setting(entry.Key, ValueOf(entry)!, entry.Level == ConfigurationLevel.Local)),
                .. OfWorktree().Select(entry => new Setting(entry.Key, ValueOf(entry)!, true))]);
        }
    }

    /// <summary>A name as the entries have it: in lower case, but for a subsection.</summary>
    private static string Spelled(string key)
    {
        int first = key.IndexOf('.', StringComparison.Ordinal);
        int last = key.LastIndexOf('.');
        return first == last ? key.ToLowerInvariant() : key[..first].ToLowerInvariant() + key[first..last] + key[last..].ToLowerInvariant();
    }

    /// <summary>A name that stands alone, without '=', is true.</summary>
    private static string? ValueOf(ConfigurationEntry<string>? entry) => entry is null ? null : entry.Value ?? "true";

    private IEnumerable<ConfigurationEntry<string>> OfWorktree() => _worktree?.Where(entry => entry.Level == ConfigurationLevel.Local) ?? [];

    private readonly record struct Setting(string Key, string Value, bool IsOwn);

    /// <summary>The settings in the order in which they count, and what is asked of them by name.</summary>
    private sealed class Settings
    {
        internal Settings(Setting[] entries)
        {
            Entries = entries;
            // Of the entry before: those of one section follow one another.
            string section = "";
            foreach (Setting entry in entries)
            {
                Last[entry.Key] = entry.Value;
                if (entry.Key.LastIndexOf('.') is > 0 and var end && (Sections.Count == 0 || !entry.Key.AsSpan(0, end).SequenceEqual(section)))
                    Sections.Add(section = entry.Key[..end]);
            }
        }

        internal Setting[] Entries { get; }

        internal Dictionary<string, string> Last { get; } = new(StringComparer.Ordinal);

        internal HashSet<string> Sections { get; } = new(StringComparer.Ordinal);
    }
}
