using System.Buffers;
using System.Text;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// The text that git puts behind a hunk's header: the last line above the hunk that looks like the beginning of a function. What one hunk found holds
/// for the next, unless there is a newer one between. For the hunks of one file, in order.
/// </summary>
/// <param name="file">The old file.</param>
/// <param name="headingOf">The heading that a line is; empty when it is none.</param>
internal sealed class HunkHeadings(TextLines file, HunkHeadings.Finder headingOf)
{
    // git's buffer for a heading.
    private const int Longest = 80;
    private readonly TextLines _file = file;
    private int _searched = -1;
    private byte[] _last = [];

    /// <summary>Takes a line apart.</summary>
    internal delegate ReadOnlySpan<byte> Finder(ReadOnlySpan<byte> line);

    /// <summary>The heading of the hunk that starts at a line of the old file, context included; empty for none.</summary>
    internal byte[] Of(int start)
    {
        for (int i = start - 1; i > _searched && i < _file.Count; i--)
        {
            ReadOnlySpan<byte> heading = headingOf(_file[i]);
            if (heading.IsEmpty)
                continue;
            if (heading.Length > Longest)
                heading = heading[..Longest];
            _last = Readable(heading.TrimEnd(" \t\r\n"u8)).ToArray();
            break;
        }
        _searched = start - 1;
        return _last;
    }

    /// <summary>Up to where it is no UTF-8 any more: a letter that the buffer has cut, or text of another charset, which git leaves off.</summary>
    private static ReadOnlySpan<byte> Readable(ReadOnlySpan<byte> heading)
    {
        int at = 0;
        while (at < heading.Length && Rune.DecodeFromUtf8(heading[at..], out Rune rune, out int length) == OperationStatus.Done
            && rune.Value is not (0xFFFE or 0xFFFF))
            at += length;
        return heading[..at];
    }

    /// <summary>git's default, without a diff driver: a line that begins with a letter, an underscore or a dollar sign.</summary>
    internal static ReadOnlySpan<byte> OfSource(ReadOnlySpan<byte> line) =>
        !line.IsEmpty && (char.IsAsciiLetter((char)line[0]) || line[0] is (byte)'_' or (byte)'$') ? line : default;

    /// <summary>Those of a normalised patch: a section's title, or the heading of one of its own hunks.</summary>
    internal static ReadOnlySpan<byte> OfPatch(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimEnd((byte)'\n');
        if (text.StartsWith(" ## "u8) && text.EndsWith(" ##"u8) && text.Length >= 7)
            return text[4..^3];
        if (text.StartsWith("@@ "u8))
            return text[3..];
        return text.Length > 4 && text[1..].StartsWith("@@ "u8) ? text[4..] : default;
    }
}
