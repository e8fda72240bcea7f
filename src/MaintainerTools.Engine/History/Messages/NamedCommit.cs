namespace MaintainerTools.Engine.History.Messages;

/// <summary>Reads a commit as prose and tags name one: digits, in brackets or after "commit", or a URL that ends in them.</summary>
internal static class NamedCommit
{
    private const int WholeDigits = 40;
    private static readonly string[] s_words = ["commits", "commit", "changesets", "changeset", "revision", "rev"];

    /// <summary>The digits in lower case, and the text behind them; null where no commit is named here.</summary>
    public static string? Take(ref ReadOnlySpan<char> text, int shortest)
    {
        ReadOnlySpan<char> rest = text.TrimStart(" \t[(<`'");
        foreach (string word in s_words)
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) && rest.Length > word.Length
                && (char.IsWhiteSpace(rest[word.Length]) || rest[word.Length] == ':'))
            {
                rest = rest[(word.Length + 1)..].TrimStart(": \t\r\n[(<`'");
                break;
            }
        }
        int length = 0;
        while (length < rest.Length && !char.IsWhiteSpace(rest[length]) && rest[length] is not (',' or ';' or ')' or ']' or '>' or '"' or '\''))
            length++;
        ReadOnlySpan<char> token = rest[..length];
        bool isAddress = token.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || token.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        // "owner/name@digits", a page of a commit.
        int start = isAddress ? token.TrimEnd("./").LastIndexOfAny("/=") + 1 : token.IndexOf('/') >= 0 ? token.IndexOf('@') + 1 : 0;
        ReadOnlySpan<char> digits = isAddress ? token[start..].TrimEnd("./") : token[start..];
        int count = HexLength(digits);
        if (count < shortest || count > WholeDigits || (isAddress && count != digits.Length) || digits[count..].StartsWith(".."))
            return null;
        text = rest[(isAddress ? length : start + count)..].TrimStart("])>`'");
        return digits[..count].ToString().ToLowerInvariant();
    }

    /// <summary>The length of the hex number that the text starts with, 0 where other letters follow it.</summary>
    public static int HexLength(ReadOnlySpan<char> text)
    {
        int length = HexRun(text);
        return length < text.Length && IsWord(text[length]) ? 0 : length;
    }

    /// <summary>How many hex digits the text starts with.</summary>
    public static int HexRun(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && char.IsAsciiHexDigit(text[length]))
            length++;
        return length;
    }

    /// <summary>True for what stands within words.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
