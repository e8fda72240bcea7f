using System.Numerics;
using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Diffing;

/// <summary>
/// Myers' O(ND) diff in linear space with the short cuts of git's diff: lines without a counterpart, and frequent lines among
/// such, are set aside first, and a search that gets expensive settles for a good split instead of the best. Keeps its tables from one comparison to the
/// next; for one thread.
/// </summary>
internal sealed class MyersDiff(int differentLines)
{
    // A frequent line is set aside where lines that are no use outnumber the frequent ones around it by this factor.
    private const int UselessFactor = 4;
    private const int MaxFrequent = 1024;
    private const int FrequentWindow = 100;

    private readonly Side _oldSide = new();
    private readonly Side _newSide = new();
    private readonly SnakeSearch _search = new();

    // Made when they are needed: beside a histogram diff they seldom are.
    private int[]? _oldCounts;
    private int[]? _newCounts;
    private byte[] _uses = [];

    private enum Use : byte
    {
        None,
        Yes,
        Frequent,
    }

    internal void Run(int[] old, LineMarks oldMarks, int[] @new, LineMarks newMarks) =>
        Run(old, 0, old.Length, oldMarks, @new, 0, @new.Length, newMarks);

    /// <summary>Compares two ranges as if they were the whole files, and overwrites their marks.</summary>
    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run(int[] old, int oldStart, int oldEnd, LineMarks oldMarks, int[] @new, int newStart, int newEnd, LineMarks newMarks)
    {
        oldMarks.Set(oldStart, oldEnd - oldStart, false);
        newMarks.Set(newStart, newEnd - newStart, false);
        int oldTrimmed = oldEnd, newTrimmed = newEnd, oldFrom = oldStart, newFrom = newStart;
        while (oldFrom < oldTrimmed && newFrom < newTrimmed && old[oldFrom] == @new[newFrom])
        {
            oldFrom++;
            newFrom++;
        }
        while (oldFrom < oldTrimmed && newFrom < newTrimmed && old[oldTrimmed - 1] == @new[newTrimmed - 1])
        {
            oldTrimmed--;
            newTrimmed--;
        }
        if (oldFrom == oldTrimmed || newFrom == newTrimmed)
        {
            oldMarks.Set(oldFrom, oldTrimmed - oldFrom, true);
            newMarks.Set(newFrom, newTrimmed - newFrom, true);
            return;
        }
        int[] oldCounts = _oldCounts ??= new int[differentLines], newCounts = _newCounts ??= new int[differentLines];
        // Counted over the whole ranges, the trimmed ends included, as git does.
        for (int i = oldStart; i < oldEnd; i++)
            oldCounts[old[i]]++;
        for (int j = newStart; j < newEnd; j++)
            newCounts[@new[j]]++;
        Reduce(_oldSide, old, oldFrom, oldTrimmed, oldMarks, newCounts, FrequentFrom(oldEnd - oldStart));
        Reduce(_newSide, @new, newFrom, newTrimmed, newMarks, oldCounts, FrequentFrom(newEnd - newStart));
        for (int i = oldStart; i < oldEnd; i++)
            oldCounts[old[i]] = 0;
        for (int j = newStart; j < newEnd; j++)
            newCounts[@new[j]] = 0;
        _search.Run(_oldSide, _newSide);
    }

    /// <summary>A power of two near the square root of the size.</summary>
    internal static int RoughSquareRoot(int n) => n == 0 ? 1 : 1 << ((33 - BitOperations.LeadingZeroCount((uint)n)) / 2);

    /// <summary>The size of a table for so many lines: with as much again for the next file, but not of a very long one.</summary>
    internal static int RoomFor(int lines) => lines < 1 << 18 ? 2 * lines : lines + (lines / 8);

    private static int FrequentFrom(int lines) => Math.Min(RoughSquareRoot(lines), MaxFrequent);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reduce(Side side, int[] lines, int start, int end, LineMarks marks, int[] otherCounts, int frequentFrom)
    {
        int length = end - start;
        if (_uses.Length < length)
            _uses = new byte[RoomFor(length)];
        Span<byte> uses = _uses.AsSpan(0, length);
        for (int i = 0; i < length; i++)
        {
            int matches = otherCounts[lines[start + i]];
            uses[i] = (byte)(matches == 0 ? Use.None : matches < frequentFrom ? Use.Yes : Use.Frequent);
        }
        side.Clear(length, marks);
        for (int i = 0; i < length; i++)
        {
            if (uses[i] == (byte)Use.Yes || (uses[i] == (byte)Use.Frequent && !IsAmongUseless(uses, i)))
                side.Add(lines[start + i], start + i);
            else
                marks[start + i] = true;
        }
    }

    private static bool IsAmongUseless(ReadOnlySpan<byte> uses, int at)
    {
        int first = Math.Max(0, at - FrequentWindow);
        int last = Math.Min(uses.Length - 1, at + FrequentWindow);
        // The line itself is counted once for each direction.
        int useless = 0, frequent = 1;
        for (int i = at - 1; i >= first && uses[i] != (byte)Use.Yes; i--)
            Count(uses[i]);
        if (useless == 0)
            return false;
        int uselessBefore = useless;
        frequent++;
        for (int i = at + 1; i <= last && uses[i] != (byte)Use.Yes; i++)
            Count(uses[i]);
        return useless > uselessBefore && frequent * UselessFactor < frequent + useless;

        void Count(byte use)
        {
            if (use == (byte)Use.None)
                useless++;
            else
                frequent++;
        }
    }

    /// <summary>The lines of one file that take part, where they stand in the file, and the file's marks.</summary>
    internal sealed class Side
    {
        private int[] _places = [];
        private LineMarks _marks = new(0);

        /// <summary>The lines; only the first <see cref="Count"/> count.</summary>
        internal int[] Lines { get; private set; } = [];

        internal int Count { get; private set; }

        internal void Clear(int most, LineMarks marks)
        {
            if (Lines.Length < most)
            {
                Lines = new int[RoomFor(most)];
                _places = new int[RoomFor(most)];
            }
            Count = 0;
            _marks = marks;
        }

        internal void Add(int line, int place)
        {
            Lines[Count] = line;
            _places[Count++] = place;
        }

        internal void MarkAll(int start, int end)
        {
            for (int i = start; i < end; i++)
                _marks[_places[i]] = true;
        }
    }
}
