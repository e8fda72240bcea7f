using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Kept;

/// <summary>
/// The files of one kind that the lasting index has, under maintainer-tools/ of the repository's common folder, or of the user's cache folder where the
/// repository cannot be written. A file is written whole under a temporary name and then renamed, never changed; nothing depends on it.
/// </summary>
internal sealed class KeptFiles(string commonDirectory, string kind)
{
    private const string Extension = ".facts";
    private const string Unfinished = ".tmp";

    // How often a folder is tried that somebody clears away in the middle of writing.
    private const int Attempts = 4;
    private static int s_written;

    private readonly List<string> _folders = Folders(commonDirectory);

    /// <summary>All files, the oldest first.</summary>
    public List<string> Find()
    {
        var found = new List<string>();
        foreach (string folder in _folders)
        {
            // Names begin with the time.
            string[] files = List(folder, kind + "-*" + Extension);
            Array.Sort(files, StringComparer.Ordinal);
            found.AddRange(files);
        }
        return found;
    }

    /// <summary>Writes a file, and returns its path; null where none of the folders takes it, which is no error.</summary>
    public string? TryWrite(Action<Stream> write)
    {
        foreach (string folder in _folders)
        {
            if (TryWrite(folder, write) is { } written)
                return written;
        }
        return null;
    }

    /// <summary>Deletes a file, unless somebody hinders it; it will be found again.</summary>
    public static void TryDelete(string file) => DiskFiles.TryDelete(file);

    /// <summary>Where facts are kept: beside the repository's other caches, else with the user's.</summary>
    private static List<string> Folders(string commonDirectory)
    {
        // Another build may read messages otherwise; its files are none of ours.
        string version = "facts-" + typeof(FactStore).Module.ModuleVersionId.ToString("N", CultureInfo.InvariantCulture)[..16];
        string key = ScratchStore.Hash(ObjectType.Blob, System.Text.Encoding.UTF8.GetBytes(commonDirectory)).Abbreviate(16);
        return [Path.Combine(commonDirectory, "maintainer-tools", version), Path.Combine(UserCache(), "maintainer-tools", key, version)];
    }

    private static string UserCache()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache))
            return cache;
        return OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache");
    }

    private static string[] List(string folder, string pattern)
    {
        try
        {
            return Directory.GetFiles(folder, pattern);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string? TryWrite(string folder, Action<Stream> write)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return WriteOnce(folder, write);
            }
            catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException && attempt < Attempts)
            {
                // Thrown away meanwhile, as it may be at any time. That is no reason to keep facts elsewhere from now on.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    private string WriteOnce(string folder, Action<Stream> write)
    {
        bool isNew = !Directory.Exists(folder);
        DiskFiles.CreateFolder(folder);
        if (isNew)
            DropOldVersions(folder);
        DropUnfinished(folder);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{kind}-{DateTime.UtcNow.Ticks:x16}-{Environment.ProcessId:x}-{Interlocked.Increment(ref s_written):x}");
        string path = Path.Combine(folder, name + Extension);
        DiskFiles.WriteNew(path, Path.Combine(folder, name + Unfinished), write);
        return path;
    }

    /// <summary>
    /// What killed writers left, of whatever kind: the same kind may not be written for long. One that is at work after all, under another number or on
    /// another machine, finds its file gone and keeps nothing.
    /// </summary>
    private static void DropUnfinished(string folder)
    {
        foreach (string file in List(folder, "*" + Unfinished))
        {
            string[] parts = Path.GetFileNameWithoutExtension(file).Split('-');
            if (parts.Length < 3 || !int.TryParse(parts[^2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int writer)
                || !RunningProcess.Exists(writer) || DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > TimeSpan.FromHours(1))
            {
                TryDelete(file);
            }
        }
    }

    /// <summary>Files of builds that were not used for a month.</summary>
    private static void DropOldVersions(string folder)
    {
        foreach (string other in Directory.GetDirectories(Path.GetDirectoryName(folder)!, "facts-*"))
        {
            if (other != folder && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(other) >= TimeSpan.FromDays(30))
                DiskFiles.TryDeleteFolder(other);
        }
    }
}
