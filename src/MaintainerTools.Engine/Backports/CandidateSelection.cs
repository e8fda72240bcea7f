using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>Decides which commits of a cycle are listed, and why.</summary>
internal sealed class CandidateSelection
{
    private readonly HistoryWorkspace _workspace;
    private readonly BackportCycle _cycle;
    private readonly FollowupGraph _graph;
    private readonly ChangePresence _presence;
    private readonly StableRequests _requests;
    private readonly Predicate<Oid>? _counts;
    private readonly CommitOrder _order;
    private readonly ILookup<Oid, FollowupEdge> _edges;
    private readonly IReadOnlyList<Oid> _unmarked;
    private readonly PatchIdIndex _patches;
    private readonly MailedCommits _mailed;
    private readonly Dictionary<Oid, Presence?> _present = [];

    // What is listed, and under which names; who needs a commit that is declared to go first.
    private readonly Dictionary<Oid, BackportCandidate> _listed = [];
    private readonly Dictionary<Oid, Oid> _listedNames = [];
    private readonly Dictionary<Oid, List<Oid>> _declaredBy = [];
    private readonly HashSet<BackportCandidate> _closed = [];

    public CandidateSelection(HistoryWorkspace workspace, BackportCycle cycle, FollowupGraph graph, ChangePresence presence, StableRequests requests,
        Predicate<Oid>? counts)
    {
        (_workspace, _cycle, _graph, _presence, _requests, _counts) = (workspace, cycle, graph, presence, requests, counts);
        _order = new CommitOrder(cycle.Lacking);
        _edges = graph.Edges.OrderBy(edge => edge.Place).ToLookup(edge => edge.Commit);
        _mailed = new MailedCommits(workspace.Objects, cycle.Lacking);
        _unmarked = presence.Unmarked();
        _patches = new PatchIdIndex(workspace.History, workspace.Objects, _unmarked, workspace.Monitor);
    }

    /// <summary>What was decided for the branch.</summary>
    public required TargetDecisions Decided { get; init; }

    /// <summary>What failed in a way nobody foresaw, by commit: that one is not listed, and the others are answered.</summary>
    public Dictionary<Oid, MaintainerException> Failures { get; } = [];

    /// <summary>The listed ones in upstream's order, with reasons and causes.</summary>
    public IReadOnlyList<BackportCandidate> Run(BackportCandidateOptions options)
    {
        UntaggedHabit habit = Habit();
        bool leavesOut = habit.LeavesOut && !options.IncludeUntagged;
        var leftOut = new HashSet<Oid>();
        // What goes first comes to light when what needs it is listed, and may be the cause of others: once more, until nothing is new.
        for (int before = -1; before != _listed.Count + _declaredBy.Count;)
        {
            before = _listed.Count + _declaredBy.Count;
            leftOut.Clear();
            foreach (Oid commit in _order.Sort(_declaredBy.Keys.Concat(_cycle.Commits).Distinct()))
            {
                _workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
                var judged = Attempted<bool>.Of(
                    () =>
                    {
                        Judge(commit, leavesOut, leftOut);
                        return true;
                    },
                    commit.ToString());
                if (judged.Error is { } failure)
                    Failures[commit] = failure;
            }
        }
        if (leftOut.Count > 0)
        {
            string them = Wording.Count(leftOut.Count, "fix", "fixes");
            _workspace.Monitor.Warn($"{them} without a tag of what {options.Target} has from its beginning {(leftOut.Count == 1 ? "is" : "are")} left out: "
                + $"{habit.Describe(options.Target)}. -IncludeUntagged lists {(leftOut.Count == 1 ? "it" : "them")}.");
        }
        foreach (BackportCandidate candidate in _listed.Values)
            candidate.TakenBackBy = TakenBackBy(Oid.Parse(candidate.Commit))?.ToString();
        return [.. _order.Sort(_listed.Keys).Select(commit => _listed[commit])];
    }

    /// <summary>Those about which nothing is settled, and all where these are asked for too.</summary>
    public IReadOnlyList<BackportCandidate> WithoutDecided(IReadOnlyList<BackportCandidate> all, BackportCandidateOptions options)
    {
        if (options.IncludeDecided || !all.Any(_closed.Contains))
            return all;
        IEnumerable<string> kinds = all.Where(_closed.Contains).GroupBy(candidate => candidate.Decision).OrderBy(kind => kind.Key)
            .Select(kind => $"{kind.Count()} {kind.Key}");
        _workspace.Monitor.Tell($"Not listed is what was decided for {options.Target}: {string.Join(", ", kinds)}. -IncludeDecided lists it.");
        return [.. all.Where(candidate => !_closed.Contains(candidate))];
    }

