using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>A set of commits in which abbreviations are looked up.</summary>
internal sealed class KnownCommits
{
    private readonly Oid[] _sorted;

    /// <summary>Takes the set; the order does not matter, doubles are dropped.</summary>
    public KnownCommits(IEnumerable<Oid> commits)
    {
        Oid[] sorted = [.. commits];
        Array.Sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
                sorted[count++] = sorted[i];
        }
        _sorted = count == sorted.Length ? sorted : sorted[..count];
    }

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>True when the commit is one of them.</summary>
    public bool Contains(Oid commit) => Array.BinarySearch(_sorted, commit) >= 0;

    /// <summary>The one commit that starts with the digits; null for none or several.</summary>
    public Oid? Find(string digits)
    {
        int place = Find(digits, _sorted.Length, at => _sorted[at]);
        return place < 0 ? null : _sorted[place];
    }

    /// <summary>
    /// The place of the one commit that starts with the digits among <paramref name="count"/> that are in
    /// order and none twice; -1 for none or several.
    /// </summary>
    internal static int Find(string digits, int count, Func<int, Oid> idAt)
    {
        (Oid first, Oid last) = Bounds(digits);
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (idAt(middle) < first)
                low = middle + 1;
            else
                high = middle;
        }
        return IsMeant(low) && !IsMeant(low + 1) ? low : -1;

        bool IsMeant(int place) => place < count && idAt(place) <= last;
    }

    /// <summary>The lowest and the highest id that start with the digits.</summary>
    internal static (Oid First, Oid Last) Bounds(string digits)
    {
        Span<byte> first = stackalloc byte[Oid.Size];
        Span<byte> last = stackalloc byte[Oid.Size];
        first.Clear();
        last.Fill(byte.MaxValue);
        for (int i = 0; i < digits.Length; i++)
        {
            int value = int.Parse(digits.AsSpan(i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            first[i / 2] |= (byte)(i % 2 == 0 ? value << 4 : value);
            last[i / 2] &= (byte)(i % 2 == 0 ? (value << 4) | 15 : 0xF0 | value);
        }
        return (new Oid(first), new Oid(last));
    }
}
