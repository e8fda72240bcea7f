namespace MaintainerTools.Engine.Diffing;

/// <summary>Which lines of a file are changed. Reading one before the first or one after the last line gives false.</summary>
internal sealed class LineMarks(int count)
{
    private readonly bool[] _marks = new bool[count + 2];

    /// <summary>Number of lines.</summary>
    internal int Count { get; } = count;

    internal bool this[int line]
    {
        get => _marks[line + 1];
        set => _marks[line + 1] = value;
    }

    /// <summary>Sets all lines of a range.</summary>
    internal void Set(int start, int length, bool value) => _marks.AsSpan(start + 1, length).Fill(value);
}
