using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.SeriesMoves;

/// <summary>A merge made again on other parents.</summary>
/// <param name="Outcome">What comes of it; clean where the new merge can be made.</param>
/// <param name="Parents">Its parents; of one alone nothing is left to merge.</param>
/// <param name="Reason">What of the old merge was made by hand, and what became of that; null where nothing was.</param>
internal sealed record ReplayedMerge(MergeOutcome Outcome, IReadOnlyList<Oid> Parents, string? Reason);

/// <summary>
/// Makes merges again on new parents, as git rebase --rebase-merges does. That loses what was made by hand in the old merge (a resolved conflict, a change
/// that no parent has); here it is the difference between the old merge and the automatic merge of the old parents, and is merged onto the new automatic
/// merge. A conflict that is the same in both is the same text in both, so that its resolution applies.
/// </summary>
/// <param name="workspace">The repository and the new objects.</param>
/// <param name="history">History with the new commits in it.</param>
internal sealed class MergeReplay(Workspace workspace, CommitHistory history)
{
    private const string Ours = "HEAD";

    // What conflicts look like must not depend on the merge base, which is another one for the new parents.
    private readonly Workspace _merging = workspace.With(settings => settings with { AllowUnrelatedHistories = true, ConflictStyle = ConflictStyle.Merge });

    /// <summary>Makes a merge again.</summary>
    /// <param name="old">The merge.</param>
    /// <param name="parents">Its parents as history has them.</param>
    /// <param name="standing">What stands for them.</param>
    internal ReplayedMerge Run(CommitObject old, IReadOnlyList<Oid> parents, IReadOnlyList<Oid> standing)
    {
        Oid head = standing[0];
        List<Oid> others = [];
        foreach (Oid other in standing.Skip(1))
        {
            if (other != head && !history.IsAncestor(other, head) && !others.Contains(other))
                others.Add(other);
        }
        string label = $"{_merging.Settings.Abbreviate(parents[1])} ({workspace.Scratch.ReadCommit(parents[1]).Subject})";
        MergeOutcome before = Merge(parents[0], [.. parents.Skip(1)], label);
        bool isHandMade = before.Tree.IsZero || before.Tree != old.Tree;
        if (others.Count == 0)
        {
            // git skips a merge of what is there already.
            MergeOutcome nothing = new() { IsClean = true, Tree = workspace.Scratch.ReadCommit(head).Tree };
            return new ReplayedMerge(nothing, [head], isHandMade && !before.Tree.IsZero
                ? "what it merged is there already; not carried is what was made by hand in " + Wording.Some(Differing(before.Tree, old.Tree))
                : "what it merged is there already");
        }
        MergeOutcome after = Merge(head, others, label);
        if (after.Tree.IsZero || !isHandMade)
            return new ReplayedMerge(after, [head, .. others], null);
        return before.Tree.IsZero
            ? new ReplayedMerge(after, [head, .. others], $"whether it was made by hand is not known: {before.NotVerified ?? "it cannot be made again"}")
            : Carry(old, before, after, [head, .. others]);
    }

    private ReplayedMerge Carry(CommitObject old, MergeOutcome before, MergeOutcome after, IReadOnlyList<Oid> parents)
    {
        ScratchStore store = workspace.Scratch;
        // What conflicted and does so no more needs its resolution no more.
        List<string> settled = [.. before.ConflictPaths.Except(after.ConflictPaths, StringComparer.Ordinal)];
        Dictionary<string, TreeValue> taken = settled.ToDictionary(path => path, path => TreeValue.In(store, after.Tree, path), StringComparer.Ordinal);
        Oid from = TreeEditor.Apply(store, before.Tree, taken);
        Oid to = TreeEditor.Apply(store, old.Tree, taken);
        // A conflict that is the same one has the old answer, whatever kind it is.
        Dictionary<string, TreeValue> answered = after.Conflicts.GroupBy(c => c.Path, StringComparer.Ordinal).Where(now => IsSame(now, before))
            .ToDictionary(now => now.Key, now => TreeValue.In(store, old.Tree, now.Key), StringComparer.Ordinal);
        Oid onto = TreeEditor.Apply(store, after.Tree, answered);
        from = TreeEditor.Apply(store, from, answered);
        List<string> own = [.. Differing(before.Tree, old.Tree).Except(settled, StringComparer.Ordinal)];
        MergeOutcome carried = _merging.Engine.MergeTrees(from, onto, to, Ours, _merging.Settings.Abbreviate(old.Id) + " as it was made by hand");
        string noLonger = settled.Count == 0 ? "" : "no conflict any more, and no resolution, in " + Wording.Some(settled);
        if (own.Count == 0 && after.IsClean)
            return new ReplayedMerge(after, parents, noLonger);
        bool isWhole = carried.IsClean && after.Conflicts.Where(c => !answered.ContainsKey(c.Path))
            .All(c => c.Kind == ConflictKind.Content && before.Conflicts.Any(b => b.Path == c.Path) && !IsOpen(carried.Tree, old.Tree, c.Path));
        if (isWhole)
        {
            string reason = "what was made by hand is carried in " + Wording.Some(own);
            return new ReplayedMerge(carried, parents, noLonger.Length == 0 ? reason : $"{reason}; {noLonger}");
        }
        // The person resolves git's own conflict, or where git has none that between the new merge and what was made by hand.
        return new ReplayedMerge(after.IsClean ? carried : after, parents, "what was made by hand cannot be carried in " + Wording.Some(own));
    }

    private static bool IsSame(IEnumerable<MergeConflict> now, MergeOutcome before)
    {
        static (ConflictKind, TreeValue?, TreeValue?, TreeValue?) KeyOf(MergeConflict c) => (c.Kind, c.Base, c.Ours, c.Theirs);
        MergeConflict first = now.First();
        return before.Conflicts.Where(c => c.Path == first.Path).Select(KeyOf).ToHashSet().SetEquals(now.Select(KeyOf));
    }

    /// <summary>True where the merged file has markers of a conflict that the old merge, as it was made, did not have.</summary>
    private bool IsOpen(Oid tree, Oid old, string path) => Markers(tree, path) > Markers(old, path);

    private int Markers(Oid tree, string path)
    {
        if (TreeValue.In(workspace.Scratch, tree, path).Text(workspace.Scratch) is not { } text)
            return 0;
        int found = 0;
        for (int i = 0; i < text.Count; i++)
        {
            string line = Encoding.Latin1.GetString(text[i]);
            if (line.StartsWith("<<<<<<<", StringComparison.Ordinal) && line.TrimEnd().EndsWith(" " + Ours, StringComparison.Ordinal))
                found++;
        }
        return found;
    }

    private IEnumerable<string> Differing(Oid one, Oid other) => TreeDiff.Compute(workspace.Scratch, one, other).Select(change => change.Path);

    private MergeOutcome Merge(Oid head, List<Oid> others, string label)
    {
        if (others.Count == 1)
            return _merging.Engine.MergeCommits(history, head, others[0], Ours, label);
        // As git's octopus strategy: one after the other, and only the last may conflict.
        var state = new MergedTopic(history, _merging.Engine, head);
        for (int i = 0; i < others.Count; i++)
        {
            if (state.Contains(others[i]))
                continue;
            MergeOutcome outcome = state.Merge(others[i]);
            if (outcome.Tree.IsZero || i == others.Count - 1 || !outcome.IsClean)
                return outcome;
            state = state.With(others[i], outcome.Tree);
        }
        return new MergeOutcome { IsClean = true, Tree = state.Tree };
    }
}
