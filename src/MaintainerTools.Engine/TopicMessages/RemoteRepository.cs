using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.TopicMessages;

/// <summary>A ref as git ls-remote lists it.</summary>
/// <param name="Id">What it names.</param>
/// <param name="Name">Its full name.</param>
/// <param name="IsPeeled">True for the line that says what a tag is of.</param>
internal readonly record struct RemoteRef(Oid Id, string Name, bool IsPeeled);

/// <summary>
/// The repository that others are to pull from, without the network: one on this machine is opened, of a configured remote the remote-tracking refs
/// tell what it had when it was fetched or pushed to last.
/// </summary>
internal sealed class RemoteRepository
{
    private const string FileScheme = "file://";

    private RemoteRepository(string url) => Url = url;

    /// <summary>The address to show: that of the remote where its name was given, with url.*.insteadOf applied.</summary>
    internal string Url { get; }

    /// <summary>The refs that it has; null where nothing on this machine tells.</summary>
    internal IReadOnlyList<RemoteRef>? Refs { get; private init; }

    /// <summary>True where the refs are what is known of it here, and it may have others.</summary>
    internal bool IsTracked { get; private init; }

    /// <summary>Finds it.</summary>
    /// <param name="repository">The repository here.</param>
    /// <param name="given">An address, a path, or a remote's name.</param>
    /// <param name="folder">Where relative paths begin.</param>
    internal static RemoteRepository Find(GitRepository repository, string given, string folder)
    {
        IReadOnlyList<string> urls = repository.SettingsOf($"remote.{given}.url");
        bool isRemote = urls.Count > 0;
        string url = Rewritten(repository, isRemote ? urls[0] : given);
        string path = url.StartsWith(FileScheme, StringComparison.Ordinal) ? url[FileScheme.Length..] : Path.GetFullPath(url, folder);
        if (Directory.Exists(path) && Listed(path) is { } refs)
            return new RemoteRepository(url) { Refs = refs };
        string tracked = RefName.Remotes + given + "/";
        IReadOnlyList<RemoteRef>? known = !isRemote ? null :
            [.. repository.References().Where(r => r.Name.StartsWith(tracked, StringComparison.Ordinal) && !RefName.IsRemoteHead(r.Name))
                .Select(r => new RemoteRef(r.Id, RefName.Branches + r.Name[tracked.Length..], false))];
        return new RemoteRepository(url) { Refs = known, IsTracked = true };
    }

    private static List<RemoteRef>? Listed(string path)
    {
        try
        {
            using var other = GitRepository.Open(path, path);
            var refs = new List<RemoteRef>();
            if (other.TipOf("HEAD") is { IsZero: false } head)
                refs.Add(new RemoteRef(head, "HEAD", false));
            foreach ((string name, Oid id) in other.References())
            {
                refs.Add(new RemoteRef(id, name, false));
                Oid peeled = id;
                while (other.Objects.TryRead(peeled, out ObjectType type, out byte[] data) && type == ObjectType.Tag
                    && GitRepository.TryTargetOf(data, out Oid target))
                    peeled = target;
                if (peeled != id)
                    refs.Add(new RemoteRef(peeled, name, true));
            }
            return refs;
        }
        catch (MaintainerException)
        {
            // A folder that is no repository which can be read tells nothing.
            return null;
        }
    }

    /// <summary>The longest beginning that a url.BASE.insteadOf names is replaced by BASE.</summary>
    private static string Rewritten(GitRepository repository, string url)
    {
        const string Key = ".insteadof";
        (string Base, string Start) best = ("", "");
        foreach ((string key, string value) in repository.SettingsIn("url"))
        {
            if (key.EndsWith(Key, StringComparison.OrdinalIgnoreCase) && value.Length > best.Start.Length && url.StartsWith(value, StringComparison.Ordinal))
                best = (key["url.".Length..^Key.Length], value);
        }
        return best.Base + url[best.Start.Length..];
    }
}
