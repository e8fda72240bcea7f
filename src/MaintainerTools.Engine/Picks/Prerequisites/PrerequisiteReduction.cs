using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>A set of prerequisites and what is proved of it.</summary>
/// <param name="Members">In picking order.</param>
/// <param name="AtLeast">No set of fewer commits does, among those that touch the files in conflict.</param>
/// <param name="IsReduced">Each member was left out in a trial; false where the budget ended before.</param>
internal readonly record struct ReducedSet(List<Oid> Members, int AtLeast, bool IsReduced = true)
{
    /// <summary>What is proved.</summary>
    internal PrerequisiteProof Proof => AtLeast >= Members.Count ? PrerequisiteProof.Smallest : IsReduced
        ? PrerequisiteProof.Irreducible : PrerequisiteProof.None;
}

/// <summary>What a search for sets, the small ones first, has come to.</summary>
/// <param name="Set">The smallest set, in picking order; null where none was found.</param>
/// <param name="AtLeast">No set of fewer commits does.</param>
/// <param name="NoneExists">No set does: all that could were tried.</param>
/// <param name="Picks">How many picks were made for it.</param>
internal readonly record struct SetSearch(List<Oid>? Set, int AtLeast, bool NoneExists, int Picks);

/// <summary>
/// Makes a set of prerequisites as small as it can within a budget of picks, and says how much of that is proved. Each trial is a replay.
/// </summary>
/// <param name="replay">Picks, and remembers.</param>
/// <param name="candidates">The upstream commits that could be picked before one so that a path of it does not conflict, the nearest first.</param>
/// <param name="inOrder">Puts commits into picking order.</param>
/// <param name="dearestFirst">Puts those first that one would rather do without: features before fixes, large ones before small.</param>
/// <param name="bounds">How far it goes.</param>
/// <param name="monitor">Is asked for cancellation.</param>
internal sealed class PrerequisiteReduction(
    PickReplay replay,
    Func<Oid, ConflictedPath, IReadOnlyList<Oid>> candidates,
    Func<IEnumerable<Oid>, List<Oid>> inOrder,
    Func<IEnumerable<Oid>, IEnumerable<Oid>> dearestFirst,
    PrerequisiteBounds bounds,
    IOperationMonitor monitor)
{
    // Of so few members which of them stay is a matter of what they cost; of more, of what is found soon.
    private const int MostRanked = 6;

    // A look at a set whose picks are all known costs no pick, but there can be any number of them.
    private const int LooksPerPick = 20;

    /// <summary>Of the commits that touch a path in conflict, so many of the nearest are candidates.</summary>
    internal const int MostCandidates = 200;

    /// <summary>The set, less what it does without; smaller sets are searched for, from one commit up, then alternatives to its members.</summary>
    /// <param name="commit">What is wanted.</param>
    /// <param name="tree">What it is picked onto.</param>
    /// <param name="set">A set with which it is clean.</param>
    /// <param name="withoutMember">Another such set that does without the given commit; null where none is found.</param>
    internal ReducedSet Reduce(Oid commit, Oid tree, List<Oid> set, Func<Oid, List<Oid>?> withoutMember)
    {
        var leaveOut = new PickBudget(replay, bounds.LeaveOutPicks);
        set = Irreducible(commit, tree, set, []);
        bool reduced = !leaveOut.IsSpent;
        SetSearch search = Search(tree, [commit], set.Count - 1);
        if (search.Set is not null)
            return new ReducedSet(search.Set, search.AtLeast);
        if (search.AtLeast < set.Count)
            set = Alternatives(commit, tree, set, withoutMember);
        return new ReducedSet(set, Math.Min(search.AtLeast, set.Count), reduced);
    }

    /// <summary>
    /// Leaves out one member after another, of few the dearest first, of many the farthest, as long as the rest is still clean; never a required one.
    /// </summary>
    internal List<Oid> Irreducible(Oid commit, Oid tree, List<Oid> set, HashSet<Oid> required)
    {
        var budget = new PickBudget(replay, bounds.LeaveOutPicks);
        // Halves first: of a set that was widened to all that touched a path, most go in a few steps.
        for (int size = set.Count > MostRanked ? set.Count / 2 : 0; size >= 1; size /= 2)
        {
            for (int start = 0; start + size <= set.Count && !budget.IsSpent;)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                List<Oid> without = [.. set.Take(start), .. set.Skip(start + size)];
                if (set.Skip(start).Take(size).All(id => !required.Contains(id)) && IsClean(commit, tree, without))
                    set = without;
                else
                    start += size;
            }
        }
        // Leaving one out can make another one needless: until nothing changes.
        for (bool changed = true; changed;)
        {
            changed = false;
            int tried = 0;
            foreach (Oid member in set.Count is > 1 and <= MostRanked ? dearestFirst(set).ToList() : set)
            {
                if (budget.IsSpent)
                    break;
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Leaving out", tried++, set.Count, commit.Abbreviate());
                List<Oid> without = [.. set.Where(id => id != member)];
                if (required.Contains(member) || !IsClean(commit, tree, without))
                    continue;
                set = without;
                changed = true;
                break;
            }
        }
        return set;
    }

    /// <summary>
    /// The smallest set of at most so many commits with which the wanted ones pick clean in upstream's order, and how many it takes at least. Whatever
    /// makes a conflict go must touch the file, so each set that does holds one of the commits that touch it: all of them are tried, first alone,
    /// then each with what it conflicts on in turn.
    /// </summary>
    internal SetSearch Search(Oid tree, IReadOnlyList<Oid> wanted, int most)
    {
        // Of several commits together there are that many more sets.
        int times = wanted.Count == 1 ? 1 : Math.Max(1, bounds.SeriesPicks / Math.Max(1, bounds.SearchPicks));
        var budget = new PickBudget(replay, wanted.Count == 1 ? bounds.SearchPicks : bounds.SeriesPicks, times * bounds.SearchEntries);
        int looks = 0;
        bool exact = true;
        for (int size = 1; size <= most; size++)
        {
            bool complete = true;
            // Where no branch ends for want of size, larger sets are none but these.
            bool cut = false;
            if (Extend([], size, []) is { } found)
                return new SetSearch(found, exact ? size : 1, false, budget.Made);
            if (!complete || !cut)
                return new SetSearch(null, exact ? size : 1, complete && exact, budget.Made);

            List<Oid>? Extend(List<Oid> set, int more, HashSet<Oid> excluded)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Searching sets", budget.Made, budget.Picks, wanted[^1].Abbreviate());
                looks++;
                List<Oid> ordered = wanted is [Oid only] ? [.. set, only] : inOrder(set.Union(wanted));
                ReplayResult result = replay.Run(tree, ordered);
                if (result.IsClean)
                    return set;
                Oid failed = ordered[result.FailedAt];
                IReadOnlyList<Oid> fewest = result.Conflicts.Select(path => candidates(failed, path)).MinBy(list => list.Count) ?? [];
                cut |= fewest.Count >= MostCandidates;
                // What renamed a folder need not touch the file that goes into it.
                exact &= !result.IsOfFolder;
                List<Oid> few = [.. fewest.Where(id => !excluded.Contains(id) && !set.Contains(id) && !wanted.Contains(id))];
                if (more == 0)
                {
                    cut |= few.Count > 0;
                    return null;
                }
                excluded = [.. excluded];
                foreach (Oid id in few)
                {
                    if (budget.IsSpent || looks >= budget.Picks * LooksPerPick)
                    {
                        complete = false;
                        return null;
                    }
                    if (Extend(inOrder([.. set, id]), more - 1, excluded) is { } extended)
                        return extended;
                    // All sets with it were tried.
                    excluded.Add(id);
                }
                return null;
            }
        }
        return new SetSearch(null, exact ? most + 1 : 1, false, budget.Made);
    }

    /// <summary>Smaller sets in the neighbourhood: one member replaced with what makes it needless, or two by one.</summary>
    private List<Oid> Alternatives(Oid commit, Oid tree, List<Oid> set, Func<Oid, List<Oid>?> withoutMember)
    {
        var budget = new PickBudget(replay, bounds.SearchPicks, bounds.SearchEntries);
        for (bool changed = true; changed && !budget.IsSpent;)
        {
            changed = false;
            foreach (Oid member in Enumerable.Reverse(set).ToList())
            {
                if (budget.IsSpent)
                    break;
                if (withoutMember(member) is not { } other)
                    continue;
                other = Irreducible(commit, tree, other, []);
                if (other.Count >= set.Count)
                    continue;
                (set, changed) = (other, true);
                break;
            }
            if (!changed && TwoForOne() is { } swapped)
                (set, changed) = (Irreducible(commit, tree, swapped, []), true);
        }
        return set;

        List<Oid>? TwoForOne()
        {
            for (int i = set.Count - 1; i > 0; i--)
            {
                for (int j = i - 1; j >= 0; j--)
                {
                    monitor.Cancellation.ThrowIfCancellationRequested();
                    List<Oid> rest = [.. set.Where((_, at) => at != i && at != j)];
                    List<Oid> ordered = [.. rest, commit];
                    ReplayResult result = replay.Run(tree, ordered);
                    foreach (Oid id in result.Conflicts.SelectMany(path => candidates(ordered[result.FailedAt], path)).Distinct()
                        .Where(id => !set.Contains(id)))
                    {
                        if (budget.IsSpent)
                            return null;
                        List<Oid> other = inOrder([.. rest, id]);
                        if (IsClean(commit, tree, other))
                            return other;
                    }
                }
            }
            return null;
        }
    }

    private bool IsClean(Oid commit, Oid tree, List<Oid> set) => replay.Run(tree, [.. set, commit]).IsClean;
}
