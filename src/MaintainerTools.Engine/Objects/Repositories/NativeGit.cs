using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// The few calls into LibGit2Sharp's own native library that LibGit2Sharp does not expose.
/// The library's file name carries a hash, so it is asked of LibGit2Sharp.
/// </summary>
internal static unsafe partial class NativeGit
{
    internal const int Ok = 0;
    internal const int NotFound = -3;

    // git_indexer_progress is six counters and a size.
    internal const int SizeOfIndexerProgress = 32;
    private const string Library = "git2-of-LibGit2Sharp";

    /// <summary>The name under which imports find what the program itself and the C library in it have.</summary>
    internal const string Program = "the-program-itself";

    /// <summary>Loads the library the way LibGit2Sharp does (same load context, same runtimes/RID folder) and readies it.</summary>
    internal static void EnsureLoaded() => RuntimeHelpers.RunClassConstructor(typeof(Loader).TypeHandle);

    /// <summary>
    /// True for what LibGit2Sharp throws when libgit2 failed: its own exceptions, and a FormatException where libgit2's words have a brace in them, which
    /// it takes for a place to fill in.
    /// </summary>
    internal static bool IsFailure(Exception error) => error is LibGit2Sharp.LibGit2SharpException
        || (error is FormatException && error.StackTrace?.Contains("LibGit2Sharp.", StringComparison.Ordinal) == true);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_odb_open(out nint odb, string objectsDirectory);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_odb_free(nint odb);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_odb_refresh(nint odb);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint git_indexer_name(nint indexer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_indexer_new(out nint indexer, string folder, uint mode, nint odb, nint options);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_indexer_append(nint indexer, byte* data, nuint length, byte* progress);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_indexer_commit(nint indexer, byte* progress);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_indexer_free(nint indexer);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_odb_write(byte* id, nint odb, byte* data, nuint length, int type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_repository_open(out nint repository, string path);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_repository_free(nint repository);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_reference_name_to_id(byte* id, nint repository, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_reference_name_is_valid(out int valid, string name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_transaction_new(out nint transaction, nint repository);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_transaction_lock_ref(nint transaction, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_transaction_set_target(nint transaction, string name, byte* id, nint signature, string message);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_transaction_remove(nint transaction, string name);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_transaction_commit(nint transaction);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_transaction_free(nint transaction);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_attr_get(out nint value, nint repository, uint flags, string path, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_filter_list_load(out nint filters, nint repository, nint blob, string path, int mode, uint flags);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_filter_list_apply_to_buffer(Buffer* output, nint filters, byte* input, nuint length);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_filter_list_apply_to_blob(Buffer* output, nint filters, nint blob);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_blob_lookup(out nint blob, nint repository, byte* id);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_blob_free(nint blob);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_filter_list_free(nint filters);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_buf_dispose(Buffer* buffer);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_repository_index(out nint index, nint repository);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_index_conflict_add(nint index, IndexEntry* ancestor, IndexEntry* ours, IndexEntry* theirs);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_index_write(nint index);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_index_add(nint index, IndexEntry* entry);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_index_open(out nint index, string file);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_index_remove(nint index, byte* path, int stage);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial IndexEntry* git_index_get_bypath(nint index, byte* path, int stage);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_repository_set_index(nint repository, nint index);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int git_status_list_new(out nint list, nint repository, StatusOptions* options);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_status_list_free(nint list);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint git_index_entrycount(nint index);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial IndexEntry* git_index_get_byindex(nint index, nuint position);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void git_index_free(nint index);

    [LibraryImport(Library)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint git_error_last();

    /// <summary>The library's last message on this thread.</summary>
    internal static string LastError()
    {
        nint error = git_error_last();
        return error == 0 ? "unknown error" : Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(error)) ?? "unknown error";
    }

    /// <summary>libgit2's git_buf.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Buffer
    {
        internal byte* Data;
        internal nuint Reserved;
        internal nuint Size;
    }

    /// <summary>libgit2's git_status_options.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct StatusOptions
    {
        internal uint Version;
        internal int Show;
        internal uint Flags;
        internal byte** Paths;
        internal nuint PathCount;
        internal nint Baseline;
        internal ushort RenameThreshold;
    }

    /// <summary>libgit2's git_index_entry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IndexEntry
    {
        internal int ChangedSeconds;
        internal uint ChangedNanoseconds;
        internal int ModifiedSeconds;
        internal uint ModifiedNanoseconds;
        internal uint Device;
        internal uint Inode;
        internal uint Mode;
        internal uint User;
        internal uint Group;
        internal uint Size;
        internal fixed byte Id[Oid.Size];
        internal ushort Flags;
        internal ushort ExtendedFlags;
        internal byte* Path;
    }

    private static class Loader
    {
        static Loader()
        {
            Assembly managed = typeof(LibGit2Sharp.Repository).Assembly;
            string name = (string?)managed.GetType("LibGit2Sharp.Core.NativeDllName")?
                .GetField("Name", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)?.GetRawConstantValue() ?? "git2";
            NativeLibrary.SetDllImportResolver(typeof(NativeGit).Assembly, (library, _, _) =>
                library == Library ? NativeLibrary.Load(name, managed, null) : library == Program ? NativeLibrary.GetMainProgramHandle() : 0);
            // Any setting makes LibGit2Sharp call git_libgit2_init. The module has this copy of the library to itself (own load
            // context). Hashing each object again on reading is what git does not do either.
            LibGit2Sharp.GlobalSettings.SetStrictHashVerification(false);
        }
    }
}
