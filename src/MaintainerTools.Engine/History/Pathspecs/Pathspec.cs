using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Pathspecs;

/// <summary>What of a folder's content a pathspec may match.</summary>
internal enum PathspecReach
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Some of it, perhaps.</summary>
    Some,

    /// <summary>All.</summary>
    All,
}

/// <summary>
/// One pathspec as git takes it after "--": a file, a folder or a pattern (whose '*' goes across '/'), and the magic words top, literal, icase, glob and
/// exclude with their short forms. Relative to the top of the repository.
/// </summary>
internal sealed class Pathspec
{
    // What may follow a colon as magic; git knows '!', '^' and '/' of them and refuses the others.
    private const string MagicSigns = "!\"#%&',-/:;<=>@_`~^";

    private readonly byte[] _text;
    private readonly bool _ignoreCase;

    // Null where all of the text stands for itself.
    private readonly Glob? _glob;

    private Pathspec(string path, HashSet<string> magic)
    {
        _text = GitPath.Encode(path);
        _ignoreCase = magic.Contains("icase");
        IsExclude = magic.Contains("exclude");
        if (!magic.Contains("literal") && new Glob(_text, magic.Contains("glob"), _ignoreCase) is { IsWild: true } glob)
            _glob = glob;
    }

    /// <summary>What it matches does not count.</summary>
    public bool IsExclude { get; }

    /// <summary>Reads one.</summary>
    /// <exception cref="MaintainerException">InvalidPathspec.</exception>
    public static Pathspec Parse(string pathspec)
    {
        var magic = new HashSet<string>(StringComparer.Ordinal);
        string? rest = pathspec.StartsWith(":(", StringComparison.Ordinal) ? AfterWords(pathspec, magic)
            : pathspec.StartsWith(':') ? AfterSigns(pathspec, magic)
            : pathspec;
        // git takes the empty one no more: it once meant everything.
        if (pathspec.Length == 0 || rest is null || (magic.Contains("literal") && magic.Contains("glob")))
            throw Invalid(pathspec);
        if (OperatingSystem.IsWindows())
            rest = rest.Replace('\\', '/');
        if (Path.IsPathRooted(rest))
            throw Invalid(pathspec);
        var parts = new List<string>();
        foreach (string part in rest.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                throw Invalid(pathspec);
            else
                parts.RemoveAt(parts.Count - 1);
        }
        // A slash at the end leaves files of that name out.
        bool folder = parts.Count > 0 && rest[(rest.LastIndexOf('/') + 1)..] is "" or "." or "..";
        return new Pathspec(string.Join('/', parts) + (folder ? "/" : ""), magic);
    }

    /// <summary>True where it matches a file, or a submodule, which a slash at the end does not leave out.</summary>
    public bool Matches(ReadOnlySpan<byte> path, bool isSubmodule)
    {
        ReadOnlySpan<byte> text = _text;
        if (text.IsEmpty || (Starts(path, text) && (path.Length == text.Length || text[^1] == '/' || path[text.Length] == '/')))
            return true;
        if (isSubmodule && text[^1] == '/' && path.Length == text.Length - 1 && Starts(text, path))
            return true;
        return _glob is not null && _glob.IsMatch(path);
    }

    /// <summary>What it may match in a folder, whose path ends in a slash.</summary>
    public PathspecReach In(ReadOnlySpan<byte> folder)
    {
        ReadOnlySpan<byte> text = _text;
        if (text.IsEmpty || (Starts(folder, text) && (text[^1] == '/' || folder[text.Length] == '/')))
            return PathspecReach.All;
        ReadOnlySpan<byte> plain = _glob is null ? text : _glob.Plain;
        if (!Starts(folder, plain[..Math.Min(folder.Length, plain.Length)]))
            return PathspecReach.None;
        return folder.Length < plain.Length || _glob is not null ? PathspecReach.Some : PathspecReach.None;
    }

    private static string? AfterWords(string pathspec, HashSet<string> magic)
    {
        int close = pathspec.IndexOf(')', StringComparison.Ordinal);
        if (close < 0)
            return null;
        foreach (string word in pathspec[2..close].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word is not ("top" or "literal" or "icase" or "glob" or "exclude"))
                return null;
            magic.Add(word);
        }
        return pathspec[(close + 1)..];
    }

    private static string? AfterSigns(string pathspec, HashSet<string> magic)
    {
        int at = 1;
        for (; at < pathspec.Length && MagicSigns.Contains(pathspec[at], StringComparison.Ordinal); at++)
        {
            if (pathspec[at] == ':')
                return pathspec[(at + 1)..];
            if (pathspec[at] is not ('!' or '^' or '/'))
                return null;
            magic.Add(pathspec[at] == '/' ? "top" : "exclude");
        }
        return pathspec[at..];
    }

    private bool Starts(ReadOnlySpan<byte> path, ReadOnlySpan<byte> with) => Glob.Starts(path, with, _ignoreCase);

    private static MaintainerException Invalid(string pathspec) => new("InvalidPathspec", ErrorKind.InvalidArgument, pathspec, pathspec);
}
