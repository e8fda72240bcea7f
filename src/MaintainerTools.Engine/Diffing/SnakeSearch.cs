using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Divide and conquer over the edit graph: finds where the furthest paths from both corners of a box meet, and goes on in the two
/// boxes left of it and right of it. A diagonal is named by oldLine - newLine.
/// </summary>
internal sealed class SnakeSearch
{
    // A run of this many equal lines is worth splitting at once a search has cost HeuristicCost steps.
    private const int LongSnake = 20;
    private const int HeuristicCost = 256;
    private const int WorthFactor = 4;
    private const int LeastMaxCost = 256;

    private readonly Stack<Box> _boxes = new();
    private int[] _old = [];
    private int[] _new = [];

    // Furthest old line reached per diagonal, from the top left and from the bottom right; diagonal d at index d + _zero.
    private int[] _forward = [];
    private int[] _backward = [];
    private int _zero;
    private int _maxCost;

    /// <summary>Half-open ranges of both sides. Exact: no short cut is allowed in it.</summary>
    private readonly record struct Box(int OldStart, int OldEnd, int NewStart, int NewEnd, bool Exact);

    /// <summary>Where to cut a box, and which halves must be searched exactly.</summary>
    private readonly record struct Cut(int Old, int New, bool FirstExact, bool SecondExact);

    /// <summary>Marks the lines that differ.</summary>
    internal void Run(MyersDiff.Side oldSide, MyersDiff.Side newSide)
    {
        _old = oldSide.Lines;
        _new = newSide.Lines;
        int diagonals = oldSide.Count + newSide.Count + 3;
        if (_forward.Length <= diagonals)
        {
            _forward = new int[MyersDiff.RoomFor(diagonals)];
            _backward = new int[MyersDiff.RoomFor(diagonals)];
        }
        _zero = newSide.Count + 1;
        _maxCost = Math.Max(MyersDiff.RoughSquareRoot(diagonals), LeastMaxCost);
        _boxes.Push(new Box(0, oldSide.Count, 0, newSide.Count, false));
        while (_boxes.TryPop(out Box box))
        {
            box = Shrink(box);
            if (box.OldStart == box.OldEnd || box.NewStart == box.NewEnd)
            {
                oldSide.MarkAll(box.OldStart, box.OldEnd);
                newSide.MarkAll(box.NewStart, box.NewEnd);
                continue;
            }
            Cut cut = FindCut(box);
            _boxes.Push(new Box(box.OldStart, cut.Old, box.NewStart, cut.New, cut.FirstExact));
            _boxes.Push(new Box(cut.Old, box.OldEnd, cut.New, box.NewEnd, cut.SecondExact));
        }
    }

    private Box Shrink(Box box)
    {
        (int oldStart, int oldEnd, int newStart, int newEnd, bool exact) = box;
        while (oldStart < oldEnd && newStart < newEnd && _old[oldStart] == _new[newStart])
        {
            oldStart++;
            newStart++;
        }
        while (oldStart < oldEnd && newStart < newEnd && _old[oldEnd - 1] == _new[newEnd - 1])
        {
            oldEnd--;
            newEnd--;
        }
        return new Box(oldStart, oldEnd, newStart, newEnd, exact);
    }

    private Cut FindCut(Box box)
    {
        int least = box.OldStart - box.NewEnd, most = box.OldEnd - box.NewStart;
        var ahead = new Band(_forward, _zero, box.OldStart - box.NewStart, -1);
        var back = new Band(_backward, _zero, box.OldEnd - box.NewEnd, int.MaxValue);
        ahead[ahead.Middle] = box.OldStart;
        back[back.Middle] = box.OldEnd;
        bool meetsAhead = ((ahead.Middle - back.Middle) & 1) != 0;
        for (int cost = 1; ; cost++)
        {
            ahead.Widen(least, most);
            if (StepAhead(box, ref ahead, ref back, meetsAhead, out bool longSnake) is { } met)
                return met;
            back.Widen(least, most);
            if (StepBack(box, ref ahead, ref back, !meetsAhead, ref longSnake) is { } metBack)
                return metBack;
            if (box.Exact)
                continue;
            if (longSnake && cost > HeuristicCost && (PromisingAhead(box, ref ahead, cost) ?? PromisingBack(box, ref back, cost)) is { } good)
                return good;
            if (cost >= _maxCost)
                return FurthestReached(box, ref ahead, ref back);
        }
    }

