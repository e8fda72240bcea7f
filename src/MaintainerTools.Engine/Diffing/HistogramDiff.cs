namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Histogram diff: splits at the longest run of common lines among those that are rarest in the old file, and goes on left and right
/// of it. Regions without a rare enough common line are left to <see cref="MyersDiff"/>.
/// </summary>
internal sealed class HistogramDiff
{
    // Lines that occur more often than this in the old region are no anchors.
    private const int MaxOccurrences = 64;
    private readonly MyersDiff _myers;

    // Per line number: how often it occurs in the old region, and where first. Zero outside of Split.
    private readonly int[] _occurrences;
    private readonly int[] _firstPlace;
    private int[] _old = [];
    private int[] _new = [];

    // Per old line: the next one with the same number in the region, or -1.
    private int[] _nextPlace = [];

    internal HistogramDiff(MyersDiff myers, int differentLines)
    {
        _myers = myers;
        _occurrences = new int[differentLines];
        _firstPlace = new int[differentLines];
    }

    internal void Run(int[] old, LineMarks oldMarks, int[] @new, LineMarks newMarks)
    {
        _old = old;
        _new = @new;
        if (_nextPlace.Length < old.Length)
            _nextPlace = new int[old.Length];
        var regions = new Stack<Region>();
        regions.Push(new Region(0, old.Length, 0, @new.Length));
        while (regions.TryPop(out Region region))
        {
            if (region.OldStart == region.OldEnd || region.NewStart == region.NewEnd)
            {
                oldMarks.Set(region.OldStart, region.OldEnd - region.OldStart, true);
                newMarks.Set(region.NewStart, region.NewEnd - region.NewStart, true);
                continue;
            }
            switch (Split(region, out Region common))
            {
                case Outcome.TooCommon:
                    _myers.Run(old, region.OldStart, region.OldEnd, oldMarks, @new, region.NewStart, region.NewEnd, newMarks);
                    break;
                case Outcome.NothingCommon:
                    oldMarks.Set(region.OldStart, region.OldEnd - region.OldStart, true);
                    newMarks.Set(region.NewStart, region.NewEnd - region.NewStart, true);
                    break;
                default:
                    regions.Push(new Region(region.OldStart, common.OldStart, region.NewStart, common.NewStart));
                    regions.Push(new Region(common.OldEnd, region.OldEnd, common.NewEnd, region.NewEnd));
                    break;
            }
        }
    }

    private unsafe Outcome Split(Region region, out Region common)
    {
        for (int i = region.OldEnd - 1; i >= region.OldStart; i--)
        {
            int line = _old[i];
            _nextPlace[i] = _occurrences[line]++ == 0 ? -1 : _firstPlace[line];
            _firstPlace[line] = i;
        }
        Search search;
        // The innermost loops of every merge: fixed arrays take a third of the time off.
        fixed (int* old = _old, @new = _new, next = _nextPlace, occurrences = _occurrences, first = _firstPlace)
        {
            search = new Search(old, @new, next, occurrences, first, region);
            for (int j = region.NewStart; j < region.NewEnd;)
                j = search.Try(j);
        }
        for (int i = region.OldStart; i < region.OldEnd; i++)
            _occurrences[_old[i]] = 0;
        common = search.Best;
        return search.SawCommon && search.Rarity > MaxOccurrences ? Outcome.TooCommon
            : search.Found ? Outcome.Found
            : Outcome.NothingCommon;
    }

    private enum Outcome
    {
        Found,
        NothingCommon,
        TooCommon,
    }

    /// <summary>Half-open line ranges of both files.</summary>
    private readonly record struct Region(int OldStart, int OldEnd, int NewStart, int NewEnd);

    private unsafe struct Search(int* old, int* @new, int* nextPlace, int* occurrencesOf, int* firstPlace, Region region)
    {
        internal Region Best;
        internal bool Found;
        internal bool SawCommon;

        // Occurrences of the rarest line in the best run so far.
        internal int Rarity = MaxOccurrences + 1;

        // Lines of the best run beyond its first.
        private int _bestExtent;

        /// <summary>Tries all runs through new line <paramref name="place"/>; returns the next line worth trying.</summary>
        internal int Try(int place)
        {
            int next = place + 1;
            int line = @new[place];
            int occurrences = occurrencesOf[line];
            if (occurrences == 0)
                return next;
            SawCommon = true;
            if (occurrences > Rarity)
                return next;
            int oldStart = region.OldStart, lastOld = region.OldEnd - 1, newStart = region.NewStart, lastNew = region.NewEnd - 1;
            for (int i = firstPlace[line]; i >= 0;)
            {
                int rarity = occurrences;
                int back = Math.Min(i - oldStart, place - newStart), ahead = Math.Min(lastOld - i, lastNew - place);
                int before = 0, after = 0;
                while (before < back && old[i - before - 1] == @new[place - before - 1])
                {
                    before++;
                    if (rarity > 1)
                        rarity = Math.Min(rarity, occurrencesOf[old[i - before]]);
                }
                while (after < ahead && old[i + after + 1] == @new[place + after + 1])
                {
                    after++;
                    if (rarity > 1)
                        rarity = Math.Min(rarity, occurrencesOf[old[i + after]]);
                }
                next = Math.Max(next, place + after + 1);
                if (_bestExtent < before + after || rarity < Rarity)
                {
                    Best = new Region(i - before, i + after + 1, place - before, place + after + 1);
                    _bestExtent = before + after;
                    Rarity = rarity;
                    Found = true;
                }
                // Places within the run just seen would give the same run again.
                int end = i + after;
                do
                {
                    i = nextPlace[i];
                }
                while (i >= 0 && i <= end);
            }
            return next;
        }
    }
}
