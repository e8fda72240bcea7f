namespace MaintainerTools.Engine.Backports;

/// <summary>The words of a message as they are compared: lower case, without the usual endings, so that "Fixes", "fixed" and "fix" are one.</summary>
internal static class MessageWords
{
    private const int Longest = 24;

    // They are in every text, and say nothing of it.
    private static readonly HashSet<string> s_common =
    [
        "the", "a", "an", "of", "in", "on", "to", "for", "and", "or", "by", "is", "be", "are", "was", "were", "been", "with", "from", "as", "at", "it", "its", "that", "this",
        "these", "those", "there", "which", "will", "would", "can", "could", "should", "may", "has", "have", "had", "do", "does", "but", "so", "than", "then", "also", "into",
        "some", "any", "all", "we", "our", "you", "they", "their", "such", "via", "per", "when", "if", "not", "no", "only", "more", "other",
    ];

    /// <summary>The words in order, each as often as it is there.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            if (!char.IsAsciiLetter(text[at]))
            {
                at++;
                continue;
            }
            int end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            // Names of functions and constants are seldom of two commits.
            string word = end - at is > 1 and <= Longest && !text.AsSpan(at, end - at).Contains('_') ? text[at..end].ToLowerInvariant() : "";
            if (word.Length > 0 && !s_common.Contains(word))
                yield return Stem(word);
            at = end;
        }
    }

    private static string Stem(string word)
    {
        foreach (string ending in (ReadOnlySpan<string>)["ing", "ed", "es", "s"])
        {
            if (word.Length >= ending.Length + 3 && word.EndsWith(ending, StringComparison.Ordinal) && !word.EndsWith("ss", StringComparison.Ordinal))
                return word[..^ending.Length];
        }
        return word;
    }
}
