using System.Globalization;
using System.Text;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>Writes a parsed patch as git would have.</summary>
internal static class PatchWriter
{
    /// <summary>Appends a file's change.</summary>
    internal static void Write(Stream output, PatchedFile file)
    {
        string old = file.OldPath ?? file.NewPath!;
        string @new = file.NewPath ?? file.OldPath!;
        Line($"diff --git {QuotedPath.Quote("a/" + old)} {QuotedPath.Quote("b/" + @new)}");
        if (file.OldPath is null)
            Line("new file mode " + EntryMode.Format(file.NewMode == 0 ? EntryMode.Regular : file.NewMode));
        else if (file.NewPath is null)
            Line("deleted file mode " + EntryMode.Format(file.OldMode == 0 ? EntryMode.Regular : file.OldMode));
        else if (file.OldMode != file.NewMode && file.OldMode != 0 && file.NewMode != 0)
            Line($"old mode {EntryMode.Format(file.OldMode)}\nnew mode {EntryMode.Format(file.NewMode)}");
        if (file.OldPath is not null && file.NewPath is not null && old != @new)
            Line($"rename from {QuotedPath.Quote(old)}\nrename to {QuotedPath.Quote(@new)}");
        if (file.OldBlob.Length > 0)
            Line($"index {file.OldBlob}..{file.NewBlob}");
        if (file.Hunks.Count == 0)
            return;
        Line("--- " + (file.OldPath is null ? "/dev/null" : QuotedPath.Quote("a/" + old)));
        Line("+++ " + (file.NewPath is null ? "/dev/null" : QuotedPath.Quote("b/" + @new)));
        foreach (PatchHunk hunk in file.Hunks)
        {
            int removed = hunk.Lines.Count(l => l[0] != '+');
            int added = hunk.Lines.Count(l => l[0] != '-');
            Line(string.Create(CultureInfo.InvariantCulture, $"@@ -{hunk.OldStart},{removed} +{hunk.NewStart},{added} @@"));
            foreach (byte[] line in hunk.Lines)
            {
                output.Write(line);
                if (line[^1] != '\n')
                    output.Write("\n\\ No newline at end of file\n"u8);
            }
        }

        void Line(string text) => output.Write(Encoding.UTF8.GetBytes(text + "\n"));
    }
}
