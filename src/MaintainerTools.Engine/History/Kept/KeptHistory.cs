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

    private KeptHistory(string? folder, ulong overrides, string readAs) => (_folder, Overrides, _readAs) = (folder, overrides, readAs);

    /// <summary>Parents and dates of commits that were walked before without a commit-graph.</summary>
    internal FactStore? Links { get; private init; }

    /// <summary>What was read of messages.</summary>
    internal FactStore? Messages { get; private init; }

    /// <summary>What was read of patches.</summary>
    internal FactStore? Patches { get; private init; }

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
        new(keep && !replaces ? folder : null, key, readAs)
        {
            Links = keep && !overrides ? FactStore.Open(folder, "links") : null,
            Messages = keep && !replaces ? FactStore.Open(folder, "messages" + readAs) : null,
            Patches = keep && !overrides ? FactStore.Open(folder, "patches") : null,
        };

    /// <summary>The files of another kind, of what messages say; null where nothing is kept.</summary>
    internal KeptFiles? Files(string kind) => _folder is null ? null : new KeptFiles(_folder, kind + _readAs);

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
        Links?.Save();
        Messages?.Save();
        foreach (IKeptPart part in _parts.Values)
            part.Save();
        Patches?.Save();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Links?.Dispose();
        Messages?.Dispose();
        Patches?.Dispose();
        foreach (IKeptPart part in _parts.Values)
            part.Dispose();
    }

    /// <summary>Gives back the pages that looking up has touched; they come again when they are needed.</summary>
    internal void ReleasePages()
    {
        Links?.ReleasePages();
        Messages?.ReleasePages();
        Patches?.ReleasePages();
    }
}
