using MaintainerTools.Engine.Diffing;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Files that a commit gives both kinds of line ends.</summary>
internal sealed class MixedLineEndingRule : SeriesRule
{
    internal override string Description =>
        "A commit gives a file lines that end in CRLF beside lines that end in LF; a file that had both before is passed over.";

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        foreach (CheckedFile file in commit.Files)
        {
            if (file.NewMode == 0 || file.Diff is not { } diff || IsMixed(diff.Old) || !IsMixed(diff.New))
                continue;
            bool wasDos = diff.Old.Count > 0 && EndsDos(diff.Old[0]);
            CheckedLine odd = file.Added.FirstOrDefault(line => line.Bytes[^1] == '\n' && EndsDos(line.Bytes) != wasDos);
            yield return new RuleFinding(commit, $"lines end in {(wasDos ? "LF" : "CRLF")} here and in {(wasDos ? "CRLF" : "LF")} elsewhere in the file",
                file.Path, odd.Number > 0 ? odd.Number : null);
        }
    }

    private static bool EndsDos(ReadOnlySpan<byte> line) => line.EndsWith("\r\n"u8);

    private static bool IsMixed(TextLines file)
    {
        int dos = 0, unix = 0;
        for (int i = 0; i < file.Count; i++)
        {
            if (EndsDos(file[i]))
                dos++;
            else if (file[i].EndsWith("\n"u8))
                unix++;
        }
        return dos > 0 && unix > 0;
    }
}
