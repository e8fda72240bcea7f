using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Verdicts;

/// <summary>One change, followed back from the target's tip to the commit that brought it.</summary>
internal sealed class PresenceInquiry
{
    /// <summary>
    /// The line of a change's files is followed back over so many picks; a count, so that the answer is the same on every machine. Where that is not
    /// enough the line is halved instead, which takes <see cref="PicksToHalve"/> at most, so many times.
    /// </summary>
    private const int MostPicks = 500;

    private const int PicksToHalve = 40;
    private const int MostHalvings = 20;

    private const int Named = 3;

    private readonly MergeEngine _engine;
    private readonly IObjectReader _objects;
    private readonly IOperationMonitor _monitor;
    private readonly CommitObject _commit;
    private readonly IReadOnlyList<Presence> _carriers;
    private readonly Presence _carrier;
    private readonly Oid _last;
    private readonly TargetLine _line;
    private readonly Dictionary<Oid, Remainder?> _known = [];

    // What is missing from the start: what the commits that brought the change did not bring.
    private readonly HashSet<string> _never = new(StringComparer.Ordinal);
    private readonly HashSet<string> _adapted = new(StringComparer.Ordinal);
    private readonly List<RemainingHunk> _missing = [];
    private readonly List<Oid> _changedBy = [];
    private readonly List<Oid> _revertedBy = [];
    private readonly ReversalCheck _reversal;
    private readonly List<RemainingHunk> _change;

    // Where neither walking nor halving came to an end: nothing is known of what became of these paths.
    private readonly SortedSet<string> _unread = new(StringComparer.Ordinal);
    private int _taken;
    private int _picks;
    private int _mostPicks = MostPicks;
    private int _halvings;

    internal PresenceInquiry(
        MergeEngine engine,
        IObjectReader objects,
        TargetLine line,
        CommitObject commit,
        IReadOnlyList<Presence> carriers,
        Presence carrier,
        IOperationMonitor monitor)
    {
        (_engine, _objects, _line, _commit, _carriers, _carrier, _monitor) = (engine, objects, line, commit, carriers, carrier, monitor);
        _last = carriers[^1].As;
        _change = [.. Remainder.OfCommit(objects, commit)];
        _reversal = new ReversalCheck(objects, line, commit, carriers, _change);
    }

