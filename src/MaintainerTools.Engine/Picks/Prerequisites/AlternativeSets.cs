using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// Finds the other sets with which a commit picks clean: whatever makes a conflict go touches the file, so those that do are tried, one after another, each
/// with what
/// it conflicts on in turn, within a budget.
/// </summary>
/// <param name="replay">Picks, and remembers.</param>
/// <param name="origins">Tell what a commit is needed for.</param>
/// <param name="costs">Rank the sets.</param>
/// <param name="candidates">The upstream commits that could be picked before one so that a path of it does not conflict, the nearest first.</param>
/// <param name="inOrder">Puts commits into picking order.</param>
/// <param name="bounds">How far it goes.</param>
/// <param name="monitor">Is asked for cancellation.</param>
internal sealed class AlternativeSets(
    PickReplay replay,
    LineOrigins origins,
    PrerequisiteCosts costs,
    Func<Oid, ConflictedPath, IReadOnlyList<Oid>> candidates,
    Func<IEnumerable<Oid>, List<Oid>> inOrder,
    PrerequisiteBounds bounds,
    IOperationMonitor monitor)
{
    // A look at a set whose picks are all known costs no pick, but there can be any number of them.
    private const int LooksPerPick = 20;

    /// <summary>Of more sets nobody chooses.</summary>
    internal const int MostSets = 50;

    /// <summary>
    /// The sets, none of which does without a member, in the order in which a person would take them; the given one is not among them.
    /// </summary>
    /// <param name="commit">What is wanted.</param>
    /// <param name="tree">What it is picked onto.</param>
    /// <param name="set">The set that is known.</param>
    internal PrerequisiteSet[] Find(Oid commit, Oid tree, List<Oid> set) =>
        [.. PrerequisiteCosts.Ranked(Others(commit, tree, set).Select(members => Describe(commit, tree, members)), other => other.First)];

    private List<List<Oid>> Others(Oid commit, Oid tree, List<Oid> set)
    {
        var budget = new PickBudget(replay, bounds.SearchPicks, bounds.SearchEntries);
        int looks = 0;
        var found = new List<List<Oid>>();
        // One more than the least: two small commits may be had more gladly than a large one.
        for (int size = 1; size <= set.Count + 1 && !IsOver(); size++)
            Extend([], size, []);
        return found;

        bool IsOver() => budget.IsSpent || looks >= budget.Picks * LooksPerPick || found.Count >= MostSets;

        void Extend(List<Oid> members, int more, HashSet<Oid> excluded)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Searching alternatives", budget.Made, budget.Picks, commit.Abbreviate());
            looks++;
            List<Oid> ordered = [.. members, commit];
            ReplayResult result = replay.Run(tree, ordered);
            if (result.IsClean)
            {
                // Smaller ones were found before.
                if (more == 0 && !members.SequenceEqual(set) && members.TrueForAll(member => !IsCleanWithout(members, member)))
                    found.Add(members);
                return;
            }
            if (more == 0)
                return;
            Oid failed = ordered[result.FailedAt];
            IReadOnlyList<Oid> fewest = result.Conflicts.Select(path => candidates(failed, path)).MinBy(list => list.Count) ?? [];
            excluded = [.. excluded];
            foreach (Oid id in fewest.Where(id => id != commit && !excluded.Contains(id) && !members.Contains(id)).ToList())
            {
                if (IsOver())
                    return;
                Extend(inOrder([.. members, id]), more - 1, excluded);
                // All sets with it were tried.
                excluded.Add(id);
            }
        }

        bool IsCleanWithout(List<Oid> members, Oid member) => replay.Run(tree, [.. members.Where(id => id != member), commit]).IsClean;
    }

    private PrerequisiteSet Describe(Oid commit, Oid tree, List<Oid> members)
    {
        PrerequisiteCommit[] first = [.. members.Select(id => costs.Describe(id, NeedOf(id, commit, tree, members)))];
        return new PrerequisiteSet
        {
            Prerequisite = [.. members.Select(id => id.ToString())],
            First = first,
            Cost = PrerequisiteCosts.Total(first),
            Tree = replay.Run(tree, [.. members, commit]).Tree.ToString(),
        };
    }

    /// <summary>The lines that conflict where a set is picked without one of its members, or at least their paths.</summary>
    private string NeedOf(Oid member, Oid commit, Oid tree, List<Oid> members)
    {
        List<Oid> without = [.. members.Where(id => id != member), commit];
        ReplayResult result = replay.Run(tree, without);
        Oid failed = without[result.FailedAt];
        string lines = string.Join(", ", result.Conflicts.Select(conflict => conflict.SourcePath).Distinct(StringComparer.Ordinal)
            .SelectMany(path => origins.OwnersOf(failed, path).Where(owner => owner.Key == member).SelectMany(owner => owner.Value)).Take(3));
        return lines.Length > 0 ? lines : "touches " + string.Join(", ", result.Paths);
    }
}
