using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Commands;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>Runs a command on the commits of a series, each in a temporary linked work tree, several at a time.</summary>
public sealed class BisectabilityTester
{
    private readonly HistoryWorkspace _workspace;
    private readonly GitRepository _repository;
    private readonly IOperationMonitor _monitor;
    private readonly BisectabilityOptions _options;
    private readonly TrialQuestion _question;
    private readonly KeptOutcomes _kept;
    private readonly List<CommitObject> _commits;
    private readonly BisectabilityResult[] _results;
    private readonly (int First, int End) _own;
    private readonly (Oid Since, Oid Tip)? _range;

    /// <summary>Looks at the series; nothing is run yet.</summary>
    /// <param name="workspace">Where.</param>
    /// <param name="options">What is asked.</param>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin, EmptySeries.</exception>
    public BisectabilityTester(HistoryWorkspace workspace, BisectabilityOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(options);
        (_workspace, _repository, _monitor, _options) = (workspace, workspace.Repository, workspace.Monitor, options);
        _question = new TrialQuestion(options.Command, options.Timeout, options.KeepBuild, options.EnvironmentVariable);
        _kept = new KeptOutcomes(_repository.CommonDirectory);
        if (options.Topic is { } topic)
        {
            string since = options.Since ?? SeriesStart.Root;
            _range = (SeriesStart.Named(_repository, since), _repository.ResolveCommit(topic));
            _commits = Read(CommitsOf(workspace, since, topic));
        }
        else
        {
            _commits = Read([.. options.Commit.Select(_repository.ResolveCommit).Distinct()]);
        }
        _own = options.Shard?.Of(_commits.Count) ?? (0, _commits.Count);
        _results = [.. _commits.Select(NewResult)];
    }

    /// <summary>Why the run ended before its end; null where it did not.</summary>
    public MaintainerException? Failure { get; private set; }

