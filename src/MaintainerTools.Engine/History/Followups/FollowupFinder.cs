using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>Finds the later fixes, reverts and mentions of commits, and those of the fixes, and says which of them a branch lacks.</summary>
public sealed class FollowupFinder
{
    /// <summary>
    /// Of so many commits and their follow-ups it is read from the content whether upstream took one back and does not say so; of more the messages alone
    /// tell, as each costs a comparison of trees. A count, so that the answer is the same on every machine.
    /// </summary>
    private const int MostByContent = 1000;

    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly IOperationMonitor _monitor;
    private readonly CommitFactsReader _facts;
    private readonly List<MaintainerException> _failures = [];

    /// <summary>Works on a repository's history.</summary>
    public FollowupFinder(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_repository, _history, _monitor) = (workspace.Repository, workspace.History, workspace.Monitor);
        _facts = new CommitFactsReader(_history);
    }

    /// <summary>What failed in a way nobody foresaw, by commit: of that one nothing is said but what messages tell, and the others are answered.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>
    /// The follow-ups of <paramref name="commits"/> among what <paramref name="upstream"/> reaches, by depth, within a depth parents first; a commit
    /// that both fixes and reverts another comes once for each. Mentions are given but not followed further.
    /// </summary>
    /// <param name="commits">The commits asked about. A commit and its picks are one change: what fixes one fixes the others.</param>
    /// <param name="upstream">Where later commits are looked for.</param>
    /// <param name="missingFrom">A branch that may have the follow-ups already; null: not asked.</param>
    /// <param name="since">Where the commits are those of a range: where it begins. What was there then is not later.</param>
    public IReadOnlyList<FollowupFix> Find(IReadOnlyList<Oid> commits, Oid upstream, Oid? missingFrom, Oid? since = null)
    {
        ArgumentNullException.ThrowIfNull(commits);
        if (commits.Count == 0)
            return [];
        FollowupGraph graph = Read(commits, upstream, since, mentions: true);
        var found = new List<(FollowupEdge Edge, int Depth)>();
        var seen = new HashSet<Oid>(commits);
        var told = new HashSet<(Oid Commit, Oid Named, FollowupKind Kind)>();
        List<Oid> level = [.. seen];
        for (int depth = 1; level.Count > 0; depth++)
        {
            var next = new List<Oid>();
            // Two that are asked about may be one change.
            foreach (FollowupEdge edge in level.SelectMany(commit => Of(graph, commit)).OrderBy(edge => edge.Place)
                .Where(edge => told.Add((edge.Commit, edge.Named, edge.Kind))))
            {
                _monitor.Cancellation.ThrowIfCancellationRequested();
                found.Add((edge, depth));
                if (edge.Kind != FollowupKind.Mention && seen.Add(edge.Commit))
                    next.Add(edge.Commit);
            }
            level = next;
        }
        if (missingFrom is not { } target)
            return found.ConvertAll(one => Describe(one.Edge, graph, one.Depth));
        IReadOnlyList<Oid> lines = graph.LinesOf(found.Select(one => one.Edge.Commit).Distinct(), upstream, _monitor);
        var presence = new StandingPresence(_history, _history.Objects, target, new ChangePresence(_history, _history.Objects, target, lines, _monitor));
        var place = new ChangeTarget(new ChangeStarts(_history.Objects), target);
        var outcomes = new FollowupOutcomes(_history, graph);
        // What is to be picked before it counts as there.
        var pending = new HashSet<Oid>();
        ILookup<Oid, Oid> takenBackBy = found.Where(one => outcomes.TakesBack(one.Edge)).ToLookup(one => one.Edge.Commit, one => one.Edge.Named);
        return found.ConvertAll(one =>
        {
            FollowupFix fix = Describe(one.Edge, graph, one.Depth);
            var looked = Attempted<FollowupFix>.Of(() => LookFor(fix, one.Edge), fix.Commit);
            if (looked.Error is { } failure)
                _failures.Add(failure);
            return fix;
        });

        FollowupFix LookFor(FollowupFix fix, FollowupEdge edge)
        {
            Look(fix, edge, presence, place);
            if (edge.Kind == FollowupKind.Mention || fix.Present == true)
                return fix;
            if (IsUndone(edge, outcomes, presence) || (outcomes.TakesBack(edge) && takenBackBy[edge.Named].Any(pending.Contains)))
                fix.Applicable = fix.Applicable is null ? null : false;
            else if (pending.Contains(edge.Named))
                fix.Applicable = true;
            else if (!outcomes.TakesBack(edge) && presence.FindTakenBack(edge.Named) is not null && !IsBroughtBack(edge.Named))
                fix.Applicable = fix.Applicable is null ? null : false;
            if (fix.Applicable == true)
                pending.Add(edge.Commit);
            return fix;
        }

        bool IsBroughtBack(Oid change) => pending.Any(by => takenBackBy[by].Any(revert => takenBackBy[revert].Contains(change)));
    }

    /// <summary>Who refers to whom among what can be later than the commits, and to all names of their changes.</summary>
    internal FollowupGraph Read(IReadOnlyList<Oid> commits, Oid upstream, Oid? since, bool mentions)
    {
        List<Oid> targets = [.. commits.Distinct()];
        LaterCommits later = Later(targets, upstream, since);
        var graph = FollowupGraph.Read(_repository, _facts, targets, later, mentions, _monitor);
        if (commits.Count <= MostByContent)
            graph.LookForBackOuts(upstream);
        else
            _monitor.Warn($"Whether upstream took back any of the {commits.Count} commits without a word of it was not asked of the content: it is for up to "
                + $"{MostByContent} at a time. Ask for fewer at a time to know.");
        return graph;
    }

    /// <summary>
    /// Upstream's commits that can be follow-ups, which all are but those that every target descends from. Adds to
    /// the targets, for picks, what they are picks of.
    /// </summary>
    private LaterCommits Later(List<Oid> targets, Oid upstream, Oid? since)
    {
        var fork = new MainlineFork(_history, upstream);
        LaterCommits? later = null;
        if (since is { } start)
        {
            later = ReferenceIndexes.Of(_history).Open(_history, [start], upstream, _monitor);
            if (!later.DescendFromExcluded || !targets.TrueForAll(later.Has))
                later = null;
        }
        later ??= ReferenceIndexes.Of(_history).Open(_history, fork.Of(targets), upstream, _monitor);
        ChangeNames names = FollowupGraph.NamesIn(_facts, later);
        int count = targets.Count;
        var seen = new HashSet<Oid>(targets);
        for (int i = 0; i < count; i++)
            targets.AddRange(names.Of(targets[i]).Where(seen.Add));
        // Of other branches' commits upstream has none before those that it has of these.
        List<Oid> earlier = [.. targets.Skip(count).Where(name => !later.Has(name) && _history.IsAncestor(name, upstream))];
        return earlier.Count == 0 ? later : ReferenceIndexes.Of(_history).Open(_history, fork.Of([.. targets.Take(count), .. earlier]), upstream, _monitor);
    }

    /// <summary>
    /// True for what upstream took back in the end, and for what fixes or takes back such a fix or revert that the target never had: together they are nothing.
    /// </summary>
    private static bool IsUndone(FollowupEdge edge, FollowupOutcomes outcomes, StandingPresence presence) => !outcomes.Stays(edge.Commit)
        || (outcomes.IsFollowup(edge.Named) && !outcomes.Stays(edge.Named) && presence.Find(edge.Named) is null);

    /// <summary>Those that follow a commit; where its content cannot be asked, those that say so.</summary>
    private IReadOnlyList<FollowupEdge> Of(FollowupGraph graph, Oid commit)
    {
        var edges = Attempted<IReadOnlyList<FollowupEdge>>.Of(() => [.. graph.OfChange(commit)], commit.ToString());
        if (edges.Error is not { } failure)
            return edges.Get();
        _failures.Add(failure);
        return [.. graph.ToldOf(commit)];
    }

    private static FollowupFix Describe(FollowupEdge edge, FollowupGraph graph, int depth) => new()
    {
        Commit = edge.Commit.ToString(),
        Subject = graph.SubjectOf(edge),
        Fixes = edge.Named.ToString(),
        Kind = edge.Kind,
        Depth = depth,
    };

    private static void Look(FollowupFix fix, FollowupEdge edge, StandingPresence presence, ChangeTarget place)
    {
        Presence? there = presence.Find(edge.Commit);
        fix.PresentAs = there?.Kind ?? PresenceKind.None;
        fix.PresentSha = there?.As.ToString();
        fix.RevertedBy = presence.FindTakenBack(edge.Commit)?.RevertedBy?.ToString();
        fix.Present = there is not null;
        if (there is null)
            fix.Applicable = presence.Find(edge.Named) is not null ? true : place.Has(edge.Commit);
    }
}
