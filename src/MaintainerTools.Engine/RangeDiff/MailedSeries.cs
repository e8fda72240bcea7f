using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Mails;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>Reads a series that was mailed, as a side of a comparison.</summary>
internal static class MailedSeries
{
    /// <summary>The patches of one version of a series in a file or folder of mails, for comparison.</summary>
    /// <param name="file">The file or folder.</param>
    /// <param name="version">The version; null for the newest.</param>
    /// <param name="notes">Gets a sentence where there was a choice, and where something is missing.</param>
    /// <exception cref="MaintainerException">MailUnreadable, MailCompressed, NoPatchInFile, PatchMalformed, VersionNotInFile.</exception>
    internal static List<SeriesPatch> Read(string file, int? version, ICollection<string> notes)
    {
        IReadOnlyList<PostedSeries> posted = PostedSeries.Find(Mailbox.Read(file));
        return posted.Count == 0 ? throw new MaintainerException("NoPatchInFile", ErrorKind.InvalidData, file, file)
            : [.. PostedSeries.Choose(posted, version, file, notes).Patches.Select(ToPatch)];
    }

    private static SeriesPatch ToPatch(MailPatch mail)
    {
        var text = new SeriesPatchText();
        text.AddHeader(mail.Author, Encoding.UTF8.GetBytes(mail.Message));
        foreach (PatchedFile file in (mail.Patch ?? throw mail.Damage!).Files)
        {
            text.AddFile(file.OldPath, file.OldMode, file.NewPath, file.NewMode);
            if (file.IsBinary)
                text.AddLine(' ', Encoding.UTF8.GetBytes($"Binary files {Name(file.OldPath)} and {Name(file.NewPath)} differ"));
            foreach (PatchHunk hunk in file.Hunks)
            {
                text.AddHunk(file.Path, hunk.Heading);
                foreach (byte[] line in hunk.Lines)
                {
                    bool ends = line[^1] == '\n';
                    text.AddLine((char)line[0], ends ? line.AsSpan(1, line.Length - 2) : line.AsSpan(1));
                    if (!ends)
                        text.AddLine(' ', "\\ No newline at end of file"u8);
                }
            }
        }
        return text.ToPatch(mail.Mail.Commit, null, mail.Subject);

        static string Name(string? path) => path is null ? "/dev/null" : QuotedPath.Quote(path);
    }
}
