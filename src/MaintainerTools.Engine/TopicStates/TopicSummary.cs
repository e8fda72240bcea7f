namespace MaintainerTools.Engine.TopicStates;

/// <summary>Says in one line what the commits of a topic come to.</summary>
internal static class TopicSummary
{
    /// <summary>The line.</summary>
    /// <param name="status">The topic, with what the next pull request would hold.</param>
    /// <param name="rows">Its commits.</param>
    internal static string Of(TopicStatus status, IReadOnlyList<TopicCommitStatus> rows)
    {
        var parts = new List<string> { $"{rows.Count(row => row.State == TopicCommitState.Upstream)} upstream" };
        Add(parts, rows.Count(row => row.State == TopicCommitState.UpstreamInPart), "upstream in part");
        Add(parts, rows.Count(row => row.State == TopicCommitState.Reverted), "taken back there");
        parts.Add($"{rows.Count(row => row.State == TopicCommitState.Pending)} pending");
        Add(parts, rows.Count(row => row.State == TopicCommitState.Unknown), "unknown");
        string line = $"{Wording.Count(rows.Count, "commit")}: {string.Join(", ", parts)}";
        if (status.MergedIn > 0)
            line += $"; {Wording.Count(status.MergedIn, "commit")} of upstream merged in";
        int fixups = rows.Count(row => row.IsFixup);
        if (fixups > 0)
            line += $"; {Wording.Count(fixups, "own fixup")} not folded";
        int followups = rows.SelectMany(row => row.Followup).Select(fix => fix.Commit).Distinct(StringComparer.Ordinal).Count();
        if (followups > 0)
            line += $"; upstream has {Wording.Count(followups, "follow-up")} that it lacks";
        foreach (IGrouping<string, TopicTargetStatus> target in rows.SelectMany(row => row.Target).GroupBy(one => one.Target, StringComparer.Ordinal))
            line += $"; {target.Key} {On([.. target])}";
        int known = rows.Count(row => row.IsPending && row.State == TopicCommitState.Upstream);
        line += $"; the next pull request holds {Wording.Count(status.NextPull.Length, "commit")}";
        List<string> beside = [];
        Add(beside, status.NextPullBelow, "below " + status.Since);
        Add(beside, known, "upstream under another name");
        return beside.Count == 0 ? line : $"{line} ({string.Join(", ", beside)})";
    }

    private static string On(TopicTargetStatus[] cells)
    {
        var parts = new List<string>();
        foreach ((TopicTargetState state, string word) in new[]
        {
            (TopicTargetState.Has, "has"), (TopicTargetState.HasInPart, "has in part"), (TopicTargetState.WouldApply, "would take"),
            (TopicTargetState.Lacks, "lacks"), (TopicTargetState.Unknown, "is not known of"),
        })
        {
            int count = cells.Count(cell => cell.State == state);
            if (count > 0)
                parts.Add($"{word} {count}");
        }
        return string.Join(", ", parts);
    }

    private static void Add(List<string> parts, int count, string what)
    {
        if (count > 0)
            parts.Add($"{count} {what}");
    }
}