    /// <summary>All of the cycle that the branch lacks, and what else is listed, in the order of their likeness to what it took before.</summary>
    public IReadOnlyList<BackportCandidate> Rank(IReadOnlyList<BackportCandidate> listed, MergedSeries merged, string target)
    {
        var all = listed.ToDictionary(candidate => Oid.Parse(candidate.Commit));
        foreach (Oid commit in _cycle.Commits.Where(commit => !all.ContainsKey(commit) && PresentAs(commit) is null && IsCounted(commit)))
        {
            all[commit] = new BackportCandidate
            {
                Commit = commit.ToString(),
                RevertedBy = _presence.FindReverted(commit)?.RevertedBy?.ToString(),
                TakenBackBy = TakenBackBy(commit)?.ToString(),
                Decision = Decided.Of(_graph.NamesOf(commit).Append(commit).Distinct(), out bool isClosed),
            };
            if (isClosed)
                _closed.Add(all[commit]);
        }
        var ranking = new CandidateRanking(
            _workspace, _cycle, _edges, PresentAs, commit => _requests.Of(commit).Any(_requests.IsFor), merged);
        var ranked = new List<BackportCandidate>();
        foreach (RankedCommit one in ranking.Rank([.. _order.Sort(all.Keys)], target))
        {
            BackportCandidate candidate = all[one.Commit];
            candidate.Rank = ranked.Count + 1;
            candidate.Likeness = one.Likeness;
            candidate.Because = [.. one.Because];
            ranked.Add(candidate);
        }
        return ranked;
    }

    private void Judge(Oid commit, bool leavesOut, HashSet<Oid> leftOut)
    {
        if (PresentAs(commit) is not null)
            return;
        IReadOnlyList<StableRequest> requests = [.. _requests.Of(commit).Where(_requests.IsFor)];
        var causes = new List<BackportCause>();
        bool isOfOwn = false;
        bool namesOthers = false;
        foreach (FollowupEdge edge in _edges[commit])
        {
            Presence? there = PresentAs(edge.Named);
            bool isListed = there is null && IsListedBefore(edge.Named, commit);
            if (there is null && !isListed)
            {
                namesOthers = true;
                continue;
            }
            bool isTaken = isListed || there?.Kind != PresenceKind.Ancestor;
            isOfOwn |= isTaken;
            BackportReason reason = edge.Kind == FollowupKind.Revert ? BackportReason.Revert
                : isListed || edge.Kind == FollowupKind.FollowUp ? BackportReason.FollowUp : BackportReason.Fixes;
            causes.Add(new BackportCause { Commit = edge.Named.ToString(), Reason = reason, As = there?.As.ToString() });
        }
        // Who names what he fixes, none of which is there, has nothing to fix there; a version that he gives himself counts more.
        bool isTagged = requests.Count > 0 && (causes.Count > 0 || !namesOthers || requests.Any(request => request.Versions is not null));
        bool isWanted = isTagged || isOfOwn || (causes.Count > 0 && !leavesOut);
        foreach (Oid by in _declaredBy.GetValueOrDefault(commit) ?? [])
            causes.Add(new BackportCause { Commit = by.ToString(), Reason = BackportReason.Declared });
        isWanted |= _declaredBy.ContainsKey(commit);
        if (!isWanted)
        {
            if (causes.Count > 0 && IsCounted(commit))
                leftOut.Add(commit);
            // Taken for a reason of the keeper's own: its fixes are wanted.
            if (Decided.IsNoted(commit) && Decided.Of([commit], out _) == BackportDecisionKind.Taken)
                _listedNames.TryAdd(commit, commit);
            return;
        }
        if ((_listedNames.TryGetValue(commit, out Oid listed) && listed != commit) || !IsCounted(commit))
            return;
        List(commit, isTagged ? requests : [], causes, isOfOwn);
    }

