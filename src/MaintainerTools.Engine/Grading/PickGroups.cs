using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Grading;

/// <summary>
/// Finds commits of a base that are one commit upstream (a squash merge), and one that is several there (a squashed pick), where no marker says so: by what
/// they change together. Only commits that are nobody's whole pick by themselves are asked, and only upstream commits of which no other is the pick.
/// </summary>
/// <param name="workspace">The repository, and where trees in between go.</param>
/// <param name="pairer">Knows upstream's commits.</param>
internal sealed class PickGroups(Workspace workspace, PickPairer pairer)
{
    // So many commits are tried in every run of neighbours; more only all together.
    private const int MostPieces = 16;

    // A commit belongs to a change of several where so much of what it changes is in that.
    private const double LeastShare = 0.5;

    private readonly Dictionary<Oid, Dictionary<string, int>> _lines = [];

    /// <summary>The picks, with what several of them come to.</summary>
    /// <param name="picks">In their order on the base.</param>
    /// <param name="isThere">False for a pick that was taken back.</param>
    public IReadOnlyList<GradedPick> Judge(IReadOnlyList<GradedPick> picks, Func<GradedPick, bool> isThere)
    {
        List<int> pool = [.. Enumerable.Range(0, picks.Count).Where(i => IsOpen(picks[i]) && isThere(picks[i]))];
        if (pool.Count == 0)
            return picks;
        HashSet<Oid> taken = [.. picks.Where(p => p.Source is not null && (p.IsPartOfWhole || GradedPick.IsWhole(p.Grade))).SelectMany(p => Sources(p))];
        GradedPick[] judged = [.. picks];
        PickGroup? all = Match([.. pool.Select(i => picks[i])], taken);
        if (all is not null && GradedPick.IsWhole(all.Graded.Grade))
        {
            Put(judged, pool, all);
            return judged;
        }
        HashSet<int> grouped = [];
        for (int length = pool.Count <= MostPieces ? pool.Count - 1 : 0; length > 0; length--)
        {
            for (int start = 0; start + length <= pool.Count; start++)
            {
                List<int> run = pool.GetRange(start, length);
                if (run.Exists(grouped.Contains) || Match([.. run.Select(i => picks[i])], taken) is not { } group
                    || !GradedPick.IsWhole(group.Graded.Grade))
                    continue;
                Put(judged, run, group);
                grouped.UnionWith(run);
                taken.UnionWith(group.Sources);
            }
        }
        // What is near to all of them together says what of it is missing.
        if (all is not null && grouped.Count == 0)
            Put(judged, pool, all);
        return judged;
    }

    private static bool IsOpen(GradedPick pick) =>
        pick is { IsMerge: false, Whole: null, Grade: PickGrade.Adapted or PickGrade.Partial or PickGrade.Foreign }
        && pick.Pairing != PickPairing.Same && (pick.Pair.Others?.Count ?? 0) == 0;

    private static IEnumerable<Oid> Sources(GradedPick pick) => [pick.Source!.Value, .. pick.Pair.Others ?? []];

    private static void Put(GradedPick[] judged, List<int> run, PickGroup group)
    {
        bool isWhole = GradedPick.IsWhole(group.Graded.Grade);
        foreach (int i in run)
        {
            GradedPick pick = judged[i];
            string others = run.Count == 1 ? "" : $"together with {Wording.Some(group.Picks.Where(id => id != pick.Commit.Id).Select(id => id.Abbreviate()))} ";
            string told = others + (isWhole ? $"it is {group.Named}" : $"it is nearest to {group.Named}")
                + (group.Graded.Reason is null ? "" : $"{(isWhole ? "" : ", and not the same")}: {group.Graded.Reason}");
            judged[i] = isWhole
                ? pick with
                {
                    Group = group,
                    Whole = group.Graded,
                    Source = group.Sources[0],
                    Pairing = PickPairing.Group,
                    Grade = group.Graded.Grade,
                    GradeReason = group.Graded.Reason,
                    Reason = pick.Pair.Complaint is { } odd ? $"{odd}; {told}" : told,
                    DiffOfDiffs = null,
                }
                : pick with { Group = group, Reason = pick.Reason is null ? told : $"{pick.Reason}; {told}" };
        }
    }

