using System.Globalization;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// What histories without a commit-graph read of parents and dates, held in memory from one to the next for as long as a process runs: a later one on the same
/// repository begins with it. Safe for several threads. Of a repository whose packs changed nothing is taken, as commits may have gone.
/// </summary>
public sealed class SessionLinks
{
    // Commits, which take some 45 bytes each: two histories of the size of a kernel's.
    private const int MostCommits = 2_500_000;
    private const int MostRepositories = 8;

    private readonly object _lock = new();

    // The one that was used last comes last.
    private readonly List<Held> _held = [];

    /// <summary>That of this process.</summary>
    public static SessionLinks OfProcess { get; } = new();

    /// <summary>Names a repository and the packs that it has; another name, other packs.</summary>
    internal static SessionKey KeyOf(GitRepository repository)
    {
        IEnumerable<string> packs = ObjectFolders.Of(Path.Combine(repository.CommonDirectory, "objects")).Select(folder =>
            string.Create(CultureInfo.InvariantCulture, $"{folder} {Directory.GetLastWriteTimeUtc(Path.Combine(folder, "pack")).Ticks}"));
        return new SessionKey(repository.CommonDirectory, string.Join('\n', packs));
    }

    /// <summary>What is held for a repository as it is now; null where nothing is.</summary>
    internal LinkSnapshot? Find(SessionKey key)
    {
        lock (_lock)
        {
            int place = _held.FindIndex(held => held.Key.Repository == key.Repository);
            if (place < 0)
                return null;
            Held found = _held[place];
            _held.RemoveAt(place);
            if (found.Key != key)
                return null;
            _held.Add(found);
            return found.Links;
        }
    }

    /// <summary>Holds this from now on, unless more is held for the same; what was not used for longest goes where there is too much.</summary>
    internal void Put(SessionKey key, LinkSnapshot links)
    {
        lock (_lock)
        {
            int place = _held.FindIndex(held => held.Key.Repository == key.Repository);
            if (place >= 0)
            {
                Held before = _held[place];
                if (before.Key == key && before.Links.Read >= links.Read)
                    return;
                _held.RemoveAt(place);
            }
            if (links.Count > MostCommits)
                return;
            _held.Add(new Held(key, links));
            while (_held.Count > MostRepositories || _held.Sum(held => held.Links.Count) > MostCommits)
                _held.RemoveAt(0);
        }
    }

    private sealed record Held(SessionKey Key, LinkSnapshot Links);
}

/// <summary>Which repository, and in which state.</summary>
/// <param name="Repository">Its common folder.</param>
/// <param name="Packs">What tells whether packs came or went: the time of each folder of packs.</param>
internal sealed record SessionKey(string Repository, string Packs);
