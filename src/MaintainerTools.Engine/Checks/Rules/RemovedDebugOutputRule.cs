using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks.Rules;

/// <summary>Debug output that one commit adds and a later one removes.</summary>
internal sealed class RemovedDebugOutputRule : SeriesRule
{
    internal override string Description =>
        "Debug output that one commit of the series adds and a later one takes away: fold the removal, so that nobody has it in between.";

    internal override IReadOnlyList<RuleSetting> Settings =>
    [
        new("Table", (string[])[.. DebugPrints.Always, .. DebugPrints.Telling], "What prints: rows of \"path patterns: words\"."),
    ];

    internal override IEnumerable<RuleFinding> Check(CheckedSeries series, RuleSettings settings)
    {
        foreach ((SeriesFile file, List<WeaveChange> changes) in series.Woven)
        {
            foreach (WeaveChange change in changes)
            {
                string path = file.At(change.Revision).Path ?? file.At(change.Revision - 1).Path ?? "";
                HashSet<string> words = DebugPrints.WordsFor(settings.List("Table"), path);
                if (words.Count == 0)
                    continue;
                HashSet<string> added = [.. change.Added.Select(line => TextEncoding.Lenient.GetString(line.Bytes).Trim())];
                for (int i = 0; i < change.Removed.Length; i++)
                {
                    WeaveLine line = change.Removed[i];
                    string text = TextEncoding.Lenient.GetString(line.Bytes).TrimEnd('\n', '\r');
                    // Where a commit takes all of what another one added, or indents it, that is about more than debugging.
                    if (line.Origin == 0 || added.Contains(text.Trim()) || DebugPrints.Call(text, text, words) is not { } word
                        || change.Added.Any(l => DebugPrints.Call("", TextEncoding.Lenient.GetString(l.Bytes), words) is not null))
                        continue;
                    if (series.Of(line.Origin) is { } origin && series.Of(change.Revision) is { } later)
                        yield return new RuleFinding(later, $"takes away debug output ({word}) that {origin.Title} added", path, change.Range.OldStart + i + 1,
                            Suggestion.FoldInto(path, origin, ["-" + text]));
                }
            }
        }
    }
}
