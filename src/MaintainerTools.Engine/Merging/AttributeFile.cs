namespace MaintainerTools.Engine.Merging;

/// <summary>What one line of an attributes file says: a pattern, and attributes in the order written.</summary>
internal sealed record AttributeRule(string Pattern, bool IsMacro, IReadOnlyList<(string Name, string? Value)> States)
{
    /// <summary>True when the rule is about the path; <paramref name="relative"/> is the path below the file's folder.</summary>
    internal bool Matches(ReadOnlySpan<char> relative, bool ignoreCase)
    {
        if (IsMacro || Pattern is [.., '/'])
            return false;
        if (!Pattern.Contains('/', StringComparison.Ordinal))
            return Wildmatch.Matches(Pattern, relative[(relative.LastIndexOf('/') + 1)..], false, ignoreCase);
        return Wildmatch.Matches(Pattern is ['/', ..] ? Pattern.AsSpan(1) : Pattern, relative, true, ignoreCase);
    }
}

/// <summary>Reads attributes files.</summary>
internal static class AttributeFile
{
    private const string MacroMark = "[attr]";
    private static readonly char[] s_blanks = [' ', '\t', '\r'];

    /// <summary>The rules of a file, in order. Values: "true" set, "false" unset, null back to unspecified, else the text.</summary>
    internal static List<AttributeRule> Parse(ReadOnlySpan<byte> data, bool mayDefineMacros)
    {
        var rules = new List<AttributeRule>();
        if (data.StartsWith("\xEF\xBB\xBF"u8))
            data = data[3..];
        foreach (string line in PathText.FromBytes(data).Split('\n'))
        {
            string text = line.Trim(s_blanks);
            if (text.Length == 0 || text[0] == '#')
                continue;
            bool isMacro = text.StartsWith(MacroMark, StringComparison.Ordinal);
            if (isMacro && !mayDefineMacros)
                continue;
            if (isMacro)
                text = text[MacroMark.Length..].TrimStart(s_blanks);
            string pattern = TakePattern(ref text);
            // git refuses patterns that negate.
            if (pattern.Length > 0 && (isMacro || pattern[0] != '!'))
                rules.Add(new AttributeRule(pattern, isMacro, [.. text.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries).Select(State)]));
        }
        return rules;
    }

    private static (string Name, string? Value) State(string text)
    {
        if (text[0] == '-')
            return (text[1..], "false");
        if (text[0] == '!')
            return (text[1..], null);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, "true") : (text[..equals], text[(equals + 1)..]);
    }

    private static string TakePattern(ref string text)
    {
        if (text[0] != '"')
        {
            int end = text.IndexOfAny(s_blanks);
            string plain = end < 0 ? text : text[..end];
            text = end < 0 ? "" : text[end..];
            return plain;
        }
        var pattern = new System.Text.StringBuilder();
        int i = 1;
        for (; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                pattern.Append(text[i]);
                continue;
            }
            i++;
            if (text[i] is >= '0' and <= '3' && i + 2 < text.Length)
            {
                pattern.Append((char)(((text[i] - '0') << 6) | ((text[i + 1] - '0') << 3) | (text[i + 2] - '0')));
                i += 2;
                continue;
            }
            pattern.Append(text[i] switch
            {
                'a' => '\a',
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                char other => other,
            });
        }
        text = i < text.Length ? text[(i + 1)..] : "";
        return pattern.ToString();
    }
}
