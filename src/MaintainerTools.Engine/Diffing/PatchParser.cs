using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Reads unified diffs: git's, with extended headers, and plain ones. Hunks are read by their counts, so that a mail's signature is no line of them.
/// </summary>
internal sealed partial class PatchParser
{
    // Of what a patch says that a binary file unpacks to: a few kilobytes could say anything.
    private const int LongestBinary = 256 << 20;

    private readonly List<byte[]> _lines = [];
    private readonly List<PatchedFile> _files = [];
    private int _at;
    private int _strip = -1;

    private PatchParser(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..(end + 1)];
            _lines.Add(line.ToArray());
            text = text[line.Length..];
        }
    }

    /// <summary>Takes a patch apart. Without a diff in it there are no files.</summary>
    internal static PatchFile Parse(ReadOnlySpan<byte> text)
    {
        var parser = new PatchParser(text);
        int first = parser.Run();
        return new PatchFile([.. parser._lines.Take(first).SelectMany(l => l)], parser._files);
    }

    private int Run()
    {
        int first = _lines.Count;
        while (_at < _lines.Count)
        {
            int start = _at;
            if (Is("diff --git "u8))
                ReadGit();
            else if (Is("--- "u8) && _at + 2 < _lines.Count && _lines[_at + 1].AsSpan().StartsWith("+++ "u8) && _lines[_at + 2].AsSpan().StartsWith("@@ -"u8))
                ReadPlain(new PatchedFile());
            else
            {
                _at++;
                continue;
            }
            first = Math.Min(first, start);
        }
        return first;
    }

    private bool Is(ReadOnlySpan<byte> prefix) => _at < _lines.Count && _lines[_at].AsSpan().StartsWith(prefix);

    private string Rest(int skip) => Encoding.Latin1.GetString(_lines[_at].AsSpan(skip).TrimEnd("\r\n"u8));

    private void ReadGit()
    {
        var file = new PatchedFile();
        (file.OldPath, file.NewPath) = PatchNames.OfGitLine(Rest(11)) ?? default;
        bool created = false;
        bool deleted = false;
        bool renamed = false;
        for (_at++; _at < _lines.Count; _at++)
        {
            if (Is("old mode "u8))
                file.OldMode = Mode(Rest(9));
            else if (Is("new mode "u8))
                file.NewMode = Mode(Rest(9));
            else if (Is("new file mode "u8))
                (file.NewMode, created) = (Mode(Rest(14)), true);
            else if (Is("deleted file mode "u8))
                (file.OldMode, deleted) = (Mode(Rest(18)), true);
            else if (Is("rename from "u8))
                (file.OldPath, renamed) = (PatchNames.Raw(Rest(12)), true);
            else if (Is("rename to "u8))
                (file.NewPath, renamed) = (PatchNames.Raw(Rest(10)), true);
            else if (Is("index "u8))
                ReadIndex(file, Rest(6));
            else if (!Is("similarity index "u8) && !Is("dissimilarity index "u8) && !Is("copy from "u8) && !Is("copy to "u8))
                break;
        }
        _files.Add(file);
        if (Is("--- "u8))
            ReadPlain(file, !renamed);
        else if (Is("GIT binary patch"u8))
            ReadBinary(file);
        else if (Is("Binary files "u8))
            (file.IsBinary, _at) = (true, _at + 1);
        if (created)
            file.OldPath = null;
        if (deleted)
            file.NewPath = null;
    }

    private static void ReadIndex(PatchedFile file, string text)
    {
        Match match = IndexLine().Match(text);
        if (!match.Success)
            return;
        file.OldBlob = match.Groups[1].Value;
        file.NewBlob = match.Groups[2].Value;
        if (match.Groups[3].Success)
            file.OldMode = file.NewMode = Mode(match.Groups[3].Value);
    }

    private void ReadPlain(PatchedFile file, bool names = true)
    {
        bool isNew = _files.Count == 0 || _files[^1] != file;
        string oldLine = Rest(4);
        _at++;
        if (!Is("+++ "u8))
            return;
        string newLine = Rest(4);
        _at++;
        if (isNew)
        {
            _files.Add(file);
            (file.OldPath, file.NewPath, file.WholePath) = PatchNames.OfPlainHeader(oldLine, newLine, ref _strip);
        }
        // In git's format the names of a rename stand in its own lines, without a prefix. Else these two lines count, whatever the first line of all says.
        else if (names)
        {
            (file.OldPath, file.NewPath) = PatchNames.OfGitHeader(oldLine, newLine);
        }
        while (Is("@@ -"u8) && ReadHunk(file))
        {
        }
    }

    private bool ReadHunk(PatchedFile file)
    {
        Match match = HunkHeader().Match(Rest(0));
        if (!match.Success)
            return false;
        int oldLeft = Number(match.Groups[2].Value, 1);
        int newLeft = Number(match.Groups[4].Value, 1);
        var lines = new List<byte[]>();
        int start = _at++;
        while (_at < _lines.Count && (oldLeft > 0 || newLeft > 0))
        {
            byte[] line = _lines[_at];
            char sign = (char)line[0];
            // A mailer may have cut the blank of an empty context line.
            if (sign is '\n' or '\r')
                (line, sign) = ([(byte)' ', .. line], ' ');
            if (sign == '\\')
            {
                DropLineEnd(lines);
                _at++;
                continue;
            }
            if (sign is not (' ' or '-' or '+'))
                break;
            oldLeft -= sign == '+' ? 0 : 1;
            newLeft -= sign == '-' ? 0 : 1;
            // The last line end of a mail's part belongs to what parts it from the next.
            lines.Add(line[^1] == '\n' ? line : [.. line, (byte)'\n']);
            _at++;
        }
        if (Is("\\ "u8))
        {
            DropLineEnd(lines);
            _at++;
        }
        if (oldLeft != 0 || newLeft != 0)
            throw new MaintainerException("PatchMalformed", ErrorKind.InvalidData, file.Path, file.Path, start + 1);
        file.Hunks.Add(new PatchHunk(Number(match.Groups[1].Value, 0), Number(match.Groups[3].Value, 0),
            Encoding.Latin1.GetBytes(match.Groups[5].Value), lines));
        return true;
    }

    private static void DropLineEnd(List<byte[]> lines)
    {
        if (lines.Count > 0 && lines[^1][^1] == '\n')
            lines[^1] = lines[^1][..^1];
    }

    private void ReadBinary(PatchedFile file)
    {
        file.IsBinary = true;
        int start = ++_at;
        bool literal = Is("literal "u8);
        int size = literal ? Number(Rest(8), 0) : 0;
        var data = new MemoryStream();
        for (_at++; _at < _lines.Count && _lines[_at].AsSpan().TrimEnd("\r\n"u8).Length > 0; _at++)
            Base85.Decode(_lines[_at].AsSpan().TrimEnd("\r\n"u8), data);
        // The second block is the way back, which is not needed.
        if (_at + 1 < _lines.Count && (_lines[_at + 1].AsSpan().StartsWith("literal "u8) || _lines[_at + 1].AsSpan().StartsWith("delta "u8)))
        {
            for (_at++; _at < _lines.Count && _lines[_at].AsSpan().TrimEnd("\r\n"u8).Length > 0; _at++)
            {
            }
        }
        if (literal)
            file.BinaryContent = Inflate(file, data, size, start);
    }

    /// <summary>The content of a binary file; null where there is more or less of it than its size says. No more is unpacked than that.</summary>
    /// <exception cref="MaintainerException">PatchMalformed: no zlib stream, or a size that no mail has.</exception>
    private static byte[]? Inflate(PatchedFile file, MemoryStream packed, int size, int start)
    {
        if (size > LongestBinary)
            throw new MaintainerException("PatchMalformed", ErrorKind.InvalidData, file.Path, file.Path, start);
        packed.Position = 0;
        try
        {
            using var inflated = new ZLibStream(packed, CompressionMode.Decompress);
            using var content = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            while (content.Length <= size && inflated.Read(buffer) is > 0 and int read)
                content.Write(buffer, 0, read);
            return content.Length == size ? content.ToArray() : null;
        }
        // What zlib itself refuses, such as a stream that asks for a dictionary, comes as an IOException.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new MaintainerException("PatchMalformed", ErrorKind.InvalidData, file.Path, e, [file.Path, start]);
        }
    }

    private static int Mode(string text)
    {
        try
        {
            return Convert.ToInt32(text.Trim(), 8);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            return EntryMode.Regular;
        }
    }

    private static int Number(string text, int absent) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : absent;

    [GeneratedRegex(@"\A@@ -([0-9]+)(?:,([0-9]+))? \+([0-9]+)(?:,([0-9]+))? @@ ?(.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex HunkHeader();

    [GeneratedRegex(@"\A([0-9a-f]{4,40})\.\.([0-9a-f]{4,40})(?: ([0-7]{6}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex IndexLine();
}
