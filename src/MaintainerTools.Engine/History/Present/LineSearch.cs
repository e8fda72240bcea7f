namespace MaintainerTools.Engine.History.Present;

/// <summary>Finds a line in the bytes of a file.</summary>
internal static class LineSearch
{
    /// <summary>True where a line is there, the white space at its ends aside.</summary>
    /// <param name="data">The file.</param>
    /// <param name="line">The line, without white space at its ends.</param>
    public static bool Holds(ReadOnlySpan<byte> data, ReadOnlySpan<byte> line)
    {
        for (int start = 0, found; (found = data[start..].IndexOf(line)) >= 0; start += found + 1)
        {
            int before = data[..(start + found)].LastIndexOfAnyExcept(" \t"u8);
            ReadOnlySpan<byte> after = data[(start + found + line.Length)..].TrimStart(" \t\r"u8);
            if ((before < 0 || data[before] == '\n') && (after.IsEmpty || after[0] == '\n'))
                return true;
        }
        return false;
    }
}
