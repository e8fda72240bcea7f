using System.Runtime.ExceptionServices;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>What routing may use and what it must leave alone.</summary>
/// <param name="OwnEmail">When given, commits by other authors are not targets.</param>
/// <param name="Churn">True to route what later commits of the series make of earlier ones' lines.</param>
/// <param name="Published">Commits that are no targets because others hold them; null where all may be changed.</param>
internal sealed record FoldupRouterOptions(string? OwnEmail = null, bool Churn = false, PublishedCommits? Published = null);

/// <summary>
/// Finds the commit that each change of a fixup belongs to. The evidence is taken in this order: the target that the fixup names; the commit that
/// wrote the lines which change; the commits that changed the lines next to them (a hunk that touches theirs does not commute with them); what
/// made or changed the file as such; the commit where an identifier on an added line first appears; the other changes of the same fixup commit.
/// What stays ambiguous stays unplaced.
/// </summary>
internal sealed class FoldupRouter
{
    private readonly IObjectReader _objects;
    private readonly TopicSeries _series;
    private readonly IReadOnlyList<SeriesFile> _files;
    private readonly FoldupRouterOptions _options;
    private readonly IOperationMonitor _monitor;
    private readonly FoldupSymbols _symbols;
    private readonly FoldupLikeness _likeness;
    private readonly MovedLines _moved;
    private readonly Dictionary<(SeriesFile File, int Revision, FoldupKind Kind), SeriesChange> _wholes = [];

    internal FoldupRouter(IObjectReader objects, TopicSeries series, IReadOnlyList<SeriesFile> files, FoldupRouterOptions options, IOperationMonitor monitor)
    {
        _objects = objects;
        _series = series;
        _files = files;
        _options = options;
        _monitor = monitor;
        _likeness = new FoldupLikeness(objects, series);
        _moved = new MovedLines(objects, series, files);
        _symbols = new FoldupSymbols(objects, series, files, monitor);
    }

