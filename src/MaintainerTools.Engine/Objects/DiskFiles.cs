namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Files beside the objects: what is kept between runs, the state of a pick, the sample repository. Whatever the engine writes to the disk it writes
/// here or in one of the folders below.
/// </summary>
internal static class DiskFiles
{
    /// <summary>Makes a folder and those above it.</summary>
    internal static void CreateFolder(string path) => Directory.CreateDirectory(path);

    /// <summary>Writes a file.</summary>
    internal static void Write(string path, byte[] content) => File.WriteAllBytes(path, content);

    /// <summary>Writes a file whole under a name of its own first, so that a process that is killed leaves the old one or the new.</summary>
    internal static void Replace(string path, byte[] content)
    {
        File.WriteAllBytes(path + ".tmp", content);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    /// <summary>Writes a file that is not there yet under a temporary name and renames it; where that fails nothing is left of it.</summary>
    internal static void WriteNew(string path, string temporary, Action<Stream> write)
    {
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                write(stream);
            File.Move(temporary, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Deletes a file, unless somebody hinders it.</summary>
    internal static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open.
        }
    }

    /// <summary>Deletes a folder that is empty; one that is not, and one that somebody uses, stays.</summary>
    internal static void TryDeleteEmpty(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run has put something there.
        }
    }

    /// <summary>Notes that a file was used just now.</summary>
    internal static void TryTouch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It counts as older than it is.
        }
    }

    /// <summary>Moves a file, to another disk as well.</summary>
    internal static void Move(string path, string target) => File.Move(path, target, overwrite: true);

    /// <summary>Deletes a folder with all that is in it, unless somebody hinders it.</summary>
    internal static void TryDeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody uses it after all.
        }
    }

    /// <summary>Deletes a folder with all that is in it, what git made read-only as well.</summary>
    internal static void DeleteFolder(string path)
    {
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (string entry in Directory.EnumerateFileSystemEntries(path, "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }))
        {
            // git writes objects read-only, which Windows will not delete, and builds leave read-only folders, which others will not empty.
            if (OperatingSystem.IsWindows())
                File.SetAttributes(entry, FileAttributes.Normal);
            else if (Directory.Exists(entry) && (File.GetUnixFileMode(entry) & All) != All)
                File.SetUnixFileMode(entry, File.GetUnixFileMode(entry) | All);
        }
        Directory.Delete(path, true);
    }
}
