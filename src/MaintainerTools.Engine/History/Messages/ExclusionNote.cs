namespace MaintainerTools.Engine.History.Messages;

/// <summary>The line of a pick's message that names the paths in which something was left out.</summary>
internal static class ExclusionNote
{
    private const string Start = "[Excluded: ";
    private const string Between = ", ";

    /// <summary>The line; null where nothing was left out.</summary>
    internal static string? Write(IReadOnlyList<string> paths) => paths.Count == 0 ? null : $"{Start}{string.Join(Between, paths)}]";

    /// <summary>Those of <paramref name="paths"/> that such a line of a message names, in their order.</summary>
    internal static IReadOnlyList<string> NamedIn(string message, IEnumerable<string> paths)
    {
        // A name may hold what stands between two: the whole of the line is searched for each path, not taken apart.
        string[] lists = [.. message.Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith(Start, StringComparison.Ordinal) && line.EndsWith(']')).Select(line => Between + line[Start.Length..^1] + Between)];
        return lists.Length == 0 ? []
            : [.. paths.Where(path => Array.Exists(lists, list => list.Contains(Between + path + Between, StringComparison.Ordinal)))];
    }
}
