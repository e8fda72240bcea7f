using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>
/// Tells greetings, thanks and praise from remarks: only what is recognised from its first word to its last, for what is not may be a wish.
/// "Thanks for the patch." asks for nothing, "Thanks for dropping this." may.
/// </summary>
internal static partial class ReviewCourtesies
{
    /// <summary>True for a sentence, or lines of a mail, that only are polite.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sender">The sender's name and address: who signs, signs with that.</param>
    internal static bool Is(string text, string sender)
    {
        if (text.Length > ReviewText.LongestRead)
            return false;
        List<string> lines = [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
        if (lines.Count > 0 && Salutation().IsMatch(lines[0]))
            lines.RemoveAt(0);
        while (lines.Count > 0 && IsNameOf(lines[^1], sender))
            lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0)
            return text.Trim().Length > 0;
        string words = ReviewShapes.Normalize(string.Join(' ', lines));
        return words.Length > 0 && ReviewShapes.All.Any(s => s.IsCourtesy(words)
            // "Cheers, Rita" in one line.
            || (Signature().Match(lines[^1]) is { Success: true } signed && lines.Count == 1 && IsNameOf(signed.Groups[2].Value, sender)
                && s.IsCourtesy(ReviewShapes.Normalize(signed.Groups[1].Value))));
    }

    /// <summary>True for a line with nothing but words of the sender's name, or the first letters of it.</summary>
    private static bool IsNameOf(string line, string sender)
    {
        string[] names = [.. NameParts().Matches(sender).Select(m => m.Value)];
        string[] words = [.. NameParts().Matches(line).Select(m => m.Value)];
        return words.Length is > 0 and <= 4 && line.Length <= 60 && !line.Contains('?', StringComparison.Ordinal)
            && (Array.TrueForAll(words, w => names.Contains(w, StringComparer.OrdinalIgnoreCase))
                || (words.Length == 1 && words[0].Equals(string.Concat(names.Take(words[0].Length).Select(n => n[0])), StringComparison.OrdinalIgnoreCase)));
    }

    // A line of its own, with the name of whoever is greeted.
    [GeneratedRegex(@"\A(?:hi|hello|hey|dear|hallo|moin|servus|good (?:morning|day|evening|afternoon))"
        + @"(?: (?:all|there|everyone|everybody|folks|guys|maintainers))?"
        + @"(?:,? (?-i:\p{Lu}[\p{L}'.-]*)){0,3}\s?[,!.:]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Salutation();

    [GeneratedRegex(@"\A([\w ]{2,30}),\s+([\p{L}. -]{1,40})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Signature();

    [GeneratedRegex(@"[\p{L}]+", RegexOptions.CultureInvariant)]
    private static partial Regex NameParts();
}
