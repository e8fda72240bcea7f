using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>A line that names a commit as a marker does, in words that are not known: what -Marker would have to say to read it.</summary>
/// <param name="Line">The line.</param>
/// <param name="Source">The commit that it names.</param>
/// <param name="Template">The value of -Marker.</param>
internal readonly partial record struct UnknownMarker(string Line, Oid Source, string Template)
{
    /// <summary>The first such line of a message whose commit is <paramref name="isSource"/>; null where there is none.</summary>
    public static UnknownMarker? Find(string message, Func<string, Oid?> resolve, Func<Oid, string> subjectOf, Func<Oid, bool> isSource)
    {
        var lines = new MarkerLines(message);
        for (int i = 1; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            // A tag that says what is fixed, or needed, is known.
            if (lines.IsQuoted(i) || Shape().Match(line) is not { Success: true } match
                || MessageReferences.Parse("\n\n" + line).Any(r => r.Kind != FollowupKind.Mention) || CommitMarkers.Parse("\n\n" + line).Count > 0)
                continue;
            Group digits = match.Groups["sha"];
            if (resolve(digits.Value) is not { } source || !isSource(source))
                continue;
            string template = line[..digits.Index] + "{sha}" + line[(digits.Index + digits.Length)..];
            string subject = subjectOf(source);
            return new UnknownMarker(line, source, subject.Length > 0 ? template.Replace(subject, "{subject}", StringComparison.Ordinal) : template);
        }
        return null;
    }

    // A few words, perhaps in brackets or with a colon, and the commit; no sentence.
    [GeneratedRegex(@"^[(\[{<*#-]*\s*(?:[\w.'/+-]+[\s:=]+){1,6}(?:\S*[/=@:])?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])\s*(?:\(.*\)|"".*"")?[\s.,;)\]}>]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
