using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// The releases that a "Cc: stable" is for, as authors write them behind it: "# 5.4+", "# v4.19 - v5.10", "# 5.10.x", "[5.15 and later]". As the kernel's rules
/// have it, a version alone means the releases from it on.
/// </summary>
internal sealed partial class StableVersions
{
    private readonly List<(ReleaseVersion? From, ReleaseVersion? To)> _ranges;

    private StableVersions(List<(ReleaseVersion? From, ReleaseVersion? To)> ranges) => _ranges = ranges;

    /// <summary>Reads them; null where the text says something else, or more than that, and so limits nothing.</summary>
    public static StableVersions? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ranges = new List<(ReleaseVersion?, ReleaseVersion?)>();
        ReleaseVersion? from = null;
        bool isUpTo = false;
        bool isTo = false;
        for (int at = 0; at < text.Length;)
        {
            Match match = Word().Match(text, at);
            if (!match.Success || match.Length == 0)
                return null;
            at += match.Length;
            if (match.Groups["to"].Success)
            {
                isTo = from is not null;
            }
            else if (match.Groups["most"].Success)
            {
                isUpTo = true;
            }
            else if (match.Groups["only"].Success && from is not null)
            {
                ranges[^1] = (from, from);
            }
            else if (match.Groups["version"].Success)
            {
                var version = ReleaseVersion.Find(match.Groups["version"].Value);
                if (isTo)
                    ranges[^1] = (from, version);
                else
                    ranges.Add(isUpTo ? (null, version) : (version, null));
                from = isTo || isUpTo ? null : version;
                isTo = isUpTo = false;
            }
        }
        return ranges.Count == 0 ? null : new StableVersions(ranges);
    }

    /// <summary>True where a release is among them.</summary>
    public bool Include(ReleaseVersion release) =>
        _ranges.Exists(range => (range.From is null || release.IsFrom(range.From)) && (range.To is null || release.IsUpTo(range.To)));

    [GeneratedRegex(
        @"\G\s*(?:(?<version>v?[0-9]+(?:\.(?:[0-9]+|[xy]))+|v[0-9]+)|(?<more>\+|(?:(?:and|or)\s+)?(?:later|newer|onwards?|above|up(?!\s+to))\b)"
        + @"|(?<most><=|up\s+to\b|until\b|through(?=\s*$))|(?<to>-|–|\.\.\.?|to\b|through\b)|(?<only>only\b)"
        + @"|(?<filler>>=|since\b|from\b|starting\s+(?:with|from|at)\b|kernels?\b|stable\b|versions?\b|releases?\b|trees?\b|branch(?:es)?\b"
        + @"|for\b|lts\b|and\b|or\b|[,;&/()\[\]#.]))\s*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
