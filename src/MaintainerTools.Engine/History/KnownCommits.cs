using System.Globalization;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

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

    private KnownCommits(Oid[] sorted) => _sorted = sorted;

    /// <summary>Takes a list that is in order and has none twice.</summary>
    public static KnownCommits OfSorted(Oid[] commits) => new(commits);

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>True when the commit is one of them.</summary>
    public bool Contains(Oid commit) => Array.BinarySearch(_sorted, commit) >= 0;

    /// <summary>The one commit that starts with the digits; null for none or several.</summary>
    public Oid? Find(string digits)
    {
        (Oid first, Oid last) = Bounds(digits);
        int at = Array.BinarySearch(_sorted, first);
        if (at < 0)
            at = ~at;
        if (at >= _sorted.Length || _sorted[at] > last)
            return null;
        return at + 1 < _sorted.Length && _sorted[at + 1] <= last ? null : _sorted[at];
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
