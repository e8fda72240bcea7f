namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>Lays what the pairs of topics come to out as a matrix, a row for each topic.</summary>
public static class TopicMatrix
{
    /// <summary>The rows, in the order in which the topics were named.</summary>
    public static IReadOnlyList<TopicConflictRow> Of(TopicConflictTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int count = table.Topics.Count;
        string summary = Summary(table);
        var rows = new List<TopicConflictRow>();
        for (int i = 0; i < count; i++)
        {
            char[] cells = new char[count];
            var with = new List<int>();
            for (int j = 0; j < count; j++)
            {
                if (i == j)
                {
                    cells[j] = '\\';
                    continue;
                }
                TopicConflict pair = table.OfTopics(Math.Min(i, j), Math.Max(i, j));
                cells[j] = Cell(pair);
                if (IsInTheWay(pair))
                    with.Add(j);
            }
            rows.Add(new TopicConflictRow
            {
                Number = i + 1,
                Topic = table.Topics[i].Name,
                Sha = table.Topics[i].Tip.ToString(),
                TargetConflict = [.. Enumerable.Range(0, table.Targets.Count).Where(t => IsInTheWay(table.OfTarget(t, i))).Select(t => table.Targets[t].Name)],
                TopicConflict = [.. with.Select(j => table.Topics[j].Name)],
                TopicNumber = [.. with.Select(j => j + 1)],
                Cells = string.Join(' ', cells),
                Summary = summary,
                Topics = count,
                Repository = table.Pairs.Count > 0 ? table.Pairs[0].Repository : "",
            });
        }
        return rows;
    }

    /// <summary>True where it is a conflict, or may be one: it could not be verified, or git refuses for want of a common commit.</summary>
    public static bool IsInTheWay(TopicConflict pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return pair.Verdict is MergeVerdict.Conflict or MergeVerdict.NotVerified or MergeVerdict.Unrelated;
    }

    private static char Cell(TopicConflict pair) => pair.Verdict switch
    {
        MergeVerdict.NotVerified or MergeVerdict.Unrelated => '?',
        MergeVerdict.Conflict => pair.ConflictPath.Length is > 0 and < 10 ? (char)('0' + pair.ConflictPath.Length) : '+',
        _ => '.',
    };

    private static string Summary(TopicConflictTable table)
    {
        TopicConflict[] topics = [.. table.Pairs.Where(pair => !pair.IsTarget)], targets = [.. table.Pairs.Where(pair => pair.IsTarget)];
        HashSet<string> busy = [.. topics.Where(IsInTheWay).SelectMany(pair => new[] { pair.Ours, pair.Theirs })];
        string text = $"{Wording.Count(table.Topics.Count, "topic")}, {Wording.Count(topics.Length, "pair")}: {In(topics)}; "
            + $"{Wording.Count(table.Topics.Count - busy.Count, "topic")} without one";
        return targets.Length == 0 ? text : $"{text}; with {string.Join(", ", table.Targets.Select(target => target.Name))}: {In(targets)}";
    }

    private static string In(TopicConflict[] pairs)
    {
        string text = Wording.Count(pairs.Count(pair => pair.Verdict == MergeVerdict.Conflict), "conflict");
        int unknown = pairs.Count(pair => pair.Verdict is MergeVerdict.NotVerified or MergeVerdict.Unrelated);
        return unknown == 0 ? text : $"{text}, {unknown} without an answer";
    }
}
