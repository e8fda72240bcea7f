using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// What -Marker says: one of <see cref="CommitMarkers.Names"/>, or a template. Whatever it writes it reads again; the forms that are known without it
/// are read in any case.
/// </summary>
public sealed class MarkerStyle
{
    private const string Sha = "{sha}";
    private const string Subject = "{subject}";
    private readonly string _text;
    private readonly Regex? _pattern;

    private MarkerStyle(string text, bool isTemplate, bool atEnd)
    {
        (_text, AtEnd) = (text, atEnd);
        _pattern = isTemplate ? new Regex(PatternOf(text), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) : null;
    }

    /// <summary>git's own, which is the default.</summary>
    public static MarkerStyle CherryPicked { get; } = Of(nameof(CommitMarkerForm.CherryPicked));

    /// <summary>True where the marker belongs at the message's end, false where it is a paragraph under the subject.</summary>
    public bool AtEnd { get; }

    /// <summary>The style that a value of -Marker names; planning asks before any work.</summary>
    /// <param name="marker">A name in any case, or a template that holds {sha} and may hold {subject}.</param>
    /// <exception cref="MaintainerException">InvalidMarkerTemplate.</exception>
    public static MarkerStyle Of(string marker)
    {
        ArgumentNullException.ThrowIfNull(marker);
        if (Is(CommitMarkerForm.CherryPicked))
            return new MarkerStyle($"(cherry picked from commit {Sha})", isTemplate: false, atEnd: true);
        if (Is(CommitMarkerForm.StableUpstream))
            return new MarkerStyle($"commit {Sha} upstream.", isTemplate: false, atEnd: false);
        if (Is(CommitMarkerForm.StableBracket))
            return new MarkerStyle($"[ Upstream commit {Sha} ]", isTemplate: false, atEnd: false);
        if (!marker.Contains(Sha, StringComparison.OrdinalIgnoreCase) || marker.Contains('\n', StringComparison.Ordinal))
            throw new MaintainerException("InvalidMarkerTemplate", ErrorKind.InvalidArgument, marker, marker);
        return new MarkerStyle(marker, isTemplate: true, atEnd: marker.StartsWith('(') || Trailers.IsTrailerLine(marker));

        bool Is(CommitMarkerForm form) => marker.Equals(form.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The marker's line.</summary>
    /// <param name="sha">The SHA of what is picked.</param>
    /// <param name="subject">Its subject.</param>
    public string Render(string sha, string subject) =>
        _text.Replace(Sha, sha, StringComparison.OrdinalIgnoreCase).Replace(Subject, subject, StringComparison.OrdinalIgnoreCase);

    /// <summary>All markers of a message, in order of lines, as <see cref="CommitMarkers.Parse(string)"/> and the template know them.</summary>
    public IReadOnlyList<CommitMarker> Parse(string message) => CommitMarkers.Parse(message, _pattern);

    /// <summary>The first marker that names a source; null where the commit is nobody's marked pick.</summary>
    public CommitMarker? SourceOf(string message) => Parse(message).FirstOrDefault(marker => marker.NamesSource);

    /// <summary>A marker that was read loosely, as it would usually be written; null where it is written so, or in words of its own.</summary>
    internal string? Usual(string message, CommitMarker marker, CommitObject source)
    {
        if (marker.Form != CommitMarkerForm.Template)
            return CommitMarkers.Usual(message, marker);
        string usual = Render(marker.Sha, source.Subject).TrimEnd();
        return CommitMarkers.LineOf(message, marker) == usual ? null : usual;
    }

    /// <summary>As loose as the forms that are known: any case, any white space, an abbreviated SHA, any subject.</summary>
    private static string PatternOf(string template)
    {
        var pattern = new StringBuilder(@"^\s*");
        bool named = false;
        foreach (string part in Regex.Split(template.Trim(), @"(\{sha\}|\{subject\}|\s+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
        {
            if (part.Equals(Sha, StringComparison.OrdinalIgnoreCase))
            {
                pattern.Append(named ? @"\k<sha>" : "(?<sha>[0-9a-f]{7,40})");
                named = true;
            }
            else if (part.Equals(Subject, StringComparison.OrdinalIgnoreCase))
                pattern.Append(".*?");
            else
                pattern.Append(string.IsNullOrWhiteSpace(part) && part.Length > 0 ? @"\s*" : Regex.Escape(part));
        }
        return pattern.Append(@"\s*$").ToString();
    }
}
