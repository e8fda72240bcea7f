using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.BugMap;

/// <summary>A file's lines, and which of them are code.</summary>
internal sealed class SourceFile
{
    private readonly TextLines _lines;
    private readonly TextLines _code;

    internal SourceFile(byte[] data, string path)
    {
        _lines = new TextLines(data);
        _code = new TextLines(SourceCode.WithoutCommentsAndStrings(data, SourceCode.LanguageOf(path, data)));
    }

    /// <summary>True for a line with a letter or a digit outside comments and strings.</summary>
    internal bool IsCode(int line)
    {
        foreach (byte b in _code[line])
        {
            if (char.IsAsciiLetterOrDigit((char)b))
                return LineLikeness.Compact(_code[line]) is not ("else" or "else{" or "}else{" or "break;" or "#endif" or "#else" or "do{" or "return;");
        }
        return false;
    }

    /// <summary>The line less white space.</summary>
    internal string CompactAt(int line) => LineLikeness.Compact(_lines[line]);

    /// <summary>The names in the line's code.</summary>
    internal IEnumerable<string> NamesOf(int line)
    {
        byte[] code = _code[line].ToArray();
        foreach ((int start, int length) in Identifiers.Find(code))
        {
            if (Identifiers.IsTelling(code.AsSpan(start, length), code.AsSpan(start + length)))
                yield return Encoding.Latin1.GetString(code, start, length);
        }
    }

    /// <summary>The names of things in the line's code: members and constants, not what is called.</summary>
    internal IEnumerable<string> ThingsOf(int line)
    {
        byte[] code = _code[line].ToArray();
        foreach ((int start, int length) in Identifiers.Find(code))
        {
            ReadOnlySpan<byte> word = code.AsSpan(start, length);
            bool member = start > 0 && (code[start - 1] == '.' || (start > 1 && code[start - 1] == '>' && code[start - 2] == '-'));
            bool called = code.AsSpan(start + length).StartsWith("("u8);
            bool constant = word.IndexOf((byte)'_') > 0 && word.IndexOfAnyInRange((byte)'a', (byte)'z') < 0;
            if ((member && !called) || constant)
                yield return Encoding.Latin1.GetString(word);
        }
    }

    /// <summary>The first line of what a line stands in, as git's hunk headers have it; -1 where there is none.</summary>
    internal int HeadingOf(int line)
    {
        for (int i = Math.Min(line, _lines.Count) - 1; i >= 0; i--)
        {
            if (IsHeading(i))
                return i;
        }
        return -1;
    }

    /// <summary>The heading below a line, or the end of the file.</summary>
    internal int EndOf(int line)
    {
        int i = line;
        while (i < _lines.Count && !IsHeading(i))
            i++;
        return i;
    }

    // A label ends with a colon.
    private bool IsHeading(int line) =>
        !HunkHeadings.OfSource(_code[line]).IsEmpty && IsCode(line) && !_code[line].TrimEnd("\r\n \t"u8).EndsWith(":"u8);
}
