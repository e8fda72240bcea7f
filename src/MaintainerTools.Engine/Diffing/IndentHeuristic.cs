namespace MaintainerTools.Engine.Diffing;

/// <summary>Scores where a change that can slide reads best. The weights are git's, found by trial on a large corpus.</summary>
internal sealed class IndentHeuristic(TextLines file)
{
    private const int Blank = -1;
    private const int MaxIndent = 200;
    private const int MaxBlanks = 20;

    /// <summary>How bad it is to split at two places: less indent wins, weighed against the penalty.</summary>
    internal readonly record struct Score(int Indent, int Penalty)
    {
        internal bool IsNoWorseThan(Score other) =>
            (60 * Math.Sign(Indent.CompareTo(other.Indent))) + (Penalty - other.Penalty) <= 0;
    }

    /// <summary>The score of a change whose first line is <paramref name="start"/> and which ends before <paramref name="end"/>.</summary>
    internal Score ScoreOf(int start, int end)
    {
        (int indentAtEnd, int penaltyAtEnd) = ScoreSplit(end);
        (int indentAtStart, int penaltyAtStart) = ScoreSplit(start);
        return new Score(indentAtEnd + indentAtStart, penaltyAtEnd + penaltyAtStart);
    }

    private (int Indent, int Penalty) ScoreSplit(int split)
    {
        bool atEnd = split >= file.Count;
        int own = atEnd ? Blank : IndentOf(split);
        (int before, int blanksBefore) = Nearest(split - 1, -1);
        (int after, int blanksAfter) = Nearest(split + 1, 1);
        int penalty = before == Blank && blanksBefore == 0 ? 1 : 0;
        if (atEnd)
            penalty += 21;
        int blanksFrom = own == Blank ? 1 + blanksAfter : 0;
        int blanks = blanksBefore + blanksFrom;
        penalty += (-30 * blanks) + (6 * blanksFrom);
        int indent = own != Blank ? own : after;
        if (indent != Blank && before != Blank)
        {
            if (indent > before)
                penalty += blanks != 0 ? 10 : -4;
            else if (indent < before && after != Blank && after > indent)
                penalty += blanks != 0 ? 17 : 24;
            else if (indent < before)
                penalty += blanks != 0 ? 17 : 23;
        }
        return (indent, penalty);
    }

    /// <summary>Indent of the nearest line that is not blank, and the blank lines on the way there.</summary>
    private (int Indent, int Blanks) Nearest(int from, int step)
    {
        int blanks = 0;
        for (int i = from; i >= 0 && i < file.Count; i += step)
        {
            int indent = IndentOf(i);
            if (indent != Blank)
                return (indent, blanks);
            if (++blanks == MaxBlanks)
                return (0, blanks);
        }
        return (Blank, blanks);
    }

    private int IndentOf(int line)
    {
        int indent = 0;
        foreach (byte c in file[line])
        {
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
                return indent;
            if (c == ' ')
                indent++;
            else if (c == '\t')
                indent += 8 - (indent % 8);
            if (indent >= MaxIndent)
                return MaxIndent;
        }
        return Blank;
    }
}
