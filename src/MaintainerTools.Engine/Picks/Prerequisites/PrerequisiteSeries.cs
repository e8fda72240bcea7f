using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// Makes the sets of several commits one set: what one of them needs, another may bring. Each commit's set is found on top of those before; of two that
/// would do for the first, the one that a later commit needs anyway makes the other needless for the whole, and what a later commit needs may have to
/// be picked before the earlier one.
/// </summary>
/// <param name="replay">Picks, and remembers.</param>
/// <param name="reduction">Leaves members out.</param>
/// <param name="range">Upstream's commits in their order, which is that of picking.</param>
/// <param name="options">How many members one commit's set may have, and how far the search goes.</param>
/// <param name="monitor">Is asked for cancellation.</param>
internal sealed class PrerequisiteSeries(
    PickReplay replay,
    PrerequisiteReduction reduction,
    CommitOrder range,
    PrerequisiteOptions options,
    IOperationMonitor monitor)
{
    /// <summary>The answers with every member left out that the series does without.</summary>
    /// <param name="tree">What the series is picked onto.</param>
    /// <param name="answers">Of each commit on top of those before it.</param>
    /// <param name="required">For a commit, what replay is not asked about: it is needed for its symbols.</param>
    internal List<CherryPickPrerequisite> Reduce(Oid tree, List<CherryPickPrerequisite> answers, IReadOnlyDictionary<Oid, HashSet<Oid>> required)
    {
        // One commit's set has no needless member already.
        if (answers.Count(a => a.Prerequisite.Length > 0) < 2)
            return answers;
        var budget = new PickBudget(replay, options.Bounds.SeriesPicks);
        for (bool changed = true; changed;)
        {
            changed = false;
            List<Oid> set = MembersOf(answers);
            foreach (Oid member in set.Where(id => !IsKept(id, answers, required)))
            {
                if (budget.IsSpent)
                    return answers;
                if (Without(member, tree, answers, required) is not { } fewer || MembersOf(fewer).Count >= set.Count)
                    continue;
                (answers, changed) = (fewer, true);
                break;
            }
        }
        return answers;
    }

    /// <summary>
    /// The answers where the whole series is picked in upstream's order with the members where upstream has them, less those that it does without; null
    /// where that is not clean. A member then comes before the commit that it is an answer of, for the sake of that or of a later one.
    /// </summary>
    /// <param name="tree">What the series is picked onto.</param>
    /// <param name="answers">Of each commit on top of those before it, or alone where that found nothing.</param>
    /// <param name="required">For a commit, what replay is not asked about.</param>
    internal List<CherryPickPrerequisite>? Interleave(Oid tree, List<CherryPickPrerequisite> answers, IReadOnlyDictionary<Oid, HashSet<Oid>> required)
    {
        List<Oid> wanted = [.. answers.Where(a => a.IsClean && !a.IsPresent).Select(a => Oid.Parse(a.Commit))];
        List<Oid> order = range.Sort(MembersOf(answers).Union(wanted));
        if (!order.Where(wanted.Contains).SequenceEqual(wanted) || !replay.Run(tree, order).IsClean)
            return null;
        var budget = new PickBudget(replay, options.Bounds.SeriesPicks);
        for (bool changed = true; changed && !budget.IsSpent;)
        {
            changed = false;
            foreach (Oid member in order.Where(id => !IsKept(id, answers, required)))
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                List<Oid> without = [.. order.Where(id => id != member)];
                if (budget.IsSpent || !replay.Run(tree, without).IsClean)
                    continue;
                (order, changed) = (without, true);
                break;
            }
        }
        return Divide(tree, answers, order, isReduced: !budget.IsSpent);
    }

    /// <summary>
    /// The answers where one set is searched for that makes all the commits clean that are so far, and one that is not; null where none is found. Sets of
    /// single commits, put together, need not hold it: what one takes can be what another must not have.
    /// </summary>
    /// <param name="tree">What the series is picked onto.</param>
    /// <param name="answers">Of each commit.</param>
    /// <param name="failed">The SHA of the one that is not clean.</param>
    /// <param name="required">For a commit, what replay is not asked about: such series are left as they are.</param>
    internal List<CherryPickPrerequisite>? Search(Oid tree, List<CherryPickPrerequisite> answers, string failed,
        IReadOnlyDictionary<Oid, HashSet<Oid>> required)
    {
        List<CherryPickPrerequisite> asked = [.. answers.Select(a => a.Commit != failed || a.IsClean ? a : Copy(a, tree))];
        foreach (CherryPickPrerequisite answer in asked.Where(a => a.Commit == failed))
            (answer.IsClean, answer.NotFound) = (true, null);
        // One that is present because another needs it is wanted as well.
        HashSet<Oid> members = [.. MembersOf(answers)];
        List<Oid> wanted = [.. asked.Where(a => a.IsClean).Select(a => (a.IsPresent, Id: Oid.Parse(a.Commit)))
            .Where(a => !a.IsPresent || members.Contains(a.Id)).Select(a => a.Id)];
        if (required.Count > 0 || !range.Sort(wanted).SequenceEqual(wanted)
            || reduction.Search(tree, wanted, options.MaxCount * wanted.Count).Set is not { } set)
            return null;
        return Divide(tree, asked, range.Sort(set.Union(wanted)), isReduced: true);
    }

    /// <summary>
    /// Each commit is answered with what comes between it and the one before; of an order from which not every
    /// member was left out in a trial nothing is proved.
    /// </summary>
    private List<CherryPickPrerequisite>? Divide(Oid tree, List<CherryPickPrerequisite> answers, List<Oid> order, bool isReduced)
    {
        Dictionary<Oid, string> reasons = ReasonsIn(answers);
        var divided = new List<CherryPickPrerequisite>();
        int at = 0;
        bool same = true;
        foreach (CherryPickPrerequisite answer in answers)
        {
            Oid commit = Oid.Parse(answer.Commit);
            if (!answer.IsClean || answer.IsPresent)
            {
                divided.Add(answer.IsPresent && !same ? Copy(answer, tree) : answer);
                continue;
            }
            List<Oid> set = [.. order.Skip(at).TakeWhile(id => id != commit)];
            if (set.Count > options.MaxCount)
                return null;
            at += set.Count + 1;
            ReplayResult plain = replay.Run(tree, [commit]);
            tree = replay.Run(tree, [.. set, commit]).Tree;
            same &= answer.Tree == tree.ToString() && answer.Prerequisite.SequenceEqual(set.Select(id => id.ToString()));
            CherryPickPrerequisite next = same ? answer : Changed(answer, tree, set, reasons, plain, bySymbol: false);
            if (!same && !isReduced && next.Proof == PrerequisiteProof.Irreducible)
                next.Proof = PrerequisiteProof.None;
            divided.Add(next);
        }
        return divided;
    }

    private static bool IsKept(Oid member, List<CherryPickPrerequisite> answers, IReadOnlyDictionary<Oid, HashSet<Oid>> required) =>
        required.Values.Any(r => r.Contains(member)) || answers.Any(a => a.Commit == member.ToString());

    /// <summary>The series without one member, each commit taking what it needs of the others; null where that is not clean.</summary>
    private List<CherryPickPrerequisite>? Without(Oid member, Oid tree, List<CherryPickPrerequisite> answers, IReadOnlyDictionary<Oid, HashSet<Oid>> required)
    {
        Dictionary<Oid, string> reasons = ReasonsIn(answers);
        var left = new HashSet<Oid>(reasons.Keys);
        left.Remove(member);
        var fewer = new List<CherryPickPrerequisite>();
        bool same = true;
        foreach (CherryPickPrerequisite answer in answers)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            Oid commit = Oid.Parse(answer.Commit);
            CherryPickPrerequisite next = answer;
            if (answer.IsPresent && !left.Contains(commit))
            {
                if (!same)
                    next = Copy(answer, tree);
            }
            else if (answer.IsClean)
            {
                List<Oid> own = [.. answer.Prerequisite.Select(sha => Oid.Parse(sha))];
                HashSet<Oid> needed = [.. required.TryGetValue(commit, out HashSet<Oid>? symbols) ? symbols.Where(left.Contains) : []];
                if (SetFor(commit, tree, own.Where(left.Contains), left, needed) is not { } set || set.Count > options.MaxCount)
                    return null;
                same &= set.SequenceEqual(own) && !answer.IsPresent;
                Oid after = replay.Run(tree, [.. set, commit]).Tree;
                if (!same)
                    next = Changed(answer, after, set, reasons, replay.Run(tree, [commit]), bySymbol: needed.Count > 0);
                tree = after;
                left.ExceptWith([.. set, commit]);
            }
            fewer.Add(next);
        }
        return fewer;
    }

    /// <summary>The least of what is left that makes a commit clean: what symbols ask for, its own, or any.</summary>
    private List<Oid>? SetFor(Oid commit, Oid tree, IEnumerable<Oid> own, HashSet<Oid> left, HashSet<Oid> needed)
    {
        foreach (IEnumerable<Oid> start in (ReadOnlySpan<IEnumerable<Oid>>)[[], own, left])
        {
            List<Oid> set = range.Sort(start.Union(needed).Where(id => range.Precedes(id, commit)));
            if (replay.Run(tree, [.. set, commit]).IsClean)
                return reduction.Irreducible(commit, tree, set, needed);
        }
        return null;
    }

    /// <summary>An answer with another set, found by leaving out: no smaller ones were searched for.</summary>
    private static CherryPickPrerequisite Changed(
        CherryPickPrerequisite answer, Oid after, List<Oid> set, Dictionary<Oid, string> reasons, ReplayResult plain, bool bySymbol)
    {
        CherryPickPrerequisite changed = Copy(answer, after);
        changed.IsPresent = false;
        changed.Prerequisite = [.. set.Select(id => id.ToString())];
        changed.Reason = [.. set.Select(id => reasons.GetValueOrDefault(id, "touches what conflicts in the series"))];
        changed.ConflictPath = plain.Paths;
        changed.AtLeast = plain.IsClean ? 0 : 1;
        changed.Proof = set.Count <= changed.AtLeast && !bySymbol ? PrerequisiteProof.Smallest : PrerequisiteProof.Irreducible;
        return changed;
    }

    private static CherryPickPrerequisite Copy(CherryPickPrerequisite answer, Oid tree) => new()
    {
        Commit = answer.Commit,
        Subject = answer.Subject,
        Onto = answer.Onto,
        IsClean = answer.IsClean,
        IsPresent = answer.IsPresent,
        Proof = answer.Proof,
        NotFound = answer.NotFound,
        Tree = tree.ToString(),
    };

    private static Dictionary<Oid, string> ReasonsIn(List<CherryPickPrerequisite> answers)
    {
        var reasons = new Dictionary<Oid, string>();
        foreach (CherryPickPrerequisite answer in answers)
        {
            for (int i = 0; i < answer.Prerequisite.Length; i++)
                reasons.TryAdd(Oid.Parse(answer.Prerequisite[i]), answer.Reason[i]);
        }
        return reasons;
    }

    private static List<Oid> MembersOf(List<CherryPickPrerequisite> answers) =>
        [.. answers.SelectMany(a => a.Prerequisite).Distinct().Select(sha => Oid.Parse(sha))];
}
