using System.Diagnostics;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Where programs are that git's settings and users name. Git for Windows brings sh, gpg and ssh-keygen beside its git, where the PATH does not lead as a
/// rule, and runs scripts that begin with "#!", which Windows cannot.
/// </summary>
internal static class Programs
{
    // From the folder above that of git.exe, which may be cmd, bin or mingw64/bin.
    private static readonly string[] s_besideGit = ["bin", Path.Combine("usr", "bin"), Path.Combine("..", "usr", "bin")];

    private static string SearchPath => Environment.GetEnvironmentVariable("PATH") ?? "";

    /// <summary>A program by its file name, as the PATH has it; null where it has none.</summary>
    internal static string? OnPath(string name) => OnPath(name, SearchPath);

    /// <summary>A program of Git for Windows by its name without ".exe": what comes with git first; null where neither git nor the PATH has it.</summary>
    internal static string? OfGitForWindows(string name) => OfGitForWindows(name, SearchPath);

    /// <inheritdoc cref="OfGitForWindows(string)"/>
    internal static string? OfGitForWindows(string name, string path)
    {
        if (OnPath("git.exe", path) is { } git && Path.GetDirectoryName(Path.GetDirectoryName(git)) is { } root)
        {
            string[] places = [.. s_besideGit.Select(place => Path.GetFullPath(Path.Combine(root, place, name + ".exe")))];
            if (Array.Find(places, File.Exists) is { } found)
                return found;
        }
        return OnPath(name + ".exe", path);
    }

    /// <summary>How a program is started that a setting names, by its name or its path.</summary>
    internal static ProcessStartInfo Start(string program) => Start(program, OperatingSystem.IsWindows(), SearchPath);

    /// <inheritdoc cref="Start(string)"/>
    internal static ProcessStartInfo Start(string program, bool isWindows, string path)
    {
        if (!isWindows)
            return new ProcessStartInfo(program);
        bool isName = !program.AsSpan().ContainsAny('/', '\\');
        string file = !isName ? program
            : OnPath(program, path) ?? OnPath(program + ".exe", path) ?? (Path.HasExtension(program) ? null : OfGitForWindows(program, path)) ?? program;
        if (!IsScript(file) || OfGitForWindows("sh", path) is not { } shell)
            return new ProcessStartInfo(file);
        var start = new ProcessStartInfo(shell);
        start.ArgumentList.Add(file.Replace('\\', '/'));
        return start;
    }

    private static string? OnPath(string name, string path) => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static bool IsScript(string file)
    {
        if (!File.Exists(file))
            return false;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return stream.ReadByte() == '#' && stream.ReadByte() == '!';
    }
}
