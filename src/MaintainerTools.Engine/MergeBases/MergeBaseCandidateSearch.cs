using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>
/// Finds the bases worth considering for a topic: none of the answers is at least matched by another in commits, picks and conflicts. Bounds that cost nothing come
/// first, and only what they leave open is replayed.
/// </summary>
public sealed class MergeBaseCandidateSearch
{
    // The first few show where the front lies and save most of the others.
    private const int FirstRound = 16;

    private readonly Workspace _workspace;
    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly MergeBaseCandidateOptions _options;
    private readonly IOperationMonitor _monitor;
    private readonly TopicFitter _fitting;
    private readonly List<(MergeBaseCandidate Point, ScannedCandidate? From)> _points = [];
    private readonly Dictionary<Oid, string> _names = [];
    private readonly List<MaintainerException> _failures = [];

    /// <summary>Readies a search.</summary>
    public MergeBaseCandidateSearch(Workspace workspace, MergeBaseCandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(options);
        (_workspace, _repository, _history, _options, _monitor) = (workspace, workspace.Repository, workspace.History, options, workspace.Monitor);
        _fitting = new TopicFitter(workspace);
    }

    /// <summary>For which candidates the search for prerequisites failed; all candidates are answered.</summary>
    public IReadOnlyList<MaintainerException> Failures => _failures;

    /// <summary>The bases, the one with the fewest commits first.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin; TopicIsUpstream.</exception>
    public IReadOnlyList<MergeBaseCandidate> Run()
    {
        Oid since = _repository.ResolveCommit(_options.Since);
        Oid topicTip = _repository.ResolveCommit(_options.Topic);
        Oid upstream = _repository.ResolveCommit(_options.Upstream);
        Oid? @base = _options.Base is null ? null : _repository.ResolveCommit(_options.Base);
        var topic = TopicPatches.Load(_workspace, topicTip, [since, upstream], since, upstream, @base);
        ReadNames();
        IReadOnlyList<Oid> forks = _history.MergeBases(topicTip, upstream);
        var scan = new CandidateScan(_history, topic, _monitor);
        List<ScannedCandidate> scanned = scan.Run(since, upstream, forks.Concat(_names.Keys));
        if (forks.Count == 1 && topic.Base is { } existing)
            AddExisting(since, forks[0], existing, topic);
        int untried = Replay(scanned, forks);
        SearchPrerequisites(since, topic);

        // Of equals the first stays: what exists, then what was cheaper to know. What exists stays in any case: the others are weighed against it.
        List<MergeBaseCandidate> front = [];
        foreach (MergeBaseCandidate point in _points.Select(p => p.Point))
        {
            if (!front.Exists(other => Covers(other, point)))
            {
                front.RemoveAll(other => !other.IsExisting && Covers(point, other));
                front.Add(point);
            }
        }
        foreach (MergeBaseCandidate point in front)
        {
            point.Since = _options.Since;
            point.Topic = _options.Topic;
            point.Subject = _repository.Objects.ReadCommit(Oid.Parse(point.Onto)).Subject;
            if (point.Candidate.Length == 0)
                point.Candidate = point.Sha == since.ToString() ? _options.Since : _names.GetValueOrDefault(Oid.Parse(point.Sha), point.Sha);
            (point.Scanned, point.Replayed, point.Untried) = (scan.Scanned, _fitting.Replayed, untried);
        }
        return [.. front.OrderBy(p => p.Commits).ThenBy(p => p.Picks)];
    }

    private static bool Covers(MergeBaseCandidate a, MergeBaseCandidate b) => a.Commits <= b.Commits && a.Picks <= b.Picks && a.Conflicts <= b.Conflicts;

    private bool IsCovered(int commits, int picks) => _points.Exists(p => p.Point.Commits <= commits && p.Point.Picks <= picks && p.Point.Conflicts == 0);

    /// <summary>What the topic stands on needs no replay: the topic is there.</summary>
    private void AddExisting(Oid since, Oid fork, Oid @base, TopicPatches topic)
    {
        Oid[] sources = [.. topic.Picks.Select(p => p.Source!.Value)];
        _points.Add((new MergeBaseCandidate
        {
            Candidate = _names.GetValueOrDefault(@base, @base.ToString()),
            Sha = @base.ToString(),
            Onto = fork.ToString(),
            Commits = _history.Count(since, @base, _monitor).NoMerges,
            Picks = sources.Length,
            Commit = [.. sources.Select(id => id.ToString())],
            Reason = [.. sources.Select(_ => "picked there already")],
            IsExisting = true,
            Tree = _repository.Objects.ReadCommit(topic.Tip).Tree.ToString(),
        }, null));
    }

