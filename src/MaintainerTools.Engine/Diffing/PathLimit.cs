namespace MaintainerTools.Engine.Diffing;

/// <summary>Limits an answer to files and folders, as git's plain pathspecs do.</summary>
internal sealed class PathLimit
{
    private readonly string[] _paths;

    /// <summary>Takes repository paths; a trailing slash or a leading "./" does not matter. None means all.</summary>
    internal PathLimit(IReadOnlyList<string> paths) =>
        _paths = [.. paths.Select(p => p.Replace('\\', '/').TrimEnd('/')).Select(p => p.StartsWith("./", StringComparison.Ordinal) ? p[2..] : p)
            .Where(p => p is not ("" or "."))];

    /// <summary>The files and folders; empty for all.</summary>
    internal IReadOnlyList<string> Paths => _paths;

    /// <summary>True when there is no limit.</summary>
    internal bool IsAll => _paths.Length == 0;

    /// <summary>True when the path is one of them or below one of them.</summary>
    internal bool Contains(string path) => IsAll || Array.Exists(_paths, p =>
        path.StartsWith(p, StringComparison.Ordinal) && (path.Length == p.Length || path[p.Length] == '/'));
}
