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

    // More than a list has in months.
    private const long MostUnpacked = 512L << 20;

    // Archives of mails are a fifth to a twentieth of them; what is packed smaller by far was made to fill the memory of who reads it.
    private const long MostTimesPacked = 200;
    private const long AlwaysUnpacked = 16L << 20;

    // An archive of archives is unpacked as often as it was packed, within reason.
    private const int MostLayers = 4;

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
            if (IsPacked(data))
                data = Unpack(data);
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

    private static bool IsPacked(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..];

    /// <summary>
    /// What is in a packed file. Each layer is first read through to its end, of which nothing is kept: so what is too large is refused in little memory,
    /// and what is not is then read into an array of its size.
    /// </summary>
    private static byte[] Unpack(byte[] packed)
    {
        long most = Math.Min(MostUnpacked, Math.Max(AlwaysUnpacked, packed.Length * MostTimesPacked));
        int layers = 0;
        for (long length; layers <= MostLayers; layers++)
        {
            byte[] start = new byte[4];
            using (Stream content = Open(packed, layers, most))
            {
                int read = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
                content.CopyTo(Stream.Null);
                start = start[..read];
                length = content.Position;
            }
            if (IsPacked(start))
                continue;
            byte[] data = GC.AllocateUninitializedArray<byte>((int)length);
            using (Stream content = Open(packed, layers, most))
                content.ReadExactly(data);
            return data;
        }
        throw new InvalidDataException($"it is packed more than {MostLayers} times");
    }

    /// <summary>The content below so many layers.</summary>
    private static Stream Open(byte[] packed, int layers, long most)
    {
        Stream content = new MemoryStream(packed);
        for (int i = 0; i < layers; i++)
            content = new UnpackedStream(content, most);
        return content;
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
