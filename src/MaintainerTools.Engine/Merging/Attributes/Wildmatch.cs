namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>Git's path patterns: * ? [set] \ and, between slashes, **. Works on byte strings.</summary>
internal static class Wildmatch
{
    /// <summary>True when the whole text matches.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">What is matched.</param>
    /// <param name="isPath">* ? and sets do not match '/', and ** does.</param>
    /// <param name="ignoreCase">As core.ignoreCase.</param>
    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool isPath, bool ignoreCase) =>
        Match(pattern, 0, text, 0, isPath, ignoreCase);

    private static bool Match(ReadOnlySpan<char> pattern, int p, ReadOnlySpan<char> text, int t, bool isPath, bool ignoreCase)
    {
        for (; p < pattern.Length; p++, t++)
        {
            char c = pattern[p];
            if (c == '*')
                return MatchStar(pattern, p, text, t, isPath, ignoreCase);
            if (t >= text.Length)
                return false;
            if (c == '?')
            {
                if (isPath && text[t] == '/')
                    return false;
            }
            else if (c == '[')
            {
                if (!MatchSet(pattern, ref p, text[t], ignoreCase) || (isPath && text[t] == '/'))
                    return false;
            }
            else
            {
                if (c == '\\' && ++p >= pattern.Length)
                    return false;
                if (Fold(pattern[p], ignoreCase) != Fold(text[t], ignoreCase))
                    return false;
            }
        }
        return t == text.Length;
    }

    private static bool MatchStar(ReadOnlySpan<char> pattern, int p, ReadOnlySpan<char> text, int t, bool isPath, bool ignoreCase)
    {
        int next = p;
        while (next < pattern.Length && pattern[next] == '*')
            next++;
        bool crossesFolders = !isPath;
        if (isPath && next - p >= 2)
        {
            // ** has its meaning as a whole name only; elsewhere it is a plain *.
            bool startsName = p == 0 || pattern[p - 1] == '/';
            bool endsName = next == pattern.Length || pattern[next] == '/' ||
                (pattern[next] == '\\' && next + 1 < pattern.Length && pattern[next + 1] == '/');
            crossesFolders = startsName && endsName;
            // "**/" matches no folder at all, too.
            if (crossesFolders && next < pattern.Length && pattern[next] == '/' && Match(pattern, next + 1, text, t, isPath, ignoreCase))
                return true;
        }
        if (next == pattern.Length)
            return crossesFolders || !text[t..].Contains('/');
        for (int i = t; i <= text.Length; i++)
        {
            if (Match(pattern, next, text, i, isPath, ignoreCase))
                return true;
            if (i < text.Length && text[i] == '/' && !crossesFolders)
                return false;
        }
        return false;
    }

    private static bool MatchSet(ReadOnlySpan<char> pattern, ref int p, char c, bool ignoreCase)
    {
        int at = p + 1;
        bool negated = at < pattern.Length && pattern[at] is '!' or '^';
        if (negated)
            at++;
        bool found = false;
        for (int first = at; at < pattern.Length && (pattern[at] != ']' || at == first); at++)
        {
            if (pattern[at] == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
            {
                int end = pattern[at..].IndexOf(":]");
                if (end < 0)
                    return false;
                found |= IsOfClass(pattern.Slice(at + 2, end - 2), c, ignoreCase);
                at += end + 1;
                continue;
            }
            char low = Literal(pattern, ref at), high = low;
            if (at + 2 < pattern.Length && pattern[at + 1] == '-' && pattern[at + 2] != ']')
            {
                at += 2;
                high = Literal(pattern, ref at);
            }
            found |= (low <= c && c <= high) || (ignoreCase && char.IsAsciiLetter(c) &&
                ((low <= char.ToLowerInvariant(c) && char.ToLowerInvariant(c) <= high) || (low <= char.ToUpperInvariant(c) && char.ToUpperInvariant(c) <= high)));
        }
        if (at >= pattern.Length)
            return false;
        p = at;
        return found != negated;
    }

    private static char Literal(ReadOnlySpan<char> pattern, ref int at)
    {
        if (pattern[at] == '\\' && at + 1 < pattern.Length)
            at++;
        return pattern[at];
    }

    private static bool IsOfClass(ReadOnlySpan<char> name, char c, bool ignoreCase) => char.IsAscii(c) && name switch
    {
        "alnum" => char.IsAsciiLetterOrDigit(c),
        "alpha" => char.IsAsciiLetter(c),
        "blank" => c is ' ' or '\t',
        "cntrl" => char.IsControl(c),
        "digit" => char.IsAsciiDigit(c),
        "graph" => c is > ' ' and < '\x7f',
        "lower" => char.IsAsciiLetterLower(c) || (ignoreCase && char.IsAsciiLetterUpper(c)),
        "print" => c is >= ' ' and < '\x7f',
        "punct" => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c),
        "space" => c is ' ' or '\t' or '\n' or '\r',
        "upper" => char.IsAsciiLetterUpper(c) || (ignoreCase && char.IsAsciiLetterLower(c)),
        "xdigit" => char.IsAsciiHexDigit(c),
        _ => false,
    };

    private static char Fold(char c, bool ignoreCase) => ignoreCase && char.IsAsciiLetterUpper(c) ? (char)(c + 32) : c;
}
