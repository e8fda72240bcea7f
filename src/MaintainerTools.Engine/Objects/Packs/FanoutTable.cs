using System.Buffers.Binary;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Sorted ids in mapped bytes, after git's manner: 256 numbers, each saying how many ids begin with that byte or a lower one, and the ids themselves, wherever
/// the file has them. Who holds the table keeps the bytes.
/// </summary>
internal readonly unsafe struct FanoutTable
{
    /// <summary>How many bytes the 256 numbers take.</summary>
    internal const int Size = 256 * 4;

    // After so many the ids are not spread as they should be.
    private const int MostGuesses = 8;

    private readonly byte* _fanout;
    private readonly byte* _ids;
    private readonly bool _isLittleEndian;

    /// <summary>Takes a table whose ids there is room for as far as <see cref="CountIn"/> says.</summary>
    /// <param name="fanout">The 256 numbers.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="isLittleEndian">As this module's own files are; git's are not.</param>
    /// <exception cref="InvalidDataException">The numbers go down, or are more than an array holds: a search would leave the bytes.</exception>
    internal FanoutTable(byte* fanout, byte* ids, bool isLittleEndian = false)
    {
        _fanout = fanout;
        _ids = ids;
        _isLittleEndian = isLittleEndian;
        uint upTo = 0;
        for (int first = 0; first < 256; first++)
        {
            uint next = Number(fanout + (first * 4), isLittleEndian);
            upTo = next >= upTo && next <= int.MaxValue ? next : throw new InvalidDataException();
        }
        Count = (int)upTo;
    }

    /// <summary>How many ids there are.</summary>
    internal int Count { get; }

    /// <summary>How many ids the numbers speak of; not held against anything yet.</summary>
    internal static uint CountIn(byte* fanout, bool isLittleEndian = false) => Number(fanout + Size - 4, isLittleEndian);

    /// <summary>The id at a place.</summary>
    internal Oid IdAt(int place) => new(new ReadOnlySpan<byte>(_ids + (place * (long)Oid.Size), Oid.Size));

    /// <summary>The id's place; -1 where it is not there.</summary>
    internal int Find(Oid id) => Search(id) is >= 0 and int place ? place : -1;

    /// <summary>The place of the first id that is not lower.</summary>
    internal int LowerBound(Oid id)
    {
        int place = Search(id);
        return place >= 0 ? place : ~place;
    }

    /// <summary>The id's place; where it is not there, the complement of the place of the next higher one.</summary>
    private int Search(Oid id)
    {
        byte* wanted = stackalloc byte[Oid.Size];
        var key = new ReadOnlySpan<byte>(wanted, Oid.Size);
        id.CopyTo(new Span<byte>(wanted, Oid.Size));
        uint low = wanted[0] == 0 ? 0 : Number(_fanout + ((wanted[0] - 1) * 4), _isLittleEndian);
        uint high = Number(_fanout + (wanted[0] * 4), _isLittleEndian);
        // Ids are spread evenly, so that the place of one can be guessed from its second to fifth byte and those of the ids around it.
        ulong lowest = 0;
        ulong highest = 1UL << 32;
        uint digits = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(wanted + 1, 4));
        for (int guesses = 0; low < high; guesses++)
        {
            uint middle = low + (uint)(guesses < MostGuesses ? (digits - lowest) * (high - low) / (highest - lowest) : (high - low) / 2);
            byte* at = _ids + (middle * (long)Oid.Size);
            uint there = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(at + 1, 4));
            int order = digits != there ? digits.CompareTo(there) : key.SequenceCompareTo(new ReadOnlySpan<byte>(at, Oid.Size));
            if (order == 0)
                return (int)middle;
            if (order < 0)
                (high, highest) = (middle, there + 1UL);
            else
                (low, lowest) = (middle + 1, there);
        }
        return ~(int)low;
    }

    private static uint Number(byte* at, bool isLittleEndian)
    {
        var bytes = new ReadOnlySpan<byte>(at, 4);
        return isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
