using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>Builds the text of a <see cref="SeriesPatch"/>, from a commit or from a mail.</summary>
internal sealed class SeriesPatchText
{
    private const int TabWidth = 8;
    private readonly MemoryStream _text = new();
    private int _changeOffset;
    private int _size;

    /// <summary>The finished patch.</summary>
    internal SeriesPatch ToPatch(Oid id, CommitObject? commit, string subject) =>
        new() { Id = id, Commit = commit, Subject = subject, Text = _text.ToArray(), ChangeOffset = _changeOffset, Size = _size };

    /// <summary>Author and message; <paramref name="message"/> is UTF-8 where it can be.</summary>
    internal void AddHeader(string author, ReadOnlySpan<byte> message)
    {
        Add(" ## Metadata ##\nAuthor: "u8);
        Add(Encoding.UTF8.GetBytes(author));
        Add("\n\n ## Commit message ##\n"u8);
        AddMessage(message, true);
    }

    /// <summary>The commit's note, as git log shows it.</summary>
    internal void AddNote(ReadOnlySpan<byte> note)
    {
        Add("\n\n ## Notes ##\n"u8);
        AddMessage(note, false);
    }

    private void AddMessage(ReadOnlySpan<byte> message, bool expandTabs)
    {
        bool any = false;
        ReadOnlySpan<byte> rest = expandTabs ? message.TrimEnd(" \t\r\n"u8) : message.TrimEnd((byte)'\n');
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).TrimEnd(" \t\r\n\v\f"u8);
            rest = end < 0 ? default : rest[(end + 1)..];
            any |= !line.IsEmpty;
            if (!any)
                continue;
            if (!line.IsEmpty)
            {
                Add("    "u8);
                Add(expandTabs ? Expand(line) : line);
            }
            _text.WriteByte((byte)'\n');
        }
    }

    /// <summary>A file's title; the lines of its diff follow.</summary>
    internal void AddFile(string? oldPath, int oldMode, string? newPath, int newMode)
    {
        _text.WriteByte((byte)'\n');
        if (_changeOffset == 0)
            _changeOffset = (int)_text.Length;
        string title = oldPath is null ? newPath + " (new)"
            : newPath is null ? oldPath + " (deleted)"
            : oldPath != newPath ? oldPath + " => " + newPath : newPath;
        string mode = oldPath is not null && newPath is not null && oldMode != newMode
            ? $" (mode change {EntryMode.Format(oldMode)} => {EntryMode.Format(newMode)})"
            : "";
        AddLine(" ## "u8, GitPath.Encode(title), Encoding.ASCII.GetBytes(mode + " ##"));
    }

    /// <summary>A hunk's header: the file's name and the function's, without line numbers.</summary>
    internal void AddHunk(string path, ReadOnlySpan<byte> heading)
    {
        if (heading.IsEmpty)
            AddLine("@@"u8, default, default);
        else
            AddLine("@@ "u8, GitPath.Encode(path + ": "), heading);
    }

    /// <summary>A line of a hunk, its LF left out.</summary>
    internal void AddLine(char sign, ReadOnlySpan<byte> line) => AddLine([(byte)sign], line, default);

    /// <summary>The lines of a file's change.</summary>
    internal void AddContent(NumberedTexts texts, string? oldPath, NumberedText oldFile, string? newPath, NumberedText newFile, HeadingDrivers? drivers = null)
    {
        bool isBinary = drivers is null ? oldFile.IsBinary || newFile.IsBinary
            : (drivers.IsBinary((oldPath ?? newPath)!) ?? oldFile.IsBinary) || (drivers.IsBinary((newPath ?? oldPath)!) ?? newFile.IsBinary);
        if (isBinary)
        {
            AddLine(' ', Encoding.ASCII.GetBytes($"Binary files {Name(oldPath)} and {Name(newPath)} differ"));
            return;
        }
        TextLines old = oldFile.Text;
        TextLines @new = newFile.Text;
        var headings = new HunkHeadings(old, drivers?.Of((oldPath ?? newPath)!) ?? HunkHeadings.OfSource);
        foreach (DiffHunk hunk in UnifiedDiff.Hunks(texts.Compare(oldFile, newFile), old.Count, @new.Count))
        {
            AddHunk((newPath ?? oldPath)!, headings.Of(hunk.OldStart));
            int at = hunk.NewStart;
            foreach (LineChange change in hunk.Changes)
            {
                AddLines(' ', @new, at, change.NewStart);
                AddLines('-', old, change.OldStart, change.OldEnd);
                AddLines('+', @new, change.NewStart, change.NewEnd);
                at = change.NewEnd;
            }
            AddLines(' ', @new, at, hunk.NewStart + hunk.NewCount);
        }

        static string Name(string? path) => path is null ? "/dev/null" : QuotedPath.Quote(path);
    }

    private void AddLines(char sign, TextLines file, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            ReadOnlySpan<byte> line = file[i];
            bool ends = line[^1] == '\n';
            AddLine(sign, ends ? line[..^1] : line);
            if (!ends)
                AddLine(' ', "\\ No newline at end of file"u8);
        }
    }

    private void AddLine(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        Add(first);
        // git keeps the line as a C string.
        int zero = second.IndexOf((byte)0);
        Add(zero < 0 ? second : second[..zero]);
        Add(third);
        _text.WriteByte((byte)'\n');
        _size++;
    }

    private void Add(ReadOnlySpan<byte> bytes) => _text.Write(bytes);

    /// <summary>git log sets messages with tabs as blanks.</summary>
    private static ReadOnlySpan<byte> Expand(ReadOnlySpan<byte> line)
    {
        if (!line.Contains((byte)'\t'))
            return line;
        using var output = new MemoryStream();
        for (int tab = line.IndexOf((byte)'\t'); tab >= 0; tab = line.IndexOf((byte)'\t'))
        {
            output.Write(line[..tab]);
            for (int i = TextWidth.Of(line[..tab]) % TabWidth; i < TabWidth; i++)
                output.WriteByte((byte)' ');
            line = line[(tab + 1)..];
        }
        output.Write(line);
        return output.ToArray();
    }
}
