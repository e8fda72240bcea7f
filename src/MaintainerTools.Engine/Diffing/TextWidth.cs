using System.Globalization;
using System.Text;

namespace MaintainerTools.Engine.Diffing;

/// <summary>How many columns a text takes on a terminal, as git counts them.</summary>
internal static class TextWidth
{
    /// <summary>The columns that a text takes; of one that is no UTF-8 the number of its bytes.</summary>
    internal static int Of(ReadOnlySpan<byte> text)
    {
        int width = 0;
        for (ReadOnlySpan<byte> rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
                return text.Length;
            rest = rest[length..];
            width += Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
                _ => IsWide(rune.Value) ? 2 : 1,
            };
        }
        return width;
    }

    private static bool IsWide(int value) =>
        value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F900 and <= 0x1F9FF) or (>= 0x20000 and <= 0x3FFFD);
}
