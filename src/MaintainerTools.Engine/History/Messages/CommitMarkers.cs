using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>The ways in which a commit says that it is a pick of another, or needs one.</summary>
public enum CommitMarkerForm
{
    /// <summary>"(cherry picked from commit SHA)": git's own.</summary>
    CherryPicked,

    /// <summary>"commit SHA upstream.": kernel stable.</summary>
    StableUpstream,

    /// <summary>"[ Upstream commit SHA ]": kernel stable and DPDK.</summary>
    StableBracket,

    /// <summary>"[ backported from upstream commit SHA ]": DPDK, a pick that was adapted.</summary>
    BackportedUpstream,

    /// <summary>"(backported from commit SHA)": Ubuntu, a pick that was adapted.</summary>
    Backported,

    /// <summary>"Stable-dep-of: SHA": this commit was taken because that one needs it.</summary>
    StableDependency,

    /// <summary>"Cc: stable@vger.kernel.org # 4.9.x: SHA: subject": pick that one first.</summary>
    StablePrerequisite,

    /// <summary>"Depends-on: SHA": pick that one first.</summary>
    DependsOn,

    /// <summary>As the template of a <see cref="MarkerStyle"/> writes it. The last one, because lasting indexes keep the forms as numbers.</summary>
    Template,
}

/// <summary>One marker in a commit message.</summary>
/// <param name="Form">Which form it has.</param>
/// <param name="Sha">The hex digits as they stand there, in lower case, 7 to 40 of them.</param>
/// <param name="Line">1-based line of the message.</param>
public sealed record CommitMarker(CommitMarkerForm Form, string Sha, int Line)
{
    /// <summary>True where the marker names the commit that this one is a pick of; false for declared prerequisites.</summary>
    public bool NamesSource => Form is < CommitMarkerForm.StableDependency or CommitMarkerForm.Template;

    /// <summary>True when the marker's digits are those that <paramref name="id"/> starts with.</summary>
    public bool Names(Oid id) => id.ToString().StartsWith(Sha, StringComparison.Ordinal);
}

/// <summary>Finds markers, loosely; writes them, strictly.</summary>
public static partial class CommitMarkers
{
    private const int FewestDigits = 7;
    private const int WholeDigits = 40;

    /// <summary>The names that -Marker takes besides a template.</summary>
    public static IReadOnlyList<string> Names { get; } = [nameof(CommitMarkerForm.CherryPicked), nameof(CommitMarkerForm.StableUpstream), nameof(CommitMarkerForm.StableBracket)];

    /// <summary>All markers of a message, in order of lines. Of several that name a source the first is upstream's, later ones are intermediate branches'.</summary>
    public static IReadOnlyList<CommitMarker> Parse(string message) => Parse(message, null);

    /// <summary>The same, and what a template's pattern matches.</summary>
    internal static IReadOnlyList<CommitMarker> Parse(string message, Regex? template)
    {
        ArgumentNullException.ThrowIfNull(message);
        // Nearly no commit has one, and all forms that are known hold one of these words.
        if (template is null && !message.Contains("commit", StringComparison.OrdinalIgnoreCase) && !message.Contains("stable", StringComparison.OrdinalIgnoreCase)
            && !message.Contains("depends-on", StringComparison.OrdinalIgnoreCase))
            return [];
        var markers = new List<CommitMarker>();
        int number = 0;
        foreach (string text in message.Split('\n'))
        {
            number++;
            // All forms hold so many digits of a SHA, and few lines do.
            if (!HasDigits(text))
                continue;
            // What was asked for goes first: it may look like another form.
            if (template?.Match(text) is { Success: true } asked)
            {
                markers.Add(Found(CommitMarkerForm.Template, asked));
                continue;
            }
            foreach ((CommitMarkerForm form, Regex pattern) in s_patterns)
            {
                Match match = pattern.Match(text);
                if (!match.Success)
                    continue;
                markers.Add(Found(form, match));
                break;
            }
        }
        // A template may match much of a text. It was written with the whole SHA, so what is shorter counts where there is nothing else.
        if (markers.Exists(m => m is { Form: CommitMarkerForm.Template, Sha.Length: WholeDigits }))
            markers.RemoveAll(m => m is { Form: CommitMarkerForm.Template, Sha.Length: < WholeDigits });
        return markers;

        CommitMarker Found(CommitMarkerForm form, Match match) => new(form, match.Groups["sha"].Value.ToLowerInvariant(), number);
    }

    /// <summary>The first marker that names a source; null where the commit is nobody's marked pick.</summary>
    public static CommitMarker? SourceOf(string message) => Parse(message).FirstOrDefault(marker => marker.NamesSource);

