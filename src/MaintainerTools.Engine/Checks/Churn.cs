using System.Text.RegularExpressions;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks;

/// <summary>What a commit changes in a file of lines that an earlier commit of the series added.</summary>
internal sealed partial class Churn
{
    /// <summary>The commit that changes them.</summary>
    internal required CheckedCommit Later { get; init; }

    /// <summary>The commit that added them.</summary>
    internal required CheckedCommit Origin { get; init; }

    /// <summary>How many lines.</summary>
    internal required int Count { get; init; }

    /// <summary>True where what stands there instead has the same words in the same order.</summary>
    internal required bool KeepsWords { get; init; }

    private readonly string _path = "";
    private readonly int _line;
    private readonly string[] _removed = [];

    private Churn(string path, int line, string[] removed) => (_path, _line, _removed) = (path, line, removed);

    /// <summary>All of a series.</summary>
    internal static IEnumerable<Churn> Of(CheckedSeries series)
    {
        foreach ((SeriesFile file, List<WeaveChange> changes) in series.Woven)
        {
            foreach (IGrouping<(int Later, int Origin), (WeaveChange Change, WeaveLine Line)> group in changes
                .SelectMany(change => change.Removed.Where(line => line.Origin > 0).Select(line => (Change: change, Line: line)))
                .GroupBy(pair => (pair.Change.Revision, pair.Line.Origin)))
            {
                if (series.Of(group.Key.Later) is not { } later || series.Of(group.Key.Origin) is not { } origin)
                    continue;
                string path = file.At(group.Key.Later).Path ?? file.At(group.Key.Later - 1).Path ?? "";
                WeaveChange[] all = [.. group.Select(pair => pair.Change).Distinct()];
                yield return new Churn(path, all[0].Range.NewStart + 1, [.. group.Select(pair => Text(pair.Line).TrimEnd('\n', '\r'))])
                {
                    Later = later,
                    Origin = origin,
                    Count = group.Count(),
                    KeepsWords = all.All(change => change.Added.Length > 0 && WordsOf(change.Removed) == WordsOf(change.Added)),
                };
            }
        }
    }

    /// <summary>What is said of it.</summary>
    internal RuleFinding ToFinding() => new(Later, $"changes {Wording.Count(Count, "line")} that {Origin.Title} added", _path, _line,
        Suggestion.FoldInto(_path, Origin, _removed.Select(line => "-" + line)));

    private static string Text(WeaveLine line) => TextEncoding.Lenient.GetString(line.Bytes);

    private static string WordsOf(WeaveLine[] lines) => string.Join(' ', lines.SelectMany(line => Word().Matches(Text(line))).Select(m => m.Value));

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
