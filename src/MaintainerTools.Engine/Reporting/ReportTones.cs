namespace MaintainerTools.Engine.Reporting;

/// <summary>How the words of verdicts are coloured, the same in every section.</summary>
internal static class ReportTones
{
    private static readonly Dictionary<string, ReportTone> s_tones = Words();

    /// <summary>The tone of a word; neutral for one that is no verdict.</summary>
    internal static ReportTone Of(string word) => s_tones.GetValueOrDefault(word);

    private static Dictionary<string, ReportTone> Words()
    {
        var tones = new Dictionary<string, ReportTone>(StringComparer.Ordinal);
        (ReportTone Tone, string[] Words)[] all =
        [
            (ReportTone.Good, ["Clean", "AlreadyPresent", "Exact", "Whitespace", "ContextDrift", "Equivalent", "Same", "Absorbed", "Pass", "Upstream", "Has",
                "Picked", "Folded", "Present", "Settled", "WouldApply", "FastForward", "UpToDate"]),
            (ReportTone.Warn, ["NeedsPrerequisite", "PresentInPart", "Adapted", "CleanButDifferent", "Changed", "Pending", "HasInPart",
                "UpstreamInPart", "Skip", "Reverted", "Kept", "Proposed"]),
            (ReportTone.Bad, ["Conflict", "Conflicting", "Partial", "Foreign", "Fail", "Missing", "Unplaced", "Open", "Lacks"]),
            (ReportTone.Unknown, ["NotVerified", "Unknown", "NotRun", "NotTried", "Abort"]),
        ];
        foreach ((ReportTone tone, string[] words) in all)
        {
            foreach (string word in words)
                tones[word] = tone;
        }
        return tones;
    }
}
