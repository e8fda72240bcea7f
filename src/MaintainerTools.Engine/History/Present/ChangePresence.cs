using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Present;

/// <summary>A change found in a target.</summary>
/// <param name="Kind">As what.</param>
/// <param name="As">The commit of the target that has it.</param>
/// <param name="RevertedBy">The commit of the target that took it out again; null while it is there.</param>
public readonly record struct Presence(PresenceKind Kind, Oid As, Oid? RevertedBy = null)
{
    /// <summary>By what it is known, in words.</summary>
    /// <param name="target">What the target is called.</param>
    internal string DescribeIn(string target) => Kind switch
    {
        PresenceKind.Ancestor => $"it is in the history of {target}",
        PresenceKind.Marker => $"{target} has it as {As.Abbreviate()}, by its marker",
        _ => $"{target} has it as {As.Abbreviate()}, with the same patch-id",
    };

    /// <summary>What became of it, in words; for a change that was reverted.</summary>
    internal string DescribeRevert() =>
        $"{(Kind == PresenceKind.Ancestor ? "it was" : $"it was picked as {As.Abbreviate()} and")} reverted there by {RevertedBy?.Abbreviate()}";
}

/// <summary>
/// Tells whether changes of an upstream are present in one target. Markers and patch-ids are read once, from the target's commits that
/// upstream does not have; a pick that the target reverted later is not present.
/// </summary>
public sealed class ChangePresence
{
    private readonly IObjectReader _objects;
    private readonly List<(string Sha, Oid By)> _abbreviated = [];
    private readonly Dictionary<string, List<Oid>> _marked = new(StringComparer.OrdinalIgnoreCase);

    // The target's own commits in order, for which of several picks is the last.
    private readonly Dictionary<Oid, int> _place = [];
    private readonly Reversals _reversals;
    private readonly PatchIdIndex _patchIds;
    private readonly KnownCommits _own;
    private readonly ChangeNames _names;
    private readonly HashSet<Oid> _several = [];

    // By subject and author: commits whose markers name none of upstream's commits, and what they name where that is here.
    private readonly Dictionary<(string Subject, string Email), List<(Oid By, Oid? Named)>> _astray = [];

    // Of upstream's commits.
    private readonly MissingCommits _missing;

    /// <summary>Reads the markers of those commits of <paramref name="target"/> that none of <paramref name="upstream"/> reaches.</summary>
    public ChangePresence(CommitHistory history, IObjectReader objects, Oid target, IReadOnlyList<Oid> upstream, IOperationMonitor monitor)
        : this(history, objects, target, upstream, monitor, new ChangePresenceOptions())
    {
    }

    /// <summary>The same for one of several targets, which share what is known of commits, and for picks that are marked in a style of one's own.</summary>
    internal ChangePresence(
        CommitHistory history, IObjectReader objects, Oid target, IReadOnlyList<Oid> upstream, IOperationMonitor monitor, ChangePresenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(monitor);
        MarkerStyle marker = options.Marker ?? history.Markers;
        _objects = objects;
        IReadOnlyList<Oid> all = history.Range(upstream, [target], monitor);
        HasOwn = all.Count > 0;
        _missing = new MissingCommits(history, target, upstream, monitor);
        _patchIds = new PatchIdIndex(history, objects, all, monitor, options.Known);
        _own = new KnownCommits(all);
        _reversals = new Reversals(history, objects, _own, CarriersOf);
        _names = new ChangeNames(history, new CommitFactsReader(history));
        foreach (Oid id in all)
        {
            CommitObject commit = objects.ReadCommit(id);
            _reversals.Read(commit);
            _place[id] = _place.Count;
            CommitMarker[] marks = [.. marker.Parse(commit.Message).Where(m => m.NamesSource)];
            if (marks.Length > 1)
                _several.Add(id);
            foreach (CommitMarker mark in marks)
            {
                if (mark.Sha.Length != 40)
                    _abbreviated.Add((mark.Sha, id));
                else
                    Mark(mark.Sha, id);
                // What that is a pick of in turn, and what it brought as a merge.
                Oid? source = history.FindNamed(mark.Sha);
                foreach (Oid name in source is { } named ? _names.OfNamed(named) : [])
                    Mark(name.ToString(), id);
                if (source is null || !_missing.Contains(source.Value))
                {
                    if (!_astray.TryGetValue((commit.Subject, commit.Author.Email), out List<(Oid, Oid?)>? list))
                        _astray[(commit.Subject, commit.Author.Email)] = list = [];
                    list.Add((id, source));
                }
            }
        }
    }

    /// <summary>True where the target has commits that upstream does not.</summary>
    internal bool HasOwn { get; }

    /// <summary>True for the commits of the target that upstream does not have.</summary>
    internal bool IsOwn(Oid commit) => _place.ContainsKey(commit);

    /// <summary>True for a commit of the target's own that names several sources.</summary>
    internal bool HoldsSeveral(Oid commit) => _several.Contains(commit);

