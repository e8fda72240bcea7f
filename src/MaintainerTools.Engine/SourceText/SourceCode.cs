namespace MaintainerTools.Engine.SourceText;

/// <summary>How comments and strings look in a file.</summary>
internal enum SourceLanguage
{
    /// <summary>Not known: everything counts as code.</summary>
    Other,

    /// <summary>C, C++, C# and their kin: // and /* */, "…" and '…'.</summary>
    CLike,

    /// <summary>Python: #, quotes, and quotes in threes.</summary>
    Python,

    /// <summary>Shell: # at a word's start, quotes.</summary>
    Shell,
}

/// <summary>Tells code from comments and strings.</summary>
internal static class SourceCode
{
    private static readonly HashSet<string> s_cLike = new(StringComparer.OrdinalIgnoreCase)
        { ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".inl", ".cs", ".S", ".dts", ".dtsi", ".java", ".m" };

    /// <summary>The language that a file's name or first line tells.</summary>
    internal static SourceLanguage LanguageOf(string path, ReadOnlySpan<byte> data)
    {
        string extension = Path.GetExtension(path);
        if (s_cLike.Contains(extension))
            return SourceLanguage.CLike;
        switch (extension)
        {
            case ".py" or ".pyi" or ".pyx":
                return SourceLanguage.Python;
            case ".sh" or ".bash":
                return SourceLanguage.Shell;
        }
        if (!data.StartsWith("#!"u8))
            return SourceLanguage.Other;
        int end = data.IndexOf((byte)'\n');
        ReadOnlySpan<byte> first = end < 0 ? data : data[..end];
        return first.IndexOf("python"u8) >= 0 ? SourceLanguage.Python
            : first.EndsWith("sh"u8) || first.IndexOf("sh "u8) >= 0 ? SourceLanguage.Shell
            : SourceLanguage.Other;
    }

    /// <summary>The text with comments and strings blanked; lines and columns stay where they are.</summary>
    internal static byte[] WithoutCommentsAndStrings(ReadOnlySpan<byte> data, SourceLanguage language)
    {
        byte[] code = data.ToArray();
        if (language == SourceLanguage.Other)
            return code;
        for (int i = 0; i < code.Length;)
        {
            int end = language == SourceLanguage.CLike ? SkipC(data, i) : SkipScript(data, i, language == SourceLanguage.Python);
            if (end == i)
            {
                i++;
                continue;
            }
            bool expands = language == SourceLanguage.Shell && data[i] == '"';
            for (; i < end; i++)
            {
                if (expands && data[i] == '$')
                    i = EndOfExpansion(data, i + 1, end);
                if (i < end && code[i] != '\n')
                    code[i] = (byte)' ';
            }
        }
        return code;
    }

    /// <summary>Where the comment or string that starts here ends; the place itself where none starts.</summary>
    private static int SkipC(ReadOnlySpan<byte> data, int at)
    {
        ReadOnlySpan<byte> rest = data[at..];
        if (rest.StartsWith("//"u8))
            return EndOfLine(data, at);
        if (rest.StartsWith("/*"u8))
            return After(data, at + 2, "*/"u8);
        // A quote between digits separates their groups (C++14), and opens nothing.
        bool separator = rest[0] == '\'' && at > 0 && char.IsAsciiHexDigit((char)data[at - 1]);
        return rest[0] is (byte)'"' or (byte)'\'' && !separator ? EndOfString(data, at, multiLine: false, escapes: true) : at;
    }

    private static int SkipScript(ReadOnlySpan<byte> data, int at, bool python)
    {
        ReadOnlySpan<byte> rest = data[at..];
        bool wordStart = at == 0 || data[at - 1] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)';' or (byte)'(' or (byte)'|' or (byte)'&';
        if (rest[0] == '#' && (python || wordStart))
            return EndOfLine(data, at);
        if (python && (rest.StartsWith("\"\"\""u8) || rest.StartsWith("'''"u8)))
            return After(data, at + 3, rest[..3]);
        if (rest[0] == '\'' && (python || at == 0 || data[at - 1] != '\\'))
            return EndOfString(data, at, multiLine: !python, escapes: python);
        return rest[0] == '"' && (python || at == 0 || data[at - 1] != '\\') ? EndOfString(data, at, multiLine: !python, escapes: true) : at;
    }

    /// <summary>Where $name, ${name or $(name in a shell string ends: that much of it is code.</summary>
    private static int EndOfExpansion(ReadOnlySpan<byte> data, int at, int end)
    {
        if (at < end && data[at] is (byte)'{' or (byte)'(')
            at++;
        while (at < end && (char.IsAsciiLetterOrDigit((char)data[at]) || data[at] == '_'))
            at++;
        return at;
    }

    private static int EndOfLine(ReadOnlySpan<byte> data, int at)
    {
        int end = data[at..].IndexOf((byte)'\n');
        return end < 0 ? data.Length : at + end;
    }

    private static int After(ReadOnlySpan<byte> data, int at, ReadOnlySpan<byte> closing)
    {
        int end = at >= data.Length ? -1 : data[at..].IndexOf(closing);
        return end < 0 ? data.Length : at + end + closing.Length;
    }

    private static int EndOfString(ReadOnlySpan<byte> data, int at, bool multiLine, bool escapes)
    {
        for (int i = at + 1; i < data.Length; i++)
        {
            if (escapes && data[i] == '\\')
                i++;
            else if (data[i] == data[at])
                return i + 1;
            else if (data[i] == '\n' && !multiLine)
                return i;
        }
        // An apostrophe that nothing closes is no string: an error of the file's, or a language we read wrongly.
        return multiLine ? at : data.Length;
    }
}