    /// <summary>A marker that was read loosely, as it would usually be written; null where it is written so, or in words of its own.</summary>
    internal static string? Usual(string message, CommitMarker marker)
    {
        string line = LineOf(message, marker);
        string[] forms =
        [
            $"(cherry picked from commit {marker.Sha})", $"commit {marker.Sha} upstream.", $"[ Upstream commit {marker.Sha} ]", $"[ upstream commit {marker.Sha} ]",
            $"[ backported from upstream commit {marker.Sha} ]", $"(backported from commit {marker.Sha})",
        ];
        return forms.Contains(line, StringComparer.Ordinal) ? null : forms.FirstOrDefault(form => Letters(form) == Letters(line));

        static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
    }

    /// <summary>The line that a marker stands in.</summary>
    internal static string LineOf(string message, CommitMarker marker) => message.Split('\n')[marker.Line - 1].TrimEnd();

    /// <summary>
    /// The message with a marker's line added where <see cref="MarkerStyle"/> says that it belongs: at the end as git cherry-pick -x puts it, or as a paragraph
    /// of its own under the subject. White space is cleaned up as cherry-pick -x does.
    /// </summary>
    /// <param name="message">The picked commit's message.</param>
    /// <param name="line">The marker.</param>
    /// <param name="atEnd">Where it belongs.</param>
    public static string Add(string message, string line, bool atEnd)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!atEnd)
            return CommitMessage.StripSpace(UnderSubject(message, line));
        string complete = message.Length > 0 && !message.EndsWith('\n') ? message + "\n" : message;
        return CommitMessage.StripSpace(complete + (Trailers.HasBlock(complete) ? "" : "\n") + line + "\n");
    }

    /// <summary>The message with "[note]" as a paragraph of its own between the text and the trailers; says what was changed in an adapted pick.</summary>
    public static string AddNote(string message, string note)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(note);
        string line = note.StartsWith('[') ? note : $"[{note}]";
        int at = Trailers.BlockStart(message);
        string text = message[..at].TrimEnd('\n');
        return text + "\n\n" + line + "\n" + (at < message.Length ? "\n" + message[at..] : "");
    }

    private static bool HasDigits(ReadOnlySpan<char> line)
    {
        int run = 0;
        foreach (char c in line)
        {
            run = char.IsAsciiHexDigit(c) ? run + 1 : 0;
            if (run == FewestDigits)
                return true;
        }
        return false;
    }

    private static string UnderSubject(string message, string line)
    {
        int end = message.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            return message.TrimEnd('\n') + "\n\n" + line + "\n";
        string rest = message[(end + 2)..].TrimStart('\n');
        return string.Create(CultureInfo.InvariantCulture, $"{message[..end]}\n\n{line}\n") + (rest.Length > 0 ? "\n" + rest : "");
    }

    // Each on a line of its own; brackets, spacing and case as people leave them. After the digits other words may follow ("… linux-next)").
    [GeneratedRegex(@"^\s*[(\[]?\s*cherry[\s-]*pick(ed)?\s+from\s+(the\s+)?(upstream\s+)?(commit\s+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CherryPicked();

    [GeneratedRegex(@"^\s*(\[\s*)?commit[\s:]+(?<sha>[0-9a-f]{7,40})\s+upstream\s*[.,]?\s*\]?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StableUpstream();

    [GeneratedRegex(@"^\s*[(\[{]\s*upstream\s*:?\s*commit[\s:]+(?<sha>[0-9a-f]{7,40})(?![0-9a-z])|^\s*upstream\s+commit[\s:]+(?<sha>[0-9a-f]{7,40})\s*[\])}.]?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StableBracket();

    [GeneratedRegex(@"^\s*[(\[{]?\s*back-?port(ed)?\s+(from|of)\s+upstream\s+(commit\s+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BackportedUpstream();

    [GeneratedRegex(@"^\s*[(\[{]?\s*back-?port(ed)?\s+(from|of)\s+(commit\s+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Backported();

    [GeneratedRegex(@"^\s*Stable-dep-of\s*:\s*(commit\s+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StableDependency();

    [GeneratedRegex(@"^\s*Cc\s*:\s*(""?stable[\w ()-]*""?\s+)?[<""]?stable@[\w.-]+[>""]?\s*#[^#]*?(?<![0-9a-z.])(?<sha>[0-9a-f]{7,40})(?![0-9a-z.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StablePrerequisite();

    [GeneratedRegex(@"^\s*Depends-on\s*:\s*(commit\s+)?(?<sha>[0-9a-f]{7,40})(?![0-9a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DependsOn();

    private static readonly (CommitMarkerForm Form, Regex Pattern)[] s_patterns =
    [
        (CommitMarkerForm.CherryPicked, CherryPicked()),
        (CommitMarkerForm.StableUpstream, StableUpstream()),
        (CommitMarkerForm.StableBracket, StableBracket()),
        (CommitMarkerForm.BackportedUpstream, BackportedUpstream()),
        (CommitMarkerForm.Backported, Backported()),
        (CommitMarkerForm.StableDependency, StableDependency()),
        (CommitMarkerForm.StablePrerequisite, StablePrerequisite()),
        (CommitMarkerForm.DependsOn, DependsOn()),
    ];
}
