using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MaintainerTools.Engine.Reporting.Pictures;

namespace MaintainerTools.Engine.Reporting.Pages;

// What the template report.liquid reads: the report with its texts made fit to be shown. Public, since the template engine reads no others.

/// <summary>The page.</summary>
public sealed record HtmlPage(
    string Title, string Project, string Created, IReadOnlyList<ReportRevision> Revisions, string? ComparedWith, HtmlTable? Changes,
    IReadOnlyList<HtmlSection> Sections)
{
    internal static HtmlPage Of(TopicReport report) => new(
        ReportText.Clean(report.Title),
        ReportText.Clean(report.Project),
        Time(report.Created),
        [.. report.Revision.Select(r => new ReportRevision
        {
            Role = ReportText.Clean(r.Role),
            Name = ReportText.Clean(r.Name),
            Sha = ReportText.Clean(r.Sha),
        })],
        report.ComparedWith is { } then ? Time(then) : null,
        report.Change.Length == 0 ? null : HtmlTable.Of(ChangeTable(report), "What changed"),
        [.. report.Section.Select(HtmlSection.Of)]);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static ReportTable ChangeTable(TopicReport report) => new()
    {
        Id = "changes-table",
        Title = "Figures and rows",
        Column =
        [
            new() { Name = "Section", Kind = ReportColumnKind.Verdict }, new() { Name = "What" }, new() { Name = "Change", Kind = ReportColumnKind.Verdict },
            new() { Name = "Then" }, new() { Name = "Now" },
        ],
        Row = [.. report.Change.Select((c, i) => new ReportRow
        {
            Id = $"change-{ReportSource.Number(i + 1)}",
            Cell = [c.Section, c.Label, c.Kind.ToString(), c.Old ?? "", c.New ?? ""],
        })],
    };
}

/// <summary>A section.</summary>
public sealed record HtmlSection(
    string Id, string Title, string Summary, string? NotVerified, IReadOnlyList<HtmlFigure> Figures, IReadOnlyList<HtmlTable> Tables,
    IReadOnlyList<HtmlPicture> Pictures)
{
    internal static HtmlSection Of(ReportSection section) => new(
        ReportText.Anchor(section.Id),
        ReportText.Clean(section.Title),
        ReportText.Clean(section.Summary),
        section.NotVerified is null ? null : ReportText.Clean(section.NotVerified),
        [.. section.Figure.Select(f => new HtmlFigure(ReportText.Anchor(f.Id), ReportText.Clean(f.Label), ReportText.Clean(f.Value),
            f.Command is null ? null : ReportText.Clean(f.Command), f.Output is null ? null : ReportText.Clean(f.Output),
            f.NotVerified is null ? null : ReportText.Clean(f.NotVerified),
            Tone(ReportTones.Of(f.Value))))],
        [.. section.Table.Select(t => HtmlTable.Of(t, section.Title))],
        [.. section.Picture.Select((p, i) => HtmlPicture.Of(p, $"{ReportText.Anchor(section.Id)}-picture-{ReportSource.Number(i + 1)}"))]);

    internal static string Tone(ReportTone tone) => tone == ReportTone.Neutral ? "" : tone.ToString().ToLowerInvariant();
}

/// <summary>A figure.</summary>
public sealed record HtmlFigure(string Id, string Label, string Value, string? Command, string? Output, string? NotVerified, string Tone);

/// <summary>A picture, drawn.</summary>
public sealed record HtmlPicture(string Title, string Text, string? Legend, string Svg)
{
    internal static HtmlPicture Of(ReportPicture picture, string id) =>
        new(ReportText.Clean(picture.Title), ReportText.Clean(picture.Text),
            PictureWriter.Legend(picture) is { } legend ? ReportText.Clean(legend) : null, PictureWriter.Svg(picture, id));
}

