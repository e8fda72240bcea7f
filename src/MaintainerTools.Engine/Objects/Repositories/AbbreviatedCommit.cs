using System.Buffers;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Abbreviated ids where a commit is asked for. Of several objects whose ids begin with the same digits git then takes the only commit, or tag of
/// one; to libgit2 the digits are ambiguous.
/// </summary>
internal static class AbbreviatedCommit
{
    // git takes no fewer for an id.
    private const int FewestDigits = 4;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The revision with a whole id for the digits that it begins with; null where just one commit has not got them.</summary>
    internal static string? SpellOut(GitRepository repository, string revision)
    {
        int digits = revision.AsSpan().IndexOfAnyExcept(s_digits) is >= 0 and var end ? end : revision.Length;
        // Steps back in history may follow. A path may not: git looks for it in trees as well.
        if (digits < FewestDigits || digits >= 2 * Oid.Size || (digits < revision.Length && revision[digits] is not ('~' or '^')))
            return null;
        Oid lowest = Oid.Parse(revision[..digits].PadRight(2 * Oid.Size, '0')), highest = Oid.Parse(revision[..digits].PadRight(2 * Oid.Size, 'f'));
        Oid[] commits = [.. repository.Stored.Between(lowest, highest).Where(id => IsCommit(repository.Objects, id)).Take(2)];
        return commits is [var only] ? only + revision[digits..] : null;
    }

    private static bool IsCommit(IObjectReader objects, Oid id)
    {
        while (objects.TryRead(id, out ObjectType type, out byte[] data))
        {
            if (type != ObjectType.Tag || !GitRepository.TryTargetOf(data, out id))
                return type == ObjectType.Commit;
        }
        return false;
    }
}
