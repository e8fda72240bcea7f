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
        _sorted = [.. commits.Distinct()];
        Array.Sort(_sorted);
    }

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>True when the commit is one of them.</summary>
    public bool Contains(Oid commit) => Array.BinarySearch(_sorted, commit) >= 0;

    /// <summary>The one commit that starts with the digits; null for none or several.</summary>
    public Oid? Find(string digits)
    {
        Oid first = FirstWith(digits);
        int at = Array.BinarySearch(_sorted, first);
        if (at < 0)
            at = ~at;
        if (at >= _sorted.Length || !StartsWith(_sorted[at], digits))
            return null;
        return at + 1 < _sorted.Length && StartsWith(_sorted[at + 1], digits) ? null : _sorted[at];
    }

    private static bool StartsWith(Oid id, string digits) => id.ToString().StartsWith(digits, StringComparison.Ordinal);

    private static Oid FirstWith(string digits)
    {
        Span<byte> bytes = stackalloc byte[Oid.Size];
        bytes.Clear();
        for (int i = 0; i < digits.Length; i++)
        {
            int value = int.Parse(digits.AsSpan(i, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            bytes[i / 2] |= (byte)(i % 2 == 0 ? value << 4 : value);
        }
        return new Oid(bytes);
    }
}
