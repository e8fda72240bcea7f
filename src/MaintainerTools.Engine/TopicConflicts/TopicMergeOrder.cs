using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicConflicts;

/// <summary>
/// Says in which order topics are best merged. However they are ordered, each pair in conflict meets once; what differs is how many merges stop. Those of a
/// largest set without conflicts inside go first and merge clean; each other one conflicts with one before it in any case, or with the target. Then the order
/// is tried in memory, as three topics may conflict where no two do.
/// </summary>
public sealed class TopicMergeOrder(Workspace workspace)
{
    /// <summary>The order into a target.</summary>
    /// <param name="table">What the pairs come to.</param>
    /// <param name="target">The target's place among those of the table; null where the first topic of the order is merged into.</param>
    /// <exception cref="OperationCanceledException">The monitor was cancelled.</exception>
    public IReadOnlyList<TopicMergeStep> Find(TopicConflictTable table, int? target)
    {
        ArgumentNullException.ThrowIfNull(table);
        IReadOnlyList<TopicHead> topics = table.Topics;
        int count = topics.Count;
        HashSet<int>[] conflicts = [.. topics.Select(_ => new HashSet<int>())];
        for (int i = 0; i < count; i++)
        {
            if (target is { } at && TopicMatrix.IsInTheWay(table.OfTarget(at, i)))
                conflicts[i].Add(i);
            for (int j = i + 1; j < count; j++)
            {
                if (!TopicMatrix.IsInTheWay(table.OfTopics(i, j)))
                    continue;
                conflicts[i].Add(j);
                conflicts[j].Add(i);
            }
        }
        (IReadOnlyList<int> clean, int atMost) = CleanSetSearch.Find(conflicts);
        List<int> order = [.. clean];
        List<int> rest = [.. Enumerable.Range(0, count).Except(clean)];
        while (rest.Count > 0)
        {
            // The one with the fewest paths in conflict with those before it; of equal ones the first named.
            int next = rest.MinBy(i => PathsAgainst(i));
            order.Add(next);
            rest.Remove(next);
        }
        TopicMergeStep[] steps = [.. order.Select((topic, i) => new TopicMergeStep
        {
            Position = i + 1,
            Topic = topics[topic].Name,
            Sha = topics[topic].Tip.ToString(),
            Target = target is { } t ? table.Targets[t].Name : null,
            ConflictsWith = [.. With(topic, i)],
            Repository = workspace.Repository.WorkTree ?? workspace.Repository.GitDirectory,
        })];
        Replay(steps, [.. order.Select(i => topics[i])], target is { } into ? table.Targets[into] : null);
        int stops = steps.Count(step => step.Verdict is MergeVerdict.Conflict or MergeVerdict.NotVerified or MergeVerdict.Unrelated);
        int atLeast = count - atMost;
        foreach (TopicMergeStep step in steps)
        {
            (step.Conflicts, step.AtLeast, step.IsFewest) = (stops, atLeast, stops <= atLeast);
            step.Summary = Summary(count, stops, atLeast, count - clean.Count);
        }
        return steps;

        int PathsAgainst(int topic) => order.Sum(before => conflicts[topic].Contains(before) ? PairOf(topic, before).ConflictPath.Length : 0);

        TopicConflict PairOf(int x, int y) => table.OfTopics(Math.Min(x, y), Math.Max(x, y));

        IEnumerable<string> With(int topic, int position)
        {
            if (conflicts[topic].Contains(topic))
                yield return table.Targets[target!.Value].Name;
            foreach (int before in order.Take(position).Where(before => before != topic && conflicts[topic].Contains(before)))
                yield return topics[before].Name;
        }
    }

    private static string Summary(int topics, int stops, int atLeast, int byPairs)
    {
        string text = $"{Wording.Count(topics, "topic")}: {Wording.Count(stops, "merge")} of this order {(stops == 1 ? "stops" : "stop")} in conflicts";
        text += byPairs == atLeast ? $"; by the pairs no order has fewer than {atLeast}"
            : $"; found by branch and bound that was cut short: by the pairs no order has fewer than {atLeast}, and one may have fewer than this";
        return stops > byPairs ? $"{text}; {stops - byPairs} of them come of several topics together"
            : stops < byPairs ? $"{text}; {byPairs - stops} conflicts of pairs do not come up, as their topics are left out" : text;
    }

    private void Replay(TopicMergeStep[] steps, IReadOnlyList<TopicHead> order, TopicHead? target)
    {
        Workspace verdicts = workspace.ForVerdicts().WithNewScratch();
        MergeEngine engine = verdicts.Engine;
        CommitHistory history = verdicts.History;
        List<Oid> merged = target is null ? [] : [target.Tip];
        Oid tree = target is null ? Oid.Zero : engine.TreeOf(target.Tip);
        for (int i = 0; i < steps.Length; i++)
        {
            verdicts.Monitor.Cancellation.ThrowIfCancellationRequested();
            verdicts.Monitor.Report("Trying the order", i, steps.Length, steps[i].Topic);
            Oid tip = order[i].Tip;
            Oid topicTree = engine.TreeOf(tip);
            if (merged.Count == 0)
            {
                (steps[i].Verdict, tree) = (MergeVerdict.FastForward, topicTree);
                merged.Add(tip);
                continue;
            }
            IReadOnlyList<Oid> bases = merged.Count == 1 ? history.MergeBases(merged[0], tip) : history.MergeBases(tip, merged);
            if (bases is [var only] && only == tip)
            {
                steps[i].Verdict = MergeVerdict.UpToDate;
                continue;
            }
            if (merged is [var one] && bases is [var below] && below == one)
            {
                (steps[i].Verdict, tree, merged) = (MergeVerdict.FastForward, topicTree, [tip]);
                continue;
            }
            MergeOutcome outcome = engine.MergeWithBases(history, bases, tree, topicTree);
            steps[i].Verdict = outcome.IsUnrelated ? MergeVerdict.Unrelated : outcome.NotVerified is not null ? MergeVerdict.NotVerified
                : outcome.IsClean ? MergeVerdict.Clean : MergeVerdict.Conflict;
            steps[i].ConflictPath = [.. outcome.ConflictPaths];
            if (steps[i].Verdict != MergeVerdict.Clean)
                continue;
            tree = outcome.Tree;
            merged.Add(tip);
        }
    }
}
