namespace MaintainerTools.Engine.SourceText;

/// <summary>Whole words in lines of bytes: what stands between bytes that no identifier has.</summary>
internal static class Words
{
    /// <summary>True for a line with the word as a whole.</summary>
    internal static bool Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) => Next(line, word, 0) >= 0;

    /// <summary>The line with each such word replaced.</summary>
    internal static byte[] Replace(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, ReadOnlySpan<byte> by)
    {
        using var output = new MemoryStream();
        int at = 0;
        for (int found = Next(line, word, 0); found >= 0; found = Next(line, word, at))
        {
            output.Write(line[at..found]);
            output.Write(by);
            at = found + word.Length;
        }
        output.Write(line[at..]);
        return output.ToArray();
    }

    private static int Next(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, int from)
    {
        while (from <= line.Length - word.Length)
        {
            int found = line[from..].IndexOf(word);
            if (found < 0)
                return -1;
            int start = from + found;
            int end = start + word.Length;
            if ((start == 0 || !Identifiers.IsWordByte(line[start - 1])) && (end == line.Length || !Identifiers.IsWordByte(line[end])))
                return start;
            from = start + 1;
        }
        return -1;
    }
}
