using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.Reviews;

/// <summary>Texts of mails as they are compared and read.</summary>
internal static partial class ReviewText
{
    /// <summary>A text in one line.</summary>
    internal static string Flat(string text) => Blanks().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
