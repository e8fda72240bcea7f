using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Texts of mails as they are compared and read.</summary>
internal static partial class ReviewText
{
    /// <summary>
    /// No sentence of a reviewer is longer, nor a paragraph of them; the rules that read sentences go back and forth in them, and take time by the
    /// square of their length.
    /// </summary>
    internal const int LongestRead = 4000;

    /// <summary>A text in one line.</summary>
    internal static string Flat(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
