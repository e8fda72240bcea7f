using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Objects that lie in a file each (git's gitformat-loose), in the folders of an object store. libgit2 is not asked for them: of a file whose header gives too
/// small a size it writes behind the memory that it took for it. Whatever is not as the format says ends in <see cref="InvalidDataException"/> with
/// words for it.
/// </summary>
internal static class LooseObjects
{
    // deflate makes no more of a byte: a size beyond that is a lie, and no memory is taken for it.
    internal const int MostPerByte = 1032;

    private const int LongestHeader = 32;

    // What is read of a file at once: most are smaller.
    private const int Beginning = 1 << 16;

    // From here on the header is not unpacked into the same array, which would have to be copied.
    private const int Large = 1 << 20;

    /// <summary>Reads an object; false where no folder has a file of its name.</summary>
    /// <param name="folders">The folders, in the order in which they count.</param>
    /// <param name="id">Which object: content that has another id is damaged.</param>
    /// <param name="type">Its type.</param>
    /// <param name="data">Its content.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds another object.</exception>
    internal static bool TryRead(IReadOnlyList<string> folders, Oid id, out ObjectType type, out byte[] data)
    {
        (type, data) = (ObjectType.None, []);
        using FileStream? file = Open(folders, id);
        if (file is null)
            return false;
        try
        {
            byte[] packed = Begin(file);
            int start = ReadHeader(packed, out type, out long size);
            if (size > Array.MaxLength - LongestHeader || size > file.Length * MostPerByte)
                throw new InvalidDataException("its file is too short for the size that it gives");
            if (size >= Large)
                data = Stream(file, start, (int)size);
            else
            {
                if (packed.Length < file.Length)
                    packed = [.. packed, .. Rest(file)];
                byte[] whole = GC.AllocateUninitializedArray<byte>(start + (int)size);
                if (!Inflater.OfThread.TryInflate(packed, whole, toEnd: true))
                    throw new InvalidDataException("its file is no whole zlib stream of the size that it gives");
                data = whole[start..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(e.Message, e);
        }
        return ScratchStore.Hash(type, data) == id ? true : throw new InvalidDataException("its content is that of another object");
    }

    /// <summary>An object's length by its header; null where no folder has a file of its name.</summary>
    /// <exception cref="InvalidDataException">The header is damaged.</exception>
    internal static long? SizeOf(IReadOnlyList<string> folders, Oid id)
    {
        using FileStream? file = Open(folders, id);
        if (file is null)
            return null;
        try
        {
            ReadHeader(Begin(file), out _, out long size);
            return size;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>True where a folder has a file of the object's name.</summary>
    internal static bool Contains(IReadOnlyList<string> folders, Oid id) => folders.Any(folder => File.Exists(PathOf(folder, id)));

    private static byte[] Stream(FileStream file, int start, int size)
    {
        file.Position = 0;
        using var stream = new ZLibStream(file, CompressionMode.Decompress);
        byte[] data = GC.AllocateUninitializedArray<byte>(size);
        try
        {
            stream.ReadExactly(new byte[start]);
            stream.ReadExactly(data);
            if (stream.ReadByte() >= 0)
                throw new InvalidDataException("it is longer than the size that it gives");
        }
        // It ends too early, or asks for what zlib has not.
        catch (IOException e)
        {
            throw new InvalidDataException("its file is no whole zlib stream of the size that it gives", e);
        }
        return data;
    }

    /// <summary>The file, or as much of its beginning as most files have.</summary>
    private static byte[] Begin(FileStream file)
    {
        byte[] packed = GC.AllocateUninitializedArray<byte>((int)Math.Min(file.Length, Beginning));
        return packed.AsSpan(0, file.ReadAtLeast(packed, packed.Length, throwOnEndOfStream: false)) is var read && read.Length == packed.Length
            ? packed : read.ToArray();
    }

    private static byte[] Rest(FileStream file)
    {
        using var rest = new MemoryStream();
        file.CopyTo(rest);
        return rest.ToArray();
    }

    private static string PathOf(string folder, Oid id)
    {
        string name = id.ToString();
        return Path.Combine(folder, name[..2], name[2..]);
    }

    private static FileStream? Open(IReadOnlyList<string> folders, Oid id)
    {
        foreach (string folder in folders)
        {
            try
            {
                return new FileStream(PathOf(folder, id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // The next folder may have it.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new InvalidDataException(e.Message, e);
            }
        }
        return null;
    }

    /// <summary>"TYPE SIZE" and a zero byte; returns how long that is.</summary>
    private static int ReadHeader(byte[] packed, out ObjectType type, out long size)
    {
        Span<byte> room = stackalloc byte[LongestHeader + 320];
        if (!Inflater.OfThread.TryInflateStart(packed, room, LongestHeader, out int written))
            throw new InvalidDataException("its file does not begin a zlib stream");
        ReadOnlySpan<byte> header = room[..Math.Min(written, LongestHeader)];
        int end = header.IndexOf((byte)0);
        int space = header.IndexOf((byte)' ');
        type = space < 0 || end < space ? ObjectType.None : Encoding.ASCII.GetString(header[..space]) switch
        {
            "commit" => ObjectType.Commit,
            "tree" => ObjectType.Tree,
            "blob" => ObjectType.Blob,
            "tag" => ObjectType.Tag,
            _ => ObjectType.None,
        };
        size = 0;
        if (type == ObjectType.None || !long.TryParse(header[(space + 1)..end], NumberStyles.None, CultureInfo.InvariantCulture, out size))
            throw new InvalidDataException("its file does not begin with a type and a size");
        return end + 1;
    }
}
