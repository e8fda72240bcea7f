using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Merging.Contents;

/// <summary>Writes merged text, conflicts with their markers.</summary>
internal sealed class ConflictWriter(TextLines @base, TextLines ours, TextLines theirs, ConflictMarkers markers)
{
    private readonly MemoryStream _output = new(ours.Length + theirs.Length);

    internal byte[] ToArray() => _output.ToArray();

    internal void Copy(TextLines file, int start, int count)
    {
        if (count > 0)
            _output.Write(file.Range(start, count));
    }

    /// <summary>Copies lines, and ends the last one where the file does not.</summary>
    internal void CopyWithNewline(TextLines file, int start, int count, bool carriageReturn)
    {
        if (count <= 0)
            return;
        Copy(file, start, count);
        if (file[start + count - 1] is not [.., (byte)'\n'])
            EndLine(carriageReturn);
    }

    internal void Conflict(int baseStart, int baseCount, int oursStart, int oursCount, int theirsStart, int theirsCount)
    {
        bool carriageReturn = NeedsCarriageReturn(oursStart, theirsStart);
        Marker('<', markers.NameOf(Side.Ours), carriageReturn);
        CopyWithNewline(ours, oursStart, oursCount, carriageReturn);
        if (markers.Style != ConflictStyle.Merge)
        {
            Marker('|', markers.NameOf(Side.Base), carriageReturn);
            CopyWithNewline(@base, baseStart, baseCount, carriageReturn);
        }
        Marker('=', [], carriageReturn);
        CopyWithNewline(theirs, theirsStart, theirsCount, carriageReturn);
        Marker('>', markers.NameOf(Side.Theirs), carriageReturn);
    }

    /// <summary>
    /// Lines added at these places end in CR LF when the lines before them in both sides do (or cannot tell) and the base's first line
    /// does not say otherwise.
    /// </summary>
    internal bool NeedsCarriageReturn(int oursStart, int theirsStart)
    {
        bool? crlf = EndsInCrLf(ours, Math.Max(oursStart - 1, 0));
        if (crlf != false)
            crlf = EndsInCrLf(theirs, Math.Max(theirsStart - 1, 0));
        if (crlf != false)
            crlf = EndsInCrLf(@base, 0);
        return crlf == true;
    }

    private static bool? EndsInCrLf(TextLines file, int line)
    {
        if (file.Count == 0)
            return null;
        if (line == file.Count - 1 && !file.EndsWithNewline)
        {
            if (line == 0)
                return null;
            line--;
        }
        return file[line] is [.., (byte)'\r', _];
    }

    private void Marker(char sign, byte[] name, bool carriageReturn)
    {
        for (int i = 0; i < markers.Size; i++)
            _output.WriteByte((byte)sign);
        if (name.Length > 0)
        {
            _output.WriteByte((byte)' ');
            _output.Write(name);
        }
        EndLine(carriageReturn);
    }

    private void EndLine(bool carriageReturn)
    {
        if (carriageReturn)
            _output.WriteByte((byte)'\r');
        _output.WriteByte((byte)'\n');
    }
}
