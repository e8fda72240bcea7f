using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Diffing;

/// <summary>A file's bytes with the places where its lines start. A line ends with its LF; the last one may have none.</summary>
public sealed class TextLines
{
    private readonly int[] _starts;

    /// <summary>Splits <paramref name="data"/>, which is kept, not copied.</summary>
    public TextLines(byte[] data)
        : this(data, data?.Length ?? 0)
    {
    }

    /// <summary>Splits the first <paramref name="length"/> bytes of <paramref name="data"/>.</summary>
    // Fast from its first call on (docs/architecture.md).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal TextLines(byte[] data, int length)
    {
        ArgumentNullException.ThrowIfNull(data);
        Data = data;
        Length = length;
        ReadOnlySpan<byte> text = data.AsSpan(0, length);
        int count = text.Count((byte)'\n') + (length > 0 && text[^1] != '\n' ? 1 : 0);
        _starts = new int[count + 1];
        int at = 0;
        for (int i = 1; i < count; i++)
        {
            at += text[at..].IndexOf((byte)'\n') + 1;
            _starts[i] = at;
        }
        _starts[count] = length;
        Count = count;
    }

    /// <summary>Number of lines; 0 for an empty file.</summary>
    public int Count { get; }

    /// <summary>False when the last line lacks its LF; true for an empty file.</summary>
    public bool EndsWithNewline => Length == 0 || Data[Length - 1] == '\n';

    /// <summary>The bytes given.</summary>
    internal byte[] Data { get; }

    /// <summary>How many of them count.</summary>
    internal int Length { get; }

    /// <summary>Line <paramref name="i"/> (0-based) with its LF.</summary>
    public ReadOnlySpan<byte> this[int i] => Data.AsSpan(_starts[i], _starts[i + 1] - _starts[i]);

    /// <summary>
    /// How many whole lines two files have in common at their start and, of the rest, at their end, by comparing bytes: all of them or one fewer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static (int Start, int End) CommonEnds(TextLines x, TextLines y)
    {
        ReadOnlySpan<byte> xs = x.Data.AsSpan(0, x.Length);
        ReadOnlySpan<byte> ys = y.Data.AsSpan(0, y.Length);
        int start = x.LineAt(xs.CommonPrefixLength(ys));
        xs = xs[x._starts[start]..];
        ys = ys[x._starts[start]..];
        const int Block = 64;
        int smaller = Math.Min(xs.Length, ys.Length);
        int same = 0;
        while (same + Block <= smaller && xs[^(same + Block)..^same].SequenceEqual(ys[^(same + Block)..^same]))
            same += Block;
        while (same < smaller && xs[^(same + 1)] == ys[^(same + 1)])
            same++;
        // Which line of x begins after the first byte of the common part; the byte before it is then the LF that both have.
        int end = x.LineAt(x.Length - same);
        while (end < x.Count && x._starts[end] <= x.Length - same)
            end++;
        return (start, x.Count - end);
    }

    /// <summary>The line that holds a byte; <see cref="Count"/> for the end of a file that ends with a LF.</summary>
    private int LineAt(int at)
    {
        int found = Array.BinarySearch(_starts, at);
        return Math.Min(found >= 0 ? found : ~found - 1, at == Length && !EndsWithNewline ? Count - 1 : Count);
    }

    /// <summary>
    /// Some lines for whoever keeps them: of a large file a copy, where they are few, so that they do not keep all of the file in memory; else they are
    /// the file's own.
    /// </summary>
    /// <returns>What has them, and the number of the first of them in it.</returns>
    internal (TextLines Source, int First) Lend(int start, int count) =>
        IsFew(count) ? (new TextLines(Range(start, count).ToArray()), 0) : (this, start);

    /// <summary>True where so many lines of the file are better copied than kept with it.</summary>
    internal bool IsFew(int count) => Length >= LargeArrays.Large && count < Count / 16;

    /// <summary>The lines from <paramref name="start"/> on, as one piece of text.</summary>
    public ReadOnlySpan<byte> Range(int start, int count) => Data.AsSpan(_starts[start], _starts[start + count] - _starts[start]);
}

