using System.Text.Json;
using System.Text.Json.Serialization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Reporting;

/// <summary>
/// Reports as JSON files: docs/report.schema.json says what is in them. A file names its format and version; what is not there or is of another kind is an
/// error that says so.
/// </summary>
public static class TopicReportFile
{
    /// <summary>What the files call themselves.</summary>
    public const string Format = "MaintainerTools.TopicReport";

    /// <summary>The version that is written, and the newest that is read.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(null, false) },
    };

    /// <summary>The report as JSON.</summary>
    public static string ToJson(TopicReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonSerializer.Serialize(new Envelope { Format = Format, Version = Version, Report = report }, s_json).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>Reads the JSON back.</summary>
    /// <param name="path">The file's name, for errors.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="MaintainerException">ReportFileMalformed, with what is wrong; ReportFileVersion.</exception>
    public static TopicReport FromJson(string path, string text)
    {
        Envelope file;
        try
        {
            // A later version may have what this one does not know; it is told by its number, and not by what is strange in it.
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(nameof(Version), out JsonElement version)
                && version.TryGetInt32(out int number) && number != Version)
                throw new MaintainerException("ReportFileVersion", ErrorKind.InvalidData, path, path, number, Version);
            file = document.Deserialize<Envelope>(s_json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new MaintainerException("ReportFileMalformed", ErrorKind.InvalidData, path, e, [path, e.Message]);
        }
        if (file.Format != Format)
            throw Malformed(path, $"Format is \"{file.Format}\", not \"{Format}\"");
        return file.Report is null ? throw Malformed(path, "Report is missing")
            : Problem(file.Report) is { } problem ? throw Malformed(path, problem) : file.Report;
    }

    /// <summary>What does not fit; null where all does.</summary>
    private static string? Problem(TopicReport report)
    {
        if (report.Section is null || report.Revision is null || report.Change is null || report.Title is null || report.Project is null)
            return "Title, Project, Revision, Section or Change is null";
        if (Array.Exists(report.Revision, r => r is not { Role: not null, Name: not null, Sha: not null })
            || Array.Exists(report.Change, c => c is not { Section: not null, Id: not null, Label: not null }))
            return "an entry of Revision or Change is not whole";
        foreach (ReportSection section in report.Section)
        {
            if (section is not { Id: not null, Title: not null, Summary: not null, Picture: not null, Figure: not null, Table: not null })
                return "a section is not whole";
            if (Array.Exists(section.Figure, f => f is not { Id: not null, Label: not null, Value: not null }))
                return $"section {section.Id}: a figure is not whole";
            foreach (ReportTable table in section.Table)
            {
                if (table is not { Id: not null, Title: not null, Column: not null, Row: not null } || Array.Exists(table.Column, c => c?.Name is null))
                    return $"section {section.Id}: a table is not whole";
                // These stand in the script as they are.
                if (Array.Exists(table.Column, c => c.Target is not null && !Oid.TryParse(c.Target.AsSpan(), out _))
                    || Array.Exists(table.Row, r => r?.Pick is not null && !Oid.TryParse(r.Pick.AsSpan(), out _))
                    || Array.Exists(table.Row, r => r?.Expect is not null && !r.Expect.All(c => c == '-' || char.IsAsciiLetter(c))))
                    return $"table {table.Id}: Target, Pick or Expect is none";
                if (Array.Find(table.Row, r => r is not { Id: not null, Cell: not null }
                    || r.Cell.Length != table.Column.Length || Array.IndexOf(r.Cell, null) >= 0) is { } row)
                    return $"table {table.Id}: row {row.Id} has not a cell for each column";
            }
            foreach (ReportPicture picture in section.Picture)
            {
                if (picture is not { Title: not null, Text: not null, Column: not null, Row: not null, Mark: not null, Link: not null }
                    || Array.Exists(picture.Mark, m => m is not { Label: not null, Text: not null, X: >= 0, Y: >= 0 }))
                    return $"section {section.Id}: a picture is not whole";
                if (Array.Exists(picture.Link, l => l is null || l.From < 0 || l.To < 0 || l.From >= picture.Mark.Length || l.To >= picture.Mark.Length))
                    return $"section {section.Id}: a picture ties a mark that it has not";
            }
        }
        return null;
    }

    private static MaintainerException Malformed(string path, string what) => new("ReportFileMalformed", ErrorKind.InvalidData, path, path, what);

    private sealed class Envelope
    {
        [JsonRequired]
        public string? Format { get; set; }

        [JsonRequired]
        public int Version { get; set; }

        public TopicReport? Report { get; set; }
    }
}
