using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.MergePlans;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Resolutions;

/// <summary>
/// Makes recorded merges again, as git show --remerge-diff does: the parents are merged with the repository's settings, conflicts with their markers, and
/// the result is compared with the recorded tree. A merge of more than two parents, which git does not show, is made as git's octopus strategy makes
/// it: one parent after the other, and only the last may conflict.
/// </summary>
internal sealed class Remerger(Workspace workspace)
{
    private readonly CommitHistory _history = workspace.History;
    private readonly ScratchStore _scratch = workspace.Scratch;
    private readonly Workspace _merging = workspace.With(settings => settings with { AllowUnrelatedHistories = true });

    /// <summary>The objects, those of the automatic merges included.</summary>
    internal ScratchStore Objects => _scratch;

    /// <summary>Makes a merge again.</summary>
    internal Remerge Run(Oid id)
    {
        CommitObject commit = _scratch.ReadCommit(id);
        IReadOnlyList<Oid> parents = _history.ParentsOf(id);
        if (parents.Count < 2)
            return Unverified(commit, parents, "the shallow boundary cuts its parents off");
        if (ShallowBoundary.Hides(_history, parents) is { } hidden)
            return Unverified(commit, parents, hidden);
        MergeOutcome outcome = parents.Count == 2
            ? _merging.Engine.MergeCommits(_history, parents[0], parents[1], Label(parents[0]), Label(parents[1]))
            : Octopus(parents, out string? refused) is { } made ? made : new MergeOutcome { NotVerified = refused };
        if (outcome.Tree.IsZero)
            return Unverified(commit, parents, outcome.NotVerified ?? "it could not be made again");
        Dictionary<string, string> kinds = outcome.Conflicts.GroupBy(c => c.Path, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Kind.Name(), StringComparer.Ordinal);
        try
        {
            IEnumerable<string> paths = TreeDiff.Compute(_scratch, outcome.Tree, commit.Tree).Select(c => c.Path)
                .Union(kinds.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
            return new Remerge
            {
                Commit = commit,
                Parents = parents,
                Tree = outcome.Tree,
                IsClean = outcome.IsClean,
                NotVerified = outcome.NotVerified,
                Subtree = outcome.Tree == commit.Tree ? null : SubtreeOf(outcome.Tree, commit, parents),
                Paths = [.. paths.Select(p => new RemergedPath(
                    p, kinds.GetValueOrDefault(p), TreeValue.In(_scratch, outcome.Tree, p), TreeValue.In(_scratch, commit.Tree, p),
                    _merging.Settings.Attributes.MarkerSize(PathText.Encode(p))))],
            };
        }
        catch (MissingObjectException e)
        {
            return Unverified(commit, parents, e.Message);
        }
    }

    private (string Folder, bool IsWhole)? SubtreeOf(Oid automatic, CommitObject commit, IReadOnlyList<Oid> parents)
    {
        HashSet<Oid> trees = [.. parents.Skip(1).Select(p => _scratch.ReadCommit(p).Tree)];
        foreach (TreeEntry entry in _scratch.ReadTree(commit.Tree).Entries)
        {
            if (entry.IsTree && trees.Contains(entry.Id))
                return (entry.NameText, true);
        }
        // What was changed against the automatic merge is in one folder then, and is what a parent has without the folder's name.
        List<TreeChange> changes = [.. TreeDiff.Compute(_scratch, automatic, commit.Tree)
            .Where(c => c.NewMode != 0 && parents.All(p => TreeValue.In(_scratch, _scratch.ReadCommit(p).Tree, c.Path).Id != c.NewId))];
        if (changes.Count == 0)
            return null;
        string first = changes[0].Path;
        for (int slash = first.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = first.IndexOf('/', slash + 1))
        {
            string folder = first[..(slash + 1)];
            if (changes.TrueForAll(c => c.Path.StartsWith(folder, StringComparison.Ordinal)
                && trees.Any(t => TreeValue.In(_scratch, t, c.Path[folder.Length..]) == new TreeValue(c.NewMode, c.NewId))))
                return (folder[..^1], false);
        }
        return null;
    }

    private static Remerge Unverified(CommitObject commit, IReadOnlyList<Oid> parents, string reason) =>
        new() { Commit = commit, Parents = parents, NotVerified = reason };

    /// <summary>As git labels the sides here; a path that makes room for a folder has the label in its name.</summary>
    private string Label(Oid id) => $"{_merging.Settings.Abbreviate(id)} ({_scratch.ReadCommit(id).Subject})";

    private MergeOutcome? Octopus(IReadOnlyList<Oid> parents, out string? refused)
    {
        refused = null;
        var state = new MergedTopic(_history, _merging.Engine, parents[0]);
        for (int i = 1; i < parents.Count; i++)
        {
            if (state.Contains(parents[i]))
                continue;
            MergeOutcome outcome = state.Merge(parents[i]);
            if (outcome.NotVerified is not null || i == parents.Count - 1)
                return outcome;
            if (!outcome.IsClean)
            {
                refused = string.Create(CultureInfo.InvariantCulture, $"a merge of {parents.Count} parents, "
                    + $"of which number {i + 1} conflicts with those before it: git's octopus strategy makes no such merge");
                return null;
            }
            state = state.With(parents[i], outcome.Tree);
        }
        return new MergeOutcome { IsClean = true, Tree = state.Tree };
    }
}
