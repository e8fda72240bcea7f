using System.Globalization;
using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Lines that accepted proposals take away. All diffs are of one and the same tree, so that they are taken together by the lines' numbers: two that
/// stand next to each other need not know of each other.
/// </summary>
internal static partial class ProposedRemoval
{
    /// <summary>The text without some of its lines.</summary>
    internal static byte[] Without(byte[] data, int from, int count) => Without(data, Enumerable.Range(from, count).ToHashSet());

    /// <summary>The same for any lines.</summary>
    internal static byte[] Without(byte[] data, IReadOnlySet<int> removed)
    {
        var lines = new TextLines(data);
        return [.. Enumerable.Range(0, lines.Count).Where(i => !removed.Contains(i)).SelectMany(i => lines[i].ToArray())];
    }

    /// <summary>The numbers, from 0, of the lines that a diff takes away; null where it is no such diff of this text.</summary>
    internal static HashSet<int>? Lines(string diff, byte[] data)
    {
        var lines = new TextLines(data);
        var removed = new HashSet<int>();
        int at = -1;
        foreach (string line in diff.Split('\n').SkipWhile(l => !l.StartsWith("@@", StringComparison.Ordinal)))
        {
            if (Header().Match(line) is { Success: true } header)
            {
                if (!int.TryParse(header.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int first))
                    return null;
                at = first - 1;
                continue;
            }
            if (line.Length == 0 || line[0] == '\\')
                continue;
            if (line[0] is not (' ' or '-') || at < 0 || at >= lines.Count
                || TextEncoding.Lenient.GetString(lines[at]).TrimEnd('\n', '\r') != line[1..].TrimEnd('\r'))
                return null;
            if (line[0] == '-')
                removed.Add(at);
            at++;
        }
        return removed.Count > 0 ? removed : null;
    }

    [GeneratedRegex(@"\A@@ -([0-9]+)(?:,[0-9]+)? \+[0-9]+(?:,[0-9]+)? @@", RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
