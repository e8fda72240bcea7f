using System.Text;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Which paths may be in a tree: those that git takes into an index. Forbidden is what would reach out of the work tree or into the repository on some
/// file system, and a link in the
/// place of .gitmodules.
/// </summary>
/// <param name="ProtectNtfs">core.protectNTFS: what NTFS takes for .git is forbidden.</param>
/// <param name="ProtectHfs">core.protectHFS: what HFS+ takes for .git is forbidden.</param>
/// <param name="IsWindows">Names that Windows cannot have are forbidden as well, where <paramref name="ProtectNtfs"/> is on.</param>
internal sealed record PathRules(bool ProtectNtfs, bool ProtectHfs, bool IsWindows)
{
    private const string GitModules = "gitmodules";

    // The short name that NTFS gives to .gitmodules where the usual ones are taken: a hash in place of its end.
    private const string HashedGitModules = "gi7eba";

    private static readonly string[] s_devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    private static readonly System.Buffers.SearchValues<byte> s_notOnWindows =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), .. "\"*:<>?|\\"u8]);

    /// <summary>True for a path that must not come into a tree; <paramref name="mode"/> is what it would be there.</summary>
    internal bool IsForbidden(string path, int mode) => IsForbidden(GitPath.Encode(path), mode);

    /// <inheritdoc cref="IsForbidden(string, int)"/>
    internal bool IsForbidden(ReadOnlySpan<byte> path, int mode)
    {
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            if (IsForbiddenName(slash < 0 ? path : path[..slash], path, mode == EntryMode.Symlink))
                return true;
            if (slash < 0)
                return false;
            path = path[(slash + 1)..];
        }
    }

    private bool IsForbiddenName(ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, bool isLink)
    {
        if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8) || name.Contains((byte)0))
            return true;
        if (IsSame(name, ".git") || (isLink && IsSame(name, "." + GitModules)))
            return true;
        if (ProtectHfs && (IsOnHfs(name, ".git") || (isLink && IsOnHfs(name, "." + GitModules))))
            return true;
        return ProtectNtfs && (IsForbiddenOnNtfs(name, path, isLink) || (IsWindows && !IsWindowsName(name)));
    }

    private static bool IsForbiddenOnNtfs(ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, bool isLink)
    {
        // There a backslash parts names as well.
        while (true)
        {
            int end = name.IndexOf((byte)'\\');
            ReadOnlySpan<byte> part = end < 0 ? name : name[..end];
            if (IsEnded(part, ".git") || IsEnded(part, "git~1") || (isLink && IsGitModulesOnNtfs(path)))
                return true;
            if (end < 0)
                return false;
            name = name[(end + 1)..];
            path = path[(end + 1)..];
        }
    }

    /// <summary>True where the path ends with it.</summary>
    private static bool IsGitModulesOnNtfs(ReadOnlySpan<byte> name)
    {
        if (IsEnded(name, "." + GitModules))
            return true;
        // The short names: the first six letters and a number to 4, or those of the hash and a number, of eight characters in all.
        if (name.Length < 8)
            return false;
        ReadOnlySpan<byte> rest = name[8..];
        if (!IsEnded(rest, ""))
            return false;
        int tilde = name.IndexOf((byte)'~');
        if (tilde == 6 && IsSame(name[..6], GitModules[..6]) && name[7] is >= (byte)'1' and <= (byte)'4')
            return true;
        return tilde is >= 0 and <= 6 && IsSame(name[..tilde], HashedGitModules[..tilde]) && name[tilde + 1] is >= (byte)'1' and <= (byte)'9'
            && name[(tilde + 2)..8].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>True for the name with dots and blanks behind it, which NTFS leaves out, and after them the end or a stream.</summary>
    private static bool IsEnded(ReadOnlySpan<byte> name, string wanted)
    {
        if (name.Length < wanted.Length || !IsSame(name[..wanted.Length], wanted))
            return false;
        ReadOnlySpan<byte> rest = name[wanted.Length..].TrimStart(". "u8);
        return rest.IsEmpty || rest[0] == (byte)':';
    }

    /// <summary>True where the name is the wanted one without the characters that HFS+ leaves out; what is no UTF-8 counts as its end.</summary>
    private static bool IsOnHfs(ReadOnlySpan<byte> name, string wanted)
    {
        int at = 0;
        while (!name.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(name, out Rune rune, out int length) == System.Buffers.OperationStatus.Done
                && rune.Value is not (0xFFFE or 0xFFFF);
            if (!isText)
                break;
            name = name[length..];
            if (rune.Value is (>= 0x200C and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x206A and <= 0x206F) or 0xFEFF)
                continue;
            if (at == wanted.Length || !rune.IsAscii || char.ToLowerInvariant((char)rune.Value) != wanted[at])
                return false;
            at++;
        }
        return at == wanted.Length;
    }

    private static bool IsWindowsName(ReadOnlySpan<byte> name)
    {
        if (name.ContainsAny(s_notOnWindows) || name[^1] is (byte)'.' or (byte)' ')
            return false;
        int dot = name.IndexOf((byte)'.');
        ReadOnlySpan<byte> stem = (dot < 0 ? name : name[..dot]).TrimEnd((byte)' ');
        foreach (string device in s_devices)
        {
            if (IsSame(stem, device))
                return false;
        }
        return stem.Length != 4 || stem[3] is < (byte)'1' or > (byte)'9' || !(IsSame(stem[..3], "COM") || IsSame(stem[..3], "LPT"));
    }

    private static bool IsSame(ReadOnlySpan<byte> name, string wanted) => Ascii.EqualsIgnoreCase(name, wanted);
}