    /// <summary>The commits of a series, merged branches included, the oldest first.</summary>
    /// <exception cref="MaintainerException">RevisionNotFound and its kin, EmptySeries.</exception>
    public static IReadOnlyList<Oid> CommitsOf(HistoryWorkspace workspace, string since, string topic)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Oid below = SeriesStart.Named(workspace.Repository, since), tip = workspace.Repository.ResolveCommit(topic);
        return workspace.History.Range(below, tip, workspace.Monitor) is { Count: > 0 } commits ? commits
            : throw new MaintainerException("EmptySeries", ErrorKind.InvalidArgument, topic, below.Abbreviate(), tip.Abbreviate());
    }

    /// <summary>Runs it: one result a commit of the series (of the shard), as they come; those of a search in the end.</summary>
    /// <exception cref="MaintainerException">WorktreeFailed, PathForbidden, CommandNotStarted, ShellNotFound.</exception>
    /// <exception cref="OperationCanceledException">The monitor was cancelled; what ran is ended, and nothing of it is left.</exception>
    public IEnumerable<BisectabilityResult> Run()
    {
        using var pool = new TrialPool(_repository, _question, _kept, BaseOf(), Math.Max(1, _options.ThrottleLimit), _monitor);
        if (_options.Order == BisectabilityOrder.Binary)
        {
            Search(pool);
            Suggest();
            for (int i = _own.First; i < _own.End; i++)
                yield return _results[i];
            yield break;
        }
        IEnumerable<int> order = Enumerable.Range(_own.First, _own.End - _own.First);
        int[] places = [.. _options.Order == BisectabilityOrder.Reverse ? order.Reverse() : order];
        int written = 0;
        foreach ((int place, TrialOutcome outcome) in pool.Run(places, _commits, Known, Ends))
        {
            Take(place, outcome);
            // In order; a commit that fails waits for the one that mends it, which comes later.
            while (_options.Order == BisectabilityOrder.Linear && written < places.Length && IsAnswered(places[written]) && !Waits(places, written))
                yield return _results[places[written++]];
        }
        Suggest();
        for (; written < places.Length; written++)
            yield return _results[places[written]];
    }

    private static bool IsOpen(RewriteTestResult result) => result == RewriteTestResult.NotRun;

    private bool IsAnswered(int place) => !IsOpen(_results[place].Result);

    /// <summary>True where a suggestion may have to be made yet: up to the next commit that passes.</summary>
    private bool Waits(int[] places, int at)
    {
        if (_results[places[at]].Result != RewriteTestResult.Fail || _range is null)
            return false;
        for (int i = at + 1; i < places.Length; i++)
        {
            if (!IsAnswered(places[i]))
                return true;
            if (_results[places[i]].Result == RewriteTestResult.Pass)
            {
                Suggest();
                return false;
            }
        }
        return true;
    }

    private bool Ends(TrialOutcome outcome) =>
        outcome.Result == RewriteTestResult.Abort || (_options.FirstFailure && outcome.Result == RewriteTestResult.Fail);

    private void Search(TrialPool pool)
    {
        var search = new FirstFailureSearch(_own.End - _own.First);
        while (Failure is null && search.Next(Math.Max(1, _options.ThrottleLimit)) is { Count: > 0 } next)
        {
            foreach ((int place, TrialOutcome outcome) in pool.Run([.. next.Select(n => n + _own.First)], _commits, Known, Ends))
            {
                Take(place, outcome);
                search.Tell(place - _own.First, outcome.Result);
            }
        }
    }

    private TrialOutcome? Known(CommitObject commit) => _options.Force ? null : _kept.Find(_question.KeyOf(commit.Tree));

    private void Take(int place, TrialOutcome outcome)
    {
        BisectabilityResult result = _results[place];
        (result.Result, result.ExitCode, result.TimedOut) = (outcome.Result, outcome.ExitCode, outcome.TimedOut);
        (result.Duration, result.Cached, result.Log, result.Output) = (outcome.Duration, outcome.Cached, outcome.Log, outcome.Output);
        result.Machine = Environment.MachineName;
        if (outcome.Result == RewriteTestResult.Abort)
        {
            Failure ??= new MaintainerException(
                "CommandAborted", ErrorKind.InvalidOperation, result.Commit, result.Commit[..12], result.Subject, outcome.ExitCode);
        }
    }

    private void Suggest()
    {
        if (_range is { } range)
            new MendingPatch(_workspace, range.Since, range.Tip).Suggest(_results);
    }

    /// <summary>The commit below the series.</summary>
    private BaseTrial BaseOf()
    {
        Oid below = _range is { Since.IsZero: false } range ? range.Since : _commits is [{ Parents: [var parent, ..] }, ..] ? parent : Oid.Zero;
        return new BaseTrial(below.IsZero ? null : _workspace.Objects.ReadCommit(below));
    }

    private List<CommitObject> Read(IEnumerable<Oid> commits) => [.. commits.Select(_workspace.Objects.ReadCommit)];

    private BisectabilityResult NewResult(CommitObject commit, int place) => new()
    {
        Number = place + 1,
        Total = _commits.Count,
        Commit = commit.Id.ToString(),
        Subject = commit.Subject,
        Tree = commit.Tree.ToString(),
        Result = RewriteTestResult.NotRun,
        Shard = _options.Shard?.ToString(),
        Command = _question.Command.Text,
        CommandId = _question.Id.ToString(),
        Since = _range is { } range ? SeriesStart.NameOf(range.Since) : null,
        Topic = _range?.Tip.ToString(),
        Repository = _repository.WorkTree ?? _repository.GitDirectory,
    };
}

/// <summary>What is asked of a series.</summary>
public sealed class BisectabilityOptions
{
    /// <summary>The tip of the series; null where commits are named one by one.</summary>
    public string? Topic { get; init; }

    /// <summary>The commit below the series.</summary>
    public string? Since { get; init; }

    /// <summary>Commits by name, in the order in which they are tested.</summary>
    public IReadOnlyList<string> Commit { get; init; } = [];

    /// <summary>What is run.</summary>
    public required TestCommand Command { get; init; }

    /// <summary>In which order, and whether on all.</summary>
    public BisectabilityOrder Order { get; init; }

    /// <summary>Ends with the first commit that fails in that order.</summary>
    public bool FirstFailure { get; init; }

    /// <summary>How many at a time.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>How long the command may take; null: for good.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Variables of the environment that have a say in the outcome, by name.</summary>
    public IReadOnlyList<string> EnvironmentVariable { get; init; } = [];

    /// <summary>Leaves what a build makes in the work tree for the worker's next commit.</summary>
    public bool KeepBuild { get; init; }

    /// <summary>The part of the series that is run here; null: all.</summary>
    public SeriesShard? Shard { get; init; }

    /// <summary>Runs the command also where an outcome is kept.</summary>
    public bool Force { get; init; }
}
