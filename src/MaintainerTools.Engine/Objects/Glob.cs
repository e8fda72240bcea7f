namespace MaintainerTools.Engine.Objects;

/// <summary>
/// A wildcard pattern as git matches paths with it, byte by byte: '*', '?', '[…]', a backslash before what stands for itself and, by folders, "**".
/// <para>
/// The pattern is a row of places, and one bit a place says whether what was read of the text can lead there; a byte moves all of them at once. So a
/// match takes one step for each byte of the text and each 64 places of the pattern, whatever stands in the pattern.
/// </para>
/// </summary>
internal sealed class Glob
{
    private const int PlacesPerWord = 64;
    private const int ByteValues = 256;

    private readonly byte[] _plain;
    private readonly bool _ignoreCase;
    private readonly int _words;
    private readonly int _end;

    // By byte and word: the places that the byte leads on from. Null where the pattern fits nothing.
    private readonly ulong[]? _moves;

    // The places of stars, which any byte stays at; those of them that '/' stays at too; and those that may be passed together with the '/' behind them.
    private readonly ulong[] _stars;
    private readonly ulong[] _deep;
    private readonly ulong[] _folders;

    /// <summary>Reads a pattern. One that git cannot read, as of a set that does not end or a class that is none, fits nothing.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="byFolder">'*', '?' and '[…]' stop at '/', and "**" between slashes stands for any folders. Otherwise '/' is a byte as any other.</param>
    /// <param name="ignoreCase">Letters of the text match either case. A letter behind a backslash or by itself in a set
    /// must be a small one then, as for git.</param>
    public Glob(ReadOnlySpan<byte> pattern, bool byFolder, bool ignoreCase)
    {
        // git compares what stands for itself first, and takes what is left for the whole: "**" right behind it counts as one at the start.
        int plain = pattern.IndexOfAny(Special);
        IsWild = plain >= 0;
        _plain = pattern[..(IsWild ? plain : pattern.Length)].ToArray();
        _ignoreCase = ignoreCase;
        ReadOnlySpan<byte> rest = pattern[_plain.Length..];
        _words = (rest.Length / PlacesPerWord) + 1;
        (_stars, _deep, _folders) = (new ulong[_words], new ulong[_words], new ulong[_words]);
        if (!IsWild)
            return;
        _moves = new ulong[ByteValues * _words];
        _end = new Places(this, byFolder).Read(rest);
        if (_end < 0)
            _moves = null;
    }

    /// <summary>The bytes that make a pattern of a path.</summary>
    public static ReadOnlySpan<byte> Special => "*?[\\"u8;

    /// <summary>False where the pattern stands for itself alone.</summary>
    public bool IsWild { get; }

    /// <summary>What the pattern begins with that stands for itself.</summary>
    public ReadOnlySpan<byte> Plain => _plain;

    /// <summary>True where the whole text fits the pattern.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text) => IsMatch(text, out _);

    /// <summary>The same, and how many steps were taken.</summary>
    internal bool IsMatch(ReadOnlySpan<byte> text, out long steps)
    {
        steps = 0;
        if (!Starts(text, _plain, _ignoreCase))
            return false;
        text = text[_plain.Length..];
        if (!IsWild)
            return text.IsEmpty;
        if (_moves is null)
            return false;
        Span<ulong> at = _words <= 16 ? stackalloc ulong[_words] : new ulong[_words];
        at.Clear();
        Advance(at, _moves.AsSpan(0, _words), _stars, 1);
        foreach (byte value in text)
        {
            steps += _words;
            if (!Advance(at, _moves.AsSpan(value * _words, _words), value == '/' ? _deep : _stars, 0))
                return false;
        }
        return (at[_end / PlacesPerWord] >> (_end % PlacesPerWord) & 1) != 0;
    }

    /// <summary>True where a path begins with these bytes.</summary>
    public static bool Starts(ReadOnlySpan<byte> path, ReadOnlySpan<byte> with, bool ignoreCase)
    {
        if (!ignoreCase)
            return path.StartsWith(with);
        if (path.Length < with.Length)
            return false;
        for (int i = 0; i < with.Length; i++)
        {
            if (Lower(path[i]) != Lower(with[i]))
                return false;
        }
        return true;
    }

    /// <summary>Where a byte leads, and from there on without one, behind stars; false where it leads nowhere.</summary>
    /// <param name="at">The places, by bit.</param>
    /// <param name="moves">The places that the byte leads on from.</param>
    /// <param name="stays">The places that it stays at.</param>
    /// <param name="first">What is entered of the first word besides.</param>
    private bool Advance(Span<ulong> at, ReadOnlySpan<ulong> moves, ulong[] stays, ulong first)
    {
        ulong any = 0, moved = first, passed = 0, starred = 0;
        for (int w = 0; w < at.Length; w++)
        {
            ulong go = at[w] & moves[w];
            ulong entered = (go << 1) | moved;
            // Folders may be none only where they begin. No two of these stars follow one another, nor do two of any, so that once each is all.
            ulong folders = entered & _folders[w];
            ulong all = entered | (at[w] & stays[w]) | (folders << 2) | passed;
            ulong stars = all & _stars[w];
            at[w] = all | (stars << 1) | starred;
            any |= at[w];
            moved = go >> (PlacesPerWord - 1);
            passed = folders >> (PlacesPerWord - 2);
            starred = stars >> (PlacesPerWord - 1);
        }
        return any != 0;
    }

