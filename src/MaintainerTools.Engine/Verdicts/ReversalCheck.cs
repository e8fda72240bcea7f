using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>
/// Tells a commit that takes a change back from one that makes something else of it. It takes back where it says so; where it says nothing, when it does the
/// opposite of the
/// change and hardly more. A fix of the change is none, whatever it removes.
/// </summary>
internal sealed partial class ReversalCheck
{
    private readonly IObjectReader _objects;
    private readonly TargetLine _line;
    private readonly IReadOnlyList<Presence> _carriers;
    private readonly string[] _names;
    private readonly RemainingHunk[] _change;

    // The lines of the change and of what brought it, by content.
    private readonly HashSet<string> _brought;

    /// <summary>Readies the check.</summary>
    /// <param name="objects">The store.</param>
    /// <param name="line">The target.</param>
    /// <param name="commit">The change.</param>
    /// <param name="carriers">How it came.</param>
    /// <param name="change">Its lines.</param>
    internal ReversalCheck(IObjectReader objects, TargetLine line, CommitObject commit, IReadOnlyList<Presence> carriers, IEnumerable<RemainingHunk> change)
    {
        (_objects, _line, _carriers, _change) = (objects, line, carriers, [.. change]);
        _names = [.. carriers.Select(c => c.As).Append(commit.Id).Distinct().Select(id => id.ToString())];
        IEnumerable<RemainingHunk> brought = carriers.Where(c => c.As != commit.Id).SelectMany(c => Remainder.OfCommit(objects, objects.ReadCommit(c.As)));
        _brought = [.. _change.Concat(brought).Select(hunk => hunk.Lines)];
    }

    /// <summary>True where a commit says that it takes the whole change, or what brought it, back.</summary>
    internal bool IsNamed(Oid commit)
    {
        if (_carriers.Any(carrier => carrier.RevertedBy == commit))
            return true;
        string message = _objects.ReadCommit(commit).Message;
        return !message.Contains("partial", StringComparison.OrdinalIgnoreCase) && Names(message, kind => kind == FollowupKind.Revert);
    }

    /// <summary>True where a commit took away just the lines that a hunk would add, or brought back just those that it would remove.</summary>
    /// <param name="hunk">What a pick onto that commit would change.</param>
    /// <param name="at">The commit.</param>
    /// <param name="before">Its parent, where there was nothing to change.</param>
    internal bool Undoes(RemainingHunk hunk, Oid at, Oid before)
    {
        TreeValue now = _line.ValueAt(at, hunk.Path);
        TreeValue then = _line.ValueAt(before, hunk.Path);
        RemainingHunk[] runs = [.. Remainder.Between(_objects, new TreeChange(hunk.Path, now.Mode, now.Id, then.Mode, then.Id))];
        if (!runs.Any(run => run.Lines == hunk.Lines || (hunk.Removed.Count > 0 && Meets(run, hunk))))
            return false;
        CommitObject commit = _objects.ReadCommit(at);
        // A merge that drops a side says nothing of it, and changes much else.
        return commit.IsMerge || TakesBack().IsMatch(commit.Subject)
            || (!Names(commit.Message, kind => kind is FollowupKind.Fixes or FollowupKind.FollowUp) && runs.All(IsOpposite) && IsLittleElse(commit));
    }

    /// <summary>
    /// True where what had been made of the change was taken back, by name. Nothing after the first commit that made something else of it is as the change
    /// left it, so that following it back ends there. What says that it took it back counts where it came after that, and the target is nearer to what was
    /// before the change than to the change.
    /// </summary>
    /// <param name="carrier">How the change came last.</param>
    /// <param name="changedBy">What made something else of it.</param>
    internal bool TookBackAsChanged(Presence carrier, IReadOnlyList<Oid> changedBy) =>
        carrier.RevertedBy is { } by && _carriers.All(one => one.RevertedBy is not null) && changedBy.All(changed => _line.IsBefore(changed, by))
        && IsNearerToBefore();

    private bool IsNearerToBefore()
    {
        int there = 0;
        int away = 0;
        foreach (IGrouping<string, RemainingHunk> file in _change.GroupBy(hunk => hunk.Path))
        {
            TreeValue now = _line.ValueAt(_line.Tip, file.Key);
            // A file that is gone tells nothing of what was in it.
            if (!EntryMode.IsFile(now.Mode))
                continue;
            HashSet<string> lines = [.. Remainder.LinesOf(_objects.ReadBlob(now.Id))];
            foreach (RemainingHunk hunk in file)
            {
                List<string> added = [.. hunk.Added.Where(RemainingHunk.IsTelling)];
                List<string> removed = [.. hunk.Removed.Where(RemainingHunk.IsTelling)];
                int done = added.Count(lines.Contains) + removed.Count(line => !lines.Contains(line));
                there += done;
                away += added.Count + removed.Count - done;
            }
        }
        return away >= there;
    }

    /// <summary>Of two that meet one changes lines that the other changes.</summary>
    private static bool Meets(RemainingHunk run, RemainingHunk hunk) =>
        run.Line < hunk.Line + hunk.Removed.Count && hunk.Line < run.Line + Math.Max(1, run.Removed.Count);

    private bool IsOpposite(RemainingHunk run) => _brought.Contains(run.Lines);

    private bool IsLittleElse(CommitObject commit)
    {
        int opposite = 0;
        int all = 0;
        foreach (RemainingHunk run in Remainder.Between(_objects, commit.Tree, CommitTrees.RecordedBefore(_objects, commit)))
        {
            all += run.Count;
            opposite += IsOpposite(run) ? run.Count : 0;
        }
        // What upstream did next, and was picked as well, makes something else of the change; unless it does nothing but the opposite.
        return _line.IsPick(commit) ? opposite == all : opposite * 2 >= all;
    }

    private bool Names(string message, Func<FollowupKind, bool> kind) =>
        MessageReferences.Parse(message).Any(
            r => kind(r.Kind) && r.Digits.Length > 0 && _names.Any(name => name.StartsWith(r.Digits, StringComparison.Ordinal)));

    [GeneratedRegex(
        @"\b(revert(s|ed|ing)?|back(s|ed|ing)?[ -]?out|undo(es|ing)?|roll(s|ed|ing)?[ -]?back|withdraw|take[ -]back)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TakesBack();
}