    private Cut? StepAhead(Box box, ref Band ahead, ref Band back, bool mayMeet, out bool longSnake)
    {
        longSnake = false;
        for (int d = ahead.Last; d >= ahead.First; d -= 2)
        {
            int i = ahead[d - 1] >= ahead[d + 1] ? ahead[d - 1] + 1 : ahead[d + 1];
            int from = i;
            while (i < box.OldEnd && i - d < box.NewEnd && _old[i] == _new[i - d])
                i++;
            longSnake |= i - from > LongSnake;
            ahead[d] = i;
            if (mayMeet && back.First <= d && d <= back.Last && back[d] <= i)
                return new Cut(i, i - d, true, true);
        }
        return null;
    }

    private Cut? StepBack(Box box, ref Band ahead, ref Band back, bool mayMeet, ref bool longSnake)
    {
        for (int d = back.Last; d >= back.First; d -= 2)
        {
            int i = back[d - 1] < back[d + 1] ? back[d - 1] : back[d + 1] - 1;
            int from = i;
            while (i > box.OldStart && i - d > box.NewStart && _old[i - 1] == _new[i - d - 1])
                i--;
            longSnake |= from - i > LongSnake;
            back[d] = i;
            if (mayMeet && ahead.First <= d && d <= ahead.Last && i <= ahead[d])
                return new Cut(i, i - d, true, true);
        }
        return null;
    }

    /// <summary>A path that got far for its cost and ends in a long run of equal lines.</summary>
    private Cut? PromisingAhead(Box box, ref Band ahead, int cost)
    {
        int best = 0;
        Cut? cut = null;
        for (int d = ahead.Last; d >= ahead.First; d -= 2)
        {
            int i = ahead[d], j = i - d;
            int gain = i - box.OldStart + (j - box.NewStart) - Math.Abs(d - ahead.Middle);
            if (gain <= WorthFactor * cost || gain <= best ||
                i < box.OldStart + LongSnake || i >= box.OldEnd || j < box.NewStart + LongSnake || j >= box.NewEnd)
                continue;
            if (_old.AsSpan(i - LongSnake, LongSnake).SequenceEqual(_new.AsSpan(j - LongSnake, LongSnake)))
            {
                best = gain;
                cut = new Cut(i, j, true, false);
            }
        }
        return cut;
    }

    private Cut? PromisingBack(Box box, ref Band back, int cost)
    {
        int best = 0;
        Cut? cut = null;
        for (int d = back.Last; d >= back.First; d -= 2)
        {
            int i = back[d], j = i - d;
            int gain = box.OldEnd - i + (box.NewEnd - j) - Math.Abs(d - back.Middle);
            if (gain <= WorthFactor * cost || gain <= best ||
                i <= box.OldStart || i > box.OldEnd - LongSnake || j <= box.NewStart || j > box.NewEnd - LongSnake)
                continue;
            if (_old.AsSpan(i, LongSnake).SequenceEqual(_new.AsSpan(j, LongSnake)))
            {
                best = gain;
                cut = new Cut(i, j, false, true);
            }
        }
        return cut;
    }

    /// <summary>The search has cost enough: cut where either path got furthest.</summary>
    private static Cut FurthestReached(Box box, ref Band ahead, ref Band back)
    {
        int aheadSum = -1, aheadOld = -1;
        for (int d = ahead.Last; d >= ahead.First; d -= 2)
        {
            int i = Math.Min(ahead[d], box.OldEnd);
            if (i - d > box.NewEnd)
                i = box.NewEnd + d;
            if (i + i - d > aheadSum)
                (aheadSum, aheadOld) = (i + i - d, i);
        }
        int backSum = int.MaxValue, backOld = int.MaxValue;
        for (int d = back.Last; d >= back.First; d -= 2)
        {
            int i = Math.Max(box.OldStart, back[d]);
            if (i - d < box.NewStart)
                i = box.NewStart + d;
            if (i + i - d < backSum)
                (backSum, backOld) = (i + i - d, i);
        }
        return box.OldEnd + box.NewEnd - backSum < aheadSum - (box.OldStart + box.NewStart)
            ? new Cut(aheadOld, aheadSum - aheadOld, true, false)
            : new Cut(backOld, backSum - backOld, false, true);
    }

    /// <summary>The diagonals that one direction has reached, every second of First..Last.</summary>
    private struct Band(int[] reached, int zero, int middle, int unreached)
    {
        internal readonly int Middle = middle;
        internal int First = middle;
        internal int Last = middle;

        internal readonly int this[int diagonal]
        {
            get => reached[diagonal + zero];
            set => reached[diagonal + zero] = value;
        }

        /// <summary>One diagonal more at either end, or one fewer where the box ends, so that the parity changes each time.</summary>
        internal void Widen(int least, int most)
        {
            if (First > least)
                this[--First - 1] = unreached;
            else
                First++;
            if (Last < most)
                this[++Last + 1] = unreached;
            else
                Last--;
        }
    }
}
