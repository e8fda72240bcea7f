using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// "commit SHA" as a line of the header that RHEL, CIQ and openEuler put above the text. The same two words stand in front of quoted logs; a header
/// has nothing but headers before it, and other lines of one beside it.
/// </summary>
internal static partial class SourceHeader
{
    /// <summary>The digits that the line names; null where it is no line of a header.</summary>
    public static string? ShaOf(MarkerLines lines, int line)
    {
        Match match = Line().Match(lines[line]);
        if (!match.Success || line == 0)
            return null;
        bool isBesideHeaders = IsHeader(lines.At(line + 1)) || IsHeader(lines.At(line - 1));
        return isBesideHeaders && IsBelowHeaders(lines, line) ? match.Groups["sha"].Value.ToLowerInvariant() : null;
    }

    /// <summary>
    /// Below the subject there are headers alone, with what they fold under them; or a tracker's header is among what stands
    /// above (RHEL explains conflicts there at length).
    /// </summary>
    private static bool IsBelowHeaders(MarkerLines lines, int line)
    {
        bool tracked = false;
        bool plain = true;
        for (int i = 1; i < line; i++)
        {
            string text = lines[i];
            tracked |= Tracker().IsMatch(text);
            plain &= IsHeader(text) || MarkerLines.IsStructure(text) || char.IsWhiteSpace(text[0]) || Line().IsMatch(text);
        }
        string above = "";
        for (int i = line - 1; i > 0 && above.Length == 0; i--)
            above = lines[i];
        // "Bisection found:" leads to a log, not to a source.
        return (plain || tracked) && !Lead().IsMatch(above);
    }

    private static bool IsHeader(string text) => text.Length > 0 && !char.IsWhiteSpace(text[0])
        && (Trailers.IsTrailerLine(text) || MarkerLines.IsWordHeader(text));

    [GeneratedRegex(@"^commit[\s:]+(?<sha>[0-9a-f]{12,40})\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:(?:O-|Y-)?JIRA|Bugzilla|Upstream[ -]Status|CVE|category|bugzilla)\s*:|^jira\s|\sinclusion$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tracker();

    [GeneratedRegex(@"first bad commit|bisect|(?:\s\w+|^\w+ed|^[a-z]+):$", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();
}