/// <summary>A table: its first rows, and the others as JSON.</summary>
public sealed record HtmlTable(
    string Id, string Title, string Label, string? Check, IReadOnlyList<HtmlColumn> Columns, IReadOnlyList<HtmlRow> Rows, int RowCount,
    string? MoreRows, bool HasDetails, bool IsLong)
{
    // So many rows of a table are there without script; a longer table is drawn as one scrolls.
    private const int PlainRows = 1000;

    // No sign of HTML stands in it as it is.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    internal static HtmlTable Of(ReportTable table, string section)
    {
        bool hasDetails = Array.Exists(table.Row, r => r.Detail is not null || r.Command is not null);
        return new HtmlTable(
            ReportText.Anchor(table.Id),
            ReportText.Clean(table.Title),
            ReportText.Clean($"{section}: {table.Title}"),
            table.Check is null ? null : ReportText.Clean(table.Check),
            [.. table.Column.Select((c, i) => new HtmlColumn(ReportText.Clean(c.Name), c.Kind.ToString().ToLowerInvariant(), Words(table, c, i)))],
            [.. table.Row.Take(PlainRows).Select(r => HtmlRow.Of(r, table.Column))],
            table.Row.Length,
            table.Row.Length > PlainRows ? More(table) : null,
            hasDetails,
            table.Row.Length > 10);
    }

    /// <summary>The words by which a column is filtered.</summary>
    private static string[] Words(ReportTable table, ReportColumn column, int place) => column.Kind != ReportColumnKind.Verdict ? []
        : [.. table.Row.Select(r => r.Cell[place]).Where(c => c.Length > 0).Distinct().Order(StringComparer.Ordinal).Take(50).Select(ReportText.Clean)];

    /// <summary>
    /// The rows after the first thousand: of a column of words each word once, and its number in the rows. An id that is the table's and the first cell is not
    /// written, nor are diffs and the like, which would make the page too long; the JSON has them.
    /// </summary>
    private static string More(ReportTable table)
    {
        var words = new List<string>();
        var number = new Dictionary<string, int>(StringComparer.Ordinal);
        string first = table.Row[0].Cell[0];
        string prefix = table.Row[0].Id.EndsWith(first, StringComparison.Ordinal) ? table.Row[0].Id[..^first.Length] : "";
        List<object[]> rows = [.. table.Row.Skip(PlainRows).Select(row => row.Cell.Select((cell, i) =>
        {
            if (table.Column[i].Kind != ReportColumnKind.Verdict)
                return (object)ReportText.Clean(cell);
            if (!number.TryGetValue(cell, out int n))
            {
                number[cell] = n = words.Count;
                words.Add(ReportText.Clean(cell));
            }
            return n;
        }).Append(row.Id == prefix + row.Cell[0] && ReportText.Anchor(row.Cell[0]) == row.Cell[0] ? 0 : ReportText.Anchor(row.Id)).ToArray())];
        return JsonSerializer.Serialize(
            new { prefix = ReportText.Anchor(prefix), words, tones = words.Select(w => HtmlSection.Tone(ReportTones.Of(w))), rows }, s_json);
    }
}

/// <summary>A column.</summary>
public sealed record HtmlColumn(string Name, string Kind, IReadOnlyList<string> Words);

/// <summary>A row.</summary>
public sealed record HtmlRow(string Id, IReadOnlyList<HtmlCell> Cells, string? Detail, string? Command, string? Output)
{
    internal static HtmlRow Of(ReportRow row, ReportColumn[] columns) => new(
        ReportText.Anchor(row.Id),
        [.. row.Cell.Select((cell, i) => HtmlCell.Of(cell, columns[i].Kind))],
        row.Detail is null ? null : ReportText.Clean(row.Detail),
        row.Command is null ? null : ReportText.Clean(row.Command),
        row.Output is null ? null : ReportText.Clean(row.Output));
}

/// <summary>A cell.</summary>
public sealed record HtmlCell(string Text, string Kind, string Tone, string? Whole)
{
    internal static HtmlCell Of(string cell, ReportColumnKind kind)
    {
        string text = ReportText.Clean(cell);
        return kind == ReportColumnKind.Commit && text.Length > 12
            ? new HtmlCell(text[..12], "commit", "", text)
            : new HtmlCell(text, kind.ToString().ToLowerInvariant(), kind == ReportColumnKind.Verdict ? HtmlSection.Tone(ReportTones.Of(cell)) : "", null);
    }
}
