using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>Finds the later fixes, reverts and mentions of commits, and those of the fixes, and says which of them a branch lacks.</summary>
public sealed class FollowupFinder
{
    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly IOperationMonitor _monitor;
    private readonly CommitFactsReader _facts;

    /// <summary>Works on a repository's history.</summary>
    public FollowupFinder(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_repository, _history, _monitor) = (workspace.Repository, workspace.History, workspace.Monitor);
        _facts = new CommitFactsReader(_history);
    }

    /// <summary>
    /// The follow-ups of <paramref name="commits"/> among what <paramref name="upstream"/> reaches, by depth, within a depth parents first; a commit
    /// that both fixes and reverts another comes once for each. Mentions are given but not followed further.
    /// </summary>
    /// <param name="commits">The commits asked about. One that upstream does not reach is looked for under the commit that its marker names, too.</param>
    /// <param name="upstream">Where later commits are looked for.</param>
    /// <param name="missingFrom">A branch that may have the follow-ups already; null: not asked.</param>
    /// <param name="since">Where the commits are those of a range: where it begins. What was there then is not later.</param>
    public IReadOnlyList<FollowupFix> Find(IReadOnlyList<Oid> commits, Oid upstream, Oid? missingFrom, Oid? since = null)
    {
        ArgumentNullException.ThrowIfNull(commits);
        if (commits.Count == 0)
            return [];
        List<Oid> targets = [.. commits.Distinct()];
        LaterCommits later = Later(targets, upstream, since);
        var graph = FollowupGraph.Read(_repository, _facts, targets, later, mentions: true, _monitor);
        ChangePresence? presence = missingFrom is { } branch ? new ChangePresence(_history, _history.Objects, branch, [upstream], _monitor) : null;
        ChangeTarget? place = missingFrom is { } target ? new ChangeTarget(_history.Objects, target) : null;
        var found = new List<FollowupFix>();
        var seen = new HashSet<Oid>(targets);
        List<Oid> level = targets;
        for (int depth = 1; level.Count > 0; depth++)
        {
            var next = new List<Oid>();
            foreach (FollowupEdge edge in level.SelectMany(graph.Of).OrderBy(edge => edge.Place))
            {
                _monitor.Cancellation.ThrowIfCancellationRequested();
                found.Add(Describe(edge, graph.SubjectOf(edge), depth, presence, place));
                if (edge.Kind != FollowupKind.Mention && seen.Add(edge.Commit))
                    next.Add(edge.Commit);
            }
            level = next;
        }
        return found;
    }

    /// <summary>
    /// Upstream's commits that can be follow-ups, which all are but those that every target descends from. Adds to the targets, for picks that upstream does
    /// not have, what they are picks of.
    /// </summary>
    private LaterCommits Later(List<Oid> targets, Oid upstream, Oid? since)
    {
        var fork = new MainlineFork(_history, upstream);
        LaterCommits later;
        if (since is { } start)
        {
            later = ReferenceIndexes.Of(_history).Open(_history, [start], upstream, _monitor);
            if (later.DescendFromExcluded && targets.TrueForAll(later.Has))
                return later;
        }
        later = ReferenceIndexes.Of(_history).Open(_history, fork.Of(targets), upstream, _monitor);
        int count = targets.Count;
        var seen = new HashSet<Oid>(targets);
        for (int i = 0; i < count; i++)
        {
            if (later.Has(targets[i]))
                continue;
            CommitMarker? marker = _facts.MarkersOf(targets[i]).FirstOrDefault(m => m.NamesSource);
            if (marker is not null && !_history.IsAncestor(targets[i], upstream) && Resolve(marker.Sha) is { } source && seen.Add(source))
                targets.Add(source);
        }
        return targets.Skip(count).All(later.Has) ? later : ReferenceIndexes.Of(_history).Open(_history, fork.Of(targets), upstream, _monitor);
    }

    private Oid? Resolve(string digits)
    {
        try
        {
            return _repository.ResolveCommit(digits);
        }
        catch (MaintainerException)
        {
            return null;
        }
    }

    private static FollowupFix Describe(FollowupEdge edge, string subject, int depth, ChangePresence? presence, ChangeTarget? place)
    {
        var fix = new FollowupFix
        {
            Commit = edge.Commit.ToString(),
            Subject = subject,
            Fixes = edge.Named.ToString(),
            Kind = edge.Kind,
            Depth = depth,
        };
        if (presence is null)
            return fix;
        Presence? there = presence.Find(edge.Commit);
        fix.Present = there is not null;
        fix.PresentAs = there?.Kind ?? PresenceKind.None;
        fix.PresentSha = there?.As.ToString();
        if (there is null)
            fix.Applicable = place?.Has(edge.Commit);
        return fix;
    }
}
