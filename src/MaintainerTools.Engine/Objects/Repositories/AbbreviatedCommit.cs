using System.Buffers;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Abbreviated ids where a commit is asked for. Of several objects whose ids begin with the same digits git then takes the only commit, or tag of
/// one; to libgit2 the digits are ambiguous. They are spelled out before libgit2 is asked at all: by whole ids alone it reads through
/// <see cref="StoredObjects"/>.
/// </summary>
internal static class AbbreviatedCommit
{
    // git takes no fewer for an id.
    internal const int FewestDigits = 4;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>
    /// The revision with a whole id for the digits that it begins with: that of the only object that has them, or of the only commit; null where
    /// they are the name of a ref, or there is none.
    /// </summary>
    internal static string? SpellOut(GitRepository repository, string revision)
    {
        int digits = revision.AsSpan().IndexOfAnyExcept(s_digits) is >= 0 and var end ? end : revision.Length;
        // Steps back in history may follow. A path may not: git looks for it in trees as well.
        if (digits < FewestDigits || digits >= 2 * Oid.Size || (digits < revision.Length && revision[digits] is not ('~' or '^')))
            return null;
        if (Find(repository, revision[..digits], asCommit: true) is not { } id || repository.FullRefName(revision[..digits]) is not null)
            return null;
        return id + revision[digits..];
    }

    /// <summary>The only object whose id begins with these digits, or, where a commit is meant, of several the only commit; null where there is none.</summary>
    internal static Oid? Find(GitRepository repository, string digits, bool asCommit)
    {
        Oid lowest = Oid.Parse(digits.PadRight(2 * Oid.Size, '0')), highest = Oid.Parse(digits.PadRight(2 * Oid.Size, 'f'));
        Oid[] found = [.. repository.Stored.Between(lowest, highest)];
        Oid[] commits = found.Length == 1 || !asCommit ? found : [.. found.Where(id => IsCommit(repository.Objects, id)).Take(2)];
        return commits is [var only] ? only : null;
    }

    /// <summary>True for what may be the beginning of an id, or a whole one.</summary>
    internal static bool IsDigits(string text) => text.Length is >= FewestDigits and <= 2 * Oid.Size && !text.AsSpan().ContainsAnyExcept(s_digits);

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
