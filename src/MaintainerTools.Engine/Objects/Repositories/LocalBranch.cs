using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>The names of branches that may be made or moved.</summary>
internal static class LocalBranch
{
    private const string Folder = RefName.Branches;

    /// <summary>True for the full name of a branch.</summary>
    internal static bool Is(string fullName) => RefName.IsBranch(fullName);

    /// <summary>A branch's name without its folder; any other ref's full name as it is.</summary>
    internal static string ShortName(string fullName) => Is(fullName) ? fullName[Folder.Length..] : fullName;

    /// <summary>
    /// True for a ref's full name that git takes. Of branches git branch refuses two more: the one shadows HEAD, the other reads as an option.
    /// </summary>
    internal static bool IsValid(string fullName) =>
        Reference.IsValidName(fullName) && fullName != Folder + "HEAD" && !fullName.StartsWith(Folder + "-", StringComparison.Ordinal);

    /// <summary>The full name of a branch given short or in full.</summary>
    /// <exception cref="MaintainerException">NotALocalBranch for tags, remote-tracking branches and other refs; InvalidRefName.</exception>
    internal static string FullName(string branch)
    {
        if (branch.StartsWith("refs/", StringComparison.Ordinal) && !Is(branch))
            throw new MaintainerException("NotALocalBranch", ErrorKind.InvalidArgument, branch, branch);
        string name = Is(branch) ? branch : Folder + branch;
        return IsValid(name) ? name : throw new MaintainerException("InvalidRefName", ErrorKind.InvalidArgument, branch, branch);
    }
}
