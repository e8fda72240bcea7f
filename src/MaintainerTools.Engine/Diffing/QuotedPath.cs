using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>Paths as git shows them in diffs and listings with core.quotePath at its default.</summary>
internal static class QuotedPath
{
    /// <summary>The path as it is, or in double quotes with C escapes where a byte asks for it (control characters, quote, backslash, beyond ASCII).</summary>
    public static string Quote(string path)
    {
        byte[] bytes = GitPath.Encode(path);
        if (Array.TrueForAll(bytes, b => b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\'))
            return path;
        var text = new StringBuilder("\"");
        foreach (byte b in bytes)
        {
            _ = b switch
            {
                (byte)'"' => text.Append("\\\""),
                (byte)'\\' => text.Append("\\\\"),
                7 => text.Append("\\a"),
                8 => text.Append("\\b"),
                9 => text.Append("\\t"),
                10 => text.Append("\\n"),
                11 => text.Append("\\v"),
                12 => text.Append("\\f"),
                13 => text.Append("\\r"),
                < 0x20 or >= 0x7F => text.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0')),
                _ => text.Append((char)b),
            };
        }
        return text.Append('"').ToString();
    }

    /// <summary>Where a quoted path at the start of a text ends, its closing quote included.</summary>
    public static int EndOf(string text)
    {
        int at = 1;
        while (at < text.Length && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        return Math.Min(text.Length, at + 1);
    }

    /// <summary>The path that a quoted one stands for, its bytes as Latin-1.</summary>
    public static string Unquote(string text)
    {
        var path = new StringBuilder();
        int end = EndOf(text) - 1;
        for (int i = 1; i < end; i++)
        {
            if (text[i] != '\\')
            {
                path.Append(text[i]);
                continue;
            }
            char c = text[++i];
            if (c is >= '0' and <= '3' && i + 2 < end && text[i + 1] is >= '0' and <= '7' && text[i + 2] is >= '0' and <= '7')
            {
                path.Append((char)Convert.ToInt32(text.Substring(i, 3), 8));
                i += 2;
                continue;
            }
            path.Append(c switch { 'a' => '\a', 'b' => '\b', 't' => '\t', 'n' => '\n', 'v' => '\v', 'f' => '\f', 'r' => '\r', _ => c });
        }
        return path.ToString();
    }
}
