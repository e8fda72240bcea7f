using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>Finds markers, loosely; writes them, strictly.</summary>
public static class CommitMarkers
{
    private const int WholeDigits = 40;

    /// <summary>The names that -Marker takes besides a template.</summary>
    public static IReadOnlyList<string> Names { get; } = [nameof(CommitMarkerForm.CherryPicked), nameof(CommitMarkerForm.StableUpstream),
        nameof(CommitMarkerForm.StableBracket), MarkerStyle.None];

    /// <summary>
    /// All markers of a message, in order of lines. Of several that name a source the first is upstream's, later ones are intermediate branches'.
    /// </summary>
    public static IReadOnlyList<CommitMarker> Parse(string message) => Parse(message, []);

    /// <summary>The same, and what the patterns of templates match.</summary>
    internal static IReadOnlyList<CommitMarker> Parse(string message, IReadOnlyList<Regex> templates)
    {
        ArgumentNullException.ThrowIfNull(message);
        // All forms hold so many digits of a SHA, and half of the messages do not; of the others few have them in a line that begins as one.
        if (!MarkerForms.HasDigits(message) || (templates.Count == 0 && !MayHold(message)))
            return [];
        var markers = new List<CommitMarker>();
        var lines = new MarkerLines(message);
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i];
            // A marker that was wrapped before its SHA.
            bool isWrapped = EndsBeforeSha(line) && MarkerForms.HasDigits(lines.At(i + 1));
            if (!isWrapped && !MarkerForms.HasDigits(line))
                continue;
            if (lines.IsQuoted(i))
                continue;
            if (isWrapped)
                line += " " + lines.At(i + 1).TrimStart();
            // What was asked for goes first: it may look like another form.
            if (templates.Select(template => template.Match(line)).FirstOrDefault(match => match.Success) is { } asked)
                markers.Add(Found(CommitMarkerForm.Template, asked.Groups["sha"], i));
            else
                Add(line, isWrapped ? 2 : 1, i);
        }
        // A template may match much of a text. It was written with the whole SHA, so what is shorter counts where there is nothing else.
        if (markers.Exists(m => m is { Form: CommitMarkerForm.Template, Sha.Length: WholeDigits }))
            markers.RemoveAll(m => m is { Form: CommitMarkerForm.Template, Sha.Length: < WholeDigits });
        return markers;

        void Add(string line, int length, int at)
        {
            if (!MarkerForms.MayBegin(line))
                return;
            foreach ((CommitMarkerForm form, Regex pattern) in MarkerForms.All)
            {
                if (pattern.Match(line) is not { Success: true } match)
                    continue;
                ReadOnlySpan<char> rest = line.AsSpan(match.Index + match.Length);
                // A declared prerequisite says beside the commit what it likes.
                if (IsDeclaration(form))
                    markers.Add(Found(form, match.Groups["sha"], at));
                else if (MarkerEnd.Of(rest, match.Groups["open"].Success, lines.At(at + length)) is { } more
                    && !lines.IsProse(at + length - 1, match.Groups["open"].Success))
                    markers.AddRange([Found(form, match.Groups["sha"], at), .. more.Select(sha => new CommitMarker(form, sha, at + 1))]);
                return;
            }
            if (SourceHeader.ShaOf(lines, at) is { } named)
                markers.Add(new CommitMarker(CommitMarkerForm.SourceHeader, named, at + 1));
        }

        static CommitMarker Found(CommitMarkerForm form, Group sha, int line) => new(form, sha.Value.ToLowerInvariant(), line + 1);
    }

    /// <summary>The first marker that names a source; null where the commit is nobody's marked pick.</summary>
    public static CommitMarker? SourceOf(string message) => Parse(message).FirstOrDefault(marker => marker.NamesSource);

    /// <summary>A marker that was read loosely, as it would usually be written; null where it is written so, or in words of its own.</summary>
    internal static string? Usual(string message, CommitMarker marker)
    {
        string line = LineOf(message, marker);
        // A trailer's words are a tree's own; what goes on in the next line says more.
        if (marker.Form is CommitMarkerForm.SourceTrailer or CommitMarkerForm.SourceRevision or CommitMarkerForm.SourceHeader
            || (line.IndexOfAny(['(', '[', '{']) >= 0 && line.IndexOfAny([')', ']', '}']) < 0))
            return null;
        string[] forms =
        [
            $"(cherry picked from commit {marker.Sha})", $"commit {marker.Sha} upstream.", $"[ Upstream commit {marker.Sha} ]",
            $"[ upstream commit {marker.Sha} ]",
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

    private static bool IsDeclaration(CommitMarkerForm form) => form is CommitMarkerForm.StableDependency or CommitMarkerForm.StablePrerequisite
        or CommitMarkerForm.DependsOn;

    private static bool MayHold(ReadOnlySpan<char> message)
    {
        while (!message.IsEmpty)
        {
            int end = message.IndexOf('\n');
            ReadOnlySpan<char> line = end < 0 ? message : message[..end];
            if ((MarkerForms.HasDigits(line) || EndsBeforeSha(line)) && MarkerForms.MayBegin(line))
                return true;
            message = end < 0 ? [] : message[(end + 1)..];
        }
        return false;
    }

    private static bool EndsBeforeSha(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> text = line.TrimEnd(": \r");
        return text.EndsWith("commit", StringComparison.OrdinalIgnoreCase) || text.EndsWith("commits", StringComparison.OrdinalIgnoreCase)
            || text.EndsWith("from", StringComparison.OrdinalIgnoreCase);
    }

    private static string UnderSubject(string message, string line)
    {
        int end = message.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            return message.TrimEnd('\n') + "\n\n" + line + "\n";
        string rest = message[(end + 2)..].TrimStart('\n');
        return string.Create(CultureInfo.InvariantCulture, $"{message[..end]}\n\n{line}\n") + (rest.Length > 0 ? "\n" + rest : "");
    }
}
