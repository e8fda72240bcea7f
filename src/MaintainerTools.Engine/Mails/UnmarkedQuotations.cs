using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Mails;

/// <summary>
/// Outlook and its like put the mail that is answered below the answer, under a few of its headers, without a sign at the lines. Who answered between
/// such lines cannot be told from who is answered.
/// </summary>
internal static partial class UnmarkedQuotations
{
    // Of the headers some are long and go over several lines.
    private const int MostHeaders = 20;

    /// <summary>The lines, with a sign of quotation at those that stand below such headers, and at the headers.</summary>
    internal static List<string> Mark(List<string> lines)
    {
        int from = Enumerable.Range(0, lines.Count).FirstOrDefault(i => IsBlock(lines, i), -1);
        if (from < 0)
            return lines;
        int text = from;
        while (text > 0 && (lines[text - 1].Trim().Length == 0 || Rule().IsMatch(lines[text - 1])))
            text--;
        return [.. lines[..text], "", .. lines[from..].Select(l => l.StartsWith('>') ? l : "> " + l)];
    }

    private static bool IsBlock(List<string> lines, int at)
    {
        if (!From().IsMatch(lines[at]))
            return false;
        List<string> block = [.. lines.Skip(at + 1).Take(MostHeaders).TakeWhile(l => l.Trim().Length > 0)];
        // Below the line that says so, it may leave out to whom.
        string? above = at == 0 ? null : lines[Math.Max(0, lines.FindLastIndex(at - 1, Math.Min(at, MostHeaders), l => l.Trim().Length > 0))];
        return block.Exists(Sent().IsMatch) && block.Exists(Subject().IsMatch) && (block.Exists(To().IsMatch) || (above is not null && Rule().IsMatch(above)));
    }

    [GeneratedRegex(@"\A\s*(?:_{20,}|-{2,}\s*(?:Original Message|Urspr\u00FCngliche Nachricht|Message d'origine)\s*-{2,})\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\A\*?(?:From|Von|De)\s?:\*?\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex From();

    [GeneratedRegex(@"\A\*?(?:Sent|Date|Gesendet|Datum|Envoy\u00E9)\s?:\*?\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex Sent();

    [GeneratedRegex(@"\A\*?(?:To|An|\u00C0)\s?:\*?\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex To();

    [GeneratedRegex(@"\A\*?(?:Subject|Betreff|Objet)\s?:\*?\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex Subject();
}
