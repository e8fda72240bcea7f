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
    private readonly bool _isWild;
    private readonly bool _byFolder;
    private readonly bool _ignoreCase;

    // How much of the text stands for itself.
    private readonly int _plain;

    private Pathspec(string path, HashSet<string> magic)
    {
        _text = GitPath.Encode(path);
        _ignoreCase = magic.Contains("icase");
        _byFolder = magic.Contains("glob");
        IsExclude = magic.Contains("exclude");
        int special = magic.Contains("literal") ? -1 : _text.AsSpan().IndexOfAny(Wildcard.Special);
        _isWild = special >= 0;
        _plain = _isWild ? special : _text.Length;
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
        if (text.IsEmpty || (path.Length >= text.Length && Starts(path, text) && (path.Length == text.Length || text[^1] == '/' || path[text.Length] == '/')))
            return true;
        if (isSubmodule && text[^1] == '/' && path.Length == text.Length - 1 && Starts(text, path))
            return true;
        // git compares what stands for itself first, and takes what is left for the whole: "**" right behind it counts as one at the start.
        return _isWild && path.Length >= _plain && Starts(path, text[.._plain]) && Wildcard.IsMatch(text[_plain..], path[_plain..], _byFolder, _ignoreCase);
    }

    /// <summary>What it may match in a folder, whose path ends in a slash.</summary>
    public PathspecReach In(ReadOnlySpan<byte> folder)
    {
        ReadOnlySpan<byte> text = _text;
        if (text.IsEmpty || (folder.Length >= text.Length && Starts(folder, text) && (text[^1] == '/' || folder[text.Length] == '/')))
            return PathspecReach.All;
        int common = Math.Min(folder.Length, _plain);
        if (!Starts(folder, text[..common]))
            return PathspecReach.None;
        return folder.Length < _plain || _isWild ? PathspecReach.Some : PathspecReach.None;
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

    private bool Starts(ReadOnlySpan<byte> path, ReadOnlySpan<byte> with)
    {
        if (!_ignoreCase)
            return path.StartsWith(with);
        for (int i = 0; i < with.Length; i++)
        {
            if (path[i] != with[i] && (((path[i] ^ with[i]) != 0x20) || !char.IsAsciiLetter((char)path[i])))
                return false;
        }
        return true;
    }

    private static MaintainerException Invalid(string pathspec) => new("InvalidPathspec", ErrorKind.InvalidArgument, pathspec, pathspec);
}
