namespace MaintainerTools.Engine.Backports;

/// <summary>The words of a message as they are compared: lower case, without the usual endings, so that "Fixes", "fixed" and "fix" are one.</summary>
internal static class MessageWords
{
    private const int Longest = 24;

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
            if (end - at is > 1 and <= Longest && !text.AsSpan(at, end - at).Contains('_'))
                yield return Stem(text[at..end].ToLowerInvariant());
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
