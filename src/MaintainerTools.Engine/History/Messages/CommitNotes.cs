using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>The notes that people attached to commits: a tree of blobs named by the commits, with as many levels of folders as git found useful.</summary>
internal sealed class CommitNotes
{
    // git divides a notes tree at about as many.
    private const int MostInOne = 256;

    private readonly IObjectReader _objects;
    private readonly Oid _tree;

    private CommitNotes(IObjectReader objects, Oid tree)
    {
        _objects = objects;
        _tree = tree;
    }

    /// <summary>Those that git log shows: of the ref that GIT_NOTES_REF or core.notesRef names, else refs/notes/commits.</summary>
    internal static CommitNotes Read(GitRepository repository) => Read(repository.Objects, repository, DefaultRef(repository));

    /// <summary>Those of a ref; none where it is not there.</summary>
    internal static CommitNotes Read(IObjectReader objects, GitRepository repository, string name)
    {
        Oid tip = repository.TipOf(name);
        return new CommitNotes(objects, tip.IsZero ? Oid.Zero : objects.ReadCommit(tip).Tree);
    }

    /// <summary>The notes ref that git uses when none is named.</summary>
    internal static string DefaultRef(GitRepository repository)
    {
        string? name = Environment.GetEnvironmentVariable("GIT_NOTES_REF") is { Length: > 0 } set ? set : repository.Config("core.notesref");
        return string.IsNullOrEmpty(name) ? "refs/notes/commits" : name;
    }

    /// <summary>The note's blob; zero where the commit has none.</summary>
    internal Oid Find(Oid commit) => Locate(commit).Blob;

    /// <summary>The note's path in the notes tree, and its blob; null and zero where the commit has none.</summary>
    internal (string? Path, Oid Blob) Locate(Oid commit)
    {
        if (_tree.IsZero)
            return (null, Oid.Zero);
        string rest = commit.ToString();
        string folders = "";
        for (TreeObject tree = _objects.ReadTree(_tree); ;)
        {
            if (tree.TryFind(GitPath.Encode(rest), out TreeEntry note) && EntryMode.IsFile(note.Mode))
                return (folders + rest, note.Id);
            if (rest.Length <= 2 || !tree.TryFind(GitPath.Encode(rest[..2]), out TreeEntry folder) || !folder.IsTree)
                return (null, Oid.Zero);
            folders += rest[..2] + "/";
            tree = _objects.ReadTree(folder.Id);
            rest = rest[2..];
        }
    }

    /// <summary>
    /// All notes: of which commit, where in the notes tree, and the blob. A commit whose note lies in several places, as after merges of trees with other
    /// folders, comes once for each. What is no note is left out.
    /// </summary>
    internal IEnumerable<(Oid Commit, string Path, Oid Blob)> All() => _tree.IsZero ? [] : All(_tree, "");

    private IEnumerable<(Oid Commit, string Path, Oid Blob)> All(Oid tree, string folders)
    {
        string digits = folders.Replace("/", "", StringComparison.Ordinal);
        foreach (TreeEntry entry in _objects.ReadTree(tree).Entries.ToArray())
        {
            string name = entry.NameText;
            if (EntryMode.IsFile(entry.Mode) && Oid.TryParse((digits + name).AsSpan(), out Oid commit))
                yield return (commit, folders + name, entry.Id);
            if (!entry.IsTree || name.Length != 2 || digits.Length + 2 >= 2 * Oid.Size || !name.All(char.IsAsciiHexDigitLower))
                continue;
            foreach ((Oid Commit, string Path, Oid Blob) note in All(entry.Id, folders + name + "/"))
                yield return note;
        }
    }

    /// <summary>
    /// Where a note of a commit without one belongs: below the folders that are there, and in a new folder where a level has as many notes as git would
    /// divide.
    /// </summary>
    internal string PathFor(Oid commit)
    {
        string rest = commit.ToString();
        string folders = "";
        for (Oid at = _tree; !at.IsZero && rest.Length > 2;)
        {
            TreeObject tree = _objects.ReadTree(at);
            bool isThere = tree.TryFind(GitPath.Encode(rest[..2]), out TreeEntry folder) && folder.IsTree;
            bool isDivided = isThere || tree.Count > MostInOne || tree.Entries.ToArray().Any(e => e.IsTree && e.NameLength == 2);
            if (!isDivided)
                break;
            folders += rest[..2] + "/";
            rest = rest[2..];
            at = isThere ? folder.Id : Oid.Zero;
        }
        return folders + rest;
    }

    /// <summary>The note's text; null where the commit has none.</summary>
    internal byte[]? Of(Oid commit)
    {
        Oid blob = Find(commit);
        return blob.IsZero ? null : _objects.ReadBlob(blob);
    }
}
