namespace MaintainerTools.Engine.Objects;

/// <summary>The classes of bytes that a set of a <see cref="Glob"/> may name, as git's own tables have them in every locale.</summary>
internal static class CharacterClass
{
    /// <summary>Adds the bytes of a class to a set; false where there is no such class.</summary>
    /// <param name="name">What stands between "[:" and ":]".</param>
    /// <param name="set">By byte.</param>
    /// <param name="ignoreCase">Capital letters are small ones too.</param>
    internal static bool Add(ReadOnlySpan<byte> name, Span<bool> set, bool ignoreCase)
    {
        if (Named(name) is not { } isOf)
            return false;
        for (char c = '\0'; char.IsAscii(c); c++)
            set[c] |= isOf(c) || (ignoreCase && char.IsAsciiLetterLower(c) && isOf(char.ToUpperInvariant(c)));
        return true;
    }

    private static Func<char, bool>? Named(ReadOnlySpan<byte> name) => System.Text.Encoding.Latin1.GetString(name) switch
    {
        "alnum" => char.IsAsciiLetterOrDigit,
        "alpha" => char.IsAsciiLetter,
        "blank" => c => c is ' ' or '\t',
        "cntrl" => char.IsControl,
        "digit" => char.IsAsciiDigit,
        "graph" => c => c is > ' ' and < '\x7f',
        "lower" => char.IsAsciiLetterLower,
        "print" => c => c is >= ' ' and < '\x7f',
        "punct" => c => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c),
        // No \v and no \f.
        "space" => c => c is ' ' or '\t' or '\n' or '\r',
        "upper" => char.IsAsciiLetterUpper,
        "xdigit" => char.IsAsciiHexDigit,
        _ => null,
    };
}
