using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>What is looked up in a repository by libgit2, beside the commits that users name: abbreviations. Safe for several threads.</summary>
internal static class RepositoryLookups
{
    /// <summary>The commit whose id begins with these digits; null where there is none, or several objects have them.</summary>
    internal static Oid? FindCommit(this GitRepository repository, string digits) =>
        Find(repository, () => repository.LibGit.Lookup<Commit>(Whole(repository, digits)));

    /// <summary>The blob that a revision names ("HEAD:path", or digits of an id); null where it names none, or several.</summary>
    internal static Oid? FindBlob(this GitRepository repository, string revision) =>
        Find(repository, () => repository.LibGit.Lookup(Whole(repository, revision)) as Blob);

    /// <summary>The tree of what a revision names; null where it names nothing that has one.</summary>
    /// <exception cref="LibGit2SharpException">It is no revision.</exception>
    internal static Oid? FindTree(this GitRepository repository, string revision)
    {
        lock (repository.LibGit)
            return repository.LibGit.Lookup(revision + "^{tree}") is { } found ? GitRepository.ToOid(found.Id) : null;
    }

    /// <summary>An id as short as the repository allows (core.abbrev); seven digits of one that is not in it.</summary>
    internal static string Shorten(this GitRepository repository, Oid id)
    {
        lock (repository.LibGit)
        {
            GitObject? found = repository.LibGit.Lookup(new ObjectId(id.ToByteArray()));
            return found is null ? id.Abbreviate(7) : repository.LibGit.ObjectDatabase.ShortenObjectId(found);
        }
    }

    /// <summary>Digits as the whole id, so that libgit2 reads no object by them.</summary>
    private static string Whole(GitRepository repository, string text) =>
        AbbreviatedCommit.IsDigits(text) && AbbreviatedCommit.Find(repository, text, asCommit: false) is { } id ? id.ToString() : text;

    private static Oid? Find(GitRepository repository, Func<GitObject?> lookup)
    {
        try
        {
            lock (repository.LibGit)
                return lookup() is { } found ? GitRepository.ToOid(found.Id) : null;
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            // Ambiguous, or something else than is looked for.
            return null;
        }
    }
}
