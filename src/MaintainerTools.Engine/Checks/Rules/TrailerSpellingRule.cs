using System.Text.RegularExpressions;
using MaintainerTools.Engine.History.Messages;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Trailers that no program will find.</summary>
internal sealed partial class TrailerSpellingRule : SeriesRule
{
    internal override string Description =>
        "A trailer's token is written otherwise than a known one of nearly the same letters (Signed-of-by, Reviewed-By), or a trailer that names a "
        + "person has no \"Name <address>\".";

    internal override IReadOnlyList<RuleSetting> Settings =>
    [
        new("Token", (string[])
        [
            "Signed-off-by", "Reviewed-by", "Acked-by", "Tested-by", "Reported-by", "Suggested-by", "Co-developed-by", "Co-authored-by", "Fixes", "Closes",
            "Link", "Helped-by", "Based-on-patch-by", "Reported-and-tested-by",
        ], "The tokens, as they are to be written."),
    ];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, CheckedCommit commit, RuleSettings settings)
    {
        if (commit.Commit.IsMerge)
            yield break;
        IReadOnlyList<string> known = settings.List("Token");
        foreach (Trailer trailer in Trailers.ParseClosing(commit.Commit.Message))
        {
            if (!known.Contains(trailer.Token, StringComparer.Ordinal) && Near(trailer.Token, known) is { } usual)
                yield return new RuleFinding(commit, $"\"{trailer.Token}\" is usually written \"{usual}\"", Line: trailer.Line);
            else if (trailer.Token.EndsWith("-by", StringComparison.OrdinalIgnoreCase) && known.Contains(trailer.Token, StringComparer.OrdinalIgnoreCase)
                && !Person().IsMatch(trailer.Value))
                yield return new RuleFinding(commit, $"\"{trailer.Token}: {trailer.Value}\" names nobody as \"Name <address>\"", Line: trailer.Line);
        }
    }

    /// <summary>The token that is meant: the same but for case, or up to two letters more, less or other of a long one.</summary>
    private static string? Near(string token, IReadOnlyList<string> known)
    {
        const int Long = 8;
        return known.FirstOrDefault(k => k.Equals(token, StringComparison.OrdinalIgnoreCase))
            ?? known.FirstOrDefault(k => k.Length >= Long && token.Length >= Long && token[0] == k[0]
                && Distance(token.ToLowerInvariant(), k.ToLowerInvariant()) <= 2);
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }

    [GeneratedRegex(@"\S.*<[^<>\s]+@[^<>\s]+>|^\S+@\S+$", RegexOptions.CultureInvariant)]
    private static partial Regex Person();
}
