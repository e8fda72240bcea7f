namespace MaintainerTools.Engine.Reporting;

/// <summary>What is otherwise in a report than in an earlier one: figures and rows, by their ids.</summary>
public static class TopicReportComparer
{
    /// <summary>Fills in what changed since an earlier report.</summary>
    public static void Compare(TopicReport report, TopicReport earlier)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(earlier);
        Dictionary<string, (string Section, string Label, string Value)> old = Values(earlier), now = Values(report);
        var changes = new List<ReportChange>();
        foreach ((string id, (string section, string label, string value)) in now)
        {
            if (!old.TryGetValue(id, out (string Section, string Label, string Value) before))
                changes.Add(new ReportChange { Section = section, Id = id, Label = label, Kind = ReportChangeKind.Added, New = value });
            else if (before.Value != value)
                changes.Add(new ReportChange { Section = section, Id = id, Label = label, Kind = ReportChangeKind.Changed, Old = before.Value, New = value });
        }
        foreach ((string id, (string section, string label, string value)) in old.Where(o => !now.ContainsKey(o.Key)))
            changes.Add(new ReportChange { Section = section, Id = id, Label = label, Kind = ReportChangeKind.Removed, Old = value });
        (report.ComparedWith, report.Change) = (earlier.Created, [.. changes]);
    }

    private static Dictionary<string, (string Section, string Label, string Value)> Values(TopicReport report)
    {
        var values = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
        foreach (ReportRevision revision in report.Revision)
            values[$"revision {revision.Role} {revision.Name}"] = ("What it is about", $"{revision.Role} {revision.Name}", revision.Sha);
        foreach (ReportSection section in report.Section)
        {
            foreach (ReportFigure figure in section.Figure)
                values[figure.Id] = (section.Title, figure.Label, figure.Value);
            foreach (ReportTable table in section.Table)
            {
                // Of a row the verdicts and numbers; what names it is its label.
                int[] told = [.. table.Column.Select((c, i) => (c, i))
                    .Where(c => c.c.Kind is ReportColumnKind.Verdict or ReportColumnKind.Number && c.c.Name != "#").Select(c => c.i)];
                int subject = Array.FindIndex(table.Column, c => c.Name == "Subject");
                foreach (ReportRow row in table.Row)
                {
                    values[row.Id] = (section.Title, row.Cell[subject < 0 ? 0 : subject],
                        string.Join(", ", told.Select(i => row.Cell[i]).Where(c => c.Length > 0)));
                }
            }
        }
        return values;
    }
}
