using System.Text;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Rewriting;

/// <summary>
/// Remembers where a rewrite put its branch, and which other refs moved with it: in a small blob beside the backup, under a name with the same ending. A line
/// for each: old id, new id, name. What the old ids name is reachable from the backup, or (notes) from the new one.
/// </summary>
/// <param name="Moved">The moves, the branch's own first.</param>
/// <param name="Ref">The record's own ref.</param>
internal sealed record RewriteRecord(IReadOnlyList<RefUpdate> Moved, RefUpdate Ref)
{
    private const string Prefix = "refs/maintainer-tools/moved/";

    /// <summary>The record of a backup, to be made with it.</summary>
    internal static RefUpdate Make(IObjectStore store, string backup, IEnumerable<RefUpdate> moved)
    {
        string text = string.Concat(moved.Select(f => $"{f.OldId} {f.NewId} {f.Name}\n"));
        return new RefUpdate(NameFor(backup), Oid.Zero, store.Write(ObjectType.Blob, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The record of a backup; null where it has none, as another cmdlet made it.</summary>
    internal static RewriteRecord? Read(GitRepository repository, IReadOnlyList<(string Name, Oid Id)> refs, string backup)
    {
        (string? name, Oid id) = refs.FirstOrDefault(r => r.Name == NameFor(backup));
        if (name is null)
            return null;
        var moved = new List<RefUpdate>();
        foreach (string line in Encoding.UTF8.GetString(repository.Objects.ReadBlob(id)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', 3);
            if (words.Length != 3 || !Oid.TryParse(words[0].AsSpan(), out Oid old) || !Oid.TryParse(words[1].AsSpan(), out Oid @new))
                throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, name, "blob", id, $"'{line}' names no ref that moved");
            moved.Add(new RefUpdate(words[2], old, @new));
        }
        return new RewriteRecord(moved, new RefUpdate(name, id, Oid.Zero));
    }

    private static string NameFor(string backup) => Prefix + backup[RepositoryWriter.BackupPrefix.Length..];
}
