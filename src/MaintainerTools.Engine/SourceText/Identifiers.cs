namespace MaintainerTools.Engine.SourceText;

/// <summary>The identifiers in source text of any language: words of letters, digits and underscores.</summary>
internal static class Identifiers
{
    /// <summary>True for a word that names something of this code: not a plain word, or followed by "(".</summary>
    internal static bool IsTelling(ReadOnlySpan<byte> word, ReadOnlySpan<byte> rest)
    {
        if (word.Length < 4)
            return false;
        for (int i = 1; i < word.Length; i++)
        {
            bool hump = word[i] is >= (byte)'A' and <= (byte)'Z' && word[i - 1] is >= (byte)'a' and <= (byte)'z';
            if (hump || word[i] is (byte)'_' or (>= (byte)'0' and <= (byte)'9'))
                return true;
        }
        return rest.StartsWith("("u8);
    }

    /// <summary>The words of four bytes or more that do not start with a digit.</summary>
    internal static List<(int Start, int Length)> Find(ReadOnlySpan<byte> text)
    {
        var result = new List<(int, int)>();
        for (int i = 0; i < text.Length;)
        {
            if (!IsWordByte(text[i]))
            {
                i++;
                continue;
            }
            int start = i;
            while (i < text.Length && IsWordByte(text[i]))
                i++;
            if (i - start >= 4 && text[start] is not (>= (byte)'0' and <= (byte)'9'))
                result.Add((start, i - start));
        }
        return result;
    }

    internal static bool IsWordByte(byte b) => b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z')
        or (>= (byte)'0' and <= (byte)'9') or (byte)'_' or >= 0x80;

    /// <summary>A number for a word; equal words, equal numbers.</summary>
    internal static ulong Hash(ReadOnlySpan<byte> word)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in word)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
