using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
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
        List<(Oid Commit, Presence? As)> past = Past();
        IReadOnlyList<Oid> all = [.. past.Select(one => one.Commit), .. commits];
        IReadOnlyList<IReadOnlyList<CommitTrait>> traits = Read(all, within.Contains);
        int taken = past.Count(one => one.As is not null);
        workspace.Monitor.Tell($"{target} took {taken} of {Wording.Count(past.Count, "commit")} looked at from before the cycle.");
        var model = new PickModel([.. past.Select((one, i) => (traits[i], one.As is not null))], workspace.Monitor.Cancellation);
        var average = new Dictionary<CommitTrait, double>();
        for (int i = past.Count; i < all.Count; i++)
        {
            foreach ((CommitTrait trait, double weight) in model.Shares(traits[i]))
                average[trait] = average.GetValueOrDefault(trait) + (weight / commits.Count);
        }
        var delay = new PickDelay(workspace.Objects, cycle.Target, past.Where(one => one.As is not null).Select(one => (one.Commit, one.As!.Value)));
        double[] scores = [.. commits.Select((commit, i) => model.Score(traits[past.Count + i]) + delay.Weight(commit))];
        Together(commits, scores, Wholeness(past));
        var order = new CommitOrder(cycle.Lacking);
        return [.. Enumerable.Range(0, commits.Count)
            .OrderByDescending(i => scores[i]).ThenByDescending(i => order[commits[i]])
            .Select(i => new RankedCommit(commits[i], 1 / (1 + Math.Exp(-scores[i])), Why(model, traits[past.Count + i], average)))];
    }

    /// <summary>Of series of which the branch took something: how much of the rest it took as well; 0 to 1.</summary>
    private double Wholeness(List<(Oid Commit, Presence? As)> past)
    {
        double rest = 0, taken = 0;
        foreach (var series in past.GroupBy(one => merged.Of(one.Commit)).Where(series => series.Key is not null))
        {
            int picks = series.Count(one => one.As is not null);
            if (picks == 0)
                continue;
            rest += series.Count() - 1;
            taken += picks - 1;
        }
        return taken / (rest + 4);
    }

    /// <summary>Moves the commits of a series towards its mean, the more the more whole series are taken.</summary>
    private void Together(IReadOnlyList<Oid> commits, double[] scores, double share)
    {
        foreach (var series in Enumerable.Range(0, commits.Count).GroupBy(i => merged.Of(commits[i])).Where(series => series.Key is not null).ToList())
        {
            double mean = series.Average(i => scores[i]);
            foreach (int i in series)
                scores[i] += share * (mean - scores[i]);
        }
    }

    private static IReadOnlyList<string> Why(PickModel model, IReadOnlyList<CommitTrait> traits, Dictionary<CommitTrait, double> average) =>
        [.. model.Shares(traits).Select(share => (share.Trait, Weight: share.Weight - average.GetValueOrDefault(share.Trait)))
            .Where(share => model.Agrees(share.Trait, share.Weight > 0))
            .OrderByDescending(share => Math.Abs(share.Weight)).Take(Reasons)
            .Select(share => TraitWording.Describe(share.Trait, share.Weight > 0, model.CountsOf(share.Trait)))];

    /// <summary>What to learn from, in upstream's order: all that the branch took of what came before, and the others, or evenly so many of them.</summary>
    private List<(Oid Commit, Presence? As)> Past()
    {
        var before = cycle.Before.Select(commit => (Commit: commit, As: present(commit))).ToList();
        int passedOver = before.Count(one => one.As is null);
        int seen = 0;
        return [.. before.Where(one => one.As is not null || IsChosen(seen++))];

        // The n-th of them where n * most / all reaches a new whole number: spread evenly, and the same each time.
        bool IsChosen(int n) => passedOver <= MostPassedOver || (long)n * MostPassedOver / passedOver != (long)(n + 1) * MostPassedOver / passedOver;
    }

    private IReadOnlyList<IReadOnlyList<CommitTrait>> Read(IReadOnlyList<Oid> commits, Predicate<Oid> pending)
    {
        var files = new BranchFiles(workspace.Objects, cycle.Target, workspace.History.Range([cycle.Lacking[^1]], [cycle.Target], workspace.Monitor));
        Oid?[] parents = [.. commits.Select(commit => workspace.History.ParentsOf(commit) is { Count: > 0 } of ? of[0] : (Oid?)null)];
        var read = new HashSet<CommitTrait>[commits.Count];
        TraitReader[] readers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new TraitReader(workspace.Objects, files))];
        SharedWork.Run(readers, commits.Count, 64, (reader, i) => read[i] = reader.Read(commits[i], parents[i]), workspace.Monitor, "Reading commits");
        var fix = new CommitTrait(TraitKind.Word, "fix");
        var branch = new BranchTraits(
            commits.Select((commit, i) => (commit, merged.Of(commit), read[i].Contains(fix))), edges, present, pending, tagged);
        for (int i = 0; i < commits.Count; i++)
            branch.Add(commits[i], read[i]);
        return [.. read.Select(traits => (IReadOnlyList<CommitTrait>)[.. traits])];
    }
}
