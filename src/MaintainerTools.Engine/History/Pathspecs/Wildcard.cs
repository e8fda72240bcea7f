namespace MaintainerTools.Engine.History.Pathspecs;

/// <summary>Wildcard patterns as git matches paths with them, byte by byte.</summary>
internal static class Wildcard
{
    /// <summary>The bytes that make a pattern of a path.</summary>
    public static ReadOnlySpan<byte> Special => "*?[\\"u8;

    /// <summary>True where the whole text fits the pattern.</summary>
    /// <param name="pattern">'*', '?', '[…]' and what a backslash takes its meaning from.</param>
    /// <param name="text">The path.</param>
    /// <param name="byFolder">'*', '?' and '[…]' stop at '/', and "**" between slashes stands for any folders (pathspec magic glob).</param>
    /// <param name="ignoreCase">ASCII letters match either case.</param>
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool byFolder, bool ignoreCase)
    {
        int p = 0;
        int t = 0;
        // Where to go on after the last star of each kind, when what follows it fits nowhere: one that stops at '/', and one that does not.
        (int Pattern, int Text) star = (-1, 0);
        (int Pattern, int Text, bool ByFolder) deep = (-1, 0, false);
        while (p < pattern.Length || t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                int end = p;
                while (end < pattern.Length && pattern[end] == '*')
                    end++;
                bool folders = byFolder && end - p > 1 && (p == 0 || pattern[p - 1] == '/') && (end == pattern.Length || pattern[end] == '/');
                if (!byFolder || folders)
                {
                    p = folders && end < pattern.Length ? end + 1 : end;
                    deep = (p, t, p > end);
                    star.Pattern = -1;
                }
                else
                {
                    p = end;
                    star = (p, t);
                }
                continue;
            }
            if (p < pattern.Length && t < text.Length && FitsOne(pattern, ref p, text[t], byFolder, ignoreCase))
            {
                t++;
                continue;
            }
            if (star.Pattern >= 0 && star.Text < text.Length && text[star.Text] != '/')
            {
                star.Text++;
                (p, t) = star;
                continue;
            }
            if (deep.Pattern < 0)
                return false;
            int step = deep.ByFolder ? text[deep.Text..].IndexOf((byte)'/') + 1 : deep.Text < text.Length ? 1 : 0;
            if (step == 0)
                return false;
            deep.Text += step;
            (p, t) = (deep.Pattern, deep.Text);
            star.Pattern = -1;
        }
        return true;
    }

    /// <summary>True where a byte is what stands in the pattern, which is then passed.</summary>
    private static bool FitsOne(ReadOnlySpan<byte> pattern, ref int p, byte value, bool byFolder, bool ignoreCase)
    {
        byte c = pattern[p];
        int next = p + 1;
        bool fits;
        switch (c)
        {
            case (byte)'?':
                fits = !byFolder || value != '/';
                break;
            case (byte)'[':
                fits = FitsSet(pattern, ref next, value, ignoreCase) && (!byFolder || value != '/');
                break;
            case (byte)'\\':
                // A backslash at the end stands for nothing.
                fits = next < pattern.Length && Same(pattern[next++], value, ignoreCase);
                break;
            default:
                fits = Same(c, value, ignoreCase);
                break;
        }
        if (fits)
            p = next;
        return fits;
    }

    private static bool FitsSet(ReadOnlySpan<byte> pattern, ref int at, byte value, bool ignoreCase)
    {
        byte lower = ignoreCase ? Lower(value) : value;
        byte upper = ignoreCase ? Upper(value) : value;
        bool not = at < pattern.Length && pattern[at] is (byte)'!' or (byte)'^';
        if (not)
            at++;
        bool fits = false;
        int? rangeStart = null;
        // The first bracket is one of the set, not its end.
        for (bool first = true; ; first = false)
        {
            if (at >= pattern.Length)
                return false;
            byte c = pattern[at++];
            if (c == ']' && !first)
                return fits != not;
            if (c == '-' && rangeStart is { } start && at < pattern.Length && pattern[at] != ']')
            {
                byte end = pattern[at++];
                if (end == '\\')
                {
                    if (at >= pattern.Length)
                        return false;
                    end = pattern[at++];
                }
                fits |= (lower >= start && lower <= end) || (upper >= start && upper <= end);
                rangeStart = null;
                continue;
            }
            if (c == '[' && at < pattern.Length && pattern[at] == ':')
            {
                int close = pattern[at..].IndexOf((byte)']');
                if (close < 0)
                    return false;
                if (close >= 2 && pattern[at + close - 1] == ':')
                {
                    if (IsOf(pattern.Slice(at + 1, close - 2), value, ignoreCase) is not { } isOf)
                        return false;
                    fits |= isOf;
                    at += close + 1;
                    rangeStart = null;
                    continue;
                }
            }
            else if (c == '\\')
            {
                if (at >= pattern.Length)
                    return false;
                c = pattern[at++];
            }
            fits |= c == lower || c == upper;
            rangeStart = c;
        }
    }

    /// <summary>Null where there is no such class.</summary>
    private static bool? IsOf(ReadOnlySpan<byte> name, byte value, bool ignoreCase)
    {
        char c = (char)value;
        return System.Text.Encoding.ASCII.GetString(name) switch
        {
            "alnum" => char.IsAsciiLetterOrDigit(c),
            "alpha" => char.IsAsciiLetter(c),
            "blank" => c is ' ' or '\t',
            "cntrl" => c is < ' ' or '\x7F',
            "digit" => char.IsAsciiDigit(c),
            "graph" => c is > ' ' and < '\x7F',
            "lower" => char.IsAsciiLetterLower(c) || (ignoreCase && char.IsAsciiLetterUpper(c)),
            "print" => c is >= ' ' and < '\x7F',
            "punct" => c is > ' ' and < '\x7F' && !char.IsAsciiLetterOrDigit(c),
            "space" => c is ' ' or (>= '\t' and <= '\r'),
            "upper" => char.IsAsciiLetterUpper(c) || (ignoreCase && char.IsAsciiLetterLower(c)),
            "xdigit" => char.IsAsciiHexDigit(c),
            _ => null,
        };
    }

    private static bool Same(byte a, byte b, bool ignoreCase) => a == b || (ignoreCase && Lower(a) == Lower(b));

    private static byte Lower(byte c) => c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;

    private static byte Upper(byte c) => c is >= (byte)'a' and <= (byte)'z' ? (byte)(c & ~0x20) : c;
}