    /// <summary>The target's own commits that name no source, oldest first: by patch-id alone can one of them be known as a pick.</summary>
    internal IReadOnlyList<Oid> Unmarked()
    {
        var marked = new HashSet<Oid>(_marked.Values.SelectMany(picks => picks));
        marked.UnionWith(_abbreviated.Select(one => one.By));
        return [.. _place.OrderBy(one => one.Value).Select(one => one.Key).Where(id => !marked.Contains(id))];
    }

    /// <summary>True where a commit of the target names this one, or a pick of it, as its source.</summary>
    internal bool IsMarked(Oid commit) => _marked.ContainsKey(commit.ToString());

    private void Mark(string sha, Oid by)
    {
        if (!_marked.TryGetValue(sha, out List<Oid>? picks))
            _marked[sha] = picks = [];
        if (!picks.Contains(by))
            picks.Add(by);
    }

    /// <summary>
    /// Finds <paramref name="commit"/> in the target: by ancestry, then marker, then patch-id (unless that is
    /// not asked for); null when it is not there.
    /// </summary>
    public Presence? Find(Oid commit, bool byPatchId = true)
    {
        foreach (Presence carrier in Carriers(commit, byPatchId))
        {
            if (carrier.RevertedBy is null)
                return carrier;
        }
        return null;
    }

    /// <summary>The commit of the target that carried the change and was reverted there; null where none was, or another carries it still.</summary>
    public Presence? FindReverted(Oid commit)
    {
        if (_reversals.IsEmpty)
            return null;
        IReadOnlyList<Presence> carriers = All(commit);
        return carriers.Any(carrier => carrier.RevertedBy is null) ? null : carriers.Select(carrier => (Presence?)carrier).LastOrDefault();
    }

    /// <summary>All by which the change came to the target, taken back or not, the first to come first; what they hold of it is another question.</summary>
    internal IReadOnlyList<Presence> All(Oid commit) =>
        [.. Carriers(commit, byPatchId: true).DistinctBy(carrier => carrier.As).OrderBy(carrier => _place.GetValueOrDefault(carrier.As, -1))];

    /// <summary>Whatever in the target is or was the change, under any of its names.</summary>
    private IEnumerable<Presence> Carriers(Oid commit, bool byPatchId) => _names.Of(commit).SelectMany(name => CarriersNamed(name, byPatchId));

    private IEnumerable<Presence> CarriersNamed(Oid commit, bool byPatchId)
    {
        if (IsAncestor(commit))
            yield return Of(PresenceKind.Ancestor, commit);
        string sha = commit.ToString();
        // The newest pick first: an older one may have been reverted.
        foreach (Oid marked in Enumerable.Reverse(_marked.GetValueOrDefault(sha) ?? []))
            yield return Of(PresenceKind.Marker, marked);
        foreach ((string abbreviation, Oid by) in _abbreviated)
        {
            if (sha.StartsWith(abbreviation, StringComparison.OrdinalIgnoreCase))
                yield return Of(PresenceKind.Marker, by);
        }
        foreach (Oid by in AstrayFor(commit))
            yield return Of(PresenceKind.Marker, by);
        if (!byPatchId)
            yield break;
        // A patch-id takes white space for nothing; a change that is the same but for that is another one.
        foreach (Oid same in _patchIds.FindExact(commit))
            yield return Of(PresenceKind.PatchId, same);

        Presence Of(PresenceKind kind, Oid id) => new(kind, id, _reversals.Of(id));
    }

    /// <summary>
    /// Picks of a commit that was applied anew before it came upstream: their markers name it as it was then. Where that is still here it has the
    /// same patch-id, else the subject and the author are what is left of it.
    /// </summary>
    private IEnumerable<Oid> AstrayFor(Oid commit)
    {
        if (_astray.Count == 0)
            yield break;
        CommitObject asked = _objects.ReadCommit(commit);
        foreach ((Oid by, Oid? named) in _astray.GetValueOrDefault((asked.Subject, asked.Author.Email)) ?? [])
        {
            if (named is null || (named != commit && PatchIdentity.ComputeForCommit(_objects, commit) is { } patch
                && PatchIdentity.ComputeForCommit(_objects, named.Value) == patch))
                yield return by;
        }
    }

    private bool IsAncestor(Oid commit) => _missing.IsInTarget(commit);

    /// <summary>False for what a message names and the repository does not have: a commit of a branch that was never published, or a misspelt one.</summary>
    private bool IsThere(Oid commit) => _objects.TryRead(commit, out ObjectType type, out _) && type == ObjectType.Commit;

    /// <summary>What carries a commit's change in the target: its picks so far, or itself, where the target has it.</summary>
    private IEnumerable<Oid> CarriersOf(Oid commit)
    {
        if (_marked.TryGetValue(commit.ToString(), out List<Oid>? marked))
        {
            foreach (Oid pick in marked)
                yield return pick;
        }
        else if (_own.Contains(commit) || (IsThere(commit) && IsAncestor(commit)))
            yield return commit;
    }
}

/// <summary>What a search for changes in one target may be given.</summary>
internal sealed record ChangePresenceOptions
{
    /// <summary>The patch-ids that several targets share; null: it is the only one.</summary>
    internal KnownPatchIds? Known { get; init; }

    /// <summary>How picks are marked; null: as the history reads them.</summary>
    internal MarkerStyle? Marker { get; init; }
}
