using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>Pages of mapped files among those that this process holds.</summary>
internal static unsafe partial class MappedPages
{
    // MADV_DONTNEED; elsewhere it may mean another thing.
    private const int NotNeeded = 4;

    /// <summary>
    /// Takes a mapping that begins a page, and is only read, out of this process's pages: a search for a million ids leaves a whole index among them.
    /// It stays in the system's cache and comes again when it is read.
    /// </summary>
    public static void Release(byte* start, long length)
    {
        if (OperatingSystem.IsLinux())
            _ = madvise((nint)start, (nuint)length, NotNeeded);
    }

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int madvise(nint start, nuint length, int advice);
}
