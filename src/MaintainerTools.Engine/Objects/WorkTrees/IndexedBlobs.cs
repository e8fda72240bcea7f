using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>
/// What libgit2 reads of a repository that it opened itself when it looks for attributes and line ends: what the index has of .gitattributes and of the file. A
/// damaged loose object may end the process there, so each is read here first.
/// </summary>
internal static unsafe class IndexedBlobs
{
    /// <summary>Reads the .gitattributes of a path's folders, as the index has them.</summary>
    /// <param name="objects">The repository's objects.</param>
    /// <param name="repository">libgit2's handle.</param>
    /// <param name="path">The path.</param>
    /// <param name="seen">Which were read before.</param>
    /// <param name="itself">True where the file itself is looked at as well.</param>
    /// <exception cref="MaintainerException">MalformedObject.</exception>
    internal static void Require(IObjectReader objects, nint repository, string path, HashSet<string> seen, bool itself)
    {
        // An index that libgit2 cannot read, it reads nothing from.
        if (NativeGit.git_repository_index(out nint index, repository) != NativeGit.Ok)
            return;
        try
        {
            for (int folder = 0; ; folder = path.IndexOf('/', folder) + 1)
            {
                Read(path[..folder] + ".gitattributes");
                if (path.IndexOf('/', folder) < 0)
                    break;
            }
            if (itself)
                Read(path);
        }
        finally
        {
            NativeGit.git_index_free(index);
        }

        void Read(string name)
        {
            if (!seen.Add(name))
                return;
            fixed (byte* bytes = (byte[])[.. GitPath.Encode(name), 0])
            {
                NativeGit.IndexEntry* entry = NativeGit.git_index_get_bypath(index, bytes, 0);
                if (entry is not null && EntryMode.IsFile((int)entry->Mode))
                    objects.TryRead(new Oid(new ReadOnlySpan<byte>(entry->Id, Oid.Size)), out _, out _);
            }
        }
    }
}