    private void List(Oid commit, IReadOnlyList<StableRequest> requests, List<BackportCause> causes, bool isOfOwn)
    {
        var reasons = new SortedSet<BackportReason>(causes.Select(cause => cause.Reason));
        // A fix of what the branch picked is both: the cause is there, and it was taken.
        if (isOfOwn && reasons.Contains(BackportReason.Fixes))
            reasons.Add(BackportReason.FollowUp);
        if (requests.Count > 0)
            reasons.Add(BackportReason.Tagged);
        if (!_listed.TryGetValue(commit, out BackportCandidate? candidate))
        {
            string? revertedBy = _presence.FindReverted(commit)?.RevertedBy?.ToString();
            BackportDecisionKind? decision = Decided.Of(_graph.NamesOf(commit).Append(commit).Distinct(), out bool isClosed);
            _listed[commit] = candidate = new BackportCandidate { Commit = commit.ToString(), RevertedBy = revertedBy, Decision = decision };
            if (isClosed)
                _closed.Add(candidate);
            // What will not be taken brings nothing along.
            if (!isClosed || decision == BackportDecisionKind.Taken)
            {
                foreach (Oid name in _graph.NamesOf(commit))
                    _listedNames.TryAdd(name, commit);
                Declare(commit);
            }
        }
        candidate.Reason = [.. reasons];
        candidate.Cause = [.. causes];
        candidate.Request = [.. requests.Select(request => request.Line)];
    }

    /// <summary>Notes what a listed commit says has to go before it, as far as the branch lacks it.</summary>
    private void Declare(Oid commit)
    {
        string message = _workspace.Objects.ReadCommit(commit).Message;
        IEnumerable<Oid> named = CommitMarkers.Parse(message)
            .Where(marker => marker.Form is CommitMarkerForm.StablePrerequisite or CommitMarkerForm.DependsOn)
            .Select(marker => _workspace.History.FindNamed(marker.Sha)).OfType<Oid>();
        foreach (Oid first in named.Concat(SeriesNames.PrerequisiteMailsOf(message).SelectMany(_mailed.Of)))
        {
            if (first == commit || !_order.Contains(first) || PresentAs(first) is not null)
                continue;
            if (!_declaredBy.TryGetValue(first, out List<Oid>? by))
                _declaredBy[first] = by = [];
            if (!by.Contains(commit))
                by.Add(commit);
        }
    }

    private bool IsCounted(Oid commit) => _counts is null || _counts(commit);

    private bool IsListedBefore(Oid cause, Oid commit) =>
        _graph.NamesOf(cause).Any(name => _listedNames.TryGetValue(name, out Oid listed) && listed != commit && _order.Precedes(listed, commit));

    /// <summary>As what the branch has a change; null where it lacks it, or took it back.</summary>
    private Presence? PresentAs(Oid commit)
    {
        if (_present.TryGetValue(commit, out Presence? known))
            return known;
        Presence? found = _presence.Find(commit, byPatchId: false);
        // A pick that says of what needs no other proof; only those that say nothing are compared.
        if (found is null && _unmarked.Count > 0 && _order.Contains(commit) && _presence.FindReverted(commit) is null)
        {
            foreach (Oid same in _patches.FindExact(commit))
                found ??= new Presence(PresenceKind.PatchId, same);
        }
        return _present[commit] = found;
    }

    /// <summary>What the branch did with fixes that are not tagged, of causes that it has.</summary>
    private UntaggedHabit Habit()
    {
        int seen = 0, taken = 0, tagged = 0, untagged = 0;
        foreach (Oid commit in _cycle.Before.Where(commit => _edges.Contains(commit) && FixesWhatIsThere(commit) && !IsTagged(commit)))
        {
            seen++;
            taken += PresentAs(commit) is null ? 0 : 1;
        }
        foreach (Oid commit in _cycle.Commits.Where(commit => _edges.Contains(commit) && FixesWhatIsThere(commit)))
        {
            if (IsTagged(commit))
                tagged++;
            else
                untagged++;
        }
        return new UntaggedHabit(seen, taken, tagged, untagged);

        bool FixesWhatIsThere(Oid commit) => _edges[commit].Any(edge => PresentAs(edge.Named) is not null);

        bool IsTagged(Oid commit) => _requests.Of(commit).Any(_requests.IsFor);
    }

    /// <summary>A revert that upstream did not take back in turn.</summary>
    private Oid? TakenBackBy(Oid commit) => _graph.OfChange(commit)
        .Where(edge => edge.Kind == FollowupKind.Revert && _order.TryFind(edge.Commit, out int place) && place > _order[commit]
            && TakenBackBy(edge.Commit) is null)
        .Select(edge => (Oid?)edge.Commit).FirstOrDefault();
}
