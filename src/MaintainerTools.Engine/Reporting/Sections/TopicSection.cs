using MaintainerTools.Engine.Merging;

namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>Where the commits of a topic stand, and which topics conflict.</summary>
internal static class TopicSection
{
    internal static ReportSection Of(IReadOnlyList<TopicCommitStatus> rows)
    {
        TopicStatus topic = rows[0].Topic;
        string[] targets = [.. rows[0].Target.Select(t => t.Target)];
        return new ReportSection
        {
            Id = "status",
            Title = $"Where {topic.Topic} stands",
            Summary = topic.Summary,
            NotVerified = rows.Count(r => r.State == TopicCommitState.Unknown) is > 0 and var unknown
                ? $"of {Wording.Count(unknown, "commit")} it could not be told" : null,
            Figure = topic.TopicSha.Length == 0 || topic.UpstreamSha.Length == 0 ? [] :
            [
                new ReportFigure
                {
                    Id = "status-next-pull",
                    Label = "commits that the next pull request would hold",
                    Value = ReportSource.Number(topic.NextPull.Length),
                    Command = $"git rev-list --count --no-merges {topic.UpstreamSha}..{topic.TopicSha}",
                    Output = ReportSource.Number(topic.NextPull.Length),
                },
            ],
            Table =
            [
                new ReportTable
                {
                    Id = "status-table",
                    Title = "Commits",
                    Column =
                    [
                        new() { Name = "Commit", Kind = ReportColumnKind.Commit }, new() { Name = "Subject" },
                        new() { Name = "Upstream", Kind = ReportColumnKind.Verdict }, new() { Name = "As", Kind = ReportColumnKind.Commit },
                        .. targets.Select(t => new ReportColumn { Name = t, Kind = ReportColumnKind.Verdict }), new() { Name = "Why" },
                    ],
                    Row = [.. rows.Select(row => new ReportRow
                    {
                        Id = $"status-{row.Commit}",
                        Cell =
                        [
                            row.Commit, row.Subject, row.State.ToString(), row.UpstreamAs ?? "",
                            .. targets.Select((_, i) => i < row.Target.Length ? row.Target[i].State.ToString() : ""), row.Reason ?? "",
                        ],
                        Command = row.UpstreamAs is null ? null : $"git merge-base --is-ancestor {row.UpstreamAs} {topic.UpstreamSha} && echo upstream",
                        Output = row.UpstreamAs is null ? null : "upstream",
                    })],
                },
            ],
        };
    }

    internal static ReportSection Of(IReadOnlyList<TopicConflict> pairs)
    {
        int conflicting = pairs.Count(p => p.ConflictPath.Length > 0);
        return new ReportSection
        {
            Id = "conflicts",
            Title = "Topics that conflict",
            Summary = conflicting == 0 ? $"None of {Wording.Count(pairs.Count, "pair")} conflicts."
                : $"{ReportSource.Number(conflicting)} of {Wording.Count(pairs.Count, "pair")} conflict.",
            NotVerified = pairs.FirstOrDefault(p => p.Verdict == MergeVerdict.NotVerified)?.Reason,
            Picture = pairs.Count == 0 ? [] : [Matrix(pairs)],
            Table = pairs.Count == 0 ? [] :
            [
                new ReportTable
                {
                    Id = "conflicts-table",
                    Title = "Pairs",
                    Column =
                    [
                        new() { Name = "Into" }, new() { Name = "Topic" }, new() { Name = "Verdict", Kind = ReportColumnKind.Verdict },
                        new() { Name = "Paths", Kind = ReportColumnKind.Number }, new() { Name = "Which" },
                    ],
                    Row = [.. pairs.Select(pair =>
                    {
                        bool isMerged = pair is { MergeBase.Length: > 0 } && pair.Verdict is not MergeVerdict.NotVerified;
                        return new ReportRow
                        {
                            Id = $"conflict-{pair.Ours}-{pair.Theirs}",
                            Cell =
                            [
                                pair.Ours, pair.Theirs, pair.Verdict.ToString(), ReportSource.Number(pair.ConflictPath.Length),
                                Wording.Some(pair.ConflictPath),
                            ],
                            Detail = pair.ConflictPath.Length > 4 ? string.Join('\n', pair.ConflictPath) : pair.Reason,
                            Command = isMerged ? MergePlanSection.CountConflicts(pair.OursSha, pair.TheirsSha) : null,
                            Output = isMerged ? ReportSource.Number(pair.ConflictPath.Length) : null,
                        };
                    })],
                },
            ],
        };
    }

    private static ReportPicture Matrix(IReadOnlyList<TopicConflict> pairs)
    {
        // The topics stand below each other and beside each other; the targets only beside.
        string[] topics = [.. pairs.SelectMany(p => p.IsTarget ? new[] { p.Theirs } : [p.Ours, p.Theirs]).Distinct().Take(100)];
        string[] names = [.. topics, .. pairs.Where(p => p.IsTarget).Select(p => p.Ours).Distinct().Take(50)];
        var place = names.Select((name, i) => (name, i)).DistinctBy(n => n.name).ToDictionary(n => n.name, n => n.i, StringComparer.Ordinal);
        var marks = new List<ReportMark>();
        foreach (TopicConflict pair in pairs.Where(p => place.ContainsKey(p.Ours) && place.TryGetValue(p.Theirs, out int at) && at < topics.Length))
        {
            (int x, int y) = (place[pair.Ours], place[pair.Theirs]);
            int paths = pair.ConflictPath.Length;
            var mark = new ReportMark
            {
                X = x,
                Y = y,
                Value = paths,
                Label = paths > 0 ? ReportSource.Number(paths) : "",
                Text = $"{pair.Theirs} into {pair.Ours}: {pair.Verdict}" + (paths > 0 ? $", {Wording.Count(paths, "path")}" : ""),
                Tone = ReportTones.Of(pair.Verdict.ToString()),
            };
            marks.Add(mark);
            if (!pair.IsTarget && x < topics.Length)
                marks.Add(new ReportMark { X = y, Y = x, Value = paths, Label = mark.Label, Text = mark.Text, Tone = mark.Tone });
        }
        return new ReportPicture
        {
            Kind = ReportPictureKind.Matrix,
            Title = "Paths in conflict, pair by pair",
            Text = pairs.Any(p => p.ConflictPath.Length > 0)
                ? string.Join("; ", pairs.Where(p => p.ConflictPath.Length > 0).Take(20)
                    .Select(p => $"{p.Theirs} into {p.Ours}: {Wording.Count(p.ConflictPath.Length, "path")}"))
                : "No pair conflicts.",
            Column = names,
            Row = topics,
            Mark = [.. marks],
        };
    }
}
