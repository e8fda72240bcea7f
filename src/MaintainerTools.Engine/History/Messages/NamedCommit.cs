namespace MaintainerTools.Engine.History.Messages;

/// <summary>Reads a commit as prose and tags name one: digits, in brackets or after "commit", or a URL that ends in them.</summary>
internal static class NamedCommit
{
    /// <summary>What has fewer digits is named by a tag alone.</summary>
    public const int Shortest = 7;

    private const int WholeDigits = 40;

    // An address that ends in decimal digits is an issue's, or a bug's; so many of them without a letter are hardly ever a number.
    private const int LongerThanNumbers = 12;
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
        if (isAddress)
            token = PageOf(token);
        int start = isAddress ? token.LastIndexOfAny("/=") + 1 : token.IndexOf('/') >= 0 ? token.IndexOf('@') + 1 : 0;
        ReadOnlySpan<char> digits = token[start..];
        int count = HexLength(digits);
        if (isAddress && count < LongerThanNumbers && digits[..count].IndexOfAnyExceptInRange('0', '9') < 0)
            return null;
        if (count < shortest || count > WholeDigits || (isAddress && count != digits.Length) || digits[count..].StartsWith(".."))
            return null;
        text = rest[(isAddress ? length : start + count)..].TrimStart("])>`'");
        return digits[..count].ToString().ToLowerInvariant();
    }

    /// <summary>The page of a commit that an address leads to: it may be its patch, or a place in it.</summary>
    private static ReadOnlySpan<char> PageOf(ReadOnlySpan<char> address)
    {
        int place = address.IndexOf('#');
        address = (place < 0 ? address : address[..place]).TrimEnd("./");
        foreach (string kind in (ReadOnlySpan<string>)[".patch", ".diff"])
        {
            if (address.EndsWith(kind, StringComparison.OrdinalIgnoreCase))
                return address[..^kind.Length];
        }
        return address;
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
