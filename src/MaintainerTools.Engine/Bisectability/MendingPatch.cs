using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>
/// Says of each commit that breaks what passed before which later one mends it: where the command passes again, and who changes the lines that the
/// breaking commit wrote.
/// </summary>
internal sealed class MendingPatch(HistoryWorkspace workspace, Oid since, Oid tip)
{
    private const int MostLines = 8;
    private TopicSeries? _series;
    private List<SeriesFile>? _files;

    /// <summary>Fills in the suggestions of results that are in the order of the series.</summary>
    internal void Suggest(IReadOnlyList<BisectabilityResult> results)
    {
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Result == RewriteTestResult.Fail && Before(results, i) is not RewriteTestResult.Fail)
                Suggest(results, i);
        }
    }

    /// <summary>What the last commit below that can be tested said; what is below the series counts as passing.</summary>
    private static RewriteTestResult Before(IReadOnlyList<BisectabilityResult> results, int at)
    {
        for (int i = at - 1; i >= 0; i--)
        {
            if (results[i].Result is RewriteTestResult.Pass or RewriteTestResult.Fail)
                return results[i].Result;
        }
        return RewriteTestResult.Pass;
    }

    private void Suggest(IReadOnlyList<BisectabilityResult> results, int at)
    {
        BisectabilityResult broken = results[at];
        BisectabilityResult? passing = results.Skip(at + 1).FirstOrDefault(r => r.Result == RewriteTestResult.Pass);
        SortedDictionary<int, List<string>> changed = ChangedBy(Oid.Parse(broken.Commit));
        int? again = passing is null ? null : Series.Find(Oid.Parse(passing.Commit))?.Number;
        int mender = again is { } step && changed.ContainsKey(step) ? step
            // What lies between may fail for another reason; who changes the most lines is the likeliest.
            : changed.Where(c => again is null || c.Key < again).OrderByDescending(c => c.Value.Count).Select(c => c.Key).FirstOrDefault();
        if (mender > 0)
        {
            CommitObject by = Series[mender].Commit!;
            (broken.MendedBy, broken.MendedLine) = (by.Id.ToString(), [.. changed[mender]]);
            broken.SuggestedAction = $"Fold {by.Id.Abbreviate()} \"{by.Subject}\" into it: it changes what this commit wrote in "
                + $"{Wording.Some(broken.MendedLine)}" + (mender == again ? ", and the command passes again from there on." : ".");
        }
        else if (passing is not null)
        {
            broken.MendedBy = passing.Commit;
            broken.SuggestedAction = $"The command passes again from {passing.Commit[..12]} \"{passing.Subject}\" on, which changes none of this "
                + "commit's lines: move what it needs of that one before it, or fold the two.";
        }
        else
        {
            broken.SuggestedAction = "No later commit of the series changes its lines: mend it, and fold the mending into it."
                + (broken.Number == 1 ? " It is the first: see that the command passes below the series." : "");
        }
    }

    private TopicSeries Series => _series ??= TopicSeries.Load(workspace.Objects, workspace.History, since, tip, workspace.Monitor);

    private List<SeriesFile> Files => _files ??= SeriesFiles.Collect(workspace.Objects, Series, workspace.Monitor);

    /// <summary>The later steps that change lines which a commit wrote, with those lines as the commit has them.</summary>
    private SortedDictionary<int, List<string>> ChangedBy(Oid commit)
    {
        var changed = new SortedDictionary<int, List<string>>();
        if (Series.Find(commit) is not { } step)
            return changed;
        foreach (SeriesFile file in Files.Where(f => f.States.Any(state => state.Revision == step.Number)))
        {
            if (file.At(step.Number) is not { Exists: true, Path: { } path } || file.Weave(workspace.Objects, Series, []) is not { } weave)
                continue;
            int number = 0;
            bool isBeside = false;
            foreach (WeaveLine line in weave.Lines())
            {
                bool isThere = line.Introduced <= step.Number && line.Removed > step.Number;
                if (isThere)
                {
                    number++;
                    isBeside = line.Introduced == step.Number;
                }
                // Lines of the commit that go, and what is put right behind them: a missing line mends as well.
                int by = line.Introduced == step.Number && line.Removed != WeaveLine.Never ? line.Removed
                    : !isThere && isBeside && line.Introduced > step.Number ? line.Introduced : 0;
                if (by > step.Number)
                    Add(by, string.Create(CultureInfo.InvariantCulture, $"{path}:{number}"));
            }
        }
        return changed;

        void Add(int by, string place)
        {
            if (!changed.TryGetValue(by, out List<string>? places))
                changed[by] = places = [];
            if (places.Count < MostLines && !places.Contains(place))
                places.Add(place);
        }
    }
}
