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
}
