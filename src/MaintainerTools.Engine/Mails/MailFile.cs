using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;
using ZstdSharp;

namespace MaintainerTools.Engine.Mails;

/// <summary>Reads what mails are kept in: a file, compressed or not, a Maildir, or a folder with a file for each.</summary>
internal static partial class MailFile
{
    // Files of other compressors by what they begin with: to read their bytes as text would make a remark of them.
    private static readonly (byte[] Magic, string Name)[] s_unread =
    [
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "xz"), ("BZh"u8.ToArray(), "bzip2"), ("PK\u0003\u0004"u8.ToArray(), "zip"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "7z"), ("LZIP"u8.ToArray(), "lzip"), ([0x04, 0x22, 0x4D, 0x18], "lz4"),
    ];

    // More than a list has in months; a packed megabyte could be a thousand, packed again a million.
    private const long MostUnpacked = 512L << 20;

    private static readonly string[] s_boxes = ["cur", "new"];

    /// <summary>The files that a path means: itself; of a Maildir the mails in cur and new; of another folder all files. Hidden ones are left out.</summary>
    /// <exception cref="MaintainerException">MailUnreadable.</exception>
    internal static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        string[] boxes = [.. s_boxes.Select(box => Path.Combine(path, box)).Where(Directory.Exists)];
        try
        {
            return [.. (boxes.Length > 0 ? boxes : [path]).SelectMany(Directory.EnumerateFiles).Where(f => !Path.GetFileName(f).StartsWith('.'))
                .OrderBy(f => Numbers().Replace(Path.GetFileName(f), m => m.Value.PadLeft(20, '0')), StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("MailUnreadable", ErrorKind.ObjectNotFound, path, e, [path, e.Message]);
        }
    }

    /// <summary>A file's bytes, unpacked.</summary>
    /// <exception cref="MaintainerException">MailUnreadable, MailCompressed.</exception>
    internal static byte[] Read(string file)
    {
        try
        {
            byte[] data = File.ReadAllBytes(file);
            // An archive of archives is unpacked as often as it was packed, within reason.
            for (int depth = 0; depth < 4; depth++)
            {
                if (data is [0x1F, 0x8B, ..])
                    data = Whole(data, Unpack(new GZipStream(new MemoryStream(data), CompressionMode.Decompress)));
                else if (data is [0x28, 0xB5, 0x2F, 0xFD, ..])
                    data = Unpack(new DecompressionStream(new MemoryStream(data)));
                else
                    break;
            }
            return s_unread.FirstOrDefault(u => data.AsSpan().StartsWith(u.Magic)) is { Name: { } format }
                ? throw new MaintainerException("MailCompressed", ErrorKind.NotImplemented, file, file, format) : data;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ZstdException)
        {
            throw new MaintainerException("MailUnreadable",
                e is InvalidDataException or ZstdException or EndOfStreamException ? ErrorKind.InvalidData : ErrorKind.ObjectNotFound,
                file, e, [file, e.Message]);
        }
    }

    /// <summary>
    /// .NET takes a file that is cut off for one that ends there; its last four bytes are the length of what
    /// is in it, or in the last of several parts.
    /// </summary>
    private static byte[] Whole(byte[] packed, byte[] data) =>
        packed.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4)) <= (uint)data.Length
        && (data.Length > 0 || packed.AsSpan(packed.Length - 4).IndexOfAnyExcept((byte)0) < 0)
            ? data : throw new InvalidDataException("it is cut off");

    private static byte[] Unpack(Stream packed)
    {
        using (packed)
        {
            using var output = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            while (packed.Read(buffer) is > 0 and int read)
            {
                if (output.Length + read > MostUnpacked)
                    throw new InvalidDataException($"it unpacks to more than {MostUnpacked >> 20} MiB");
                output.Write(buffer, 0, read);
            }
            return output.ToArray();
        }
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
