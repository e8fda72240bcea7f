using System.Text.RegularExpressions;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>
/// Finds the commit of a branch that took a change back, whatever its message says: the branch's tip has no trace of the change, and the commit on the way
/// there that lost the last of it did the opposite, and hardly more, or is a merge that dropped it. What says that it fixes something is a fix, and no
/// back-out. A change of which anything is left stands. Asked change by change, each a comparison of trees; the branch's history is read only for what has
/// no trace left.
/// </summary>
/// <param name="history">Whose commits they are.</param>
/// <param name="objects">The store.</param>
/// <param name="tip">The branch's commit.</param>
internal sealed partial class BackOuts(CommitHistory history, IObjectReader objects, Oid tip)
{
    private static readonly Dictionary<string, int> s_none = [];

    private readonly Dictionary<(Oid Change, Oid Carrier), Oid?> _known = [];
    private readonly TreePaths _tree = new(objects, objects.ReadCommit(tip).Tree);

    /// <summary>The commit that took back what one of the branch's commits brought; null where that stands, is a merge, or cannot be told.</summary>
    internal Oid? Of(Oid commit) => Of(commit, commit);

    /// <summary>The same of a change that one of the branch's commits brought together with others.</summary>
    /// <param name="change">The change by itself.</param>
    /// <param name="carrier">The branch's commit.</param>
    internal Oid? Of(Oid change, Oid carrier)
    {
        if (_known.TryGetValue((change, carrier), out Oid? known))
            return known;
        try
        {
            known = Find(change, carrier);
        }
        catch (MaintainerException e) when (e is MissingObjectException or { ErrorId: "MalformedObject" })
        {
            // What cannot be read, not being there or damaged, is not called taken back; messages tell of it all the same.
            known = null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It is said once, where it is asked first.
            _known[(change, carrier)] = null;
            throw;
        }
        return _known[(change, carrier)] = known;
    }

    private Oid? Find(Oid change, Oid carrier)
    {
        if (carrier == tip || history.IsMerge(change))
            return null;
        CommitObject read = objects.ReadCommit(change);
        var traces = new ChangeTraces(objects, CommitTrees.RecordedBefore(objects, read), read.Tree);
        if (!traces.AreGone(_tree) || traces.AreGone(new TreePaths(objects, objects.ReadCommit(carrier).Tree)))
            return null;
        return LosingStep(carrier, traces) is { } step && TakesBack(step.At, step.Before, read, traces) ? step.At : null;
    }

    /// <summary>
    /// The commit that has no trace any more, with its parent that has some: halved along the line of development from the tip to the change, and again in the
    /// branch that a merge took it from.
    /// </summary>
    private (Oid At, Oid Before)? LosingStep(Oid commit, ChangeTraces traces)
    {
        var line = new HashSet<Oid> { commit };
        foreach (Oid id in history.Range(commit, tip, SilentMonitor.Instance))
        {
            if (history.ParentsOf(id).Any(line.Contains))
                line.Add(id);
        }
        if (!line.Contains(tip))
            return null;
        Oid from = tip;
        while (true)
        {
            var path = new List<Oid> { from };
            while (path[^1] != commit)
                path.Add(history.ParentsOf(path[^1]).First(line.Contains));
            (int gone, int there) = (0, path.Count - 1);
            while (there - gone > 1)
            {
                int middle = (gone + there) / 2;
                if (AreGone(path[middle]))
                    gone = middle;
                else
                    there = middle;
            }
            Oid at = path[gone];
            // The first parent's side had it until then: it may have been lost on another.
            Oid other = history.ParentsOf(at).FirstOrDefault(parent => parent != path[there] && line.Contains(parent) && AreGone(parent));
            if (other.IsZero)
                return (at, path[there]);
            from = other;
        }

        bool AreGone(Oid id) => traces.AreGone(new TreePaths(objects, objects.ReadCommit(id).Tree));
    }

    private bool TakesBack(Oid at, Oid before, CommitObject change, ChangeTraces traces)
    {
        CommitObject commit = objects.ReadCommit(at);
        if (IsFix(commit, change))
            return false;
        var step = new ChangeTraces(objects, objects.ReadCommit(before).Tree, commit.Tree);
        bool mayDoMore = commit.IsMerge || Words().IsMatch(commit.Subject);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var added = new HashSet<string>(StringComparer.Ordinal);
        int brought = 0;
        for (int i = 0; i < traces.Changes.Count; i++)
        {
            places[traces.Changes[i].Path] = i;
            IReadOnlyDictionary<string, int>? lines = traces.LinesOf(i)?.Differences;
            brought += lines?.Values.Sum(Math.Abs) ?? 1;
            added.UnionWith((lines ?? s_none).Where(line => line.Value > 0).Select(line => line.Key));
        }
        (int opposite, int all, int moved) = (0, 0, 0);
        // The change's own files first: mostly they tell, and a merge may differ in thousands.
        foreach (int i in Enumerable.Range(0, step.Changes.Count).OrderBy(i => places.ContainsKey(step.Changes[i].Path) ? 0 : 1))
        {
            TreeChange now = step.Changes[i];
            bool isOwn = places.TryGetValue(now.Path, out int place);
            if (!isOwn && opposite == 0)
                return false;
            if (step.LinesOf(i) is not { } file)
            {
                all++;
                opposite += isOwn && traces.Changes[place].OldId == now.NewId && traces.Changes[place].OldMode == now.NewMode ? 1 : 0;
                continue;
            }
            IReadOnlyDictionary<string, int>? own = isOwn ? traces.LinesOf(place)?.Differences : null;
            foreach ((string line, int difference) in file.Differences)
            {
                all += Math.Abs(difference);
                if (own is not null && own.TryGetValue(line, out int was) && Math.Sign(was) == -Math.Sign(difference))
                    opposite += Math.Min(Math.Abs(was), Math.Abs(difference));
                else if (difference > 0 && added.Contains(line))
                    moved++;
            }
            // Lines that went elsewhere are there; and what does so much more is no back-out, whatever is left of it.
            if ((added.Count > 0 && moved * 2 >= added.Count) || (!mayDoMore && all > brought * 2))
                return false;
        }
        return opposite > 0 && (mayDoMore || opposite * 2 >= all);
    }

    /// <summary>A commit that says what it fixes names something, and makes something else of the change; unless it says that it takes another back.</summary>
    private static bool IsFix(CommitObject commit, CommitObject change)
    {
        MessageReference[] fixes = [.. MessageReferences.Parse(commit.Message).Where(r => r.Kind is FollowupKind.Fixes or FollowupKind.FollowUp)];
        return fixes.Length > 0 && (!Words().IsMatch(commit.Subject) || fixes.Any(reference => reference.Subject == change.Subject
            || (reference.Digits.Length > 0 && change.Id.ToString().StartsWith(reference.Digits, StringComparison.Ordinal))));
    }

    [GeneratedRegex(
        @"\b(revert(s|ed|ing)?|back(s|ed|ing)?[ -]?out|undo(es|ing)?|roll(s|ed|ing)?[ -]?back|withdraw|take[ -]back)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
