namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>The picks of a base, each with its grade and what it changes otherwise than upstream.</summary>
internal static class PickSection
{
    internal static ReportSection Of(IReadOnlyList<PickedCommit> picks)
    {
        int whole = picks.Count(p => p.Grade is PickGrade.Exact or PickGrade.Whitespace or PickGrade.ContextDrift);
        int findings = picks.Sum(p => p.Finding.Length), own = picks.Count(p => p.Sha is not null && p.Sha == p.Source);
        return new ReportSection
        {
            Id = "picks",
            Title = "Picks and their grades",
            Summary = $"{whole - own} of {Wording.Count(picks.Count - own, "pick")} carry their upstream commit whole"
                + (own > 0 ? $", beside {Wording.Count(own, "commit")} of upstream's own" : "") + $"; {Wording.Count(findings, "finding")}.",
            NotVerified = picks.Count(p => p.Grade == PickGrade.None && !p.IsMerge) is > 0 and var none ? $"{Wording.Count(none, "commit")} not graded" : null,
            Table = [Table("picks-table", "Picks", picks)],
        };
    }

    /// <summary>The table of picks, for the certificate as well.</summary>
    internal static ReportTable Table(string id, string title, IReadOnlyList<PickedCommit> picks) => new()
    {
        Id = id,
        Title = title,
        Column =
        [
            new() { Name = "Pick", Kind = ReportColumnKind.Commit }, new() { Name = "Upstream", Kind = ReportColumnKind.Commit },
            new() { Name = "Grade", Kind = ReportColumnKind.Verdict }, new() { Name = "Subject" }, new() { Name = "Why, and what was found" },
        ],
        Row = [.. picks.Select((pick, i) => Row($"{id}-{pick.Sha ?? pick.Source ?? ReportSource.Number(i + 1)}", pick))],
    };

    private static ReportRow Row(string id, PickedCommit pick)
    {
        bool isPair = pick is { Source: not null, Sha: not null } && pick.OtherSource.Length == 0 && pick.OtherPart.Length == 0 && pick.Source != pick.Sha;
        string each = $"for c in {pick.Source} {pick.Sha}; do git diff-tree --root -p --no-color --no-ext-diff --no-renames $c";
        (string? command, string? output) = !isPair || pick.IsMerge ? (null, null) : pick.Grade switch
        {
            // One line is left where both are the same.
            PickGrade.Exact => ($"{each} | git patch-id --stable | cut -d' ' -f1; done | sort -u | grep -c .", "1"),
            PickGrade.ContextDrift => ($"{each} | grep '^[-+]' | git hash-object --stdin; done | sort -u | grep -c .", "1"),
            PickGrade.None => (null, null),
            _ => ($"git range-diff --no-color --creation-factor=1000 {pick.Source}^! {pick.Sha}^!", (string?)null),
        };
        return new ReportRow
        {
            Id = id,
            Cell =
            [
                pick.Sha ?? "", pick.Source ?? "", pick.Status is PickStatus.Conflict or PickStatus.NotTried ? pick.Status.ToString() : pick.Grade.ToString(),
                pick.Subject,
                string.Join("; ", pick.Finding.Prepend(pick.Reason ?? "")
                    .Append(string.Join(", ", pick.Conflict.Select(c => c.ToString()))).Where(t => t.Length > 0)),
            ],
            Detail = pick.DiffOfDiffs,
            Command = command,
            Output = output,
        };
    }
}
