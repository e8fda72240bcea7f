using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>A commit of the cycle with its place in the order.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Likeness">How likely it is to be taken, as far as the branch's past tells: 0 to 1.</param>
/// <param name="Because">What speaks most for or against it, in words.</param>
internal readonly record struct RankedCommit(Oid Commit, double Likeness, IReadOnlyList<string> Because);

/// <summary>Orders commits of a cycle by how like they are to those before it that the branch took.</summary>
internal sealed class CandidateRanking(HistoryWorkspace workspace, BackportCycle cycle, ILookup<Oid, FollowupEdge> edges, Func<Oid, Presence?> present,
    Predicate<Oid> tagged, MergedSeries merged)
{
    // So many that were not taken show what is not; all that were taken are learned from.
    private const int MostPassedOver = 6000;
    private const int Reasons = 3;

    /// <summary>The commits, the most alike first; of equal ones the newest.</summary>
    public IReadOnlyList<RankedCommit> Rank(IReadOnlyList<Oid> commits, string target)
    {
        var within = new HashSet<Oid>(cycle.Commits);
        List<(Oid Commit, bool Taken)> past = Past();
        IReadOnlyList<Oid> all = [.. past.Select(one => one.Commit), .. commits.Where(commit => true)];
        IReadOnlyList<IReadOnlyList<CommitTrait>> traits = Read(all, within.Contains);
        int taken = past.Count(one => one.Taken);
        workspace.Monitor.Tell($"{target} took {taken} of {Wording.Count(past.Count, "commit")} looked at from before the cycle.");
        var model = new PickModel([.. past.Select((one, i) => (traits[i], one.Taken))], workspace.Monitor.Cancellation);
        var average = new Dictionary<CommitTrait, double>();
        for (int i = past.Count; i < all.Count; i++)
        {
            foreach ((CommitTrait trait, double weight) in model.Shares(traits[i]))
                average[trait] = average.GetValueOrDefault(trait) + (weight / commits.Count);
        }
        var order = new CommitOrder(cycle.Lacking);
        return [.. commits
            .Select((commit, i) => (Commit: commit, Score: model.Score(traits[past.Count + i]), Traits: traits[past.Count + i]))
            .OrderByDescending(one => one.Score).ThenByDescending(one => order[one.Commit])
            .Select(one => new RankedCommit(one.Commit, 1 / (1 + Math.Exp(-one.Score)), Why(model, one.Traits, average)))];
    }

    private static IReadOnlyList<string> Why(PickModel model, IReadOnlyList<CommitTrait> traits, Dictionary<CommitTrait, double> average) =>
        [.. model.Shares(traits).Select(share => (share.Trait, Weight: share.Weight - average.GetValueOrDefault(share.Trait)))
            .OrderByDescending(share => Math.Abs(share.Weight)).Take(Reasons)
            .Select(share => TraitWording.Describe(share.Trait, share.Weight > 0, model.CountsOf(share.Trait)))];

    /// <summary>What to learn from, in upstream's order: all that the branch took of what came before, and the others, or evenly so many of them.</summary>
    private List<(Oid Commit, bool Taken)> Past()
    {
        var before = cycle.Before.Select(commit => (Commit: commit, Taken: present(commit) is not null)).ToList();
        int passedOver = before.Count(one => !one.Taken);
        int seen = 0;
        return [.. before.Where(one => one.Taken || IsChosen(seen++))];

        // The n-th of them where n * most / all reaches a new whole number: spread evenly, and the same each time.
        bool IsChosen(int n) => passedOver <= MostPassedOver || (long)n * MostPassedOver / passedOver != (long)(n + 1) * MostPassedOver / passedOver;
    }

    private IReadOnlyList<IReadOnlyList<CommitTrait>> Read(IReadOnlyList<Oid> commits, Predicate<Oid> pending)
    {
        Oid tree = workspace.Objects.ReadCommit(cycle.Target).Tree;
        var paths = new HashSet<string>(TreeDiff.Compute(workspace.Objects, Oid.EmptyTree, tree).Select(change => change.Path));
        Oid?[] parents = [.. commits.Select(commit => workspace.History.ParentsOf(commit) is { Count: > 0 } of ? of[0] : (Oid?)null)];
        var read = new HashSet<CommitTrait>[commits.Count];
        TraitReader[] readers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new TraitReader(workspace.Objects, paths))];
        SharedWork.Run(readers, commits.Count, 64, (reader, i) => read[i] = reader.Read(commits[i], parents[i]), workspace.Monitor, "Reading commits");
        var fix = new CommitTrait(TraitKind.Word, "fix");
        var branch = new BranchTraits(
            commits.Select((commit, i) => (commit, merged.Of(commit), read[i].Contains(fix))), edges, present, pending, tagged);
        for (int i = 0; i < commits.Count; i++)
            branch.Add(commits[i], read[i]);
        return [.. read.Select(traits => (IReadOnlyList<CommitTrait>)[.. traits])];
    }
}
