namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Names that mean several things. git takes the first (a tag before a branch, a ref before digits of an id) and warns; so is it done here: the answer is
/// git's, and whoever meant the other hears of it.
/// </summary>
internal static class AmbiguousName
{
    // What ends the name of a ref in a revision: steps in history, a reflog, a path.
    private static readonly char[] s_ends = ['~', '^', '@', ':'];

    /// <summary>What there is to say of the name that a revision begins with; null where it means one thing, or the configuration says not to warn.</summary>
    internal static string? Find(GitRepository repository, string revision)
    {
        int end = revision.IndexOfAny(s_ends);
        string name = end < 0 ? revision : revision[..end];
        if (name.Length == 0 || name == "HEAD" || GitConfigValue.Bool(repository.Config("core.warnambiguousrefs")) == false)
            return null;
        string[] refs = [.. repository.FullRefNames(name).Take(2)];
        if (refs.Length == 2)
            return $"'{name}' is ambiguous: it is {refs[0]}, which is taken, and {refs[1]}. The full name says which is meant.";
        return refs.Length == 1 && AbbreviatedCommit.IsDigits(name) && AbbreviatedCommit.Find(repository, name, asCommit: false) is { } id
            ? $"'{name}' is ambiguous: it is {refs[0]}, which is taken, and the beginning of the id {id.Abbreviate()}."
            : null;
    }
}
