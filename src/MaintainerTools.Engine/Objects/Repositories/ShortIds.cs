using System.Numerics;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Abbreviated ids as git shows them: by core.abbrev, or as many digits as the number of packed objects asks for, and more where others begin alike.
/// </summary>
internal sealed class ShortIds
{
    private const int FewestByDefault = 7;
    private readonly ObjectDatabase _objects;
    private readonly int _digits;
    private readonly Dictionary<Oid, string> _known = [];

    internal ShortIds(GitRepository repository)
    {
        _objects = repository.Stored;
        _digits = DigitsOf(repository.Config("core.abbrev"), _objects.PackedCount);
    }

    /// <summary>The abbreviation; of what is not there (zero: a file that does not exist) the digits alone.</summary>
    internal string Of(Oid id)
    {
        if (_known.TryGetValue(id, out string? known))
            return known;
        string whole = id.ToString();
        int digits = Math.Min(_digits, whole.Length);
        if (!id.IsZero && digits < whole.Length)
        {
            var lowest = Oid.Parse(whole[..digits].PadRight(whole.Length, '0'));
            var highest = Oid.Parse(whole[..digits].PadRight(whole.Length, 'f'));
            foreach (Oid other in _objects.Between(lowest, highest))
            {
                if (other != id)
                    digits = Math.Max(digits, Common(whole, other.ToString()) + 1);
            }
        }
        return _known[id] = whole[..digits];
    }

    private static int Common(string one, string other)
    {
        int at = 0;
        while (at < one.Length && one[at] == other[at])
            at++;
        return at;
    }

    private static int DigitsOf(string? setting, long objects)
    {
        if (GitConfigValue.Number(setting) is { } asked)
            return Math.Clamp(asked, AbbreviatedCommit.FewestDigits, 2 * Oid.Size);
        if (setting is not null && GitConfigValue.Bool(setting) == false)
            return 2 * Oid.Size;
        // Of 2^n objects two are expected to agree on n/2 bits, and a digit has four.
        int bits = BitOperations.Log2((ulong)Math.Max(objects, 1)) + 1;
        return Math.Max(FewestByDefault, (bits + 1) / 2);
    }
}
