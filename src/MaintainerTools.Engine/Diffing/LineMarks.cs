namespace MaintainerTools.Engine.Diffing;

/// <summary>Which lines of a file are changed. Reading one before the first or one after the last line gives false.</summary>
internal sealed class LineMarks(int count)
{
    private bool[] _marks = new bool[count + 2];

    /// <summary>Number of lines.</summary>
    internal int Count { get; private set; } = count;

    /// <summary>Takes another file, none of whose lines is changed yet.</summary>
    internal void Reset(int lines)
    {
        if (_marks.Length < lines + 2)
            _marks = new bool[2 * (lines + 2)];
        else
            Array.Clear(_marks, 0, lines + 2);
        Count = lines;
    }

    internal bool this[int line]
    {
        get => _marks[line + 1];
        set => _marks[line + 1] = value;
    }

    /// <summary>The first changed line from <paramref name="line"/> on; <see cref="Count"/> where there is none.</summary>
    internal int NextChanged(int line)
    {
        int found = _marks.AsSpan(line + 1, Count - line).IndexOf(true);
        return found < 0 ? Count : line + found;
    }

    /// <summary>How many lines from there on are unchanged in both files, one for one.</summary>
    internal static int Unchanged(LineMarks old, int oldLine, LineMarks @new, int newLine) =>
        Math.Min(old.NextChanged(oldLine) - oldLine, @new.NextChanged(newLine) - newLine);

    /// <summary>Sets all lines of a range.</summary>
    internal void Set(int start, int length, bool value) => _marks.AsSpan(start + 1, length).Fill(value);
}
