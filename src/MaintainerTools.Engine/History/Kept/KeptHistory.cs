namespace MaintainerTools.Engine.History.Kept;

/// <summary>What a history keeps between runs beside what this class knows of: made where it is first asked for, saved with the rest.</summary>
internal interface IKeptPart : IDisposable
{
    /// <summary>Writes what this run added.</summary>
    void Save();
}

/// <summary>The parts of the lasting index that one history uses. What is not kept is null: the commits are read then.</summary>
internal sealed class KeptHistory : IDisposable
{
    private readonly Dictionary<Type, IKeptPart> _parts = [];
    private readonly string? _folder;

    // Messages say other things to those who read them by other rules.
    private readonly string _readAs;

    private KeptHistory(string? folder, ulong overrides, string readAs, Lazy<FactStore>? messages = null, Lazy<FactStore>? patches = null) =>
        (_folder, Overrides, _readAs, _messages, _patches) = (folder, overrides, readAs, messages, patches);

    // Opening a file reads it through once: what nobody asks for is not opened.
    private readonly Lazy<FactStore>? _messages;
    private readonly Lazy<FactStore>? _patches;

    /// <summary>Parents and dates of commits that were walked before without a commit-graph.</summary>
    internal Lazy<FactStore>? Links { get; private init; }

    /// <summary>What was read of messages.</summary>
    internal FactStore? Messages => _messages?.Value;

    /// <summary>What was read of patches.</summary>
    internal FactStore? Patches => _patches?.Value;

    /// <summary>Says which grafts and shallow boundaries there are: what was found out about ranges under others does not hold.</summary>
    internal ulong Overrides { get; }

    /// <summary>Keeps nothing but for this run.</summary>
    internal static KeptHistory Nothing() => new(null, 0, "");

    /// <summary>Opens what may be used where history is overridden so.</summary>
    /// <param name="folder">The repository's common folder.</param>
    /// <param name="keep">False: nothing is read, nor written.</param>
    /// <param name="replaces">Objects are replaced: facts are kept by id, and under a replaced id there is another message.</param>
    /// <param name="overrides">Anything overrides what commits record: with other parents a commit has other links, and another patch.</param>
    /// <param name="key">As <see cref="Overrides"/>.</param>
    /// <param name="readAs">Tells rules of reading messages apart; empty for the usual ones.</param>
    internal static KeptHistory Open(string folder, bool keep, bool replaces, bool overrides, ulong key, string readAs) =>
        new(keep && !replaces ? folder : null, key, readAs,
            keep && !replaces ? new(() => FactStore.Open(folder, "messages" + readAs)) : null,
            keep && !overrides ? new(() => FactStore.Open(folder, "patches")) : null)
        {
            Links = keep && !overrides ? new(() => FactStore.Open(folder, "links")) : null,
        };

    /// <summary>The files of another kind, of what messages say; null where nothing is kept.</summary>
    internal KeptFiles? Files(string kind) => _folder is null ? null : new KeptFiles(_folder, kind + _readAs);

    /// <summary>A store of another kind, of which the oldest files go beyond a number of entries; null where nothing is kept.</summary>
    internal FactStore? Store(string kind, int most) => _folder is null ? null : FactStore.Open(_folder, kind, most);

    /// <summary>A part of its own kind, made when it is first asked for.</summary>
    internal T Part<T>(Func<T> make)
        where T : class, IKeptPart
    {
        if (!_parts.TryGetValue(typeof(T), out IKeptPart? part))
            _parts[typeof(T)] = part = make();
        return (T)part;
    }

    /// <summary>Writes what this run added to any of it.</summary>
    internal void Save()
    {
        Opened(Links)?.Save();
        Opened(_messages)?.Save();
        foreach (IKeptPart part in _parts.Values)
            part.Save();
        Opened(_patches)?.Save();
    }

    /// <summary>Closes the files; nothing is found in them any more.</summary>
    public void Dispose()
    {
        Opened(Links)?.Dispose();
        Opened(_messages)?.Dispose();
        Opened(_patches)?.Dispose();
        foreach (IKeptPart part in _parts.Values)
            part.Dispose();
    }

    /// <summary>Gives back the pages that looking up has touched; they come again when they are needed.</summary>
    internal void ReleasePages()
    {
        Opened(Links)?.ReleasePages();
        Opened(_messages)?.ReleasePages();
        Opened(_patches)?.ReleasePages();
    }

    private static FactStore? Opened(Lazy<FactStore>? store) => store is { IsValueCreated: true } ? store.Value : null;
}
