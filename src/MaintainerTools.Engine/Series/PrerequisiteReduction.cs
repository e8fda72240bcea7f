using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>A set of prerequisites and what is proved of it.</summary>
/// <param name="Members">In picking order.</param>
/// <param name="AtLeast">No set of fewer commits does, among those that touch the files in conflict.</param>
internal readonly record struct ReducedSet(List<Oid> Members, int AtLeast)
{
    /// <summary>What is proved.</summary>
    internal PrerequisiteProof Proof => AtLeast >= Members.Count ? PrerequisiteProof.Smallest : PrerequisiteProof.Irreducible;
}

/// <summary>
/// Makes a set of prerequisites as small as it can within a budget of picks, and says how much of that is proved. Each trial is a replay.
/// </summary>
/// <param name="replay">Picks, and remembers.</param>
/// <param name="candidates">The upstream commits that could be picked before one so that a path of it does not conflict, the nearest first.</param>
/// <param name="inOrder">Puts commits into picking order.</param>
/// <param name="monitor">Is asked for cancellation.</param>
internal sealed class PrerequisiteReduction(
    PickReplay replay, Func<Oid, ConflictedPath, IReadOnlyList<Oid>> candidates, Func<IEnumerable<Oid>, List<Oid>> inOrder, IOperationMonitor monitor)
{
    // In picks really made: a count, not a time, so that the answer is the same on every machine.
    private const int SearchBudget = 500;
    private const int AlternativeBudget = 500;

    /// <summary>The set, less what it does without; smaller sets are searched for, from one commit up, then alternatives to its members.</summary>
    /// <param name="commit">What is wanted.</param>
    /// <param name="tree">What it is picked onto.</param>
    /// <param name="set">A set with which it is clean.</param>
    /// <param name="withoutMember">Another such set that does without the given commit; null where none is found.</param>
    internal ReducedSet Reduce(Oid commit, Oid tree, List<Oid> set, Func<Oid, List<Oid>?> withoutMember)
    {
        set = Irreducible(commit, tree, set, []);
        (List<Oid>? smaller, int atLeast) = Search(commit, tree, set.Count - 1);
        if (smaller is not null)
            return new ReducedSet(smaller, atLeast);
        if (atLeast < set.Count)
            set = Alternatives(commit, tree, set, withoutMember);
        return new ReducedSet(set, Math.Min(atLeast, set.Count));
    }

    /// <summary>Leaves out one member after another, the farthest first, as long as the rest is still clean; never a required one.</summary>
    internal List<Oid> Irreducible(Oid commit, Oid tree, List<Oid> set, HashSet<Oid> required)
    {
        // Halves first: of a set that was widened to all that touched a path, most go in a few steps.
        for (int size = set.Count / 2; size >= 1; size /= 2)
        {
            for (int start = 0; start + size <= set.Count;)
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
            for (int i = 0; i < set.Count; i++)
            {
                List<Oid> without = [.. set.Take(i), .. set.Skip(i + 1)];
                if (required.Contains(set[i]) || !IsClean(commit, tree, without))
                    continue;
                set = without;
                changed = true;
                break;
            }
        }
        return set;
    }

    /// <summary>
    /// The smallest set of at most so many commits, and how many it takes at least. Whatever makes a conflict go must touch the file, so each set that
    /// does holds one of the commits that touch it: all of them are tried, first alone, then each with what it conflicts on in turn.
    /// </summary>
    internal (List<Oid>? Set, int AtLeast) Search(Oid commit, Oid tree, int most)
    {
        int end = replay.Picks + SearchBudget;
        for (int size = 1; size <= most; size++)
        {
            bool complete = true;
            if (Extend([], size, []) is { } found)
                return (found, size);
            if (!complete)
                return (null, size);

            List<Oid>? Extend(List<Oid> set, int more, HashSet<Oid> excluded)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                List<Oid> ordered = [.. set, commit];
                ReplayResult result = replay.Run(tree, ordered);
                if (result.IsClean)
                    return set;
                if (more == 0)
                    return null;
                Oid failed = ordered[result.FailedAt];
                List<Oid> few = [.. result.Conflicts.Select(path => candidates(failed, path)).MinBy(list => list.Count)!.Where(id => !excluded.Contains(id) && !set.Contains(id))];
                excluded = [.. excluded];
                foreach (Oid id in few)
                {
                    if (replay.Picks >= end)
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
        return (null, most + 1);
    }

    /// <summary>Smaller sets in the neighbourhood: one member replaced with what makes it needless, or two by one.</summary>
    private List<Oid> Alternatives(Oid commit, Oid tree, List<Oid> set, Func<Oid, List<Oid>?> withoutMember)
    {
        int end = replay.Picks + AlternativeBudget;
        for (bool changed = true; changed && replay.Picks < end;)
        {
            changed = false;
            foreach (Oid member in Enumerable.Reverse(set).ToList())
            {
                if (replay.Picks >= end)
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
                    List<Oid> rest = [.. set.Where((_, at) => at != i && at != j)];
                    List<Oid> ordered = [.. rest, commit];
                    ReplayResult result = replay.Run(tree, ordered);
                    foreach (Oid id in result.Conflicts.SelectMany(path => candidates(ordered[result.FailedAt], path)).Distinct().Where(id => !set.Contains(id)))
                    {
                        if (replay.Picks >= end)
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
