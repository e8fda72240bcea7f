namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>The folders of refs that have short names, and what those are.</summary>
public static class RefName
{
    /// <summary>Where branches are.</summary>
    internal const string Branches = "refs/heads/";

    /// <summary>Where tags are.</summary>
    internal const string Tags = "refs/tags/";

    /// <summary>Where remote-tracking branches are.</summary>
    internal const string Remotes = "refs/remotes/";

    private static readonly string[] s_folders = [Branches, Tags, Remotes];

    /// <summary>True for the full name of a branch.</summary>
    public static bool IsBranch(string fullName) => IsIn(Branches, fullName);

    /// <summary>True for the full name of a tag.</summary>
    public static bool IsTag(string fullName) => IsIn(Tags, fullName);

    /// <summary>True for the full name of a remote-tracking branch, a remote's HEAD among them.</summary>
    public static bool IsRemote(string fullName) => IsIn(Remotes, fullName);

    /// <summary>True for the ref that says which of a remote's branches is its default.</summary>
    public static bool IsRemoteHead(string fullName) => IsRemote(fullName) && fullName.EndsWith("/HEAD", StringComparison.Ordinal);

    /// <summary>The name without its folder; null for refs of no such folder, which have their full names only.</summary>
    public static string? Short(string fullName) => Array.Find(s_folders, folder => IsIn(folder, fullName)) is { } found ? fullName[found.Length..] : null;

    private static bool IsIn(string folder, string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        return fullName.StartsWith(folder, StringComparison.Ordinal);
    }
}
