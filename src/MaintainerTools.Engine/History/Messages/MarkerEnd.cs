using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>What stands behind the commit that a marker names: nothing but brackets, a subject or a note, or more commits.</summary>
internal static partial class MarkerEnd
{
    /// <summary>The further commits that the line names; null where it goes on as no marker does.</summary>
    /// <param name="rest">The line from behind the digits on.</param>
    /// <param name="opened">The marker began with a bracket.</param>
    /// <param name="next">The next line.</param>
    public static IReadOnlyList<string>? Of(ReadOnlySpan<char> rest, bool opened, string next)
    {
        if (!opened)
            return Of(rest.ToString());
        int close = rest.IndexOfAny(")]}");
        if (close < 0)
        {
            // Android's goes on in the next line, with where the commit was found.
            int end = next.AsSpan().IndexOfAny(")]}");
            if (rest.Trim().IsEmpty && (end < 0 || next.TrimStart().StartsWith('(') || next.TrimStart().StartsWith('[')))
                return [];
            return end >= 0 && IsEnd(next.AsSpan(end + 1)) ? [.. More($"{rest} {next.AsSpan(0, end)}")] : null;
        }
        // "[Upstream commit SHA (linux-next)]"
        int last = rest.LastIndexOfAny(")]}");
        return IsEnd(rest[(close + 1)..]) || IsEnd(rest[(last + 1)..]) && rest[close..].IndexOfAny("([{") < 0 ? [.. More(rest[..close].ToString())] : null;
    }

    private static List<string>? Of(string rest)
    {
        List<string> more = [.. More(rest)];
        return more.Count > 0 || PlainEnd().IsMatch(rest) ? more : null;
    }

    private static IEnumerable<string> More(string rest)
    {
        for (Match match = Another().Match(rest); match.Success; match = match.NextMatch())
            yield return match.Groups["sha"].Value.ToLowerInvariant();
    }

    private static bool IsEnd(ReadOnlySpan<char> rest)
    {
        rest = rest.Trim(" \t.,;)]}>");
        return rest.IsEmpty || (rest[0] is '(' or '[' && rest.IndexOf(' ') < 0);
    }

    // Wherever the last one ended, one after the other.
    [GeneratedRegex(@"\G(?:\s*\(""[^""]*""\))?\s*(?:,|;|&|\band\b)[\s,]*(?:and\s+)?(?:commits?\s+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Another();

    [GeneratedRegex(@"^[\s.,;)\]}>""']*(?:\(.*\)|"".*""|\[.*\])?[\s.,;)\]}>]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainEnd();
}
