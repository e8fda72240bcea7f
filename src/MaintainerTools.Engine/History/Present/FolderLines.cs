using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Which file of a folder has a line that no other of it has. A file that was split off keeps its folder, whatever it is called; a line that several files
/// have says nothing of where a text went.
/// </summary>
internal sealed class FolderLines
{
    // Of a larger folder nothing is read.
    private const int MostFiles = 1000;

    private const int Several = -1;

    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    private readonly Dictionary<ulong, int> _holder = [];

    /// <summary>Reads the files of a folder once.</summary>
    /// <param name="objects">The store.</param>
    /// <param name="blobs">The files, by the number that they are told by.</param>
    internal FolderLines(IObjectReader objects, IReadOnlyList<Oid> blobs)
    {
        for (int file = 0; file < blobs.Count && blobs.Count <= MostFiles; file++)
        {
            using TransientBytes data = objects.ReadOnce(blobs[file], ObjectType.Blob);
            if (!BinaryContent.IsBinary(data.Span))
                Read(data.Span, file);
        }
    }

    /// <summary>The only file that has a line, the white space at its ends aside; null where none has, or several have.</summary>
    internal int? HolderOf(ReadOnlySpan<byte> line) => _holder.TryGetValue(Hash(line), out int file) && file != Several ? file : null;

    private void Read(ReadOnlySpan<byte> text, int file)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? text : text[..end]).Trim(" \t\r"u8);
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.IsEmpty)
                continue;
            ulong hash = Hash(line);
            if (!_holder.TryAdd(hash, file) && _holder[hash] != file)
                _holder[hash] = Several;
        }
    }

    // FNV-1a: two lines of one hash are told apart by who asks, who looks into the file.
    private static ulong Hash(ReadOnlySpan<byte> line)
    {
        ulong hash = HashStart;
        foreach (byte b in line)
            hash = (hash ^ b) * HashFactor;
        return hash;
    }
}
