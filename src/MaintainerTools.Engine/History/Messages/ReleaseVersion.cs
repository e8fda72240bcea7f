using System.Globalization;
using System.Text.RegularExpressions;

namespace MaintainerTools.Engine.History.Messages;

/// <summary>The number of a release: 5.4, 23.11.1, 255.4.</summary>
internal sealed partial record ReleaseVersion
{
    private readonly int[] _parts;

    private ReleaseVersion(int[] parts) => _parts = parts;

    /// <summary>The number in the name of a tag or branch: v5.4.3, linux-5.4.y, stable-v45, REL_16_3; null where there is none.</summary>
    public static ReleaseVersion? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Number().Match(name) is not { Success: true } match)
            return null;
        string[] parts = match.Value.Split('.', '_');
        return parts.All(part => part.Length < 10) ? new ReleaseVersion([.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))]) : null;
    }

    /// <summary>True where this one is not older than another; of 5.4 and 5.4.3 each is as old as the other where only the first two parts are given.</summary>
    public bool IsFrom(ReleaseVersion first) => Compare(first) >= 0;

    /// <summary>True where this one is not newer than another: 5.10.7 is of 5.10.</summary>
    public bool IsUpTo(ReleaseVersion last) => Compare(last) <= 0;

    /// <summary>"5.4".</summary>
    public override string ToString() => string.Join('.', _parts);

    /// <summary>By the parts that both have.</summary>
    private int Compare(ReleaseVersion other)
    {
        for (int i = 0; i < _parts.Length && i < other._parts.Length; i++)
        {
            if (_parts[i] != other._parts[i])
                return _parts[i].CompareTo(other._parts[i]);
        }
        return 0;
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]+(?:[._][0-9]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
