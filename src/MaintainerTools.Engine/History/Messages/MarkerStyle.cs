using System.Text;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>
/// What -Marker says: some of <see cref="CommitMarkers.Names"/>, or templates. It writes as the first of them says and reads all; the forms
/// that are known without it are read in any case.
/// </summary>
public sealed class MarkerStyle
{
    /// <summary>The setting in which a repository keeps its own markers; it may have several values.</summary>
    public const string Setting = "maintainertools.marker";

    /// <summary>
    /// The setting in which a repository remembers how its picks are marked where nothing else is asked for. It is written by git config alone.
    /// </summary>
    public const string StyleSetting = "maintainertools.markerstyle";

    /// <summary>The value of -Marker that writes nothing.</summary>
    public const string None = nameof(None);

    private const string Sha = "{sha}";
    private const string Subject = "{subject}";
    private readonly string _text;
    private readonly IReadOnlyList<Regex> _patterns;

    private MarkerStyle(string text, bool atEnd, IReadOnlyList<string> templates)
    {
        (_text, AtEnd, Templates) = (text, atEnd, templates);
        _patterns = [.. templates.Select(template => new Regex(PatternOf(template), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))];
    }

    /// <summary>git's own, which is the default.</summary>
    public static MarkerStyle CherryPicked { get; } = Of(nameof(CommitMarkerForm.CherryPicked));

    /// <summary>True where the marker belongs at the message's end, false where it is a paragraph under the subject.</summary>
    public bool AtEnd { get; }

    /// <summary>False where picks get no marker: <see cref="None"/>.</summary>
    public bool Writes => _text.Length > 0;

    /// <summary>What is read beside the forms that are known. What is kept of messages holds only for one set of them.</summary>
    internal IReadOnlyList<string> Templates { get; }

    /// <summary>Tells sets of templates apart in the names of kept files; empty where there is none.</summary>
    internal string Key => Templates.Count == 0
        ? "" : "+" + ScratchStore.Hash(ObjectType.Blob, Encoding.UTF8.GetBytes(string.Join('\n', Templates.Order(StringComparer.Ordinal)))).Abbreviate(12);

    /// <summary>
    /// The style that values of -Marker name: the first is written, all are read. What the repository's own configuration names is read as well.
    /// </summary>
    /// <param name="repository">Whose configuration counts.</param>
    /// <param name="markers">Names, or templates; null or empty: the one that is remembered is written, and else git's own.</param>
    /// <exception cref="MaintainerException">InvalidMarkerTemplate.</exception>
    public static MarkerStyle Of(GitRepository repository, IReadOnlyList<string>? markers = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        string remembered = Remembered(repository);
        return Of([.. markers is { Count: > 0 } ? markers : [remembered], remembered, .. repository.SettingsOf(Setting)]);
    }

    /// <summary>The style that the repository's configuration remembers, as named; git's own where it remembers none.</summary>
    public static string Remembered(GitRepository repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return repository.SettingsOf(StyleSetting) is [.., { Length: > 0 } last] ? last : nameof(CommitMarkerForm.CherryPicked);
    }

    /// <summary>The style that several values name: the first is written, all are read.</summary>
    /// <exception cref="MaintainerException">InvalidMarkerTemplate.</exception>
    public static MarkerStyle Of(IReadOnlyList<string> markers)
    {
        ArgumentNullException.ThrowIfNull(markers);
        List<MarkerStyle> all = [.. markers.Select(Of)];
        return new MarkerStyle(all[0]._text, all[0].AtEnd, [.. all.SelectMany(style => style.Templates).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A style that writes as the value of -Marker says (null: as this one does), and reads that and all that this one does.</summary>
    /// <exception cref="MaintainerException">InvalidMarkerTemplate.</exception>
    public MarkerStyle Writing(string? marker)
    {
        if (marker is null)
            return this;
        var written = Of(marker);
        return new MarkerStyle(written._text, written.AtEnd, [.. written.Templates.Concat(Templates).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The style that a value of -Marker names; planning asks before any work.</summary>
    /// <param name="marker">A name in any case, or a template that holds {sha} and may hold {subject}.</param>
    /// <exception cref="MaintainerException">InvalidMarkerTemplate.</exception>
    public static MarkerStyle Of(string marker)
    {
        ArgumentNullException.ThrowIfNull(marker);
        if (Is(CommitMarkerForm.CherryPicked))
            return new MarkerStyle($"(cherry picked from commit {Sha})", atEnd: true, []);
        if (Is(CommitMarkerForm.StableUpstream))
            return new MarkerStyle($"commit {Sha} upstream.", atEnd: false, []);
        if (Is(CommitMarkerForm.StableBracket))
            return new MarkerStyle($"[ Upstream commit {Sha} ]", atEnd: false, []);
        if (marker.Equals(None, StringComparison.OrdinalIgnoreCase))
            return new MarkerStyle("", atEnd: true, []);
        if (!marker.Contains(Sha, StringComparison.OrdinalIgnoreCase) || marker.Contains('\n', StringComparison.Ordinal))
            throw new MaintainerException("InvalidMarkerTemplate", ErrorKind.InvalidArgument, marker, marker);
        return new MarkerStyle(marker, atEnd: marker.StartsWith('(') || Trailers.IsTrailerLine(marker), [marker]);

        bool Is(CommitMarkerForm form) => marker.Equals(form.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The marker's line.</summary>
    /// <param name="sha">The SHA of what is picked.</param>
    /// <param name="subject">Its subject.</param>
    public string Render(string sha, string subject) =>
        _text.Replace(Sha, sha, StringComparison.OrdinalIgnoreCase).Replace(Subject, subject, StringComparison.OrdinalIgnoreCase);

    /// <summary>All markers of a message, in order of lines, as <see cref="CommitMarkers.Parse(string)"/> and the templates know them.</summary>
    public IReadOnlyList<CommitMarker> Parse(string message) => CommitMarkers.Parse(message, _patterns);

    /// <summary>The first marker that names a source; null where the commit is nobody's marked pick.</summary>
    public CommitMarker? SourceOf(string message) => Parse(message).FirstOrDefault(marker => marker.NamesSource);

    /// <summary>A marker that was read loosely, as it would usually be written; null where it is written so, or in words of its own.</summary>
    internal string? Usual(string message, CommitMarker marker, CommitObject source)
    {
        if (marker.Form != CommitMarkerForm.Template)
            return CommitMarkers.Usual(message, marker);
        string line = CommitMarkers.LineOf(message, marker);
        string template = Templates[_patterns.ToList().FindIndex(pattern => pattern.IsMatch(line))];
        string usual = template.Replace(Sha, marker.Sha, StringComparison.OrdinalIgnoreCase)
            .Replace(Subject, source.Subject, StringComparison.OrdinalIgnoreCase).TrimEnd();
        return line == usual || template.Contains(Subject, StringComparison.OrdinalIgnoreCase) ? null : usual;
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
