namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>How a subject is written.</summary>
internal sealed class SubjectFormRule : SeriesRule
{
    internal override string Description =>
        "A subject that is missing, ends with a dot, or goes on in the next line.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge)
            yield break;
        string subject = commit.Subject;
        if (subject.Length == 0)
            yield return new RuleFinding(commit, "there is no subject", Line: 1);
        if (subject.EndsWith('.') && !subject.EndsWith("...", StringComparison.Ordinal))
            yield return new RuleFinding(commit, "the subject ends with a dot", Line: 1);
        string[] lines = commit.Commit.Message.TrimStart('\n').Split('\n', 3);
        if (lines.Length > 1 && lines[0].Trim().Length > 0 && lines[1].Trim().Length > 0)
            yield return new RuleFinding(commit, "no blank line stands below the subject's first line", Line: 2);
    }
}
