namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// The encoding of binary files in git's patches: five characters for four bytes, the first character of a line says how many bytes it holds.
/// </summary>
internal static class Base85
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

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
