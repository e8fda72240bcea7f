using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// A line by which an author asks that stable branches take the commit, or that they do not: "Cc: stable@vger.kernel.org # 5.4+", "Backport: 4.14+".
/// </summary>
/// <param name="Line">The line, without white space around it.</param>
/// <param name="Versions">The releases that it is for; null: all of them, or what is said of them is not understood.</param>
/// <param name="IsRefusal">It asks that none takes it by itself: "Cc: stable+noautosel@kernel.org", "Backport: no".</param>
internal sealed partial record StableRequest(string Line, StableVersions? Versions, bool IsRefusal)
{
    private const string Backport = "Backport";

    /// <summary>The request that a line is, by the usual forms; null where it is none.</summary>
    public static StableRequest? Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (Copy().Match(line) is { Success: true } copy)
            return new StableRequest(
                line, VersionsIn(copy.Groups["rest"].Value), copy.Groups["plus"].Value.StartsWith("+no", StringComparison.OrdinalIgnoreCase));
        if (BackportTag().Match(line) is not { Success: true } tag)
            return null;
        string value = tag.Groups["value"].Value.Trim();
        return new StableRequest(line, StableVersions.Parse(value), value is "no" or "none" or "never" or "No" or "None");
    }

    /// <summary>The same for a line that a pattern of one's own takes for a request.</summary>
    public static StableRequest Take(string line) =>
        Parse(line) ?? new StableRequest(line, VersionsIn(line[(line.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? at
            : line.IndexOf(':', StringComparison.Ordinal))..].TrimStart(':', ' ')), false);

    /// <summary>The lines of a message that are requests, by the usual forms.</summary>
    public static IReadOnlyList<string> LinesIn(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        List<string>? found = null;
        for (ReadOnlySpan<char> rest = message; !rest.IsEmpty;)
        {
            int end = rest.IndexOf('\n');
            ReadOnlySpan<char> text = (end < 0 ? rest : rest[..end]).Trim();
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!text.StartsWith("cc", StringComparison.OrdinalIgnoreCase) && !text.StartsWith(Backport, StringComparison.OrdinalIgnoreCase))
                continue;
            if (Parse(text.ToString()) is { } request)
                (found ??= []).Add(request.Line);
        }
        return found ?? (IReadOnlyList<string>)[];
    }

    /// <summary>False only where <see cref="LinesIn"/> finds nothing.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> message)
    {
        for (ReadOnlySpan<byte> rest = message; !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            // White space of other alphabets may stand before it; letters of theirs stand there, too, and are read.
            while (!line.IsEmpty && line[0] is <= (byte)' ')
                line = line[1..];
            if (line.Length > 2 && (line[0] >= 128 || (line[0] | 0x20) is 'b' or 'c')
                && (line[0] >= 128 || StartsWith(line, "cc"u8) || StartsWith(line, "backport"u8)))
                return true;
        }
        return false;

        static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) =>
            text.Length >= lower.Length && System.Text.Ascii.EqualsIgnoreCase(text[..lower.Length], lower);
    }

    /// <summary>True where it asks for a release, or nobody knows which one the branch is.</summary>
    public bool IsFor(ReleaseVersion? release) => !IsRefusal && (Versions is null || release is null || Versions.Include(release));

    /// <summary>A prerequisite is declared behind the version: "# 4.9.x: sha: subject".</summary>
    private static StableVersions? VersionsIn(string text)
    {
        // An address in angle brackets ends with one; ">= 5.4" begins with one.
        ReadOnlySpan<char> rest = text.StartsWith('>') && !text.StartsWith(">=", StringComparison.Ordinal) ? text.AsSpan(1) : text;
        string comment = rest.Trim().TrimStart("\", #:").ToString();
        int colon = comment.IndexOf(':', StringComparison.Ordinal);
        return StableVersions.Parse((colon < 0 ? comment : comment[..colon]).Trim());
    }

    [GeneratedRegex(
        @"^Cc\s*:\s*(?:.*?[<\s,""])?(?:[\w.]+-)?stable(?<plus>\+[\w-]+)?(?:@[\w.-]+|(?=\s*(?:$|\#)))(?<rest>.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Copy();

    [GeneratedRegex(@"^Backport(?:-to)?\s*:(?<value>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BackportTag();
}
