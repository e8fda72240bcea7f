namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// The encoding of binary files in git's patches: five characters for four bytes, the first character of a line says how many bytes it holds.
/// </summary>
internal static class Base85
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

    /// <summary>Encodes at most 52 bytes as a line, without its LF.</summary>
    internal static string Encode(ReadOnlySpan<byte> data)
    {
        var line = new System.Text.StringBuilder().Append((char)(data.Length <= 26 ? data.Length + 'A' - 1 : data.Length - 27 + 'a'));
        Span<char> group = stackalloc char[5];
        for (int at = 0; at < data.Length; at += 4)
        {
            uint value = 0;
            for (int i = at; i < at + 4; i++)
                value = (value << 8) | (i < data.Length ? data[i] : 0u);
            for (int i = 4; i >= 0; i--, value /= 85)
                group[i] = Alphabet[(int)(value % 85)];
            line.Append(group);
        }
        return line.ToString();
    }

    /// <summary>Decodes a line.</summary>
    internal static void Decode(ReadOnlySpan<byte> line, Stream output)
    {
        if (line.IsEmpty)
            return;
        int left = line[0] is >= (byte)'A' and <= (byte)'Z' ? line[0] - 'A' + 1 : line[0] - 'a' + 27;
        for (ReadOnlySpan<byte> rest = line[1..]; rest.Length >= 5 && left > 0; rest = rest[5..])
        {
            uint value = 0;
            foreach (byte b in rest[..5])
                value = unchecked((value * 85) + (uint)Math.Max(0, Alphabet.IndexOf((char)b, StringComparison.Ordinal)));
            for (int i = 0; i < 4 && left > 0; i++, left--)
                output.WriteByte((byte)(value >> (24 - (8 * i))));
        }
    }
}