    /// <summary>All changes of all fixup steps, in the order of the steps, then of paths and lines.</summary>
    internal List<SeriesChange> Route()
    {
        var result = new List<SeriesChange>();
        foreach (IGrouping<SeriesRevision, SeriesChange> step in Changes().SelectMany(c => c).GroupBy(c => c.Revision).OrderBy(g => g.Key.Number))
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Routing fixups", step.Key.Number, _series.Revisions.Count, step.Key.Subject);
            if (!step.Key.IsFixup)
            {
                result.AddRange(RouteWithin(step.OrderBy(c => c.Path, StringComparer.Ordinal)));
                continue;
            }
            FoldupNamedTarget named = AutosquashTargets.Find(_series, step.Key);
            // Earlier fixups are decided by now, so their lines count as their targets'.
            List<SeriesChange> parts = [.. step
                .OrderBy(c => c.Path, StringComparer.Ordinal)
                .SelectMany(c => named.Call == FoldupCall.None ? LinePairing.Split(c, OwnerOf) : [c])];
            foreach (SeriesChange part in parts)
            {
                if (part.Kind != FoldupKind.Lines)
                    _wholes[(part.File, part.Revision.Number, part.Kind)] = part;
                part.Floor = FloorOf(part);
                if (named.Call != FoldupCall.None)
                    FollowName(part, named);
                else
                    FollowEvidence(part);
            }
            if (named.Call == FoldupCall.None)
                FollowTheRest(step.Key, parts);
            foreach (SeriesChange part in parts)
            {
                Admit(part);
                if (part.Target is { } target && part.Floor <= target)
                    part.Move(target);
            }
            result.AddRange(parts);
        }
        return result;
    }

    /// <summary>
    /// What the fixup steps change in each file. To read and compare all versions of the files is most of the work, and no file needs another.
    /// </summary>
    private List<SeriesChange>[] Changes()
    {
        var changes = new List<SeriesChange>[_files.Count];
        try
        {
            Parallel.For(0, changes.Length, new ParallelOptions { CancellationToken = _monitor.Cancellation },
                i => changes[i] = FoldupChanges.Of(_objects, _series, _files[i]));
        }
        catch (AggregateException e)
        {
            // Whoever calls knows what one thread would have thrown.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return changes;
    }

    /// <summary>Of a commit of the series, the changes that rewrite what an earlier commit wrote.</summary>
    private IEnumerable<SeriesChange> RouteWithin(IEnumerable<SeriesChange> changes)
    {
        foreach (SeriesChange change in changes)
        {
            change.Floor = FloorOf(change);
            if (!_options.Churn || !FollowChurn(change))
                continue;
            Admit(change);
            if (change.Target is { } target)
            {
                if (change.Kind != FoldupKind.Lines)
                    _wholes[(change.File, change.Revision.Number, change.Kind)] = change;
                change.Move(target);
            }
            yield return change;
        }
    }

    /// <summary>True for lines in place of an earlier commit's: they could have been so from the start, unless they need what came between.</summary>
    private bool FollowChurn(SeriesChange change)
    {
        if (change.Kind != FoldupKind.Lines || change.Removed.Count == 0)
            return false;
        List<int> owners = [.. change.Removed.Select(OwnerOf).Distinct().OrderDescending()];
        if (owners.Contains(0))
            return false;
        if (owners.Count > 1)
        {
            Decline(change, FoldupReason.Ambiguous, "it rewrites lines of several commits", owners);
            return true;
        }
        int owner = owners[0];
        // A commit's own hunk finds its symbols in itself; only those of commits in between count.
        (string? name, int first) = _symbols.Introduced(change.Added, change.Removed, change.Revision.Number)
            .OrderByDescending(s => s.Revision).FirstOrDefault();
        (string? own, _) = _symbols.Introduced(change.Added, change.Removed, change.Revision.Number + 1).Find(s => s.Revision == change.Revision.Number);
        if (own is not null)
            Decline(change, FoldupReason.NoEvidence, $"it rewrites lines of an earlier commit with '{own}', which first appears here", [owner]);
        else if (name is not null && first > owner)
            Decline(change, FoldupReason.NoEvidence, $"it rewrites lines of an earlier commit with '{name}', which that one does not have yet", [first, owner]);
        else
            Place(change, owner, FoldupReason.LineOverlap, "it wrote the lines that this commit rewrites", 0.7);
        return true;
    }

    /// <summary>The step whose line this is: where it was added, or where the fixup that added it goes.</summary>
    internal static int OwnerOf(WeaveLine line) => line.Actual.Introduced;

    private void FollowName(SeriesChange change, FoldupNamedTarget named)
    {
        if (named.Target is not { } target)
        {
            if (_series.Revisions.Skip(change.Revision.Number)
                .FirstOrDefault(r => r is { IsFixup: false, IsMerge: false } && (r.Subject == named.Name || r.Name == named.Name)) is { } later)
            {
                Decline(change, FoldupReason.TargetNotFound, $"'{later.Subject}' comes later; a change can only go to an earlier commit", []);
                return;
            }
            Decline(change, FoldupReason.TargetNotFound, $"the series has no commit '{named.Name}'", []);
            return;
        }
        List<int> alike = [.. _series.Targets(change.Revision.Number).Where(r => r.Subject == named.Name).Select(r => r.Number)];
        int? owner = alike.Count > 1 ? Owner(change, alike) : null;
        target = owner ?? target;
        change.Candidates = [target, .. alike.Where(a => a != target)];
        string several = alike.Count > 1 ? $"{alike.Count} commits have that subject" : "";
        if (target < change.Floor)
        {
            Decline(change, FoldupReason.TargetTooOld, alike.Count > 1
                ? $"{several}, and what this changes is of none of them"
                : "the commit that the fixup names is older than what this changes; the first that has it comes later",
                    [change.Floor, .. change.Candidates.Where(c => c != change.Floor)]);
            return;
        }
        string how = named.Call switch
        {
            FoldupCall.Trailer => "Fixes:",
            FoldupCall.Squash => "squash!",
            FoldupCall.Amend => "amend!",
            _ => "fixup!",
        };
        string why = named.Call == FoldupCall.Review ? "the review is about it" : $"the fixup names it: {how} {named.Name}";
        if (several.Length > 0)
            why += $"; {several}, and this one {(owner is null ? "is the first" : "has what this changes")}";
        List<int> candidates = change.Candidates;
        Place(change, target, FoldupReason.Explicit, why, 1);
        change.Candidates = candidates;
    }

    /// <summary>
    /// Which of several commits with the named subject a change is of: the one that wrote what it replaces, else what is next to it, else made the
    /// file what it is. Null where none did: then it is the first of them, as for git, which would stop with a conflict wherever this finds another.
    /// </summary>
    private int? Owner(SeriesChange change, List<int> alike)
    {
        List<int> owners = [.. change.Removed.Select(OwnerOf)];
        List<int> evidence = owners.Exists(o => o > 0) ? owners : change.Kind == FoldupKind.Lines && change.Removed.Count == 0 ? Neighbours(change) : [];
        List<int> found = [.. alike.Where(a => a >= change.Floor && (evidence.Contains(a) || a == change.Floor))];
        return found.Count == 0 ? null : found[^1];
    }

    private void FollowEvidence(SeriesChange change)
    {
        if (change.Kind == FoldupKind.Lines)
            FollowLines(change);
        else
            FollowFile(change);
        if (change.Added.Count == 0)
            return;
        List<(string Name, int Revision)> symbols = _symbols.Introduced(change.Added, change.Removed, change.Revision.Number);
        if (symbols.Count == 0)
            return;
        (string name, int first) = symbols.MaxBy(s => s.Revision);
        if (change.Target is { } target ? first <= target : first < change.Floor)
            return;
        if (change.Target is null && change.Reason == FoldupReason.Ambiguous)
        {
            // The identifier only rules out the commits before it.
            change.Candidates.RemoveAll(c => c < first);
            if (change.Candidates.Count != 1 || change.Candidates[0] != first)
                return;
        }
        List<int> candidates = [first, .. change.Candidates.Where(c => c != first)];
        double confidence = symbols.TrueForAll(s => s.Revision == first) ? 0.6 : 0.5;
        string reason = change.Target is null
            ? $"'{name}' first appears there"
            : $"'{name}' first appears there, and the commit that wrote the lines is older: it would not build with this";
        Place(change, first, FoldupReason.Symbol, reason, confidence);
        change.Candidates = candidates;
        change.Floor = Math.Max(change.Floor, first);
    }

    private void FollowLines(SeriesChange change)
    {
        List<int> owners = [.. change.Removed.Select(OwnerOf).Where(o => o > 0).Distinct().OrderDescending()];
        List<int> neighbours = Neighbours(change);
        List<int> others = [.. neighbours.Where(n => !owners.Contains(n))];
        if (owners.Count > 1)
        {
            Decline(change, FoldupReason.Ambiguous, "its lines belong to several commits, and which added line replaces which is not clear", owners);
            return;
        }
        if (owners.Count == 1)
        {
            bool mixed = change.Removed.Any(l => OwnerOf(l) == 0);
            Place(change, owners[0], FoldupReason.LineOverlap,
                mixed ? "it wrote some of the lines; the others are older than the series" : "it wrote the lines",
                mixed ? 0.8 : others.Count == 0 ? 0.95 : 0.85);
            change.Candidates = [owners[0], .. others];
            NameFirstWriter(change, owners[0]);
            return;
        }
        if (change.Removed.Count > 0)
        {
            DeclineOlder(change, others.Count == 0 ? "the lines are older than the series"
                : "the lines are older than the series; only lines next to them are of it", others);
            return;
        }
        switch (neighbours.Count)
        {
            case 0:
                DeclineOlder(change, "the lines around it are older than the series", []);
                break;
            case 1:
                bool within = Owner(change.Above) == neighbours[0] && Owner(change.Below) == neighbours[0];
                Place(change, neighbours[0], FoldupReason.Adjacency, within ? "it wrote the lines around it" : "it changed the lines next to it",
                    within ? 0.8 : 0.6);
                break;
            default:
                Decline(change, FoldupReason.Ambiguous, "it stands between lines of several commits", neighbours);
                break;
        }
    }

    /// <summary>Lines that the owner only moved there have a first writer, who may be meant as well: the runner-up.</summary>
    private void NameFirstWriter(SeriesChange change, int owner)
    {
        if (_moved.FirstWriter(change.Removed.Where(l => OwnerOf(l) == owner), owner) is not { } first)
            return;
        change.ReasonText += $"; it moved them there: '{_series[first].Subject}' wrote them first";
        change.Confidence = Math.Min(change.Confidence, 0.7);
        change.Candidates = [owner, first, .. change.Candidates.Where(c => c != owner && c != first)];
    }

    /// <summary>What a fixup's changes say of each other; then, where nothing ties a change to a commit, which of them does the same elsewhere.</summary>
    private void FollowTheRest(SeriesRevision fixup, List<SeriesChange> parts)
    {
        if (fixup.Name is not null)
            new FoldupIntention(_series, fixup).Apply(parts);
        bool found = false;
        foreach (SeriesChange part in parts.Where(p => p is { Target: null, IsOlder: true, Reason: FoldupReason.BaseReached }))
        {
            if (_likeness.Find(part, Events(part, _ => true).Distinct()) is not { } like || like < part.Floor)
                continue;
            Place(part, like, FoldupReason.Likeness, "it makes the same change elsewhere in the file", 0.5);
            found = true;
        }
        if (found && fixup.Name is not null)
            new FoldupIntention(_series, fixup).Apply(parts);
    }

    /// <summary>
    /// Lines that no commit of the series wrote. Where one alone touches the file, that is said: it is no evidence, but what one looks at first.
    /// </summary>
    private void DeclineOlder(SeriesChange change, string why, List<int> beside)
    {
        List<int> touching = [.. Events(change, _ => true).Distinct()];
        change.IsOlder = beside.Count == 0;
        bool alone = beside.Count == 0 && touching.Count == 1;
        Decline(change, FoldupReason.BaseReached, alone ? $"{why}; '{_series[touching[0]].Subject}' is the only commit that changes the file" : why,
            alone ? touching : beside);
    }

    private void FollowFile(SeriesChange change)
    {
        if (change.Kind == FoldupKind.Create)
        {
            List<int> deletions = [.. Events(change, e => !e.After.Exists)];
            if (deletions.Count > 0)
                Place(change, deletions[^1], FoldupReason.FileChange, "it deletes the file that this brings back", 0.9);
            else
                Decline(change, FoldupReason.NoEvidence, "a new file, and nothing in it points to a commit of the series", []);
            return;
        }
        List<int> touching = [.. Events(change, _ => true).Distinct().OrderDescending()];
        // What this kind of change does not commute with.
        int last = change.Kind switch
        {
            FoldupKind.Delete => touching.FirstOrDefault(),
            FoldupKind.Content => Events(change, e => e.Before.Blob != e.After.Blob).DefaultIfEmpty(0).Max(),
            _ => change.Floor,
        };
        if (last > 0)
        {
            bool creates = Events(change, e => !e.Before.Exists).Contains(last);
            Place(change, last, creates ? FoldupReason.FileCreation : FoldupReason.FileChange,
                creates ? "it creates the file" : "it is the last to change that about the file", 0.9);
            change.Candidates = [last, .. touching.Where(t => t != last)];
        }
        else if (touching.Count == 1)
        {
            Place(change, touching[0], FoldupReason.FileChange, "it is the only commit of the series that changes the file", 0.6);
        }
        else if (touching.Count > 1)
        {
            Decline(change, FoldupReason.Ambiguous, "several commits of the series change the file", touching);
        }
        else
        {
            Decline(change, FoldupReason.BaseReached, "no commit of the series changes the file", []);
        }
    }

    /// <summary>The earliest step at which what the change is about is there.</summary>
    private int FloorOf(SeriesChange change)
    {
        // A file deleted and made again in the same step was there all the time.
        List<int> deletions = [.. Events(change, e => !e.After.Exists)];
        int floor = Events(change, e => !e.Before.Exists).Where(e => change.Kind == FoldupKind.Create || !deletions.Contains(e)).DefaultIfEmpty(0).Max();
        return change.Kind switch
        {
            FoldupKind.Lines => change.Removed.Select(OwnerOf).Append(floor).Max(),
            FoldupKind.Rename => Math.Max(floor, Events(change, e => e.Before.Exists && e.Before.Path != e.After.Path).DefaultIfEmpty(0).Max()),
            FoldupKind.Mode => Math.Max(floor, Events(change, e => e.Before.Exists && e.Before.Mode != e.After.Mode).DefaultIfEmpty(0).Max()),
            FoldupKind.Content => Math.Max(floor, Events(change, e => e.Before.Blob != e.After.Blob).DefaultIfEmpty(0).Max()),
            _ => floor,
        };
    }

    /// <summary>The steps at which the change's file changed before, in some respect; those of placed fixups as their targets.</summary>
    private IEnumerable<int> Events(SeriesChange change, Func<(FileState Before, FileState After), bool> respect)
    {
        IReadOnlyList<FileState> states = change.File.States;
        for (int i = 1; i < states.Count && states[i].Revision < change.Revision.Number; i++)
        {
            FileState before = states[i - 1];
            FileState after = states[i];
            if (!respect((before, after)))
                continue;
            FoldupKind kind = before.ChangesTo(after).FirstOrDefault(FoldupKind.Content);
            if (_wholes.TryGetValue((change.File, after.Revision, kind), out SeriesChange? whole))
                yield return whole.Target ?? after.Revision;
            else if (!_series[after.Revision].IsFixup)
                yield return after.Revision;
        }
    }

    /// <summary>The steps that changed what touches the change: the living lines above and below, and lines between them that are gone.</summary>
    private List<int> Neighbours(SeriesChange change)
    {
        var result = new HashSet<int> { Owner(change.Above), Owner(change.Below) };
        int before = change.Revision.Number;
        for (WeaveLine? line = change.Above?.Next; line is not null && line != change.Below; line = line.Next)
        {
            if (line.Introduced < line.Removed && line.Removed < before && !_series[line.Removed].IsFixup)
                result.Add(line.Removed);
        }
        // Above and below wrote around it: what others deleted there before that is history.
        int above = Owner(change.Above);
        if (above > 0 && above == Owner(change.Below))
            result.RemoveWhere(r => r < above);
        result.Remove(0);
        return [.. result.OrderDescending()];
    }

    private static int Owner(WeaveLine? line) => line is null || line.IsEnd ? 0 : OwnerOf(line);

    /// <summary>Takes back a target that may not be one.</summary>
    private void Admit(SeriesChange change)
    {
        if (change.Target is not { } target)
            return;
        SeriesRevision revision = _series[target];
        if (revision.IsFixup)
            Decline(change, FoldupReason.NoEvidence, $"it changes what the fixup '{revision.Subject}' adds, which is unplaced itself", []);
        else if (revision.IsMerge)
        {
            Decline(change, FoldupReason.MergeReached, $"the merge '{revision.Subject}' brought the lines in", change.Candidates);
            change.Merge = target;
        }
        else if (_options.Published?.Refusal(revision.Commit!.Id, revision.Subject) is { } published)
            Decline(change, FoldupReason.Published, published, []);
        else if (_options.OwnEmail is { } own && !string.Equals(revision.Commit!.Author.Email, own, StringComparison.OrdinalIgnoreCase))
            Decline(change, FoldupReason.OtherAuthor, $"it belongs to a commit of {revision.Commit.Author}", change.Candidates);
    }

    private static void Place(SeriesChange change, int target, FoldupReason reason, string text, double confidence)
    {
        change.Target = target;
        change.Reason = reason;
        change.ReasonText = text;
        change.Confidence = confidence;
        change.Candidates = [target];
    }

    private static void Decline(SeriesChange change, FoldupReason reason, string text, List<int> candidates)
    {
        change.Target = null;
        change.Reason = reason;
        change.ReasonText = text;
        change.Confidence = 0;
        change.Candidates = candidates;
    }
}
