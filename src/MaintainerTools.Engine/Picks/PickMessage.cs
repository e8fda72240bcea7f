using System.Globalization;
using System.Text;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Picks;

/// <summary>Writes the messages of picks: the source's with its marker, what was left out or adapted, and the sign-off, or as a template has it.</summary>
internal sealed class PickMessage
{
    /// <summary>What a template may name, in the order in which the help has them.</summary>
    internal static readonly IReadOnlyList<string> Placeholders =
    [
        "subject", "body", "trailers", "message", "sha", "short", "author", "authorname", "authoremail", "date", "marker", "note", "target", "branch",
        "upstream",
    ];

    private readonly MarkerStyle _marker;
    private readonly PersonLine _committer;
    private readonly CherryPickOptions _options;
    private readonly TextTemplate? _template;

    /// <exception cref="MaintainerException">UnknownPlaceholder.</exception>
    internal PickMessage(MarkerStyle marker, PersonLine committer, CherryPickOptions options)
    {
        (_marker, _committer, _options) = (marker, committer, options);
        _template = options.Template is null ? null : new TextTemplate(options.Template, options.TemplateFile ?? "-Template", Placeholders);
    }

    /// <summary>The message of a pick, in the encoding named.</summary>
    /// <param name="source">What is picked.</param>
    /// <param name="encoding">The encoding that the commit will name; null: UTF-8.</param>
    /// <param name="leftOut">The paths in which something was left out.</param>
    /// <param name="note">What was changed in adapting it; null: nothing was.</param>
    /// <param name="written">A commit whose message a person wrote; what marks the source there is left as it is. Null: the source's is taken.</param>
    internal byte[] Of(CommitObject source, string? encoding, IReadOnlyList<string> leftOut, string? note, CommitObject? written = null)
    {
        if (written is not null && _marker.Parse(written.Message).Any(m => m.NamesSource && m.Names(source.Id)))
            return BytesIn(encoding, written);
        // Markers and trailers are ASCII; read as Latin-1 every other byte goes through as it is, whatever the commit's encoding.
        Encoding bytes = TextEncoding.ForCommit(encoding);
        string message = Encoding.Latin1.GetString(BytesIn(encoding, written ?? source));
        // What a person wrote is theirs; the source's trailers are not.
        if (written is null && _options.RemoveTrailer.Count > 0)
            message = Trailers.Remove(message, new TrailerPatterns(_options.RemoveTrailer, AsBytes).Matches);
        string marker = AsBytes(_marker.Writes ? _marker.Render(source.Id.ToString(), source.Subject) : "");
        // Who wants no mark wants the message as it is; what he has left out is said all the same.
        string? adapted = note is null || !_marker.Writes ? null : $"[{_committer.Name}: {note}]";
        string notes = AsBytes(string.Join('\n', new[] { ExclusionNote.Write(leftOut), adapted }.OfType<string>()));
        if (written is null && _template is not null)
        {
            message = CommitMessage.StripSpace(Filled(_template, source, message, marker, notes, AsBytes));
            bool isMarked = _marker.Parse(bytes.GetString(Encoding.Latin1.GetBytes(message))).Any(m => m.NamesSource && m.Names(source.Id));
            if (!isMarked && _marker.Writes)
                message = CommitMarkers.Add(message, marker, _marker.AtEnd);
            if (notes.Length > 0 && !_template.Has("note"))
                message = CommitMarkers.AddNote(message, notes);
        }
        else
        {
            if (_marker.Writes)
                message = CommitMarkers.Add(message, marker, _marker.AtEnd);
            if (notes.Length > 0)
                message = CommitMarkers.AddNote(message, notes);
        }
        if (_options.SignOff)
            message = Trailers.SignOff(message, AsBytes(_committer.Name), _committer.Email);
        return Encoding.Latin1.GetBytes(message);

        string AsBytes(string text) => Encoding.Latin1.GetString(bytes.GetBytes(text));
    }

    private string Filled(TextTemplate template, CommitObject source, string message, string marker, string notes, Func<string, string> asBytes)
    {
        int trailers = Trailers.ClosingStart(message);
        int subject = message.IndexOf("\n\n", StringComparison.Ordinal);
        subject = subject < 0 ? message.Length : subject;
        string filled = template.Fill(name => name switch
        {
            "subject" => message[..subject].Trim('\n').Replace('\n', ' '),
            "body" => trailers > subject ? message[subject..trailers].Trim('\n') : "",
            "trailers" => message[Math.Max(trailers, subject)..].Trim('\n'),
            "message" => message.Trim('\n'),
            "marker" => marker,
            "note" => notes,
            _ => asBytes(ValueOf(name, source)),
        });
        return filled;
    }

    private string ValueOf(string name, CommitObject source) => name switch
    {
        "sha" => source.Id.ToString(),
        "short" => source.Id.Abbreviate(),
        "author" => $"{source.Author.Name} <{source.Author.Email}>",
        "authorname" => source.Author.Name,
        "authoremail" => source.Author.Email,
        "date" => source.Author.When.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "target" => _options.Onto,
        "branch" => _options.Branch,
        _ => _options.Upstream ?? "",
    };

    private static byte[] BytesIn(string? name, CommitObject commit) =>
        PickEncoding.Convert(commit.MessageBytes.Span, commit.EncodingName, name) ?? commit.MessageBytes.ToArray();

    /// <summary>Patterns of trailers that go: of the whole line, or the token's name alone.</summary>
    private sealed class TrailerPatterns(IReadOnlyList<string> patterns, Func<string, string> asBytes)
    {
        private readonly Glob[] _globs = [.. patterns.Select(p => new Glob(Encoding.Latin1.GetBytes(asBytes(p.Trim())), byFolder: false, ignoreCase: true))];

        internal bool Matches(string line)
        {
            string token = line[..line.IndexOf(':', StringComparison.Ordinal)].TrimEnd();
            return _globs.Any(glob => glob.IsMatch(Encoding.Latin1.GetBytes(line)) || glob.IsMatch(Encoding.Latin1.GetBytes(token)));
        }
    }
}
