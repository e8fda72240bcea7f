namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Compares files that are versions of each other: each is numbered once, looking up only what differs from the version that it is compared with, and
/// the tables of the search are kept. For one thread.
/// </summary>
internal sealed class VersionDiff
{
    private LineNumbers? _numbering;
    private MyersDiff? _myers;
    private int _capacity;

    /// <summary>The changes between two versions, as git diff shows them with context.</summary>
    internal List<LineChange> Compare(NumberedText old, NumberedText @new)
    {
        // Made for as many lines as the first file has: to grow, tables are for a while there twice.
        _numbering ??= new LineNumbers(Math.Max(100, old.Text.Count + (old.Text.Count / 16)));
        if (old.Lines is null && @new.Lines is { } known)
            old.Lines = _numbering.Number(old.Text, @new.Text, known);
        old.Lines ??= _numbering.Number(old.Text);
        @new.Lines ??= _numbering.Number(@new.Text, old.Text, old.Lines);
        if (_myers is null || _numbering.Count > _capacity)
            _myers = new MyersDiff(_capacity = Math.Max(1024, MyersDiff.RoomFor(_numbering.Count)));
        return LineDiff.Compute(old.Lines, @new.Lines, _myers, old.Indents, @new.Indents);
    }
}
