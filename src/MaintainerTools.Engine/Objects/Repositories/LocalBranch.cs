using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>The names of branches that may be made or moved.</summary>
internal static class LocalBranch
{
    private const string Folder = "refs/heads/";

    /// <summary>The full name of a branch given short or in full.</summary>
    /// <exception cref="MaintainerException">NotALocalBranch for tags, remote-tracking branches and other refs; InvalidRefName.</exception>
    internal static string FullName(string branch)
    {
        if (branch.StartsWith("refs/", StringComparison.Ordinal) && !branch.StartsWith(Folder, StringComparison.Ordinal))
            throw new MaintainerException("NotALocalBranch", ErrorKind.InvalidArgument, branch, branch);
        string name = branch.StartsWith(Folder, StringComparison.Ordinal) ? branch : Folder + branch;
        // git branch refuses these two as well: the one shadows HEAD, the other reads as an option.
        return Reference.IsValidName(name) && name != Folder + "HEAD" && !name.StartsWith(Folder + "-", StringComparison.Ordinal) ? name
            : throw new MaintainerException("InvalidRefName", ErrorKind.InvalidArgument, branch, branch);
    }
}