/// <summary>
/// Numbers the lines of several files so that two lines have the same number when their bytes are equal. Files that are compared
/// with each other must be numbered by the same instance.
/// </summary>
internal sealed class LineNumbers
{
    private readonly List<(TextLines File, int Line)> _first;
    private ulong[] _hashes;
    private int[] _numbers;

    /// <summary>Room for so many different lines is made from the start.</summary>
    internal LineNumbers(int expected = 100)
    {
        _first = new List<(TextLines File, int Line)>(expected);
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * expected) | 255);
        (_hashes, _numbers) = (new ulong[size], new int[size]);
    }

    // What merges use in turn: making room for a large file's lines takes longer than numbering those that differ.
    [ThreadStatic]
    private static LineNumbers? t_spare;

    // Clearing more than that for a small file would take longer than making room.
    private const int MostSpare = 1 << 16;

    /// <summary>The same, with room that was used before where there is some; to be given back.</summary>
    internal static LineNumbers Take(int expected)
    {
        LineNumbers? spare = t_spare;
        t_spare = null;
        return spare ?? new LineNumbers(expected);
    }

    /// <summary>Takes room back of which nothing is needed any more.</summary>
    internal static void GiveBack(LineNumbers numbers)
    {
        if (numbers._numbers.Length > MostSpare)
            return;
        numbers._first.Clear();
        Array.Clear(numbers._numbers);
        t_spare = numbers;
    }

    /// <summary>How many different lines there are.</summary>
    internal int Count => _first.Count;

    /// <summary>The number of each line of <paramref name="file"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int[] Number(TextLines file)
    {
        int[] lines = new int[file.Count];
        for (int i = 0; i < lines.Length; i++)
            lines[i] = NumberOf(file, i);
        return lines;
    }

    /// <summary>The same for a file much like one that was numbered here: the lines that both have at their ends need not be looked up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int[] Number(TextLines file, TextLines like, int[] likeNumbers)
    {
        (int start, int end) = TextLines.CommonEnds(like, file);
        int[] lines = new int[file.Count];
        likeNumbers.AsSpan(0, start).CopyTo(lines);
        (TextLines source, int first) = file.Lend(start, lines.Length - end - start);
        for (int i = start; i < lines.Length - end; i++)
            lines[i] = NumberOf(source, first + i - start);
        likeNumbers.AsSpan(like.Count - end).CopyTo(lines.AsSpan(lines.Length - end));
        return lines;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int NumberOf(TextLines file, int line)
    {
        ReadOnlySpan<byte> text = file[line];
        ulong hash = Hash(text);
        int mask = _numbers.Length - 1;
        int slot = (int)(hash >> 32) & mask;
        for (; _numbers[slot] != 0; slot = (slot + 1) & mask)
        {
            if (_hashes[slot] != hash)
                continue;
            (TextLines otherFile, int other) = _first[_numbers[slot] - 1];
            if (otherFile[other].SequenceEqual(text))
                return _numbers[slot] - 1;
        }
        _first.Add((file, line));
        _hashes[slot] = hash;
        _numbers[slot] = _first.Count;
        if (_first.Count * 2 > _numbers.Length)
            Grow();
        return _first.Count - 1;
    }

    private void Grow()
    {
        ulong[] hashes = new ulong[_hashes.Length * 4];
        int[] numbers = new int[hashes.Length];
        int mask = numbers.Length - 1;
        for (int i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] == 0)
                continue;
            int slot = (int)(_hashes[i] >> 32) & mask;
            while (numbers[slot] != 0)
                slot = (slot + 1) & mask;
            hashes[slot] = _hashes[i];
            numbers[slot] = _numbers[i];
        }
        _hashes = hashes;
        _numbers = numbers;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)text.Length * Factor;
        while (text.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(text)) * Factor;
            hash ^= hash >> 29;
            text = text[8..];
        }
        ulong rest = 0;
        foreach (byte b in text)
            rest = (rest << 8) | b;
        hash = (hash ^ rest) * Factor;
        hash ^= hash >> 32;
        return hash * Factor;
    }
}