    private static bool IsUpper(int c) => c is >= 'A' and <= 'Z';

    private static bool IsLower(int c) => c is >= 'a' and <= 'z';

    private static byte Lower(byte c) => IsUpper(c) ? (byte)(c | 0x20) : c;

    /// <summary>Reads a pattern into places.</summary>
    private readonly struct Places(Glob glob, bool byFolder)
    {
        /// <summary>The number of places; -1 where the pattern fits nothing.</summary>
        internal int Read(ReadOnlySpan<byte> pattern)
        {
            int place = 0;
            // Where the next ']' is, so that it is looked for once only.
            int close = -1;
            for (int at = 0; at < pattern.Length; place++)
            {
                byte c = pattern[at++];
                switch (c)
                {
                    case (byte)'*':
                        Star(pattern, ref at, ref place);
                        break;
                    case (byte)'?':
                        for (int value = 0; value < ByteValues; value++)
                            Take(place, value, !byFolder || value != '/');
                        break;
                    case (byte)'[':
                        if (!Set(pattern, ref at, ref close, place))
                            return -1;
                        break;
                    case (byte)'\\':
                        if (at == pattern.Length)
                            return -1;
                        // What is behind a backslash is not folded, and the text is.
                        c = pattern[at++];
                        Take(place, c, !glob._ignoreCase || !IsUpper(c));
                        Take(place, c - 0x20, glob._ignoreCase && IsLower(c));
                        break;
                    default:
                        c = glob._ignoreCase ? Lower(c) : c;
                        Take(place, c, true);
                        Take(place, c - 0x20, glob._ignoreCase && IsLower(c));
                        break;
                }
            }
            return place;
        }

        private void Star(ReadOnlySpan<byte> pattern, ref int at, ref int place)
        {
            int start = at - 1;
            while (at < pattern.Length && pattern[at] == '*')
                at++;
            ReadOnlySpan<byte> rest = pattern[at..];
            bool deep = byFolder && at - start > 1 && (start == 0 || pattern[start - 1] == '/') && (rest.IsEmpty || rest[0] == '/' || rest.StartsWith("\\/"u8));
            bool folders = deep && !rest.IsEmpty && rest[0] == '/';
            if (folders && place >= 2 && Has(glob._folders, place - 2))
            {
                // Any folders, and any folders again, are any folders; the '/' goes with it.
                at++;
                place--;
                return;
            }
            Mark(glob._stars, place, true);
            Mark(glob._deep, place, deep || !byFolder);
            Mark(glob._folders, place, folders);
        }

        /// <summary>Reads a set from behind its bracket; false where it is none.</summary>
        private bool Set(ReadOnlySpan<byte> pattern, ref int at, ref int close, int place)
        {
            Span<bool> set = stackalloc bool[ByteValues];
            set.Clear();
            bool not = at < pattern.Length && pattern[at] is (byte)'!' or (byte)'^';
            if (not)
                at++;
            int? start = null;
            // The first bracket is one of the set, not its end.
            for (bool first = true; ; first = false)
            {
                if (at >= pattern.Length)
                    return false;
                byte c = pattern[at++];
                if (c == ']' && !first)
                    break;
                if (c == '-' && start is { } from && at < pattern.Length && pattern[at] != ']')
                {
                    byte to = pattern[at++];
                    if (to == '\\')
                    {
                        if (at >= pattern.Length)
                            return false;
                        to = pattern[at++];
                    }
                    // Of a range, either case of the text may be in it; of the rest of a set only the small one.
                    for (int value = from; value <= to; value++)
                        set[value] = set[value | (glob._ignoreCase && IsUpper(value) ? 0x20 : 0)] = true;
                    start = null;
                    continue;
                }
                if (c == '[' && at < pattern.Length && pattern[at] == ':')
                {
                    if (close < at)
                        close = pattern[at..].IndexOf((byte)']') + at;
                    if (close < at)
                        return false;
                    if (close - at >= 2 && pattern[close - 1] == ':')
                    {
                        if (!CharacterClass.Add(pattern[(at + 1)..(close - 1)], set, glob._ignoreCase))
                            return false;
                        at = close + 1;
                        start = null;
                        continue;
                    }
                }
                else if (c == '\\')
                {
                    if (at >= pattern.Length)
                        return false;
                    c = pattern[at++];
                }
                set[c] = true;
                start = c;
            }
            Take(set, not, place);
            return true;
        }

        private void Take(ReadOnlySpan<bool> set, bool not, int place)
        {
            for (int value = 0; value < ByteValues; value++)
                Take(place, value, set[glob._ignoreCase ? Lower((byte)value) : value] != not && (!byFolder || value != '/'));
        }

        private void Take(int place, int value, bool fits)
        {
            if (fits)
                glob._moves![(value * glob._words) + (place / PlacesPerWord)] |= 1UL << (place % PlacesPerWord);
        }

        private static void Mark(ulong[] bits, int place, bool value)
        {
            if (value)
                bits[place / PlacesPerWord] |= 1UL << (place % PlacesPerWord);
        }

        private static bool Has(ulong[] bits, int place) => (bits[place / PlacesPerWord] >> (place % PlacesPerWord) & 1) != 0;
    }
}
