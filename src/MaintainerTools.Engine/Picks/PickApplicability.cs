using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Picks;

/// <summary>
/// Whether a commit that conflicts has anything to change in a target. It has where the target, or another commit that is to be picked, has what it fixes or
/// anything that it changes, under whatever name.
/// </summary>
/// <param name="repository">Resolves what messages name.</param>
/// <param name="history">Where the target left the commits' line.</param>
/// <param name="starts">What commits change, and from what; shared by all targets.</param>
/// <param name="target">The target's commit.</param>
/// <param name="presence">What the target has.</param>
/// <param name="input">All that is to be picked.</param>
internal sealed class PickApplicability(
    GitRepository repository, CommitHistory history, ChangeStarts starts, Oid target, ChangePresence presence, IReadOnlyList<Oid> input)
{
    private readonly HashSet<Oid> _input = [.. input];
    private readonly HashSet<string> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<Oid, ChangeTarget> _forks = [];
    private ChangeTarget? _place;

    /// <summary>A commit that has not gone in yet, and will, once somebody resolves its conflict: what it brings is there for those after it.</summary>
    internal void AddPending(CommitObject commit)
    {
        foreach (TreeChange change in starts.ChangesOf(commit).Where(change => change.NewMode != 0))
            _pending.Add(change.Path);
    }

    /// <summary>Why there is nothing to change; null where there is something, or it cannot be told.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="tree">What it was picked onto.</param>
    /// <param name="outcome">What came of it.</param>
    internal string? WhyNot(CommitObject commit, Oid tree, MergeOutcome outcome)
    {
        _place ??= new ChangeTarget(starts, target);
        if (_place.HasInPlace(commit.Id) != false)
            return null;
        IReadOnlyList<TreeChange> changes = starts.ChangesOf(commit);
        // The quick questions first: one answer is enough.
        if (changes.Any(change => _pending.Contains(change.Path)) || HasCause(commit)
            || changes.Any(change => MeetsRenamed(change, outcome)) || ChangesCleanly(tree, outcome)
            || WasThere(commit.Id, changes) || _place.HasElsewhere(commit.Id) != false)
        {
            return null;
        }
        var paths = new TreePaths(starts.Objects, starts.Objects.ReadCommit(target).Tree);
        int files = changes.Count(change => paths.Find(change.Path).Mode != 0);
        return files > 0 ? "none of the lines that it changes is there"
            : changes.Count == 1 ? "the file that it changes is not there"
            : $"none of the {changes.Count} files that it changes is there";
    }

    /// <summary>True where the pick found the file of a change under another name, and lines of it there.</summary>
    private bool MeetsRenamed(TreeChange change, MergeOutcome outcome) => change.OldMode != 0 && outcome.Conflicts.Any(
        conflict => conflict.Path != change.Path && conflict.Base?.Id == change.OldId && conflict.Ours is { } ours && _place!.Has(change, ours.Mode, ours.Id));

    /// <summary>
    /// True where the target had, when it left the commit's line, what the change starts from, and still has the file: it made something else of the lines
    /// since, which is what the conflict is about.
    /// </summary>
    private bool WasThere(Oid commit, IReadOnlyList<TreeChange> changes)
    {
        try
        {
            return HadStart(commit, changes);
        }
        catch (MissingObjectException)
        {
            // It cannot be told, and then nothing is said.
            return true;
        }
    }

    private bool HadStart(Oid commit, IReadOnlyList<TreeChange> changes)
    {
        var now = new TreePaths(starts.Objects, starts.Objects.ReadCommit(target).Tree);
        List<TreeChange> kept = [.. changes.Where(change => change.OldMode != 0 && now.Find(change.Path).Mode != 0)];
        return kept.Count > 0 && history.MergeBases(target, commit).Any(fork =>
        {
            var then = new TreePaths(starts.Objects, starts.Objects.ReadCommit(fork).Tree);
            if (!_forks.TryGetValue(fork, out ChangeTarget? place))
                _forks[fork] = place = new ChangeTarget(starts, fork);
            return kept.Exists(change => then.Find(change.Path) is { Mode: not 0 } had && place.Has(change, had.Mode, had.Id));
        });
    }

    /// <summary>True where a part of the pick went in, as into a file that has another name there.</summary>
    private bool ChangesCleanly(Oid tree, MergeOutcome outcome)
    {
        if (outcome.Tree.IsZero || outcome.Tree == tree)
            return false;
        HashSet<string> conflicts = [.. outcome.ConflictPaths];
        return TreeDiff.Compute(starts.Objects, tree, outcome.Tree).Any(change => change.OldMode != 0 && !conflicts.Contains(change.Path));
    }

    /// <summary>True where what the commit says that it fixes is in the target, or is to be picked with it.</summary>
    private bool HasCause(CommitObject commit)
    {
        foreach (MessageReference reference in MessageReferences.Parse(commit.Message).Where(r => r.Kind is not FollowupKind.Mention && r.Digits.Length > 0))
        {
            try
            {
                Oid cause = repository.ResolveCommit(reference.Digits);
                if (_input.Contains(cause) || presence.Find(cause) is not null)
                    return true;
            }
            catch (MaintainerException)
            {
                // What names nothing here, or several, is no sign either way.
            }
        }
        return false;
    }
}
