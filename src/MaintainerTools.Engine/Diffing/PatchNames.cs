using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// The names of a file in a patch, as git apply reads them. In git's own patches both names have one folder in front. In those of
/// other tools the second name counts, or the first where the second only has something appended to it, without its first folder;
/// without a folder in them they are taken as they are.
/// </summary>
internal static partial class PatchNames
{
    /// <summary>The prefixes that git writes: its defaults, and those of diff.mnemonicPrefix.</summary>
    private const string GitPrefixes = "abciow";

    // Two paths as long as systems have them; each blank in them is tried.
    private const int LongestNames = 2 * 4200;

    /// <summary>The two names of a "diff --git" line without their prefixes, where both have the same name behind them; else null.</summary>
    internal static (string Old, string New)? OfGitLine(string text)
    {
        if (text.Length > LongestNames)
            return null;
        if (text.StartsWith('"'))
        {
            int end = QuotedPath.EndOf(text);
            return Stripped(Raw(text[..end])!, Raw(text[end..].TrimStart()) ?? "");
        }
        // "a/x y b/x y": the middle blank is where both halves agree.
        (string, string)? same = null;
        for (int blank = text.IndexOf(' ', StringComparison.Ordinal); blank > 0; blank = text.IndexOf(' ', blank + 1))
        {
            (string old, string @new) = Stripped(Raw(text[..blank]) ?? "", Raw(text[(blank + 1)..]) ?? "");
            if (old == @new)
                return (old, @new);
            same ??= (old, @new);
        }
        return same ?? (Stripped(Raw(text) ?? "", Raw(text) ?? ""));
    }

    /// <summary>The names of git's "---" and "+++" lines, which differ in their prefixes alone; null for /dev/null.</summary>
    internal static (string? Old, string? New) OfGitHeader(string oldLine, string newLine)
    {
        string? old = Raw(oldLine);
        string? @new = Raw(newLine);
        if (old is not null && @new is not null)
            return Stripped(old, @new);
        return (old is null ? null : WithoutGitPrefix(old), @new is null ? null : WithoutGitPrefix(@new));
    }

    /// <summary>
    /// The names of another tool's "---" and "+++" lines; Whole are those with their first folder, for tools that put
    /// none in front. Null for a file that is not there.
    /// </summary>
    /// <param name="oldLine">What stands behind "--- ".</param>
    /// <param name="newLine">What stands behind "+++ ".</param>
    /// <param name="strip">0 once a header of the patch has told that there is no folder in front; -1 before, when one is taken off.</param>
    internal static (string? Old, string? New, string? Whole) OfPlainHeader(string oldLine, string newLine, ref int strip)
    {
        string? old = Raw(oldLine);
        string? @new = Raw(newLine);
        // git takes a name without a folder for a sign that the patch has none in front; from there on.
        if (strip < 0 && @new is { Length: > 0 } && !@new.Contains('/', StringComparison.Ordinal))
            strip = 0;
        // A line with a time and no name has the name of the other.
        (old, @new) = (old?.Length == 0 ? @new : old, @new?.Length == 0 ? old : @new);
        int folders = strip < 0 ? 1 : strip;
        if (old is null || @new is null)
            return (old is null ? null : Without(old, folders), @new is null ? null : Without(@new, folders), old ?? @new);
        string name = Better(Without(old, folders), Without(@new, folders));
        // Against an empty tree some tools write the beginning of time for the file that is not there.
        return (IsEpoch(oldLine) ? null : name, IsEpoch(newLine) && !IsEpoch(oldLine) ? null : name, Better(old, @new));
    }

    private static string Better(string first, string second) =>
        second.Length > first.Length && second.StartsWith(first, StringComparison.Ordinal) ? first : second;

    /// <summary>Both without their prefixes, where these are git's, or the names behind them the same; without a prefix both are the same.</summary>
    private static (string Old, string New) Stripped(string old, string @new)
    {
        if (WithoutGitPrefix(old) is var shortOld && WithoutGitPrefix(@new) is var shortNew && shortOld != old && shortNew != @new)
            return (shortOld, shortNew);
        (string oldRest, string newRest) = (Without(old, 1), Without(@new, 1));
        return old != @new && oldRest == newRest && oldRest.Length > 0 ? (oldRest, newRest) : (old, @new);
    }

    internal static string WithoutGitPrefix(string path) => path.Length > 2 && path[1] == '/'
        && GitPrefixes.Contains(path[0], StringComparison.Ordinal) ? path[2..] : path;

    private static string Without(string path, int folders)
    {
        int cut = folders == 0 ? -1 : path.IndexOf('/', StringComparison.Ordinal);
        return cut < 0 ? path : path[(cut + 1)..].TrimStart('/');
    }

    /// <summary>A name as it stands there, without quotation marks and time; null for /dev/null. The text is bytes as Latin-1.</summary>
    internal static string? Raw(string text)
    {
        string path = text.StartsWith('"') ? QuotedPath.Unquote(text) : Time().Replace(text.Split('\t')[0], "");
        return path == "/dev/null" ? null : GitPath.Decode(Encoding.Latin1.GetBytes(path));
    }

    private static bool IsEpoch(string line) =>
        Time().Match(line) is { Success: true } time && DateTimeOffset.TryParse(
            time.Groups[1].Value + (time.Groups[2].Success ? " " + time.Groups[2].Value.Insert(3, ":") : " +00:00"),
            System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset date) && date.ToUnixTimeSeconds() == 0;

    [GeneratedRegex(@"[ \t]+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)?(?: ([-+]\d{4}))?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
