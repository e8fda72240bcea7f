using System.Collections.Concurrent;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// Looks at a commit-graph before it is believed: the checksum of each file, that all places are within it, and that generations grow from parents to
/// children, without which walks would
/// not end. Once a process for the same files: it takes about a tenth of a second for a million commits.
/// </summary>
internal static class CommitGraphCheck
{
    // By what tells the files from others; what is wrong with them, or null.
    private static readonly ConcurrentDictionary<string, string?> s_known = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the files of a chain, from its base; null where nothing is.</summary>
    internal static string? Find(IReadOnlyList<CommitGraphFile> files) =>
        s_known.GetOrAdd(string.Join('\n', files.Select(file => file.Stamp)), _ => Check(files));

    private static string? Check(IReadOnlyList<CommitGraphFile> files)
    {
        try
        {
            foreach (CommitGraphFile file in files)
            {
                if (!file.HasItsChecksum())
                    return $"the checksum of '{file.Path}' is not that of its content";
                if (!file.HasOrderedIds())
                    return $"the commits in '{file.Path}' are not in order";
            }
            return CheckCommits(files);
        }
        catch (InvalidDataException)
        {
            return $"'{files[^1].Path}' names a place that it does not have";
        }
    }

    private static string? CheckCommits(IReadOnlyList<CommitGraphFile> files)
    {
        int total = files.Aggregate(0, (sum, file) => checked(sum + file.Count));
        var levels = new long[total];
        long[]? dates = files.All(file => file.HasCorrectedDates) ? new long[total] : null;
        int at = 0;
        foreach (CommitGraphFile file in files)
        {
            for (int i = 0; i < file.Count; i++, at++)
            {
                levels[at] = file.LevelAt(new GraphFilePlace(i));
                if (dates is not null)
                    dates[at] = file.CorrectedDateAt(new GraphFilePlace(i));
            }
        }
        // A git that had no levels yet wrote none at all.
        bool hasLevels = levels.AsSpan().IndexOfAnyExcept(0) >= 0;
        Span<int> two = stackalloc int[2];
        at = 0;
        int end = 0;
        foreach (CommitGraphFile file in files)
        {
            end += file.Count;
            for (int i = 0; i < file.Count; i++, at++)
            {
                long level = 0, date = long.MinValue;
                foreach (int parent in ParentsOf(file, new GraphFilePlace(i), two))
                {
                    // In this file or one below it.
                    if ((uint)parent >= (uint)end)
                        throw new InvalidDataException();
                    level = Math.Max(level, levels[parent]);
                    date = dates is null ? date : Math.Max(date, dates[parent]);
                }
                if ((hasLevels && levels[at] != level + 1) || (dates is not null && (dates[at] <= date || dates[at] < file.DateAt(new GraphFilePlace(i)))))
                    return $"the generation of {file.IdAt(new GraphFilePlace(i))} in '{file.Path}' is not above those of its parents";
            }
        }
        return null;
    }

    private static ReadOnlySpan<int> ParentsOf(CommitGraphFile file, GraphFilePlace place, Span<int> two)
    {
        (int first, int second) = file.ParentsAt(place);
        if (second == -2)
            return file.AllParentsAt(place);
        if (first == -1)
            return second == -1 ? [] : throw new InvalidDataException();
        (two[0], two[1]) = (first, second);
        return two[..(second == -1 ? 1 : 2)];
    }
}
