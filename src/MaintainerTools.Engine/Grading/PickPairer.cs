using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>A commit of a base and the upstream commit that it is a pick of.</summary>
/// <param name="Upstream">The upstream commit; null where none was found.</param>
/// <param name="Pairing">How it was found.</param>
/// <param name="Reason">Why no upstream commit was found, or what was odd; null otherwise.</param>
internal readonly record struct PickPair(Oid? Upstream, PickPairing Pairing, string? Reason)
{
    /// <summary>Further upstream commits that its markers name: several were picked as one.</summary>
    public IReadOnlyList<Oid> Others { get; init; } = [];

    /// <summary>What is wrong with its marker, without how the pair was made in the end; null where nothing is.</summary>
    public string? Complaint => Reason is not { } reason || !reason.StartsWith("the marker", StringComparison.Ordinal) ? null
        : reason.IndexOf("; paired by ", StringComparison.Ordinal) is var end && end < 0 ? reason : reason[..end];
}

/// <summary>
/// Finds the upstream commit of each commit of a base: by marker first, then by patch-id, then by subject and author, then by the
/// closest diff. The search over upstream's own range is made once, and only when an unmarked commit asks for it.
/// </summary>
/// <param name="workspace">Where the commits are.</param>
/// <param name="since">Where the base begins.</param>
/// <param name="upstream">Where picks come from.</param>
/// <param name="style">How picks are marked, besides the forms that are known.</param>
internal sealed class PickPairer(HistoryWorkspace workspace, Oid since, Oid upstream, MarkerStyle? style = null)
{
    private readonly GitRepository _repository = workspace.Repository;
    private readonly CommitHistory _history = workspace.History;
    private readonly IOperationMonitor _monitor = workspace.Monitor;
    private readonly MarkerStyle _style = style ?? workspace.History.Markers;
    private readonly CommitOrder _upstreamRange = new(workspace.History.Range(since, upstream, workspace.Monitor));
    private readonly ChangeNames _names = new(workspace.History, new CommitFactsReader(workspace.History));
    private PatchIdIndex? _patchIds;
    private DiffPairer? _byDiff;
    private Dictionary<(string Subject, string Email), List<Oid>>? _bySubject;

    /// <summary>Upstream's commits, parents first.</summary>
    internal CommitOrder Upstream => _upstreamRange;

    /// <summary>Finds commits by their changed lines.</summary>
    internal DiffPairer ByDiff => _byDiff ??= new DiffPairer(_history, _repository.Objects, _upstreamRange.Commits, _monitor);

    /// <summary>Pairs one commit.</summary>
    internal PickPair Find(CommitObject commit)
    {
        PickPair same = FindSame(commit);
        if (same.Upstream is not null)
            return same;
        string? complaint = same.Reason;
        if (BySubject().TryGetValue((commit.Subject, commit.Author.Email), out List<Oid>? alike))
        {
            Oid closest = alike.Count == 1 ? alike[0] : ByDiff.Closest(commit.Id, alike);
            return new PickPair(closest, PickPairing.Subject, (complaint ?? "no marker") + "; paired by subject and author");
        }
        // What takes another commit of the branch back is near to that one's source, and no pick of it.
        if (IsRevert(commit))
            return new PickPair(null, PickPairing.None, complaint ?? "a revert, and upstream has none of the same patch-id or subject");
        return ByDiff.Find(commit) is { } closestDiff
            ? new PickPair(closestDiff.Commit, PickPairing.Diff, $"{complaint ?? "no marker"}; paired by the closest diff ({closestDiff.Share})")
            : new PickPair(null, PickPairing.None, complaint
                ?? "no marker, and no upstream commit with the same patch-id, the same subject and author, or a close diff");
    }

    /// <summary>
    /// Pairs one commit with one that it is the same as, by marker or patch-id; with none where that shows neither, and then the reason is what is wrong with
    /// its markers.
    /// </summary>
    internal PickPair FindSame(CommitObject commit)
    {
        if (IsUpstreams(commit.Id))
            return new PickPair(commit.Id, PickPairing.Same, null);
        string? complaint = null;
        var named = new List<Oid>();
        foreach (CommitMarker marker in _style.Parse(commit.Message).Where(m => m.NamesSource))
        {
            if (Resolve(marker.Sha) is not { } source)
            {
                complaint ??= $"the marker names {marker.Sha}, which is not in this repository";
                continue;
            }
            // A stable branch's own commit leads on to what it is a pick of.
            if (_names.Of(source).Select(name => (Oid?)name).FirstOrDefault(name => IsUpstreams(name!.Value)) is not { } here)
                complaint ??= $"the marker names {source.Abbreviate()}, which is not an ancestor of the upstream version";
            else if (!named.Exists(other => other == here || _names.Of(other).Contains(here) || _names.Of(here).Contains(other)))
                named.Add(here);
        }
        if (named.Count > 0)
            return new PickPair(named[0], PickPairing.Marker, null) { Others = [.. named.Skip(1)] };
        return SamePatch(commit.Id) is { } same
            ? new PickPair(same, PickPairing.PatchId, complaint is null ? null : complaint + "; paired by patch-id")
            : new PickPair(null, PickPairing.None, complaint);
    }

    /// <summary>The upstream commit with the same patch-id; null where there is none.</summary>
    internal Oid? SamePatch(Oid commit)
    {
        _patchIds ??= new PatchIdIndex(_history, _repository.Objects, _upstreamRange.Commits, _monitor);
        foreach (Oid same in _patchIds.Find(commit))
            return same;
        return null;
    }

    /// <summary>True for a commit that upstream reaches.</summary>
    internal bool IsUpstreams(Oid commit) => _upstreamRange.Contains(commit) || _history.IsAncestor(commit, upstream);

    /// <summary>The commit that digits in a message mean; null for none or several.</summary>
    internal Oid? Resolve(string sha)
    {
        if (_history.FindNamed(sha) is { } found)
            return found;
        // An abbreviation that is ambiguous in the repository may be unique in the range that counts.
        List<Oid> matches = [.. _upstreamRange.Commits.Where(id => id.ToString().StartsWith(sha, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return matches.Count == 1 ? matches[0] : null;
    }

    private static bool IsRevert(CommitObject commit) => MessageReferences.Parse(commit.Message).Any(
        reference => reference is { Kind: FollowupKind.Revert, IsTag: true });

    private Dictionary<(string, string), List<Oid>> BySubject()
    {
        if (_bySubject is not null)
            return _bySubject;
        _bySubject = [];
        foreach (Oid id in _upstreamRange.Commits)
        {
            CommitObject commit = _repository.Objects.ReadCommit(id);
            if (commit.IsMerge)
                continue;
            if (!_bySubject.TryGetValue((commit.Subject, commit.Author.Email), out List<Oid>? list))
                _bySubject[(commit.Subject, commit.Author.Email)] = list = [];
            list.Add(id);
        }
        return _bySubject;
    }
}
