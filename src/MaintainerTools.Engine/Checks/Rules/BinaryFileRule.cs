namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Binary files that are added.</summary>
internal sealed class BinaryFileRule : SeriesRule
{
    internal override FindingSeverity Severity => FindingSeverity.Information;

    internal override string Description => "A new file is binary, or larger than 16 MiB: nobody can review it, and every clone has it from then on.";

    internal override IReadOnlyList<RuleSetting> Settings =>
        [new("ExcludePath", (string[])["*.png", "*.jpg", "*.gif", "*.ico", "*.pdf", "*.pcap", "*.gz"], "Paths in which that is meant.")];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        foreach (CheckedFile file in commit.Files.Where(f => f.OldMode == 0 && f.IsBinary && !RuleSettings.IsAmong(f.Path, settings.List("ExcludePath"))))
            yield return new RuleFinding(commit, "a binary file is added", file.Path);
    }
}
