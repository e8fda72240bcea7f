using System.Globalization;
using System.Text;

namespace MaintainerTools.Engine.Reporting.Pages;

/// <summary>
/// A report as Markdown that GitHub and GitLab show as it is. What does not fit into a job summary is left out, rows first, and a word says so.
/// </summary>
public static class ReportMarkdown
{
    /// <summary>GitHub takes a job summary of so many bytes, and drops a longer one whole.</summary>
    public const int SummaryLimit = 1024 * 1024;

    /// <summary>A longer script stands in a file of its own.</summary>
    private const int ScriptLimit = 128 * 1024;

    /// <summary>The report as Markdown.</summary>
    /// <param name="report">The report.</param>
    /// <param name="limit">The most bytes of UTF-8.</param>
    public static string Write(TopicReport report, int limit = SummaryLimit)
    {
        ArgumentNullException.ThrowIfNull(report);
        string script = ReportScript.Write(report);
        int rows = Math.Max(1, report.Section.SelectMany(s => s.Table).Select(t => t.Row.Length).DefaultIfEmpty(1).Max());
        string text = Write(report, script, rows, rows);
        for (int details = rows / 2; Encoding.UTF8.GetByteCount(text) > limit && rows > 1; details /= 2)
        {
            // Diffs are longer than what they belong to, and go first.
            if (details == 0)
                rows /= 2;
            text = Write(report, script, rows, details);
        }
        return text;
    }

    private static string Write(TopicReport report, string script, int rows, int details)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(ReportText.Markdown(report.Title)).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{ReportText.Markdown(report.Project)}, {report.Created:yyyy-MM-dd HH:mm} UTC\n\n");
        if (report.Revision.Length > 0)
        {
            text.Append("| | name | commit |\n|---|---|---|\n");
            foreach (ReportRevision revision in report.Revision)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"| {ReportText.Markdown(revision.Role)} | {ReportText.Markdown(revision.Name)} | {Commit(revision.Sha)} |\n");
            }
            text.Append('\n');
        }
        Changes(text, report, rows);
        foreach (ReportSection section in report.Section)
            Section(text, section, rows, details);
        text.Append("## Check it\n\n");
        if (script.Length <= ScriptLimit)
        {
            text.Append("Saved as a file, this runs all commands in a clone and says which figures are others there.\n\n")
                .Append("<details><summary>The script</summary>\n\n")
                .Append(ReportText.Fenced(script, "sh")).Append("\n</details>\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture,
                $"The script that runs all commands has {script.Length / 1024} KiB and is not shown here; "
                + $"Export-TopicReport writes it as check.sh, and the page has it.\n");
        }
        return text.ToString();
    }

    private static void Changes(StringBuilder text, TopicReport report, int rows)
    {
        if (report.ComparedWith is not { } then)
            return;
        text.Append(CultureInfo.InvariantCulture, $"## What changed since {then:yyyy-MM-dd HH:mm}\n\n");
        if (report.Change.Length == 0)
        {
            text.Append("Nothing.\n\n");
            return;
        }
        text.Append("| section | what | | then | now |\n|---|---|---|---|---|\n");
        foreach (ReportChange change in report.Change.Take(rows))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {ReportText.Markdown(change.Section)} | {ReportText.Markdown(change.Label)} | {change.Kind} "
                + $"| {ReportText.Markdown(change.Old)} | {ReportText.Markdown(change.New)} |\n");
        }
        Left(text, report.Change.Length, rows, "changes");
    }

    private static void Section(StringBuilder text, ReportSection section, int rows, int details)
    {
        text.Append("## ").Append(ReportText.Markdown(section.Title)).Append("\n\n").Append(ReportText.Markdown(section.Summary)).Append("\n\n");
        if (section.NotVerified is { } not)
            text.Append("**Not verified:** ").Append(ReportText.Markdown(not)).Append("\n\n");
        foreach (ReportPicture picture in section.Picture)
            text.Append('*').Append(ReportText.Markdown(picture.Title)).Append(":* ").Append(ReportText.Markdown(picture.Text)).Append("\n\n");
        if (section.Figure.Length > 0)
        {
            text.Append("| figure | value |\n|---|---|\n");
            foreach (ReportFigure figure in section.Figure.Take(rows))
            {
                string value = figure.NotVerified is null ? ReportText.Markdown(figure.Value)
                    : $"{ReportText.Markdown(figure.Value)} (not verified\\: {ReportText.Markdown(figure.NotVerified)})";
                text.Append(CultureInfo.InvariantCulture, $"| {ReportText.Markdown(figure.Label)} | {value} |\n");
            }
            Left(text, section.Figure.Length, rows, "figures");
            if (Array.Exists(section.Figure, f => f.Command is not null))
            {
                text.Append("<details><summary>Commands</summary>\n\n");
                text.Append(ReportText.Fenced(string.Join('\n', section.Figure.Where(f => f.Command is not null).Take(details)
                    .Select(f => $"# {f.Label.ReplaceLineEndings(" ")}"
                        + $"{(f.Output is { } o && !o.Contains('\n', StringComparison.Ordinal) ? ": " + o : "")}\n{f.Command}")), "sh"));
                text.Append("\n</details>\n\n");
            }
        }
        foreach (ReportTable table in section.Table)
            Table(text, table, rows, details);
    }

    private static void Table(StringBuilder text, ReportTable table, int rows, int details)
    {
        text.Append("### ").Append(ReportText.Markdown(table.Title)).Append("\n\n");
        if (table.Check is { } check)
            text.Append(ReportText.Markdown(check)).Append("\n\n");
        text.Append('|').Append(string.Concat(table.Column.Select(c => $" {ReportText.Markdown(c.Name)} |"))).Append("\n|");
        text.Append(string.Concat(table.Column.Select(c => c.Kind == ReportColumnKind.Number ? "---:|" : "---|"))).Append('\n');
        foreach (ReportRow row in table.Row.Take(rows))
        {
            text.Append('|').Append(string.Concat(row.Cell.Select((c, i) =>
                $" {(table.Column[i].Kind == ReportColumnKind.Commit ? Commit(c) : ReportText.Markdown(c))} |"))).Append('\n');
        }
        Left(text, table.Row.Length, rows, "rows");
        int detailed = 0;
        foreach (ReportRow row in table.Row.Where(r => r.Detail is not null))
        {
            if (++detailed > details)
                continue;
            text.Append("<details><summary>")
                .Append(ReportText.Markdown(string.Join(" ", row.Cell
                    .Select((c, i) => table.Column[i].Kind == ReportColumnKind.Commit ? ReportSource.Short(c) : c).Take(4))))
                .Append("</summary>\n\n")
                .Append(ReportText.Fenced(row.Detail, row.Detail!.Contains("\n+", StringComparison.Ordinal) ? "diff" : ""))
                .Append("\n</details>\n\n");
        }
        Left(text, detailed, details, "details");
    }

    private static void Left(StringBuilder text, int all, int shown, string what) =>
        text.Append(all > shown
            ? string.Create(CultureInfo.InvariantCulture, $"\n{all - shown} more {what} are not shown: a job summary has a limit.\n\n") : "\n");

    private static string Commit(string sha) => sha.Length == 0 ? ""
        : sha.All(char.IsAsciiLetterOrDigit) ? $"`{ReportSource.Short(sha)}`" : ReportText.Markdown(sha);
}
