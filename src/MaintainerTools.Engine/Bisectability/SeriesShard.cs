using System.Globalization;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>A part of a series for one machine, as "2/5": commits next to one another, so that incremental builds are of use.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public readonly record struct SeriesShard(int Number, int Count)
{
    /// <summary>Reads "2/5".</summary>
    /// <exception cref="MaintainerException">ShardMalformed.</exception>
    public static SeriesShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count) && number >= 1 && number <= count
            ? new SeriesShard(number, count) : throw new MaintainerException("ShardMalformed", ErrorKind.InvalidArgument, text, text);
    }

    /// <summary>All parts of so many, fewer where there are not as many commits.</summary>
    public static IReadOnlyList<SeriesShard> All(int count, int commits)
    {
        int parts = Math.Clamp(commits, 1, Math.Max(count, 1));
        return [.. Enumerable.Range(1, parts).Select(number => new SeriesShard(number, parts))];
    }

    /// <summary>The places, from 0, that this part has of so many: its first, and the one behind its last.</summary>
    public (int First, int End) Of(int commits) => ((int)((long)commits * (Number - 1) / Count), (int)((long)commits * Number / Count));

    /// <summary>"2/5".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");
}
