namespace MaintainerTools.Engine.Reporting.Sections;

/// <summary>Later fixes and reverts upstream, and which of them are missing.</summary>
internal static class FollowupSection
{
    internal static ReportSection Of(IReadOnlyList<FollowupFix> fixes, ReportSource source)
    {
        int missing = fixes.Count(f => f.Present == false && f.Applicable != false);
        bool knowsTarget = fixes.Any(f => f.Present is not null);
        return new ReportSection
        {
            Id = "followups",
            Title = "Later fixes upstream",
            Summary = fixes.Count == 0 ? "Upstream has no later fix of what was asked about."
                : Wording.Count(fixes.Count, "later commit") + (knowsTarget ? $", of which {ReportSource.Number(missing)} are missing." : "."),
            NotVerified = fixes.Count == 0 || knowsTarget ? null : "no branch was named that may have them",
            Table = fixes.Count == 0 ? [] :
            [
                new ReportTable
                {
                    Id = "followups-table",
                    Title = "Later commits",
                    Column =
                    [
                        new() { Name = "Commit", Kind = ReportColumnKind.Commit }, new() { Name = "Refers to", Kind = ReportColumnKind.Commit },
                        new() { Name = "How", Kind = ReportColumnKind.Verdict }, new() { Name = "There", Kind = ReportColumnKind.Verdict },
                        new() { Name = "Subject" },
                    ],
                    Row = [.. fixes.Select(fix => Row(fix, source))],
                },
            ],
        };
    }

    private static ReportRow Row(FollowupFix fix, ReportSource source)
    {
        (string? command, string? output) = Command(fix, source);
        return new ReportRow
        {
            Id = $"followup-{fix.Commit}-{fix.Fixes}",
            Cell = [fix.Commit, fix.Fixes, fix.Kind.ToString(), There(fix), fix.Subject],
            Command = command,
            Output = output,
        };
    }

    private static string There(FollowupFix fix) => fix switch
    {
        { Present: true } => "Present",
        { Present: null } => "Unknown",
        { Applicable: false } => "NotApplicable",
        _ => "Missing",
    };

    /// <summary>That the message names what it refers to; of a pick it names the commit that was picked, which is to be looked at.</summary>
    private static (string? Command, string? Output) Command(FollowupFix fix, ReportSource source)
    {
        string message = $"git log -1 --format=%B {fix.Commit}";
        string named = fix.Fixes.Length >= 8 ? fix.Fixes[..8] : fix.Fixes;
        return source.Read(fix.Commit)?.Message.Contains(named, StringComparison.OrdinalIgnoreCase) == true
            ? ($"{message} | grep -q -i {named} && echo named", "named") : (message, null);
    }
}