    internal PresenceVerdict Run(Oid tree, Remainder now)
    {
        ReadStart();
        Oid tipTree = _line.TreeOf(_line.Tip);
        if (tree == tipTree)
            _known[_line.Tip] = now;
        if (At(_line.Tip) is not { } tip)
            return PresenceVerdict.ByName(_carriers, _carrier);
        // What the picks before it in a series changed is no matter of the target's.
        HashSet<string> still = [.. now.Hunks.Select(hunk => hunk.Key)];
        foreach (string path in tip.Hunks.Select(hunk => hunk.Path).Concat(tip.Conflicts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            Follow(path, tip, still);
        FollowAdapted();
        return Conclude();
    }

    /// <summary>What the last of the commits that brought the change left out, and where they adapted it.</summary>
    private void ReadStart()
    {
        if (At(_last) is not { IsEmpty: false } start)
            return;
        // What an earlier part brought was there.
        HashSet<string> missing = [.. start.Hunks.Select(hunk => hunk.Key)];
        foreach (Presence carrier in _carriers.Where(carrier => carrier.As != _last && carrier.Kind != PresenceKind.Ancestor))
        {
            if (missing.Count > 0 && At(carrier.As) is { } then)
                missing.IntersectWith(then.Hunks.Select(hunk => hunk.Key));
        }
        List<RemainingHunk> brought = [.. _carriers.SelectMany(carrier => Remainder.OfCommit(_objects, _objects.ReadCommit(carrier.As)))];
        // What they brought besides the change's own lines may be those in other words, as a name that is another one on the branch makes them.
        HashSet<string> own = [.. _change.Select(hunk => hunk.Lines)];
        List<RemainingHunk> besides = [.. brought.Where(hunk => !own.Contains(hunk.Lines))];
        foreach (RemainingHunk hunk in start.Hunks.Where(hunk => missing.Contains(hunk.Key)))
        {
            // The same lines may have been put elsewhere in the file.
            if (IsElsewhere(hunk, _last) || IsRewritten(hunk, besides))
                _adapted.Add(hunk.Key);
            else
                _never.Add(hunk.Key);
        }
        // Where it conflicts with what brought it, that is an adaptation: a resolution, made by whoever picked it. An empty commit with a marker brings
        // nothing.
        foreach (string path in start.Conflicts)
        {
            if (IsBrought(path, brought))
                _adapted.Add(path);
            else if (StandIn(path, besides) is { } other)
                _adapted.UnionWith([path, other]);
        }
    }

    /// <summary>True where one of what was brought to the file is a hunk in other words; each stands for one only.</summary>
    private static bool IsRewritten(RemainingHunk hunk, List<RemainingHunk> besides)
    {
        int at = besides.FindIndex(other =>
            other.Path == hunk.Path && PickGrader.IsRewritten(hunk.Removed.Concat(hunk.Added), other.Removed.Concat(other.Added)));
        if (at >= 0)
            besides.RemoveAt(at);
        return at >= 0;
    }

    private bool IsBrought(string path, List<RemainingHunk> brought)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        HashSet<string> lines = [.. _change.Where(hunk => hunk.Path == path).SelectMany(hunk => hunk.Added).Where(RemainingHunk.IsTelling)];
        return brought.Exists(hunk => hunk.Path == path || hunk.Path.EndsWith("/" + name, StringComparison.Ordinal) || hunk.Added.Any(lines.Contains));
    }

    /// <summary>
    /// Where the target does not have the file at all, what was brought in other words to one of another name, as to the manual in its older form.
    /// </summary>
    private string? StandIn(string path, List<RemainingHunk> besides)
    {
        if (_line.ValueAt(_last, path).Mode != EntryMode.None)
            return null;
        List<RemainingHunk> wanted = [.. _change.Where(hunk => hunk.Path == path && hunk.Added.Any(RemainingHunk.IsTelling))];
        return besides.Find(other => wanted.Exists(hunk => PickGrader.IsRewritten(hunk.Added, other.Added)))?.Path;
    }

    /// <summary>Goes back from the tip to where a path last was as the change left it, and says what the commit after that did to it.</summary>
    private void Follow(string path, Remainder tip, HashSet<string> still)
    {
        var explained = new HashSet<string>(StringComparer.Ordinal);
        // Each turn explains the hunks of one commit; what others did to the file before or after it comes in the next.
        while (Open(tip, path, explained) is { } open)
        {
            (Oid At, Oid Before)? change = _line.LastChange(
                path, (commit, name) => At(commit) is { } there && Open(there, name, explained) is null ? MovedFrom(commit, name, there, open) : name);
            bool isCutShort = _picks >= _mostPicks;
            if (isCutShort)
                change = FindLoss(path, explained);
            if (change is not { } found || At(found.At) is not { } after)
            {
                if (isCutShort)
                {
                    _unread.Add(path);
                    break;
                }
                // It was never there.
                Add(open.Hunks, still);
                if (open.Conflicts.Count > 0)
                    _missing.AddRange(_change.Where(hunk => hunk.Path == path));
                break;
            }
            bool byName = _reversal.IsNamed(found.At);
            int before = explained.Count;
            foreach (RemainingHunk hunk in after.Hunks.Where(hunk => hunk.Path == path && !_never.Contains(hunk.Key) && !_adapted.Contains(hunk.Key)))
            {
                if (!explained.Add(hunk.Key))
                    continue;
                if (byName || (_reversal.Undoes(hunk, found.At, found.Before) && !IsElsewhere(hunk, found.At)))
                {
                    _taken += hunk.Count;
                    Note(_revertedBy, found.At);
                    if (tip.Hunks.Any(h => h.Key == hunk.Key))
                        Add([hunk], still);
                }
                else
                {
                    Note(_changedBy, found.At);
                }
            }
            if (after.Conflicts.Contains(path) && explained.Add(path))
            {
                Note(byName ? _revertedBy : _changedBy, found.At);
                if (byName)
                    _taken += _change.Where(hunk => hunk.Path == path).Sum(hunk => hunk.Count);
            }
            if (explained.Count > before)
                continue;
            // The state of the tip is not that commit's: what came later made it so.
            Note(_changedBy, found.At);
            foreach (RemainingHunk hunk in open.Hunks)
                explained.Add(hunk.Key);
            explained.UnionWith(open.Conflicts);
        }
        Add(tip.Hunks.Where(hunk => hunk.Path == path && _never.Contains(hunk.Key)), still);
    }

    /// <summary>
    /// Where a walk back takes too long: at the start of the line the path is as the change left it, at the tip it is not, so some commit between made it
    /// so, which halving finds. Null where it was not so at the start, or was asked too often.
    /// </summary>
    private (Oid At, Oid Before)? FindLoss(string path, HashSet<string> explained)
    {
        if (++_halvings > MostHalvings)
            return null;
        _mostPicks = _picks + PicksToHalve;
        IReadOnlyList<(Oid At, Oid Before)> steps = _line.StepsBack(path);
        (int open, int there) = (-1, steps.Count - 1);
        if (there < 0 || !IsThere(steps[there].Before))
            return null;
        while (there - open > 1)
        {
            int middle = (open + there) / 2;
            if (IsThere(steps[middle].Before))
                there = middle;
            else
                open = middle;
        }
        return steps[there];

        bool IsThere(Oid commit) => At(commit) is { } then && Open(then, path, explained) is null;
    }

    private void Add(IEnumerable<RemainingHunk> hunks, HashSet<string> still) => _missing.AddRange(hunks.Where(hunk => still.Contains(hunk.Key)));

    private static void Note(List<Oid> commits, Oid commit)
    {
        if (!commits.Contains(commit))
            commits.Add(commit);
    }

    /// <summary>What of a path is neither known to be missing from the start nor explained yet; null where nothing is.</summary>
    private Remainder? Open(Remainder at, string path, HashSet<string> explained)
    {
        RemainingHunk[] hunks = [.. at.Hunks.Where(h => h.Path == path && !_never.Contains(h.Key) && !_adapted.Contains(h.Key) && !explained.Contains(h.Key))];
        bool conflicts = at.Conflicts.Contains(path) && !_adapted.Contains(path) && !explained.Contains(path);
        return hunks.Length == 0 && !conflicts ? null : new Remainder(hunks, conflicts ? new HashSet<string> { path } : []);
    }

    /// <summary>The name that the file had, where the same lines were missing under another one already; null where they were there.</summary>
    private string? MovedFrom(Oid commit, string name, Remainder at, Remainder open)
    {
        // Two files may miss the same lines; a file that is there was not moved.
        if (_line.ValueAt(commit, name).Mode != EntryMode.None)
            return null;
        HashSet<string> lines = [.. open.Hunks.Select(hunk => hunk.Lines)];
        return at.Hunks.FirstOrDefault(hunk => lines.Contains(hunk.Lines))?.Path;
    }

    /// <summary>
    /// True where the lines that a hunk would add stand in the file as often as the change had them there: they were put, or moved, elsewhere.
    /// </summary>
    private bool IsElsewhere(RemainingHunk hunk, Oid at)
    {
        if (hunk.Removed.Count > 0 || !hunk.Added.Any(RemainingHunk.IsTelling))
            return false;
        IEnumerable<string> paths = _change.Where(h => h.Added.Count > 0).Select(h => h.Path).Append(hunk.Path).Distinct();
        int wanted = paths.Max(path => Times(hunk.Added, TreeTextOf(_commit.Tree, path)));
        return wanted > 0 && Times(hunk.Added, TreeTextOf(_line.TreeOf(at), hunk.Path)) >= wanted;
    }

    private string[] TreeTextOf(Oid tree, string path) =>
        TreePaths.TryFind(_objects, tree, path, out int mode, out Oid blob) && EntryMode.IsFile(mode)
            ? Remainder.LinesOf(_objects.ReadBlob(blob)) : [];

    private static int Times(IReadOnlyList<string> block, string[] lines)
    {
        int times = 0;
        for (int at = 0; at + block.Count <= lines.Length; at++)
        {
            if (lines.AsSpan(at, block.Count).SequenceEqual(block.ToArray()))
                times++;
        }
        return times;
    }

    /// <summary>
    /// What was adapted is judged as it was adapted: what the commit that did so brought is there, or became of later commits, of which the change knows
    /// nothing.
    /// </summary>
    private void FollowAdapted()
    {
        if (_adapted.Count == 0 || _last == _commit.Id)
            return;
        CommitObject carried = _objects.ReadCommit(_last);
        Oid tree = _line.TreeOf(_line.Tip);
        if (carried.IsMerge || Remainder.Of(_objects, tree, _engine.Pick(tree, _last)) is not { IsEmpty: false } left)
            return;
        // A path that conflicted, or the key of lines that were put elsewhere in it.
        HashSet<string> paths = [.. _adapted.Select(adapted => adapted.Split('\0')[0])];
        if (!left.Hunks.Any(hunk => paths.Contains(hunk.Path)) && !left.Conflicts.Overlaps(paths))
            return;
        var only = new Remainder(
            [.. left.Hunks.Where(hunk => paths.Contains(hunk.Path))], left.Conflicts.Where(paths.Contains).ToHashSet(StringComparer.Ordinal));
        var itself = new Presence(PresenceKind.Ancestor, _last);
        var inquiry = new PresenceInquiry(_engine, _objects, _line, carried, [itself], itself, _monitor);
        inquiry.Run(tree, only);
        _missing.AddRange(inquiry._missing.Where(hunk => paths.Contains(hunk.Path)));
        _taken += inquiry._taken;
        inquiry._revertedBy.ForEach(id => Note(_revertedBy, id));
        inquiry._changedBy.ForEach(id => Note(_changedBy, id));
        _unread.UnionWith(inquiry._unread);
    }

    private PresenceVerdict Conclude()
    {
        int all = _change.Sum(hunk => hunk.Count);
        List<RemainingHunk> missing = [.. _missing.DistinctBy(hunk => hunk.Key + hunk.Line)];
        bool isWhole = _taken > 0 && _taken + missing.Where(hunk => _never.Contains(hunk.Key)).Sum(hunk => hunk.Count) >= all;
        bool byName = _revertedBy.Exists(_reversal.IsNamed);
        if (isWhole || byName)
        {
            Presence as_ = _carrier with { RevertedBy = _revertedBy[^1] };
            return new PresenceVerdict(Standing.Reverted, as_, as_.RevertedBy, [], _changedBy, as_.DescribeRevert());
        }
        if (missing.Count > 0)
        {
            string reason = _revertedBy.Count > 0 ? "taken back in part by " + Name(_revertedBy)
                : missing.Sum(hunk => hunk.Count) >= all ? $"{_last.Abbreviate()} names it, and holds nothing of it"
                : $"{_last.Abbreviate()} left a part out";
            return new PresenceVerdict(Standing.InPart, _carrier, _revertedBy.Count > 0 ? _revertedBy[^1] : null, missing, _changedBy, reason);
        }
        // It conflicts, and no commit's content shows why; what messages say is all there is.
        if ((_changedBy.Count == 0 && _carriers.All(c => c.RevertedBy is not null)) || _reversal.TookBackAsChanged(_carrier, _changedBy))
            return PresenceVerdict.ByName(_carriers, _carrier);
        if (_unread.Count > 0)
        {
            string unread = $"more later commits change {string.Join(", ", _unread)} than were looked at";
            return PresenceVerdict.ByName(_carriers, _carrier) with { ChangedBy = _changedBy, Reason = unread };
        }
        if (_changedBy.Count == 0 && _adapted.Count > 0)
            return new PresenceVerdict(Standing.There, _carrier, null, [], [_last], $"adapted in {_last.Abbreviate()}");
        string? why = _changedBy.Count > 0 ? "changed later by " + Name(_changedBy) : null;
        return new PresenceVerdict(Standing.There, _carrier, null, [], _changedBy, why);
    }

    private string Name(List<Oid> commits) =>
        string.Join(", ", commits.Take(Named).Select(id => $"{id.Abbreviate()} \"{_objects.ReadCommit(id).Subject}\""))
        + (commits.Count > Named ? $" and {commits.Count - Named} more" : "");

    /// <summary>What a pick onto a commit of the target would still change; null where that cannot be told, or was asked too often.</summary>
    private Remainder? At(Oid commit)
    {
        if (_known.TryGetValue(commit, out Remainder? known))
            return known;
        _monitor.Cancellation.ThrowIfCancellationRequested();
        if (commit == _commit.Id)
            return _known[commit] = new Remainder([], new HashSet<string>());
        if (_picks >= _mostPicks)
            return null;
        _picks++;
        Oid tree = _line.TreeOf(commit);
        return _known[commit] = Remainder.Of(_objects, tree, _engine.Pick(tree, _commit.Id));
    }
}
