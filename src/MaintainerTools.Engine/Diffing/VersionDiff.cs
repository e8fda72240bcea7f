namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Compares files that are versions of each other: each is numbered once, looking up only what differs from the version that it is compared with, and
/// the tables of the search are kept. For one thread.
/// </summary>
internal sealed class VersionDiff
{
    private readonly LineNumbers _numbering = new();
    private MyersDiff? _myers;
    private int _capacity;

    /// <summary>The changes between two versions, as git diff shows them with context.</summary>
    internal List<LineChange> Compare(NumberedText old, NumberedText @new)
    {
        if (old.Lines is null && @new.Lines is { } known)
            old.Lines = _numbering.Number(old.Text, @new.Text, known);
        old.Lines ??= _numbering.Number(old.Text);
        @new.Lines ??= _numbering.Number(@new.Text, old.Text, old.Lines);
        if (_myers is null || _numbering.Count > _capacity)
            _myers = new MyersDiff(_capacity = Math.Max(1024, _numbering.Count * 2));
        return LineDiff.Compute(old.Lines, @new.Lines, _myers, old.Indents, @new.Indents);
    }
}
