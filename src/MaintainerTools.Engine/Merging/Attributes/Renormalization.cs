using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Merging.Attributes;

/// <summary>
/// merge.renormalize: versions of a file are compared and merged in the form in which git would add them, so that a change of line ends
/// alone is no change. Only line ends and $Id$ are converted here; filters and encodings are commands or need the file as it is on disk.
/// </summary>
internal sealed class Renormalization(MergeAttributes attributes)
{
    private const byte ControlZ = 0x1a;

    private enum LineEnds
    {
        AsTheyAre,
        Text,
        Guess,
    }

    /// <summary>Why the path cannot be converted as git would; null where it can.</summary>
    internal string? Doubt(string path)
    {
        string? filter = attributes.Get(path, "filter"), encoding = attributes.Get(path, "working-tree-encoding");
        if (filter is not (null or MergeAttributes.Set or MergeAttributes.Unset))
        {
            if (attributes.IsFilterConfigured(filter))
                return $"{PathText.Decode(path)} has the filter \"{filter}\", a command that is not run";
            if (attributes.IsFilterRequired(filter))
                return $"{PathText.Decode(path)} has the filter \"{filter}\", which is required and has no command: git stops there";
        }
        return encoding is null or MergeAttributes.Set or MergeAttributes.Unset
            || encoding.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase)
            ? null : $"{PathText.Decode(path)} has the encoding {encoding}, which is not converted";
    }

    /// <summary>The bytes as git would add them; the same array where nothing changes.</summary>
    internal byte[] Convert(string path, byte[] data)
    {
        LineEnds ends = LineEndsOf(path);
        if (ends != LineEnds.AsTheyAre && data.AsSpan().IndexOf("\r\n"u8) >= 0 && !(ends == LineEnds.Guess && LooksBinary(data)))
            data = DropCarriageReturns(data);
        return attributes.Get(path, "ident") == MergeAttributes.Set ? CollapseIds(data) : data;
    }

    private LineEnds LineEndsOf(string path)
    {
        // "text" and its older name "crlf"; then "eol", which makes text of what is not declared.
        string? declared = attributes.Get(path, "text");
        if (declared is not (MergeAttributes.Set or MergeAttributes.Unset or "input" or "auto"))
            declared = attributes.Get(path, "crlf");
        if (declared == MergeAttributes.Unset)
            return LineEnds.AsTheyAre;
        if (declared == "auto")
            return LineEnds.Guess;
        if (declared is MergeAttributes.Set or "input" || attributes.Get(path, "eol") is "lf" or "crlf")
            return LineEnds.Text;
        return attributes.ConvertsLineEnds ? LineEnds.Guess : LineEnds.AsTheyAre;
    }

    /// <summary>git's guess for conversions, stricter than the one for diffs: a NUL or a lone CR, or too much that cannot be printed.</summary>
    private static bool LooksBinary(ReadOnlySpan<byte> data)
    {
        int printable = 0, others = 0;
        for (int i = 0; i < data.Length; i++)
        {
            byte b = data[i];
            if (b == '\r')
            {
                if (i + 1 >= data.Length || data[i + 1] != '\n')
                    return true;
                i++;
            }
            else if (b == 0)
            {
                return true;
            }
            else if (b == 127 || (b < 32 && b is not ((byte)'\n' or (byte)'\b' or (byte)'\t' or 0x1b or (byte)'\f')))
            {
                others++;
            }
            else if (b != '\n')
            {
                printable++;
            }
        }
        if (data is [.., ControlZ])
            others--;
        return printable >> 7 < others;
    }

    private static byte[] DropCarriageReturns(byte[] data)
    {
        // What is guessed to be text has no CR but before LF, so that both rules of git come to this.
        byte[] result = new byte[data.Length];
        int length = 0;
        for (int i = 0; i < data.Length; i++)
        {
            if (data[i] != '\r' || i + 1 >= data.Length || data[i + 1] != '\n')
                result[length++] = data[i];
        }
        return result[..length];
    }

    private static byte[] CollapseIds(byte[] data)
    {
        if (data.AsSpan().IndexOf("$Id:"u8) < 0)
            return data;
        var output = new MemoryStream(data.Length);
        ReadOnlySpan<byte> rest = data;
        for (int dollar = rest.IndexOf((byte)'$'); dollar >= 0; dollar = rest.IndexOf((byte)'$'))
        {
            output.Write(rest[..(dollar + 1)]);
            rest = rest[(dollar + 1)..];
            if (!rest.StartsWith("Id:"u8))
                continue;
            int end = rest[3..].IndexOf((byte)'$');
            if (end < 0)
                break;
            // An id does not go over the end of a line.
            if (rest.Slice(3, end).Contains((byte)'\n'))
                continue;
            output.Write("Id$"u8);
            rest = rest[(3 + end + 1)..];
        }
        output.Write(rest);
        return output.ToArray();
    }
}
