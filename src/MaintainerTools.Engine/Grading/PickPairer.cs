using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Grading;

/// <summary>A commit of a base and the upstream commit that it is a pick of.</summary>
/// <param name="Upstream">The upstream commit; null where none was found.</param>
/// <param name="Pairing">How it was found.</param>
/// <param name="Reason">Why no upstream commit was found, or what was odd; null otherwise.</param>
internal readonly record struct PickPair(Oid? Upstream, PickPairing Pairing, string? Reason);

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
    private readonly MarkerStyle _style = style ?? MarkerStyle.CherryPicked;
    private readonly HashSet<Oid> _upstreamRange = [.. workspace.History.Range(since, upstream, workspace.Monitor)];
    private PatchIdIndex? _patchIds;
    private DiffPairer? _byDiff;
    private Dictionary<(string Subject, string Email), Oid>? _bySubject;

    /// <summary>Pairs one commit.</summary>
    internal PickPair Find(CommitObject commit)
    {
        if (_upstreamRange.Contains(commit.Id) || _history.IsAncestor(commit.Id, upstream))
            return new PickPair(commit.Id, PickPairing.Same, null);
        string? complaint = null;
        foreach (CommitMarker marker in _style.Parse(commit.Message).Where(m => m.NamesSource))
        {
            if (Resolve(marker.Sha) is not { } named)
            {
                complaint ??= $"the marker names {marker.Sha}, which is not in this repository";
                continue;
            }
            if (_upstreamRange.Contains(named) || _history.IsAncestor(named, upstream))
                return new PickPair(named, PickPairing.Marker, null);
            complaint ??= $"the marker names {named.Abbreviate()}, which is not an ancestor of the upstream version";
        }
        if (SamePatch(commit.Id) is { } same)
            return new PickPair(same, PickPairing.PatchId, complaint is null ? null : complaint + "; paired by patch-id");
        if (BySubject().TryGetValue((commit.Subject, commit.Author.Email), out Oid alike))
            return new PickPair(alike, PickPairing.Subject, (complaint ?? "no marker") + "; paired by subject and author");
        _byDiff ??= new DiffPairer(_history, _repository.Objects, _upstreamRange, _monitor);
        return _byDiff.Find(commit) is { } closest
            ? new PickPair(closest.Commit, PickPairing.Diff, $"{complaint ?? "no marker"}; paired by the closest diff ({closest.Share})")
            : new PickPair(null, PickPairing.None, complaint ?? "no marker, and no upstream commit with the same patch-id, the same subject and author, or a close diff");
    }

    /// <summary>The upstream commit with the same patch-id; null where there is none.</summary>
    internal Oid? SamePatch(Oid commit)
    {
        _patchIds ??= new PatchIdIndex(_history, _repository.Objects, _upstreamRange, _monitor);
        foreach (Oid same in _patchIds.Find(commit))
            return same;
        return null;
    }

    private Oid? Resolve(string sha)
    {
        try
        {
            return _repository.ResolveCommit(sha);
        }
        catch (MaintainerException)
        {
            // An abbreviation that is ambiguous in the repository may be unique in the range that counts.
            List<Oid> matches = [.. _upstreamRange.Where(id => id.ToString().StartsWith(sha, StringComparison.OrdinalIgnoreCase)).Take(2)];
            return matches.Count == 1 ? matches[0] : null;
        }
    }

    private Dictionary<(string, string), Oid> BySubject()
    {
        if (_bySubject is not null)
            return _bySubject;
        _bySubject = [];
        foreach (Oid id in _upstreamRange)
        {
            CommitObject commit = _repository.Objects.ReadCommit(id);
            if (!commit.IsMerge)
                _bySubject.TryAdd((commit.Subject, commit.Author.Email), id);
        }
        return _bySubject;
    }
}
