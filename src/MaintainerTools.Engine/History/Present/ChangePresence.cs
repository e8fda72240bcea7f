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
    private readonly CommitHistory _history;
    private readonly IObjectReader _objects;
    private readonly Oid _target;
    private readonly List<(string Sha, Oid By)> _abbreviated = [];
    private readonly Dictionary<string, Oid> _marked = new(StringComparer.OrdinalIgnoreCase);

    // What was taken out again, and by which commit.
    private readonly Dictionary<Oid, Oid> _reverted = [];
    private readonly PatchIdIndex _patchIds;
    private readonly KnownCommits _own;
    private readonly ChangeNames _names;

    // By subject and author: commits whose markers name none of upstream's commits, and what they name where that is here.
    private readonly Dictionary<(string Subject, string Email), List<(Oid By, Oid? Named)>> _astray = [];

    // Of upstream's commits; asking history for each of many would walk it each time.
    private readonly HashSet<Oid> _missing;

    /// <summary>Reads the markers of those commits of <paramref name="target"/> that none of <paramref name="upstream"/> reaches.</summary>
    public ChangePresence(CommitHistory history, IObjectReader objects, Oid target, IReadOnlyList<Oid> upstream, IOperationMonitor monitor)
        : this(history, objects, target, upstream, monitor, known: null)
    {
    }

    /// <summary>The same for one of several targets, which share what is known of commits, and for picks that are marked in a style of one's own.</summary>
    internal ChangePresence(
        CommitHistory history, IObjectReader objects, Oid target, IReadOnlyList<Oid> upstream, IOperationMonitor monitor, KnownPatchIds? known = null, MarkerStyle? marker = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(monitor);
        marker ??= history.Markers;
        _history = history;
        _objects = objects;
        _target = target;
        IReadOnlyList<Oid> all = history.Range(upstream, [target], monitor);
        _missing = [.. history.Range([target], upstream, monitor)];
        _patchIds = new PatchIdIndex(history, objects, all, monitor, known);
        _own = new KnownCommits(all);
        _names = new ChangeNames(history, new CommitFactsReader(history));
        foreach (Oid id in all)
        {
            CommitObject commit = objects.ReadCommit(id);
            foreach (Oid undone in RevertedBy(commit.Message))
            {
                // A revert that was picked names upstream's commit; what it undoes here is the pick of that.
                foreach (Oid here in CarriersOf(undone))
                    _reverted[here] = id;
                // A revert of a revert brings the pick back.
                foreach (Oid original in RevertsIn(undone).SelectMany(o => CarriersOf(o)))
                    _reverted.Remove(original);
            }
            foreach (CommitMarker mark in marker.Parse(commit.Message).Where(m => m.NamesSource))
            {
                // The newest pick wins: an older one may have been reverted.
                if (mark.Sha.Length == 40)
                    _marked[mark.Sha] = id;
                else
                    _abbreviated.Add((mark.Sha, id));
                // What that is a pick of in turn, and what it brought as a merge.
                Oid? source = history.FindNamed(mark.Sha);
                foreach (Oid name in source is { } named ? _names.OfNamed(named) : [])
                    _marked[name.ToString()] = id;
                if (source is null || !_missing.Contains(source.Value))
                {
                    if (!_astray.TryGetValue((commit.Subject, commit.Author.Email), out List<(Oid, Oid?)>? list))
                        _astray[(commit.Subject, commit.Author.Email)] = list = [];
                    list.Add((id, source));
                }
            }
        }
    }

    /// <summary>Finds <paramref name="commit"/> in the target: by ancestry, then marker, then patch-id (unless that is not asked for); null when it is not there.</summary>
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
        Presence? reverted = null;
        if (_reverted.Count == 0)
            return null;
        foreach (Presence carrier in Carriers(commit, byPatchId: true))
        {
            if (carrier.RevertedBy is null)
                return null;
            reverted ??= carrier;
        }
        return reverted;
    }

    /// <summary>Whatever in the target is or was the change, under any of its names.</summary>
    private IEnumerable<Presence> Carriers(Oid commit, bool byPatchId) => _names.Of(commit).SelectMany(name => CarriersNamed(name, byPatchId));

    private IEnumerable<Presence> CarriersNamed(Oid commit, bool byPatchId)
    {
        if (IsAncestor(commit))
            yield return Of(PresenceKind.Ancestor, commit);
        string sha = commit.ToString();
        if (_marked.TryGetValue(sha, out Oid marked))
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
        foreach (Oid same in _patchIds.Find(commit))
            yield return Of(PresenceKind.PatchId, same);

        Presence Of(PresenceKind kind, Oid id) => new(kind, id, _reverted.TryGetValue(id, out Oid by) ? by : null);
    }

    /// <summary>
    /// Picks of a commit that was applied anew before it came upstream: their markers name it as it was then. Where that is still here it has the same patch-id, else the subject and the
    /// author are what is left of it.
    /// </summary>
    private IEnumerable<Oid> AstrayFor(Oid commit)
    {
        if (_astray.Count == 0)
            yield break;
        CommitObject asked = _objects.ReadCommit(commit);
        foreach ((Oid by, Oid? named) in _astray.GetValueOrDefault((asked.Subject, asked.Author.Email)) ?? [])
        {
            if (named is null || (named != commit && PatchIdentity.ComputeForCommit(_objects, commit) is { } patch && PatchIdentity.ComputeForCommit(_objects, named.Value) == patch))
                yield return by;
        }
    }

    private bool IsAncestor(Oid commit) => !_missing.Contains(commit) && _history.IsAncestor(commit, _target);

    /// <summary>False for what a message names and the repository does not have: a commit of a branch that was never published, or a misspelt one.</summary>
    private bool IsThere(Oid commit) => _objects.TryRead(commit, out ObjectType type, out _) && type == ObjectType.Commit;

    /// <summary>What carries a commit's change in the target: itself, where the target has it, and its newest pick so far.</summary>
    private IEnumerable<Oid> CarriersOf(Oid commit)
    {
        if (_marked.TryGetValue(commit.ToString(), out Oid marked))
            yield return marked;
        else if (_own.Contains(commit) || (IsThere(commit) && IsAncestor(commit)))
            yield return commit;
    }

    /// <summary>What a message says that it reverts: by the whole SHA, or by an abbreviation of one of the target's own commits.</summary>
    private IEnumerable<Oid> RevertedBy(string message)
    {
        if (!message.Contains("reverts commit", StringComparison.OrdinalIgnoreCase))
            yield break;
        foreach (MessageReference reference in MessageReferences.Parse(message).Where(r => r.Kind == FollowupKind.Revert))
        {
            if (Oid.TryParse(reference.Digits.AsSpan(), out Oid whole))
                yield return whole;
            else if (reference.Digits.Length > 0 && _own.Find(reference.Digits) is { } own)
                yield return own;
        }
    }

    private IEnumerable<Oid> RevertsIn(Oid commit) =>
        _objects.TryRead(commit, out ObjectType type, out byte[] data) && type == ObjectType.Commit ? RevertedBy(CommitObject.Parse(commit, data).Message) : [];
}
