namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>What picking each commit onto each branch would give.</summary>
internal static class ForecastSection
{
    /// <summary>A picture of more rows than this tells of several commits in one.</summary>
    private const int PictureRows = 120;

    internal static ReportSection Of(IReadOnlyList<BackportForecast> forecasts, ReportSource source)
    {
        (string Name, string Sha)[] targets = [.. forecasts.Select(f => (f.Target, f.TargetSha)).Distinct()];
        var column = targets.Select((target, i) => (target, i)).ToDictionary(t => t.target, t => t.i);
        var rows = new List<(BackportForecast First, BackportForecast?[] Cell)>();
        var place = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (BackportForecast forecast in forecasts)
        {
            if (!place.TryGetValue(forecast.Commit, out int row))
            {
                place[forecast.Commit] = row = rows.Count;
                rows.Add((forecast, new BackportForecast?[targets.Length]));
            }
            rows[row].Cell[column[(forecast.Target, forecast.TargetSha)]] ??= forecast;
        }
        string[] expect = Expectations(rows, targets, source);
        int unverified = forecasts.Count(f => f.Verdict == BackportVerdict.NotVerified);
        return new ReportSection
        {
            Id = "forecast",
            Title = "Forecast",
            Summary = $"{Wording.Count(rows.Count, "commit")} on {Wording.Count(targets.Length, "branch", "branches")}: "
                + string.Join(", ", forecasts.GroupBy(f => f.Verdict).OrderByDescending(g => g.Count())
                    .Select(g => $"{ReportSource.Number(g.Count())} {g.Key}")) + ".",
            NotVerified = unverified > 0 ? $"{Wording.Count(unverified, "cell")} could not be answered; the rows say why" : null,
            Picture = [Picture(rows, targets)],
            Table =
            [
                new ReportTable
                {
                    Id = "forecast-table",
                    Title = "Commit and branch",
                    Check = "A commit C on the tip B of a branch: git merge-tree --write-tree --merge-base=C^ B C (git 2.40). "
                        + "The commits of a series are picked one onto the other, as the script does; "
                        + "what a pick gives is compared, not whether the change is there already.",
                    Column =
                    [
                        new() { Name = "Commit", Kind = ReportColumnKind.Commit }, new() { Name = "Subject" },
                        .. targets.Select(t => new ReportColumn { Name = t.Name, Kind = ReportColumnKind.Verdict, Target = t.Sha }),
                    ],
                    Row = [.. rows.Select((row, i) => new ReportRow
                    {
                        Id = $"forecast-{row.First.Commit}",
                        Cell = [row.First.Commit, row.First.Subject, .. row.Cell.Select(c => c?.Verdict.ToString() ?? "")],
                        Detail = Detail(row.Cell),
                        Pick = row.First.Commit,
                        Expect = expect[i],
                    })],
                },
            ],
        };
    }

    /// <summary>For each row what git's pick gives on each branch, for the script: it goes down a branch with the tree that it has come to.</summary>
    private static string[] Expectations(
        List<(BackportForecast First, BackportForecast?[] Cell)> rows, (string Name, string Sha)[] targets, ReportSource source)
    {
        char[][] expect = [.. rows.Select(_ => Enumerable.Repeat('-', targets.Length).ToArray())];
        for (int c = 0; c < targets.Length; c++)
        {
            string? onTip = source.TreeOf(targets[c].Sha), tree = onTip;
            for (int r = 0; r < rows.Count && onTip is not null; r++)
            {
                BackportForecast? cell = rows[r].Cell[c];
                char letter = cell is null || cell.ExcludedPath.Length > 0 ? '-'
                    : cell.PickVerdict switch
                    {
                        nameof(BackportVerdict.Clean) => 'c',
                        nameof(BackportVerdict.Empty) => 'e',
                        nameof(BackportVerdict.Conflict) => 'x',
                        _ => '-',
                    };
                // Onto a tree that is in no clone, as after prerequisites, nothing can be picked there.
                expect[r][c] = letter == '-' || cell!.OntoTree == tree ? letter : cell.OntoTree == onTip ? char.ToUpperInvariant(letter) : '-';
                if (expect[r][c] == 'c')
                {
                    // What is there already is not taken, though it would pick clean.
                    if (cell!.Verdict == BackportVerdict.Clean)
                        tree = cell.Tree;
                    else
                        expect[r][c] = cell.OntoTree == onTip ? 'C' : 'k';
                }
            }
        }
        return [.. expect.Select(letters => new string(letters))];
    }

    private static string? Detail(BackportForecast?[] cells)
    {
        string[] said = [.. cells.Where(c => c is not null && (c.Reason is not null || c.ConflictPath.Length > 0 || c.MissingFix.Length > 0)).Select(c =>
            $"{c!.Target}: " + string.Join("; ", new[]
            {
                c.Reason,
                c.ConflictPath.Length > 0 ? "conflicts in " + Wording.Some(c.ConflictPath) : null,
                c.Prerequisite.Length > 0 ? "first " + Wording.Some(c.Prerequisite.Select(ReportSource.Short)) : null,
                c.MissingFix.Length > 0 ? "lacks the later " + Wording.Some(c.MissingFix.Select(ReportSource.Short)) : null,
            }.Where(t => t is not null)))];
        return said.Length == 0 ? null : string.Join('\n', said);
    }

    /// <summary>Of many commits a row stands for several, and shows what is furthest from a clean pick among them.</summary>
    private static ReportPicture Picture(List<(BackportForecast First, BackportForecast?[] Cell)> rows, (string Name, string Sha)[] targets)
    {
        int each = (rows.Count + PictureRows - 1) / PictureRows;
        var names = new List<string>();
        var marks = new List<ReportMark>();
        for (int from = 0; from < rows.Count; from += each)
        {
            List<(BackportForecast First, BackportForecast?[] Cell)> some = rows.GetRange(from, Math.Min(each, rows.Count - from));
            string name = each == 1 ? some[0].First.Subject : $"{ReportSource.Short(some[0].First.Commit)} and {ReportSource.Number(some.Count - 1)} after it";
            for (int c = 0; c < targets.Length; c++)
            {
                BackportVerdict[] verdicts = [.. some.Where(r => r.Cell[c] is not null).Select(r => r.Cell[c]!.Verdict)];
                if (verdicts.Length == 0)
                    continue;
                BackportVerdict worst = verdicts.MaxBy(v => ReportTones.Of(v.ToString()));
                marks.Add(new ReportMark
                {
                    X = c,
                    Y = names.Count,
                    Label = worst.ToString(),
                    Text = $"{targets[c].Name}: {worst}"
                        + (each == 1 ? "" : $" ({ReportSource.Number(verdicts.Count(v => v == worst))} of {ReportSource.Number(some.Count)})"),
                    Tone = ReportTones.Of(worst.ToString()),
                });
            }
            names.Add(name);
        }
        return new ReportPicture
        {
            Kind = ReportPictureKind.Matrix,
            Title = "Commit and branch" + (each == 1 ? "" : $", {ReportSource.Number(each)} commits a row"),
            Text = string.Join("; ", targets.Select((t, c) => $"{t.Name}: " + string.Join(", ", rows.Where(r => r.Cell[c] is not null)
                .GroupBy(r => r.Cell[c]!.Verdict).OrderByDescending(g => g.Count()).Select(g => $"{ReportSource.Number(g.Count())} {g.Key}")))),
            Column = [.. targets.Select(t => t.Name)],
            Row = [.. names],
            Mark = [.. marks],
        };
    }
}
