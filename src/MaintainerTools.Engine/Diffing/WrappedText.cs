using System.Text;

namespace MaintainerTools.Engine.Diffing;

/// <summary>Breaks a text of one line between words, as git does in its shortlog and in the headers of mails.</summary>
internal static class WrappedText
{
    private const int TabWidth = 8;

    /// <summary>The text in lines of at most so many columns, where its words allow that.</summary>
    /// <param name="text">UTF-8; where it is none, a byte is a column.</param>
    /// <param name="first">Columns that the first line is indented by; below zero, minus those that are written already.</param>
    /// <param name="rest">Columns that the other lines are indented by.</param>
    /// <param name="width">The columns that there are; a line may fill them.</param>
    internal static byte[] Wrap(ReadOnlySpan<byte> text, int first, int rest, int width)
    {
        using var output = new MemoryStream();
        bool isUtf8 = System.Text.Unicode.Utf8.IsValid(text);
        int indent = first, column = first, start = 0, at = 0;
        // Where the last line could end; below zero: nowhere.
        int space = -1;
        if (first < 0)
            (column, space) = (-first, 0);
        while (true)
        {
            bool isEnd = at >= text.Length;
            if (!isEnd && !IsSpace(text[at]))
            {
                int length = 1;
                if (isUtf8)
                    _ = Rune.DecodeFromUtf8(text[at..], out _, out length);
                column += isUtf8 ? TextWidth.Of(text.Slice(at, length)) : 1;
                at += length;
                continue;
            }
            if (column > width && space >= 0)
            {
                output.WriteByte((byte)'\n');
                at = start = space < text.Length && IsSpace(text[space]) ? space + 1 : space;
                (space, column, indent) = (-1, rest, rest);
                continue;
            }
            if (isEnd && at == start)
                break;
            if (space >= 0)
                start = space;
            else
                output.Write(Encoding.ASCII.GetBytes(new string(' ', Math.Max(0, indent))));
            output.Write(text[start..at]);
            if (isEnd)
                break;
            space = at;
            if (text[at] == '\t')
                column |= TabWidth - 1;
            column++;
            at++;
        }
        return output.ToArray();
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= 9 and <= 13);
}