    /// <summary>
    /// What of upstream is nearest to some commits together, and how it compares; null where nothing is near, or one commit alone is near to one.
    /// </summary>
    private PickGroup? Match(IReadOnlyList<GradedPick> picks, HashSet<Oid> taken)
    {
        try
        {
            Oid[] ids = [.. picks.Select(p => p.Commit.Id)];
            if (Combined(ids) is not { } change)
                return null;
            Dictionary<string, int> lines = pairer.ByDiff.LinesBetween(change.Old, change.New, workspace.Scratch);
            HashSet<string> paths = [.. TreeDiff.Compute(workspace.Scratch, change.Old, change.New).Select(c => c.Path)];
            List<Oid> near = [.. pairer.ByDiff.Nearby(paths).Where(id => !taken.Contains(id) && LinesOf(id).Count > 0)];
            PickGroup? best = null;
            foreach (IReadOnlyList<Oid> sources in Choices(near, lines, paths))
            {
                if (sources.Count == 0 || sources.Count + ids.Length == 2 || Combined(sources) is not { } upstream)
                    continue;
                GradedChange graded = PickGrader.Grade(workspace.Scratch, upstream.Old, upstream.New, change.Old, change.New);
                if (graded.Grade != PickGrade.None && (best is null || graded.Grade < best.Graded.Grade))
                    best = new PickGroup(ids, sources, graded) { IsContiguous = change.IsContiguous && upstream.IsContiguous };
                if (GradedPick.IsWhole(graded.Grade))
                    break;
            }
            return best;
        }
        catch (MissingObjectException)
        {
            // Each commit's own grade says what is missing.
            return null;
        }
    }

    /// <summary>The commits that may make up a change: the one nearest to all of it, those whose lines it has, and those with what lies between them.</summary>
    private IEnumerable<IReadOnlyList<Oid>> Choices(List<Oid> near, Dictionary<string, int> lines, HashSet<string> paths)
    {
        int all = lines.Values.Sum();
        double Likeness(Oid id) => 2.0 * Common(LinesOf(id), lines) / (all + LinesOf(id).Values.Sum());
        if (near.Count > 0 && near.MaxBy(Likeness) is var nearest && Likeness(nearest) >= LeastShare)
            yield return [nearest];
        var left = new Dictionary<string, int>(lines, StringComparer.Ordinal);
        List<Oid> parts = [];
        foreach (Oid id in near.OrderByDescending(id => Common(LinesOf(id), lines)).ThenBy(id => pairer.Upstream[id]))
        {
            Dictionary<string, int> own = LinesOf(id);
            if (Common(own, left) < LeastShare * own.Values.Sum())
                continue;
            parts.Add(id);
            foreach ((string line, int count) in own)
                left[line] = left.GetValueOrDefault(line) - count;
        }
        if (parts.Count == 0 || 2 * lines.Sum(line => Math.Max(0, left[line.Key])) > all)
            yield break;
        yield return pairer.Upstream.Sort(parts);
        // A line that one commit writes and the next writes anew is in neither's share.
        (int first, int last) = (parts.Min(id => pairer.Upstream[id]), parts.Max(id => pairer.Upstream[id]));
        List<Oid> between = [.. near.Where(id => pairer.Upstream[id] >= first && pairer.Upstream[id] <= last
            && pairer.ByDiff.PathsOf(id).All(paths.Contains))];
        if (between.Count > parts.Count)
            yield return pairer.Upstream.Sort(between);
    }

    private static int Common(Dictionary<string, int> one, Dictionary<string, int> other) =>
        one.Sum(line => Math.Max(0, Math.Min(line.Value, other.GetValueOrDefault(line.Key))));

    private Dictionary<string, int> LinesOf(Oid id)
    {
        if (!_lines.TryGetValue(id, out Dictionary<string, int>? lines))
            _lines[id] = lines = pairer.ByDiff.LinesOf(id) ?? [];
        return lines;
    }

    /// <summary>
    /// What commits change together: one after the other as they stand, or where others lie between, each picked onto those before; null where one does
    /// not go in.
    /// </summary>
    private (Oid Old, Oid New, bool IsContiguous)? Combined(IReadOnlyList<Oid> commits)
    {
        Oid tree = workspace.Scratch.ReadCommit(commits[0]).Tree;
        bool isContiguous = true;
        for (int i = 1; i < commits.Count; i++)
        {
            CommitObject next = workspace.Scratch.ReadCommit(commits[i]);
            isContiguous &= workspace.History.ParentsOf(commits[i]) is [Oid parent] && parent == commits[i - 1];
            if (Before(commits[i]) == tree)
            {
                tree = next.Tree;
                continue;
            }
            MergeOutcome outcome = workspace.Engine.Pick(tree, commits[i]);
            if (!outcome.IsClean || outcome.NotVerified is not null)
                return null;
            tree = outcome.Tree;
        }
        return (Before(commits[0]), tree, isContiguous);
    }

    private Oid Before(Oid commit) => CommitTrees.FirstOf(workspace.Scratch, workspace.History.ParentsOf(commit));
}
