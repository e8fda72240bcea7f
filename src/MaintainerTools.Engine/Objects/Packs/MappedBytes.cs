using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>A whole file, mapped for reading.</summary>
internal sealed unsafe class MappedBytes : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedBytes(SafeFileHandle handle, MemoryMappedFile file, long length)
    {
        (_handle, _file, Length) = (handle, file, length);
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
    }

    internal byte* Start { get; }

    internal long Length { get; }

    internal static MappedBytes Open(string path)
    {
        // Shared for deletion too: git gc removes packs while others read them.
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        MemoryMappedFile? file = null;
        try
        {
            long length = RandomAccess.GetLength(handle);
            file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new MappedBytes(handle, file, length);
        }
        catch
        {
            file?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads part of the file without the mapping; returns how much of it there was.</summary>
    internal int ReadAt(long offset, Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length && RandomAccess.Read(_handle, buffer[read..], offset + read) is > 0 and int more)
            read += more;
        return read;
    }

    /// <summary>As <see cref="MappedPages.Release"/>, of the whole file.</summary>
    internal void ReleasePages() => MappedPages.Release(Start, Length);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        _handle.Dispose();
    }
}
