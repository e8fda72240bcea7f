using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>The diff of two patches.</summary>
internal static class SeriesPatchDiff
{
    /// <summary>The lines that git range-diff shows below a pair, without their indentation; null when the patches are equal.</summary>
    internal static string? Compute(SeriesPatch old, SeriesPatch @new)
    {
        if (old.Text.AsSpan().SequenceEqual(@new.Text))
            return null;
        var oldText = new TextLines(old.Text);
        var newText = new TextLines(@new.Text);
        var headings = new HunkHeadings(oldText, HunkHeadings.OfPatch);
        using var output = new MemoryStream();
        foreach (DiffHunk hunk in UnifiedDiff.Hunks(LineDiff.Compute(oldText, newText), oldText.Count, newText.Count))
        {
            byte[] heading = headings.Of(hunk.OldStart);
            output.Write(heading.Length == 0 ? "@@"u8 : "@@ "u8);
            output.Write(heading);
            output.WriteByte((byte)'\n');
            using var body = new MemoryStream();
            UnifiedDiff.Write(body, hunk, oldText, newText);
            ReadOnlySpan<byte> lines = body.GetBuffer().AsSpan(0, (int)body.Length);
            output.Write(lines[(lines.IndexOf((byte)'\n') + 1)..]);
        }
        return TextEncoding.Lenient.GetString(output.GetBuffer(), 0, (int)output.Length);
    }
}
