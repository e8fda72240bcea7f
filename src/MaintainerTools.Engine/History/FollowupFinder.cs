using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Finds the later fixes, reverts and mentions of commits, and those of the fixes, and says which of them a branch lacks.</summary>
public sealed class FollowupFinder
{
    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly CommitFactsReader _facts;

    /// <summary>Works on a repository's history.</summary>
    public FollowupFinder(GitRepository repository, CommitHistory history)
        : this(repository, history, new CommitFactsReader(history))
    {
    }

    internal FollowupFinder(GitRepository repository, CommitHistory history, CommitFactsReader facts)
    {
        _repository = repository;
        _history = history;
        _facts = facts;
    }

    /// <summary>
    /// The follow-ups of <paramref name="commits"/> among what <paramref name="upstream"/> reaches, by depth, within a depth oldest first; a commit
    /// that both fixes and reverts another comes once for each. Mentions are given but not followed further.
    /// </summary>
    /// <param name="commits">The commits asked about. One that upstream does not reach is looked for under the commit that its marker names, too.</param>
    /// <param name="upstream">Where later commits are looked for.</param>
    /// <param name="missingFrom">A branch that may have the follow-ups already; null: not asked.</param>
    /// <param name="monitor">Hears cancellation, is told progress.</param>
    public IReadOnlyList<FollowupFix> Find(IReadOnlyList<Oid> commits, Oid upstream, Oid? missingFrom, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(commits);
        ArgumentNullException.ThrowIfNull(monitor);
        if (commits.Count == 0)
            return [];
        List<Oid> targets = WithSources(commits, upstream);
        IReadOnlyList<Oid> later = _history.Range(CommonAncestors(targets), [upstream], monitor);
        FollowupGraph graph = FollowupGraph.Read(_repository, _facts, targets, later, mentions: true, monitor);
        ChangePresence? presence = missingFrom is { } branch ? new ChangePresence(_history, _history.Objects, branch, [upstream], monitor) : null;
        var found = new List<FollowupFix>();
        var seen = new HashSet<Oid>(targets);
        List<Oid> level = targets;
        for (int depth = 1; level.Count > 0; depth++)
        {
            var next = new List<Oid>();
            foreach (FollowupEdge edge in level.SelectMany(graph.Of).OrderBy(edge => edge.Place))
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                found.Add(Describe(edge, depth, presence, missingFrom));
                if (edge.Kind != FollowupKind.Mention && seen.Add(edge.Commit))
                    next.Add(edge.Commit);
            }
            level = next;
        }
        return found;
    }

    /// <summary>Commits that all of the given ones descend from (or are): no follow-up can be among their ancestors, which the search leaves out.</summary>
    internal List<Oid> CommonAncestors(IReadOnlyList<Oid> commits)
    {
        CommitTable table = _history.Table;
        // Oldest first: then most have a parent that is known to descend from all that are common so far, and what is common changes seldom.
        int[] sorted = [.. commits.Select(_history.Known).OrderBy(table.DateOf)];
        var common = new List<Oid> { table.IdOf(sorted[0]) };
        var descends = new HashSet<int> { sorted[0] };
        long oldest = table.DateOf(sorted[0]);
        var missed = new HashSet<int>();
        var chain = new List<int>();
        Span<int> two = stackalloc int[2];
        foreach (int node in sorted.AsSpan(1))
        {
            bool known = !descends.Add(node);
            foreach (int parent in table.Parents(node, two))
                known |= descends.Contains(parent);
            if (known || Reaches(node))
                continue;
            Oid commit = table.IdOf(node);
            var next = new HashSet<Oid>();
            foreach (Oid ancestor in common)
            {
                if (_history.IsAncestor(ancestor, commit))
                    next.Add(ancestor);
                else
                    next.UnionWith(_history.MergeBases(ancestor, commit));
            }
            if (!next.SetEquals(common))
                missed.Clear();
            common = [.. next];
            if (common.Count == 0)
                break;
            if (common.Count == 1)
                descends.Add(_history.Known(common[0]));
            oldest = common.Min(ancestor => table.DateOf(_history.Known(ancestor)));
        }
        return common;

        // Branches leave one line at many places: along first parents, each gone once, most are seen to descend without a walk of their own.
        bool Reaches(int node)
        {
            chain.Clear();
            int at = table.FirstParent(node);
            while (at >= 0 && !descends.Contains(at) && table.DateOf(at) >= oldest && missed.Add(at))
            {
                chain.Add(at);
                at = table.FirstParent(at);
            }
            if (at < 0 || !descends.Contains(at))
                return false;
            descends.UnionWith(chain);
            missed.ExceptWith(chain);
            return true;
        }
    }

    /// <summary>Adds, for picks that upstream does not have, what they are picks of.</summary>
    private List<Oid> WithSources(IReadOnlyList<Oid> commits, Oid upstream)
    {
        var targets = new List<Oid>();
        var seen = new HashSet<Oid>();
        foreach (Oid commit in commits)
        {
            if (!seen.Add(commit))
                continue;
            targets.Add(commit);
            CommitMarker? marker = _facts.MarkersOf(commit).FirstOrDefault(m => m.NamesSource);
            if (marker is null || _history.IsAncestor(commit, upstream))
                continue;
            if (Resolve(marker.Sha) is { } source && seen.Add(source))
                targets.Add(source);
        }
        return targets;
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

    private FollowupFix Describe(FollowupEdge edge, int depth, ChangePresence? presence, Oid? branch)
    {
        var fix = new FollowupFix
        {
            Commit = edge.Commit.ToString(),
            Subject = _facts[edge.Commit].Subject,
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
            fix.Applicable = ChangeTarget.Has(_history.Objects, edge.Commit, branch!.Value);
        return fix;
    }
}
