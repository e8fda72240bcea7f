using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>
/// Remembers which other refs moved with a rewritten branch: in a small blob beside the backup, under a name with the same ending. A line for each:
/// old id, new id, name. What the old ids name is reachable from the backup, or (notes) from the new one.
/// </summary>
internal static class RewriteFollowers
{
    private const string Prefix = "refs/maintainer-tools/followers/";

    /// <summary>The record of a backup, to be made with it.</summary>
    internal static RefUpdate Record(IObjectStore store, string backup, IEnumerable<RefUpdate> followers)
    {
        string text = string.Concat(followers.Select(f => $"{f.OldId} {f.NewId} {f.Name}\n"));
        return new RefUpdate(NameFor(backup), Oid.Zero, store.Write(ObjectType.Blob, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The refs that moved along, and the record; nothing where the backup has none.</summary>
    internal static (IReadOnlyList<RefUpdate> Followers, RefUpdate? Record) Read(GitRepository repository, IReadOnlyList<(string Name, Oid Id)> refs, string backup)
    {
        (string? name, Oid id) = backup.StartsWith(RepositoryWriter.BackupPrefix, StringComparison.Ordinal) ? refs.FirstOrDefault(r => r.Name == NameFor(backup)) : default;
        if (name is null)
            return ([], null);
        var followers = new List<RefUpdate>();
        foreach (string line in Encoding.UTF8.GetString(repository.Objects.ReadBlob(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', 3);
            if (words.Length != 3 || !Oid.TryParse(words[0].AsSpan(), out Oid old) || !Oid.TryParse(words[1].AsSpan(), out Oid @new))
                throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, name, "blob", id, $"'{line}' names no ref that moved");
            followers.Add(new RefUpdate(words[2], old, @new));
        }
        return (followers, new RefUpdate(name, id, Oid.Zero));
    }

    private static string NameFor(string backup) => Prefix + backup[RepositoryWriter.BackupPrefix.Length..];
}
