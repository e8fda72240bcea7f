using System.Globalization;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>Names that git takes into no work tree: they would reach into the repository itself, or out of the work tree, on some file system.</summary>
internal static class ForbiddenPath
{
    // Characters that HFS+ leaves out when it compares names.
    private static readonly System.Buffers.SearchValues<char> s_ignoredByHfs = System.Buffers.SearchValues.Create(
        "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u206a\u206b\u206c\u206d\u206e\u206f\ufeff");

    /// <summary>True for a path that must not be checked out.</summary>
    internal static bool Is(string path) => path.Length == 0 || path.Split('/').Any(IsName);

    private static bool IsName(string name)
    {
        if (name is "" or "." or ".." || name.Contains('\0', StringComparison.Ordinal))
            return true;
        if (OperatingSystem.IsWindows() && name.AsSpan().ContainsAny('\\', ':'))
            return true;
        string seen = name.AsSpan().ContainsAny(s_ignoredByHfs) ? string.Concat(name.Where(c => !s_ignoredByHfs.Contains(c))) : name;
        if (IsDotGit(seen))
            return true;
        // NTFS leaves out dots and spaces at the end, and takes what follows a colon for a stream of the file; git~1 is .git's short name.
        string ntfs = name.Split(':', '\\')[0].TrimEnd(' ', '.');
        return IsDotGit(ntfs) || ntfs.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsDotGit(string name) => CultureInfo.InvariantCulture.CompareInfo.Compare(name, ".git", CompareOptions.OrdinalIgnoreCase) == 0;
}
