using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>A whole file, mapped for reading. What is not disposed is unmapped with this object.</summary>
internal sealed unsafe class MappedBytes : IDisposable
{
    private readonly SafeFileHandle? _handle;

    // One of the two: a file's, or those that were made in memory.
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte[]? _pinned;

    private MappedBytes(MemoryMappedFile file, SafeFileHandle? handle, long length)
    {
        (_handle, Length) = (handle, length);
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
    }

    private MappedBytes(byte[] pinned)
    {
        (_pinned, Length) = (pinned, pinned.Length);
        fixed (byte* start = pinned)
            Start = start;
    }

    internal byte* Start { get; }

    internal long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">How long it has to be; none that is empty can be mapped.</param>
    /// <param name="keepsHandle">The file stays open, for <see cref="ReadAt"/>.</param>
    /// <exception cref="InvalidDataException">It is shorter.</exception>
    internal static MappedBytes Open(string path, long least = 1, bool keepsHandle = false)
    {
        // Shared for deletion too: git gc removes packs while others read them, and another process may have a newer index at any time.
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        bool isKept = false;
        try
        {
            long length = RandomAccess.GetLength(handle);
            if (length < Math.Max(least, 1))
                throw new InvalidDataException();
            using var file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            var mapped = new MappedBytes(file, keepsHandle ? handle : null, length);
            isKept = keepsHandle;
            return mapped;
        }
        finally
        {
            if (!isKept)
                handle.Dispose();
        }
    }

    /// <summary>Takes bytes that were made in memory, in an array that stays where it is.</summary>
    internal static MappedBytes OfPinned(byte[] pinned) => new(pinned);

    /// <summary>Reads part of the file without the mapping; returns how much of it there was.</summary>
    internal int ReadAt(long offset, Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length && RandomAccess.Read(_handle!, buffer[read..], offset + read) is > 0 and int more)
            read += more;
        return read;
    }

    /// <summary>As <see cref="MappedPages.Release"/>, of the whole file.</summary>
    internal void ReleasePages()
    {
        if (_pinned is null)
            MappedPages.Release(Start, Length);
    }

    public void Dispose()
    {
        if (_view is null || _view.SafeMemoryMappedViewHandle.IsClosed)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _handle?.Dispose();
    }
}
