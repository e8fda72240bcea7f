using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// The calls that change names in a folder, with paths as git has them: bytes that need be no UTF-8, and links that are moved, not followed. What .NET's own
/// calls do beside that (copy across file systems, look where a link leads) would make of one step several.
/// </summary>
internal static unsafe partial class FileCalls
{
    // Found in the program itself, where the C library is part of the global scope, so that whatever was loaded
    // before it is asked first, as for any other call.
    private const string Program = NativeGit.Program;
    private const int MayWrite = 2;

    /// <summary>True for what the system says, or libgit2 for it, where a call fails.</summary>
    internal static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException or LibGit2SharpException;

    /// <summary>Gives a file, a link or a folder another name; what has that name already, if it is a file, is replaced in the same instant.</summary>
    internal static void Rename(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            if (Directory.Exists(from) && new DirectoryInfo(from).LinkTarget is null)
                HeldFiles.Try(() => Directory.Move(from, to));
            else
                HeldFiles.Try(() => File.Move(from, to, overwrite: true));
            return;
        }
        fixed (byte* old = Native(from), @new = Native(to))
            Check(rename(old, @new), from);
    }

    /// <summary>
    /// Gives a file a name that nothing has, in one step: false where something has it. .NET's File.Move looks first and renames then, so that of two who do
    /// it at once the second takes the name from the first.
    /// </summary>
    internal static bool TryRenameToNew(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                HeldFiles.Try(() => File.Move(from, to, overwrite: false));
                return true;
            }
            catch (IOException) when (Exists(to))
            {
                return false;
            }
        }
        fixed (byte* old = Native(from), @new = Native(to))
        {
            if (link(old, @new) == 0)
            {
                _ = unlink(old);
                return true;
            }
        }
        if (Exists(to))
            return false;
        // Not every file system has hard links.
        try
        {
            using (var copy = new FileStream(to, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 }))
                copy.Write(File.ReadAllBytes(from));
        }
        catch (IOException) when (Exists(to))
        {
            return false;
        }
        Remove(from);
        return true;
    }

    /// <summary>True where anything has this name, a link that leads nowhere included.</summary>
    internal static bool Exists(string path)
    {
        if (OperatingSystem.IsWindows())
            return Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
        byte buffer;
        fixed (byte* name = Native(path))
            return access(name, 0) == 0 || readlink(name, &buffer, 1) >= 0;
    }

    /// <summary>True for a folder, not for a link to one.</summary>
    internal static bool IsFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null;
        byte buffer;
        // Only a folder has a dot in it.
        fixed (byte* name = Native(path), inside = Native(path + "/."))
            return readlink(name, &buffer, 1) < 0 && access(inside, 0) == 0;
    }

    /// <summary>True where names in this folder can be changed.</summary>
    internal static bool CanWriteIn(string folder)
    {
        if (OperatingSystem.IsWindows())
            return true;
        fixed (byte* name = Native(folder))
            return access(name, MayWrite) == 0;
    }

    /// <summary>Removes a file or a link.</summary>
    internal static void Remove(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            HeldFiles.Try(() => File.Delete(path));
            return;
        }
        fixed (byte* name = Native(path))
            Check(unlink(name), path);
    }

    /// <summary>Makes the folders above a path.</summary>
    internal static void MakeFoldersAbove(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (folder is not null)
            MakeFolder(folder);
    }

    /// <summary>Makes a folder and those above it; one that is there already is fine.</summary>
    internal static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        if (IsFolder(folder) || Directory.Exists(folder))
            return;
        MakeFoldersAbove(folder);
        fixed (byte* name = Native(folder))
        {
            if (mkdir(name, 0x1FF) == 0)
                return;
            // Whatever is asked next has an error number of its own.
            IOException failure = Failure(folder);
            if (!IsFolder(folder))
                throw failure;
        }
    }

    /// <summary>Removes a folder where nothing is in it; false where it stays.</summary>
    internal static bool RemoveEmpty(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            fixed (byte* name = Native(folder))
                return rmdir(name) == 0;
        }
        try
        {
            HeldFiles.Try(() => Directory.Delete(folder));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Makes a symbolic link with the given content.</summary>
    internal static void MakeLink(string path, byte[] target)
    {
        if (OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(path, GitPath.Decode(target));
            return;
        }
        fixed (byte* name = Native(path), content = (byte[])[.. target, 0])
            Check(symlink(content, name), path);
    }

    private static byte[] Native(string path) => [.. GitPath.Encode(path), 0];

    private static void Check(int result, string path)
    {
        if (result != 0)
            throw Failure(path);
    }

    private static IOException Failure(string path) => new($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int rename(byte* from, byte* to);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int link(byte* from, byte* to);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int unlink(byte* path);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int mkdir(byte* path, uint mode);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int rmdir(byte* path);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int access(byte* path, int mode);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint readlink(byte* path, byte* target, nint size);

    [LibraryImport(Program, SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int symlink(byte* target, byte* path);
}
