using System.Globalization;

namespace MaintainerTools.Engine;

/// <summary>The words that results are told in.</summary>
internal static class Wording
{
    /// <summary>A number and its noun: "1 patch", "2 patches".</summary>
    /// <param name="n">How many.</param>
    /// <param name="noun">What, of one.</param>
    /// <param name="nouns">What, of several; null where an s makes it so.</param>
    internal static string Count(int n, string noun, string? nouns = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{n} {(n == 1 ? noun : nouns ?? noun + "s")}");

    /// <summary>What is named of a list: up to four things, of more the first three and how many there are besides.</summary>
    internal static string Some(IEnumerable<string> things)
    {
        List<string> all = [.. things];
        return all.Count <= 4 ? string.Join(", ", all)
            : string.Join(", ", all.Take(3)) + string.Create(CultureInfo.InvariantCulture, $" and {all.Count - 3} more");
    }
}
