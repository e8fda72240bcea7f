using System.Globalization;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>What basing the topic on each candidate costs.</summary>
internal static class CostSection
{
    internal static ReportSection Of(IReadOnlyList<MergeBaseCost> costs, ReportSource source)
    {
        MergeBaseCost cheapest = costs.MinBy(c => c.Commits)!, dearest = costs.MaxBy(c => c.Commits)!;
        var figures = new List<ReportFigure>();
        foreach (MergeBaseCost cost in costs)
            AddFigures(figures, cost, source);
        return new ReportSection
        {
            Id = "cost",
            Title = "What a base costs",
            Summary = costs.Count == 1
                ? $"{cheapest.Candidate} has {Wording.Count(cheapest.Commits, "commit")} that {cheapest.Since} lacks."
                : $"{cheapest.Candidate} costs {Wording.Count(cheapest.Commits, "commit")} over {cheapest.Since}, "
                    + $"{dearest.Candidate} {ReportSource.Number(dearest.Commits)}.",
            NotVerified = figures.Exists(f => f.NotVerified is not null) ? "some figures are counted in ways that no git command has" : null,
            Picture = [Bars(costs)],
            Figure = [.. figures],
            Table = [Table(costs)],
        };
    }

    private static void AddFigures(List<ReportFigure> figures, MergeBaseCost cost, ReportSource source)
    {
        string? since = source.Resolve(cost.Since);
        string range = $"{since}..{cost.Sha}";
        string options = cost.FirstParent ? " --first-parent" : "";
        string paths = cost.Path.Length == 0 ? "" : " -- " + string.Join(' ', cost.Path.Select(ShellText.Quote));
        string? lost = since is null ? $"{cost.Since} names nothing in this repository" : null;
        Add("commits", "commits, merges not counted", cost.Commits - cost.PicksToMake, $"git rev-list --count --no-merges{options} {range}{paths}");
        Add("merges", "merges", cost.Merges, $"git rev-list --count --merges{options} {range}{paths}");
        if (cost.Authors is { } authors)
            Add("authors", "authors", authors, $"git shortlog --summary --no-merges{options} {range}{paths} </dev/null | awk 'END {{print NR}}'");
        if (cost.Files is { } files)
        {
            string from = cost.Relation == MergeBaseRelation.Unrelated ? $"4b825dc642cb6eb9a060e54bf8d69288fbee4904 {cost.Sha}" : $"{since}...{cost.Sha}";
            string command = $"git diff --shortstat --no-renames --no-ext-diff {from}{paths}";
            string Count(string word) => $"{command} | sed -n 's/.* \\([0-9][0-9]*\\) {word}.*/\\1/p'";
            if (files > 0)
            {
                Add("files", "files that differ", files, Count("file"));
                Add("insertions", "lines added", cost.Insertions, Count("insertion"));
                Add("deletions", "lines removed", cost.Deletions, Count("deletion"));
            }
            else
            {
                Add("files", "files that differ", 0, $"git diff --quiet --no-renames --no-ext-diff {from}{paths} && echo 0");
            }
        }
        if (cost.FollowupFixes is { } followups)
        {
            figures.Add(new ReportFigure
            {
                Id = $"cost-{cost.Candidate}-followups",
                Label = $"{cost.Candidate}: later fixes that it lacks",
                Value = ReportSource.Number(followups),
                NotVerified = "git has no command for it; the section on later fixes names each",
            });
        }

        void Add(string id, string label, int? value, string command)
        {
            if (value is not { } number)
                return;
            figures.Add(new ReportFigure
            {
                Id = $"cost-{cost.Candidate}-{id}",
                Label = $"{cost.Candidate}: {label}",
                Value = ReportSource.Number(number),
                Command = lost is null ? command : null,
                // git diff --shortstat says nothing of what is none.
                Output = lost is not null ? null : number == 0 && command.Contains("--shortstat", StringComparison.Ordinal) ? "" : ReportSource.Number(number),
                NotVerified = lost,
            });
        }
    }

    private static ReportPicture Bars(IReadOnlyList<MergeBaseCost> costs) => new()
    {
        Kind = ReportPictureKind.Bars,
        Title = $"Commits over {costs[0].Since}",
        Text = string.Join("; ", costs.Take(20).Select(c => $"{c.Candidate}: {Wording.Count(c.Commits, "commit")}")),
        Mark = [.. costs.Take(20).Select((cost, i) => new ReportMark
        {
            Y = i,
            Value = cost.Commits,
            Label = cost.Candidate,
            Text = $"{cost.Candidate}: {Wording.Count(cost.Commits, "commit")}",
            Tone = cost.Rank == 1 ? ReportTone.Good : ReportTone.Neutral,
        })],
    };

    private static ReportTable Table(IReadOnlyList<MergeBaseCost> costs) => new()
    {
        Id = "cost-table",
        Title = "Candidates",
        Column =
        [
            new() { Name = "Candidate" }, new() { Name = "Commit", Kind = ReportColumnKind.Commit }, new() { Name = "Commits", Kind = ReportColumnKind.Number },
            new() { Name = "Ratio", Kind = ReportColumnKind.Number }, new() { Name = "Merges", Kind = ReportColumnKind.Number },
            new() { Name = "Picks", Kind = ReportColumnKind.Number }, new() { Name = "Later fixes", Kind = ReportColumnKind.Number },
            new() { Name = "Relation" },
        ],
        Row = [.. costs.Select(cost => new ReportRow
        {
            Id = $"cost-row-{cost.Candidate}",
            Cell =
            [
                cost.Candidate, cost.Sha, ReportSource.Number(cost.Commits), cost.Ratio?.ToString("0.##", CultureInfo.InvariantCulture) ?? "",
                ReportSource.Number(cost.Merges), ReportSource.Number(cost.Picks), ReportSource.Number(cost.FollowupFixes), cost.Relation.ToString(),
            ],
        })],
    };
}
