using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>What one line of an attributes file says: a pattern, and attributes in the order written. For one thread.</summary>
internal sealed class AttributeRule(string pattern, bool isMacro, IReadOnlyList<(string Name, string? Value)> states)
{
    // A rule without a slash is about names in any folder.
    private readonly bool _isOfNames = !pattern.Contains('/', StringComparison.Ordinal);
    private (Glob Glob, bool IgnoreCase)? _glob;

    /// <summary>The pattern; of a macro its name. A byte string.</summary>
    internal string Pattern => pattern;

    /// <summary>True where the line defines a macro.</summary>
    internal bool IsMacro => isMacro;

    /// <summary>The attributes in the order written; null takes one back.</summary>
    internal IReadOnlyList<(string Name, string? Value)> States => states;

    /// <summary>True when the rule is about the path; <paramref name="relative"/> is the path below the file's folder.</summary>
    internal bool Matches(ReadOnlySpan<byte> relative, bool ignoreCase)
    {
        // A folder's rule is about no file.
        if (isMacro || pattern is [.., '/'])
            return false;
        if (_glob is not { } known || known.IgnoreCase != ignoreCase)
            _glob = known = (new Glob(PathText.ToBytes(pattern is ['/', ..] ? pattern[1..] : pattern), !_isOfNames, ignoreCase), ignoreCase);
        return known.Glob.IsMatch(_isOfNames ? relative[(relative.LastIndexOf((byte)'/') + 1)..] : relative);
    }
}

/// <summary>Reads attributes files. A line that git does not understand is left out whole, as git does.</summary>
internal static class AttributeFile
{
    private const string MacroMark = "[attr]";
    private const string Reserved = "builtin_";
    private const int LineLimit = 2048;
    private static readonly char[] s_blanks = [' ', '\t', '\r'];

    /// <summary>The rules of what a file on disk has, which may begin with a byte order mark.</summary>
    internal static List<AttributeRule> ParseFile(ReadOnlySpan<byte> data, bool mayDefineMacros) =>
        Rules(data.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? data[3..] : data, mayDefineMacros);

    /// <summary>The rules of a blob's content, in order. A NUL ends it, where in a file on disk it ends the line.</summary>
    internal static List<AttributeRule> Parse(ReadOnlySpan<byte> data, bool mayDefineMacros) =>
        Rules(data.IndexOf((byte)0) is >= 0 and var end ? data[..end] : data, mayDefineMacros);

    private static List<AttributeRule> Rules(ReadOnlySpan<byte> data, bool mayDefineMacros)
    {
        var rules = new List<AttributeRule>();
        foreach (string line in PathText.FromBytes(data).Split('\n'))
        {
            if (line.Length < LineLimit && Rule(line.Split('\0')[0].TrimStart(s_blanks), mayDefineMacros) is { } rule)
                rules.Add(rule);
        }
        return rules;
    }

    private static AttributeRule? Rule(string text, bool mayDefineMacros)
    {
        if (text.Length == 0 || text[0] == '#')
            return null;
        string pattern = TakePattern(ref text);
        bool isMacro = pattern.Length > MacroMark.Length && pattern.StartsWith(MacroMark, StringComparison.Ordinal);
        if (isMacro)
            pattern = pattern[MacroMark.Length..].TrimStart(s_blanks).Split(s_blanks)[0];
        // git refuses patterns that negate.
        if (isMacro ? !mayDefineMacros || !IsName(pattern) : pattern is [] or ['!', ..])
            return null;
        var states = new List<(string Name, string? Value)>();
        foreach (string word in text.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries))
        {
            (string Name, string? Value) state = State(word);
            if (!IsName(state.Name))
                return null;
            states.Add(state);
        }
        return new AttributeRule(pattern, isMacro, states);
    }

    private static bool IsName(string name) => name.Length > 0 && name[0] != '-' && !name.StartsWith(Reserved, StringComparison.Ordinal) &&
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static (string Name, string? Value) State(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        return name switch
        {
            ['-', ..] => (name[1..], MergeAttributes.Unset),
            ['!', ..] => (name[1..], null),
            _ => (name, equals < 0 ? MergeAttributes.Set : text[(equals + 1)..]),
        };
    }

    private static string TakePattern(ref string text)
    {
        if (text[0] == '"' && TakeQuoted(ref text) is { } quoted)
            return quoted;
        int end = text.IndexOfAny(s_blanks);
        string plain = end < 0 ? text : text[..end];
        text = end < 0 ? "" : text[end..];
        return plain;
    }

    /// <summary>A pattern between quotes as in C; null, and nothing taken, where it is not one: then the quote is part of the pattern.</summary>
    private static string? TakeQuoted(ref string text)
    {
        var pattern = new System.Text.StringBuilder();
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                text = text[(i + 1)..];
                return pattern.ToString();
            }
            if (text[i] != '\\')
            {
                pattern.Append(text[i]);
                continue;
            }
            if (++i >= text.Length)
                return null;
            if (text[i] is >= '0' and <= '3')
            {
                if (i + 2 >= text.Length || text[i + 1] is < '0' or > '7' || text[i + 2] is < '0' or > '7')
                    return null;
                pattern.Append((char)(((text[i] - '0') << 6) | ((text[i + 1] - '0') << 3) | (text[i + 2] - '0')));
                i += 2;
                continue;
            }
            int escape = "abfnrtv\\\"".IndexOf(text[i], StringComparison.Ordinal);
            if (escape < 0)
                return null;
            pattern.Append("\a\b\f\n\r\t\v\\\""[escape]);
        }
        return null;
    }
}
