using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Slides the groups of changed lines of one file up and down so that groups join, line up with groups of the other file, or else
/// stand where they read best. Between any two unchanged lines there is a group, mostly an empty one, so that the groups of both
/// files go in step.
/// </summary>
internal struct ChangeCompaction
{
    private const int MaxSliding = 100;

    private readonly int[] _lines;
    private readonly int[] _otherLines;
    private readonly LineMarks _marks;
    private readonly LineMarks _otherMarks;
    private readonly IndentHeuristic? _indents;
    private readonly MyersDiff? _again;
    private Group _group;
    private Group _other;

    /// <param name="lines">The file to compact, numbered.</param>
    /// <param name="marks">Its marks, which are changed.</param>
    /// <param name="otherLines">The other file, numbered.</param>
    /// <param name="otherMarks">Its marks.</param>
    /// <param name="indents">Null: leave sliding groups at the end of their reach.</param>
    /// <param name="again">What compares joined groups again, as git does after a histogram diff; null for none.</param>
    internal ChangeCompaction(int[] lines, LineMarks marks, int[] otherLines, LineMarks otherMarks, IndentHeuristic? indents, MyersDiff? again)
    {
        _lines = lines;
        _marks = marks;
        _otherLines = otherLines;
        _otherMarks = otherMarks;
        _indents = indents;
        _again = again;
    }

    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run()
    {
        _group = First(_marks);
        _other = First(_otherMarks);
        while (true)
        {
            if (!_group.IsEmpty)
                Compact();
            if (_group.End == _marks.Count)
                return;
            // Empty groups on both sides have nothing to slide.
            int empty = LineMarks.Unchanged(_marks, _group.End + 1, _otherMarks, _other.End + 1);
            _group = new Group(_group.End + empty, _group.End + empty);
            _other = new Group(_other.End + empty, _other.End + empty);
            Next(_marks, ref _group);
            Next(_otherMarks, ref _other);
        }
    }

    private void Compact()
    {
        Group before = _group;
        int size, highestEnd, alignedEnd;
        do
        {
            size = _group.Size;
            alignedEnd = -1;
            while (SlideUp())
                Previous(_otherMarks, ref _other);
            highestEnd = _group.End;
            if (!_other.IsEmpty)
                alignedEnd = _group.End;
            while (SlideDown())
            {
                Next(_otherMarks, ref _other);
                if (!_other.IsEmpty)
                    alignedEnd = _group.End;
            }
        }
        while (size != _group.Size);

        if (_group.End != highestEnd)
        {
            if (alignedEnd != -1)
            {
                while (_other.IsEmpty)
                    StepUp();
            }
            else if (_indents is not null)
            {
                int best = BestEnd(_indents, size, highestEnd);
                while (_group.End > best)
                    StepUp();
            }
        }

        // Groups that met may now have lines in common with the other file's group, which a histogram diff has not looked for.
        if (_again is not null && !_other.IsEmpty && _group != before)
            _again.Run(_lines, _group.Start, _group.End, _marks, _otherLines, _other.Start, _other.End, _otherMarks);
    }

    private int BestEnd(IndentHeuristic indents, int size, int highestEnd)
    {
        int from = Math.Max(highestEnd, Math.Max(_group.End - size - 1, _group.End - MaxSliding));
        int best = from;
        IndentHeuristic.Score bestScore = indents.ScoreOf(from - size, from);
        for (int end = from + 1; end <= _group.End; end++)
        {
            IndentHeuristic.Score score = indents.ScoreOf(end - size, end);
            if (score.IsNoWorseThan(bestScore))
                (best, bestScore) = (end, score);
        }
        return best;
    }

    private void StepUp()
    {
        SlideUp();
        Previous(_otherMarks, ref _other);
    }

    private bool SlideDown()
    {
        if (_group.End >= _marks.Count || _lines[_group.Start] != _lines[_group.End])
            return false;
        _marks[_group.Start++] = false;
        _marks[_group.End++] = true;
        while (_marks[_group.End])
            _group.End++;
        return true;
    }

    private bool SlideUp()
    {
        if (_group.Start == 0 || _lines[_group.Start - 1] != _lines[_group.End - 1])
            return false;
        _marks[--_group.Start] = true;
        _marks[--_group.End] = false;
        while (_marks[_group.Start - 1])
            _group.Start--;
        return true;
    }

    private static Group First(LineMarks marks)
    {
        var group = new Group();
        while (marks[group.End])
            group.End++;
        return group;
    }

    private static bool Next(LineMarks marks, ref Group group)
    {
        if (group.End == marks.Count)
            return false;
        group.Start = group.End = group.End + 1;
        while (marks[group.End])
            group.End++;
        return true;
    }

    private static void Previous(LineMarks marks, ref Group group)
    {
        group.End = group.Start = group.Start - 1;
        while (marks[group.Start - 1])
            group.Start--;
    }

    /// <summary>Lines Start..End-1 are changed; an empty group stands above unchanged line Start.</summary>
    private record struct Group(int Start, int End)
    {
        internal readonly bool IsEmpty => Start == End;

        internal readonly int Size => End - Start;
    }
}
