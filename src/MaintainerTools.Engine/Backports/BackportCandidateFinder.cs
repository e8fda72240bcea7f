using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Pathspecs;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Backports;

/// <summary>
/// Finds what the next release of a branch should take of upstream. In upstream's order a commit is listed that its author asks for, or that fixes, goes on
/// with or takes back something that the branch has or that is listed before it; what is listed says in turn what goes before it. A commit that names
/// what it fixes is not listed where the branch has none of that.
/// </summary>
public sealed class BackportCandidateFinder
{
    private readonly HistoryWorkspace _workspace;
    private readonly CommitHistory _history;
    private readonly IOperationMonitor _monitor;

    /// <summary>Works on a repository's history.</summary>
    public BackportCandidateFinder(HistoryWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _history, _monitor) = (workspace, workspace.History, workspace.Monitor);
    }

    /// <summary>Of the last search: what failed in a way nobody foresaw, by commit; those are not listed.</summary>
    public IReadOnlyList<MaintainerException> Failures { get; private set; } = [];

    /// <summary>The candidates in upstream's order.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin; InvalidPathspec.</exception>
    public IReadOnlyList<BackportCandidate> Find(BackportCandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Oid target = _history.Resolve(_workspace.Repository, options.Target);
        Oid upstream = _history.Resolve(_workspace.Repository, options.Upstream);
        Oid? since = options.Since is null ? null : _history.Resolve(_workspace.Repository, options.Since);
        var presence = new ChangePresence(_history, _workspace.Objects, target, [upstream], _monitor);
        var cycle = BackportCycle.Find(_workspace, target, upstream, since, presence);
        if (cycle.Commits.Count == 0)
        {
            _monitor.Tell($"{options.Target} lacks nothing of {options.Upstream}{(cycle.Since is { } start ? $" since {start.Abbreviate()}" : "")}.");
            return [];
        }
        LaterCommits later = ReferenceIndexes.Of(_history).Open(_history, cycle.Excluded, upstream, _monitor);
        var graph = FollowupGraph.Read(_workspace.Repository, new CommitFactsReader(_history), [], later, mentions: false, _monitor);
        var requests = new StableRequests(_workspace, later.Index, options.Trailer, () => TargetRelease.Of(_workspace, target, options.Target));
        _monitor.Tell($"{Wording.Count(cycle.Commits.Count, "commit")} of {options.Upstream} that {options.Target} lacks"
            + $"{(cycle.Since is { } from ? $", since {from.Abbreviate()}" : " since it was made")}; {Wording.Count(later.Count, "message")} read.");
        var decided = new TargetDecisions(_workspace, target, options.Target, upstream);
        var selection = new CandidateSelection(_workspace, cycle, graph, presence, requests, PathFilter(options)) { Decided = decided };
        IReadOnlyList<BackportCandidate> found = selection.Run(options.Rank ? options with { IncludeUntagged = true } : options);
        var merged = new MergedSeries(_history, cycle.Lacking);
        Failures = [.. selection.Failures.Values];
        if (options.Rank)
            found = selection.Rank(found, merged, options.Target);
        found = selection.WithoutDecided(found, options);
        foreach (BackportCandidate candidate in found)
            Describe(candidate, merged, options);
        return found;
    }

    private Predicate<Oid>? PathFilter(BackportCandidateOptions options)
    {
        PathspecSet? only = options.PathSpec.Count > 0 ? new PathspecSet(_workspace.Objects, options.PathSpec) : null;
        PathspecSet? without = options.ExcludePath.Count > 0 ? new PathspecSet(_workspace.Objects, options.ExcludePath) : null;
        return only is null && without is null ? null : Counts;

        bool Counts(Oid commit)
        {
            CommitObject read = _workspace.Objects.ReadCommit(commit);
            return TreeDiff.Compute(_workspace.Objects, CommitTrees.FirstOf(_workspace.Objects, _history.ParentsOf(commit)), read.Tree)
                .Any(change => only?.Matches(change) != false && without?.Matches(change) != true);
        }
    }

    private void Describe(BackportCandidate candidate, MergedSeries merged, BackportCandidateOptions options)
    {
        CommitObject commit = _workspace.Objects.ReadCommit(Oid.Parse(candidate.Commit));
        candidate.Subject = commit.Subject;
        candidate.Author = commit.Author.Name;
        candidate.AuthorEmail = commit.Author.Email;
        candidate.AuthorDate = commit.Author.When;
        candidate.Series = SeriesNames.Of(commit.Message) ?? merged.Of(commit.Id);
        candidate.Target = options.Target;
        candidate.Upstream = options.Upstream;
        candidate.Repository = _workspace.Repository.WorkTree ?? _workspace.Repository.GitDirectory;
    }
}