    /// <summary>Replays the topic on what the bounds leave open; returns how many states were given up.</summary>
    private int Replay(List<ScannedCandidate> scanned, IReadOnlyList<Oid> forks)
    {
        // Where the topic comes from first, then of each number of picks the cheapest, the second cheapest, …
        List<ScannedCandidate> open =
        [
            .. scanned.GroupBy(c => c.Picks.Count).SelectMany(group => group.OrderBy(c => c.Cost).Select((c, rank) => (Candidate: c, Rank: rank)))
                .OrderByDescending(c => forks.Contains(c.Candidate.Commit)).ThenBy(c => c.Rank).ThenBy(c => c.Candidate.Picks.Count).Select(c => c.Candidate),
        ];
        int left = _options.MaxReplay;
        for (int size = FirstRound; ; size *= 4)
        {
            open.RemoveAll(c => IsCovered(c.Cost + c.Picks.Count, c.Picks.Count));
            if (open.Count == 0 || left == 0)
                return open.Count;
            ScannedCandidate[] round = Spread(open, Math.Min(size, left), first: size == FirstRound);
            IReadOnlyList<TopicFit> fits = _fitting.Fit([.. round.Select(c => new TopicFitRequest(c.Commit, c.Picks, c.Patches))]);
            for (int i = 0; i < round.Length; i++)
                _points.Add((Point(round[i], [.. round[i].Picks.Select(p => (p, "carried by the topic"))], fits[i]), round[i]));
            left -= round.Length;
            HashSet<ScannedCandidate> tried = [.. round];
            open.RemoveAll(tried.Contains);
            _monitor.Report("Replaying the topic", _options.MaxReplay - left, Math.Min(_options.MaxReplay, _options.MaxReplay - left + open.Count));
        }
    }

    /// <summary>The first ones of the first round; later, where not all can be tried, some from everywhere.</summary>
    private static ScannedCandidate[] Spread(List<ScannedCandidate> open, int count, bool first) =>
        first || open.Count <= count ? [.. open.Take(count)] : [.. Enumerable.Range(0, count).Select(i => open[(int)((long)i * open.Count / count)])];

    /// <summary>On the release itself, and on the least conflicting of the others, what would have to be picked so that nothing conflicts.</summary>
    private void SearchPrerequisites(Oid since, TopicPatches topic)
    {
        List<(MergeBaseCandidate Point, ScannedCandidate? From)> open =
            [.. _points.Where(p => p is { Point.Conflicts: > 0, From: not null }).OrderByDescending(p => p.From!.Commit == since).ThenBy(p => p.Point.Conflicts).ThenBy(p => p.Point.Commits)];
        int searched = 0;
        foreach ((MergeBaseCandidate point, ScannedCandidate? from) in open)
        {
            // At least one more pick, at best no conflict.
            if (IsCovered(point.Commits + 1, point.Picks + 1))
                continue;
            if (searched++ == _options.MaxSearch)
                return;
            _monitor.Report("Searching prerequisites", searched, Math.Min(open.Count, _options.MaxSearch), from!.Commit.Abbreviate());
            // One that fails leaves the candidate as it was found without.
            var answer = Attempted<MergeBaseCandidate>.Of(
                () =>
                {
                    (IReadOnlyList<(Oid, string)> picks, TopicFit fit) =
                        _fitting.FitWithPrerequisites(new TopicFitRequest(from.Commit, from.Picks, from.Patches), topic, _options.Upstream);
                    return Point(from, picks, fit);
                },
                from.Commit.ToString());
            if (answer.Error is { } failure)
                _failures.Add(failure);
            else
                _points.Add((answer.Get(), null));
        }
    }

    private static MergeBaseCandidate Point(ScannedCandidate from, IReadOnlyList<(Oid Commit, string Reason)> picks, TopicFit fit) => new()
    {
        Sha = from.Commit.ToString(),
        Onto = from.Commit.ToString(),
        Commits = from.Cost + picks.Count,
        Picks = picks.Count,
        Conflicts = fit.Conflicts.Count,
        Commit = [.. picks.Select(p => p.Commit.ToString())],
        Reason = [.. picks.Select(p => p.Reason)],
        ConflictCommit = [.. fit.Conflicts.Select(id => id.ToString())],
        Tree = fit.Conflicts.Count == 0 ? fit.Tree.ToString() : null,
    };

    private void ReadNames()
    {
        // Tags last: of several names of a commit theirs stays.
        foreach ((string name, Oid id) in _repository.References().OrderBy(r => RefName.IsTag(r.Name)))
        {
            if (RefName.Short(name) is not { } shortName)
                continue;
            try
            {
                _names[_repository.ResolveCommit(id.ToString())] = shortName;
            }
            catch (MaintainerException)
            {
                // A tag of a tree or a blob, or of what a partial clone lacks, is no base.
            }
        }
    }
}

/// <summary>What is asked about bases for a topic.</summary>
public sealed class MergeBaseCandidateOptions
{
    /// <summary>The commit that backporters have, as named.</summary>
    public required string Since { get; init; }

    /// <summary>The topic's tip, as named.</summary>
    public required string Topic { get; init; }

    /// <summary>The history in which bases are looked for, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>The commit on which the topic's own patches begin, as named; null: found by the marked picks below them.</summary>
    public string? Base { get; init; }

    /// <summary>On how many states of the topic's files it is replayed at most.</summary>
    public int MaxReplay { get; init; } = 400;

    /// <summary>For how many commits prerequisites are searched at most.</summary>
    public int MaxSearch { get; init; } = 4;
}
