using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.RangeDiff;

/// <summary>
/// Finds headings by the patterns of a diff driver: POSIX expressions, one a line, of which the first that matches decides. One that begins with an
/// exclamation mark says that the line is none. The heading is the expression's first group, or all that it matches.
/// </summary>
internal sealed class HeadingPatterns
{
    private readonly List<(Regex Pattern, bool IsHeading)> _patterns = [];

    private HeadingPatterns()
    {
    }

    /// <summary>The finder for some patterns; null where one of them is no expression.</summary>
    /// <param name="patterns">The value of diff.NAME.xfuncname or diff.NAME.funcname.</param>
    /// <param name="isExtended">True for extended expressions, false for basic ones.</param>
    internal static HunkHeadings.Finder? Parse(string patterns, bool isExtended)
    {
        var result = new HeadingPatterns();
        foreach (string line in patterns.Split('\n'))
        {
            bool isHeading = !line.StartsWith('!');
            try
            {
                result.Add(Translate(isHeading ? line : line[1..], isExtended), isHeading);
            }
            catch (ArgumentException)
            {
                return null;
            }
        }
        return result.Find;
    }

    /// <summary>The finder for expressions as .NET has them, of lines as Latin-1.</summary>
    internal static HunkHeadings.Finder Of(params (string Pattern, bool IsHeading)[] patterns)
    {
        var result = new HeadingPatterns();
        foreach ((string pattern, bool isHeading) in patterns)
            result.Add(pattern, isHeading);
        return result.Find;
    }

    private void Add(string pattern, bool isHeading) => _patterns.Add((new Regex(pattern, RegexOptions.CultureInvariant), isHeading));

    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> line)
    {
        string text = Encoding.Latin1.GetString(line.EndsWith("\n"u8) ? line[..^1] : line);
        foreach ((Regex pattern, bool isHeading) in _patterns)
        {
            if (pattern.Match(text) is not { Success: true } match)
                continue;
            if (!isHeading)
                return default;
            Group group = match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1] : match;
            return line.Slice(group.Index, group.Length);
        }
        return default;
    }

    /// <summary>A POSIX expression, with what GNU adds, in .NET's words.</summary>
    private static string Translate(string pattern, bool isExtended)
    {
        var output = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '[')
            {
                i = Bracket(pattern, i, output);
            }
            else if (c == '\\' && i + 1 < pattern.Length)
            {
                char next = pattern[++i];
                output.Append(next switch
                {
                    'w' => "[A-Za-z0-9_]",
                    'W' => "[^A-Za-z0-9_]",
                    's' => @"[ \t\n\v\f\r]",
                    'S' => @"[^ \t\n\v\f\r]",
                    '<' => @"\b(?=[A-Za-z0-9_])",
                    '>' => @"\b(?<=[A-Za-z0-9_])",
                    'b' => @"\b",
                    'B' => @"\B",
                    // In a basic expression it is the backslash that makes these mean something.
                    '(' or ')' or '{' or '}' or '|' or '+' or '?' when !isExtended => next.ToString(),
                    _ => Regex.Escape(next.ToString()) is { Length: > 1 } escaped ? escaped : next is ']' or '}' ? "\\" + next : next.ToString(),
                });
            }
            else
            {
                output.Append(!isExtended && c is '(' or ')' or '{' or '}' or '|' or '+' or '?' && !isExtended ? "\\" + c : c.ToString());
            }
        }
        return output.ToString();
    }

    /// <summary>Within brackets a backslash is itself, and a bracket that comes first does not close.</summary>
    private static int Bracket(string pattern, int start, StringBuilder output)
    {
        int i = start + 1;
        output.Append('[');
        if (i < pattern.Length && pattern[i] == '^')
        {
            output.Append('^');
            i++;
        }
        for (bool isFirst = true; i < pattern.Length && (pattern[i] != ']' || isFirst); isFirst = false)
        {
            int end;
            if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':' && (end = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal)) > 0)
            {
                output.Append(pattern[(i + 2)..end] switch
                {
                    "alpha" => "A-Za-z",
                    "digit" => "0-9",
                    "alnum" => "A-Za-z0-9",
                    "upper" => "A-Z",
                    "lower" => "a-z",
                    "space" => @" \t\n\v\f\r",
                    "blank" => @" \t",
                    "xdigit" => "0-9A-Fa-f",
                    "punct" => @"!-/:-@\[-`{-~",
                    "cntrl" => @"\x00-\x1f\x7f",
                    "print" => " -~",
                    "graph" => "!-~",
                    string name => throw new ArgumentException(name),
                });
                i = end + 2;
                continue;
            }
            if (pattern[i] is '\\' or '[' or ']' or '^')
                output.Append('\\');
            output.Append(pattern[i++]);
        }
        if (i >= pattern.Length)
            throw new ArgumentException("the bracket is not closed");
        output.Append(']');
        return i;
    }
}
