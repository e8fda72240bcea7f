namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>A move of a ref, as its reflog has it.</summary>
/// <param name="Old">Where it was; zero where it was not there.</param>
/// <param name="New">Where it went.</param>
/// <param name="Message">What the log says; empty where it says nothing.</param>
internal readonly record struct RefMove(Oid Old, Oid New, string Message);

/// <summary>The reflogs, as git writes them under logs/. libgit2 is not asked for them: it makes an empty log where there is none.</summary>
internal static class RefLogs
{
    // "OLD NEW " come before the name.
    private const int IdsLength = (2 * 2 * Oid.Size) + 2;

    /// <summary>Where a ref was, newest move first; empty where nothing was logged. Lines that are none of a reflog are passed over, as git does.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">The full name.</param>
    internal static IReadOnlyList<RefMove> MovesOf(this GitRepository repository, string name)
    {
        string file = PathOf(repository, name);
        if (!File.Exists(file))
            return [];
        try
        {
            return [.. TextEncoding.Lenient.GetString(File.ReadAllBytes(file)).Split('\n').Select(Parse).OfType<RefMove>().Reverse()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("RepositoryDamaged", ErrorKind.InvalidData, file, e, [file, e.Message]);
        }
    }

    /// <summary>
    /// True where a revision asks for a place in a reflog that is not there ("name@{1}", "@{-1}", "name@{yesterday}"), which libgit2 would make.
    /// </summary>
    internal static bool AsksForMissing(GitRepository repository, string revision)
    {
        for (int at = revision.IndexOf("@{", StringComparison.Ordinal); at >= 0; at = revision.IndexOf("@{", at + 1, StringComparison.Ordinal))
        {
            string what = revision[(at + 2)..];
            if (what.StartsWith("u}", StringComparison.OrdinalIgnoreCase) || what.StartsWith("upstream}", StringComparison.OrdinalIgnoreCase)
                || what.StartsWith("push}", StringComparison.OrdinalIgnoreCase))
                continue;
            string? name = what.StartsWith('-') ? "HEAD"
                : at == 0 ? repository.HeadBranch ?? "HEAD"
                : revision[..at] is "HEAD" ? "HEAD"
                : repository.FullRefName(revision[..at]);
            // HEAD's log is that of moves from branch to branch, whatever it names.
            if (name is not null && !File.Exists(PathOf(repository, name)))
                return true;
        }
        return false;
    }

    private static string PathOf(GitRepository repository, string name) =>
        Path.Combine(
            RefStore.IsOfWorkTree(name) ? repository.GitDirectory : repository.CommonDirectory, "logs", name);

    private static RefMove? Parse(string line) =>
        line.Length > IdsLength && Oid.TryParse(line.AsSpan(0, 2 * Oid.Size), out Oid old)
            && Oid.TryParse(line.AsSpan((2 * Oid.Size) + 1, 2 * Oid.Size), out Oid @new)
            ? new RefMove(old, @new, line.IndexOf('\t', StringComparison.Ordinal) is >= 0 and var tab ? line[(tab + 1)..] : "") : null;
}
