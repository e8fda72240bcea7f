namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>A series by itself: what changed since its last version, and what a command says to each of its commits.</summary>
internal static class SeriesSection
{
    internal static ReportSection Of(IReadOnlyList<SeriesPair> pairs) => new()
    {
        Id = "versions",
        Title = "What changed since the previous version",
        Summary = string.Join(", ", pairs.GroupBy(p => p.Status).Select(g => $"{ReportSource.Number(g.Count())} {g.Key}")) + ".",
        NotVerified = pairs.Any(p => p is { Old: null, New: null }
                || (p.Status is SeriesPairStatus.Same or SeriesPairStatus.Changed && (p.Old ?? p.New) is null))
            ? "patches of mails are in no commit that git could compare" : null,
        Table =
        [
            new ReportTable
            {
                Id = "versions-table",
                Title = "Patches",
                Column =
                [
                    new() { Name = "Old", Kind = ReportColumnKind.Number }, new() { Name = "New", Kind = ReportColumnKind.Number },
                    new() { Name = "Status", Kind = ReportColumnKind.Verdict }, new() { Name = "Grade", Kind = ReportColumnKind.Verdict },
                    new() { Name = "Subject" }, new() { Name = "Why" },
                ],
                Row = [.. pairs.Select((pair, i) => new ReportRow
                {
                    Id = $"versions-{pair.New ?? pair.Old ?? ReportSource.Number(i + 1)}",
                    Cell =
                    [
                        ReportSource.Number(pair.OldNumber), ReportSource.Number(pair.NewNumber), pair.Status.ToString(), pair.Grade.ToString(), pair.Subject,
                        pair.GradeReason ?? "",
                    ],
                    Detail = pair.Diff,
                    Command = pair is { Old: not null, New: not null }
                        ? $"git range-diff --no-color --creation-factor=1000 -s {pair.Old}^! {pair.New}^! | awk '{{print $3}}'" : null,
                    Output = pair is { Old: not null, New: not null } ? pair.Mark : null,
                })],
            },
        ],
    };

    internal static ReportSection Of(IReadOnlyList<BisectabilityResult> results)
    {
        int failing = results.Count(r => r.Result == RewriteTestResult.Fail), run = results.Count(r => r.Result != RewriteTestResult.NotRun);
        string told = $"{ReportSource.Number(run)} of {Wording.Count(results.Count, "commit")} tested, {ReportSource.Number(failing)} failing.";
        return new ReportSection
        {
            Id = "bisectability",
            Title = "Bisectability",
            Summary = told,
            NotVerified = run < results.Count ? $"{Wording.Count(results.Count - run, "commit")} not tested" : null,
            Picture =
            [
                new ReportPicture
                {
                    Kind = ReportPictureKind.Strip,
                    Title = "Commits, oldest first",
                    Text = told + string.Concat(results.Where(r => r.Result == RewriteTestResult.Fail).Take(10)
                        .Select(r => $" {r.Number} fails: {r.Subject}.")),
                    Mark = [.. results.Select((r, i) => new ReportMark
                    {
                        X = i,
                        Label = r.Result.ToString(),
                        Text = $"{ReportSource.Number(r.Number)} {ReportSource.Short(r.Commit)} {r.Subject}: {r.Result}",
                        Tone = ReportTones.Of(r.Result.ToString()),
                    })],
                },
            ],
            Table =
            [
                new ReportTable
                {
                    Id = "bisectability-table",
                    Title = "Commits",
                    Check = "The script compares the tree that was tested; it does not run the command again.",
                    Column =
                    [
                        new() { Name = "#", Kind = ReportColumnKind.Number }, new() { Name = "Commit", Kind = ReportColumnKind.Commit },
                        new() { Name = "Result", Kind = ReportColumnKind.Verdict }, new() { Name = "Subject" }, new() { Name = "Command" },
                        new() { Name = "What to do" },
                    ],
                    Row = [.. results.Select(r => new ReportRow
                    {
                        Id = $"bisectability-{r.Commit}-{r.CommandId}",
                        Cell =
                        [
                            ReportSource.Number(r.Number), r.Commit, r.Result.ToString(), r.Subject, r.Command,
                            string.Join("; ", new[] { r.SuggestedAction, r.MendedBy is null ? null : "mended by " + ReportSource.Short(r.MendedBy) }
                                .Where(t => t is not null)),
                        ],
                        Detail = r.Result == RewriteTestResult.Fail && r.Output.Length > 0 ? Tail(r.Output) : null,
                        Command = r.Tree.Length > 0 ? $"git rev-parse {r.Commit}^{{tree}}" : null,
                        Output = r.Tree.Length > 0 ? r.Tree : null,
                    })],
                },
            ],
        };
    }

    /// <summary>What a command said at last is why it failed.</summary>
    private static string Tail(string output)
    {
        string[] lines = output.TrimEnd().Split('\n');
        return string.Join('\n', lines[Math.Max(0, lines.Length - 20)..]);
    }
}
