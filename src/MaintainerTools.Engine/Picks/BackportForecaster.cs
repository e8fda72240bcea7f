using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;
using MaintainerTools.Engine.Verdicts;

namespace MaintainerTools.Engine.Picks;

/// <summary>Forecasts picks of many commits onto one branch after another, in memory. One engine and its caches serve all branches.</summary>
public sealed class BackportForecaster
{
    private readonly Workspace _workspace;
    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly BackportForecastOptions _options;
    private readonly IOperationMonitor _monitor;
    private readonly ScratchStore _scratch;
    private readonly MergeEngine _engine;
    private readonly PathExclusion _exclusion;
    private readonly KnownPatchIds _known = new();
    private readonly ChangeStarts _starts;
    private readonly DoubledLines _doubled;
    private MissingFixes? _fixes;

    /// <summary>Readies the engine.</summary>
    public BackportForecaster(Workspace workspace, BackportForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _repository, _history, _options, _monitor) = (workspace.ForVerdicts(), workspace.Repository, workspace.History,
            options, workspace.Monitor);
        (_scratch, _engine) = (_workspace.Scratch, _workspace.Engine);
        _exclusion = new PathExclusion(_engine, options.ExcludePath);
        _starts = new ChangeStarts(_scratch);
        _doubled = new DoubledLines(_scratch);
    }

    /// <summary>
    /// The forecasts for one branch, in the commits' order, each as soon as it stands. A commit that would not go in is left out of the series that follows;
    /// one that needs others
    /// goes in with them.
    /// </summary>
    /// <exception cref="MaintainerException">The target names no commit.</exception>
    public IEnumerable<BackportForecast> Run(string target) => Try(target).Select(forecast => forecast.Get());

    /// <summary>The same, where a question that fails has its error in its place, and the others are answered.</summary>
    /// <exception cref="MaintainerException">The target names no commit.</exception>
    public IEnumerable<Attempted<BackportForecast>> Try(string target) => AnswerAll(new ForecastTarget(this, target), target);

    private IEnumerable<Attempted<BackportForecast>> AnswerAll(ForecastTarget onto, string target)
    {
        long done = 0;
        foreach (Oid commit in _options.Commits)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Forecasting onto " + target, ++done, _options.Commits.Count, commit.Abbreviate());
            yield return Attempted<BackportForecast>.Of(() => onto.Answer(commit), commit.ToString());
        }
    }

    /// <summary>The forecasts of several branches, each in the same order of commits, as rows of a matrix.</summary>
    public static IEnumerable<BackportForecastRow> Rows(IReadOnlyList<BackportForecast[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        for (int i = 0; columns.Count > 0 && i < columns[0].Length; i++)
            yield return Row([.. columns.Select(column => column[i])]);
    }

    /// <summary>The forecasts of one commit as a row of a matrix.</summary>
    public static BackportForecastRow Row(IReadOnlyList<BackportForecast> cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        return new BackportForecastRow
        {
            Commit = cells[0].Commit,
            Subject = cells[0].Subject,
            Target = [.. cells.Select(c => c.Target)],
            Verdict = [.. cells.Select(c => c.Verdict)],
            Forecast = [.. cells],
        };
    }

    private MissingFixes Fixes(Oid upstream) => _fixes ??= new MissingFixes(
        _history, new FollowupFinder(_workspace).Read(_options.Commits, upstream, null, mentions: false), _options.Independent ? [] : _options.Commits);

    /// <summary>One branch, and how far a series has come on it.</summary>
    private sealed class ForecastTarget
    {
        private readonly BackportForecaster _all;
        private readonly string _name;
        private readonly Oid _id;
        private readonly Oid _targetTree;
        private readonly Oid? _upstream;
        private readonly ChangePresence _presence;
        private readonly StandingPresence _standing;
        private readonly PresenceJudge _judge;
        private readonly PickApplicability _applicability;
        private readonly List<Oid> _taken = [];
        private Oid _tree;
        private PrerequisiteSearch? _search;

        internal ForecastTarget(BackportForecaster all, string name)
        {
            BackportForecastOptions options = all._options;
            (_all, _name, _id) = (all, name, all._repository.ResolveCommit(name));
            _tree = _targetTree = all._scratch.ReadCommit(_id).Tree;
            _upstream = options.Upstream is null ? null : all._repository.ResolveCommit(options.Upstream);
            IReadOnlyList<Oid> tips = new ChangeNames(all._history, new CommitFactsReader(all._history)).LinesOf(options.Commits, _upstream, all._monitor);
            var sought = new ChangePresenceOptions { Known = all._known, Marker = options.Marker };
            _presence = new ChangePresence(all._history, all._repository.Objects, _id, tips, all._monitor, sought);
            _standing = new StandingPresence(all._history, all._repository.Objects, _id, _presence);
            _judge = new PresenceJudge(all._engine, all._scratch, all._history, _id, _presence, all._monitor);
            _applicability = new PickApplicability(all._repository, all._history, all._starts, _id, _presence, options.Commits);
        }

        internal BackportForecast Answer(Oid commit)
        {
            BackportForecastOptions options = _all._options;
            BackportForecast forecast = Forecast(commit);
            bool asksSymbols = options.Symbol && forecast.Verdict == BackportVerdict.Clean;
            if (options.FindPrerequisite && (asksSymbols || forecast.Verdict is BackportVerdict.Conflict or BackportVerdict.NotApplicable))
                AddPrerequisites(forecast, commit);
            if (!options.Independent && forecast.Verdict == BackportVerdict.Clean)
            {
                _tree = Oid.Parse(forecast.Tree!);
                _taken.Add(commit);
            }
            if (_upstream is { } searched)
            {
                Oid tree = forecast.Verdict == BackportVerdict.Clean ? Oid.Parse(forecast.Tree!) : _tree;
                forecast.MissingFix = [.. ThatChange(_all.Fixes(searched).Of(commit, _standing), tree).Select(fix => fix.ToString())];
            }
            return forecast;
        }

        /// <summary>Of fixes that are picked in their order those that change something: what a commit without a mark brought is there.</summary>
        private IEnumerable<Oid> ThatChange(IReadOnlyList<Oid> fixes, Oid tree)
        {
            foreach (Oid fix in fixes)
            {
                if (!_all._scratch.ReadCommit(fix).IsMerge && _all._exclusion.Pick(tree, fix).Outcome is { IsClean: true, NotVerified: null } outcome)
                {
                    if (outcome.Tree == tree)
                        continue;
                    tree = outcome.Tree;
                }
                yield return fix;
            }
        }

        private BackportForecast Forecast(Oid commit)
        {
            CommitObject read = _all._scratch.ReadCommit(commit);
            var forecast = new BackportForecast
            {
                Commit = commit.ToString(),
                Subject = read.Subject,
                Author = read.Author.Name,
                AuthorEmail = read.Author.Email,
                Target = _name,
                TargetSha = _id.ToString(),
                Repository = _all._repository.WorkTree ?? _all._repository.GitDirectory,
            };
            if (read.IsMerge)
            {
                forecast.Verdict = BackportVerdict.NotVerified;
                forecast.Reason = "a merge; forecast the commits that it brought";
                return forecast;
            }
            (MergeOutcome outcome, IReadOnlyList<string> leftOut) = _all._exclusion.Pick(_tree, commit);
            forecast.OntoTree = _tree.ToString();
            forecast.ExcludedPath = [.. leftOut];
            forecast.ConflictPath = [.. outcome.ConflictPaths];
            forecast.ConflictKind = [.. outcome.Conflicts.Select(c => c.Kind.Name()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (outcome.NotVerified is null)
            {
                forecast.Verdict = !outcome.IsClean ? BackportVerdict.Conflict : outcome.Tree == _tree ? BackportVerdict.Empty : BackportVerdict.Clean;
                forecast.PickVerdict = forecast.Verdict.ToString();
                forecast.Tree = outcome.IsClean ? outcome.Tree.ToString() : null;
            }
            else
            {
                forecast.Verdict = BackportVerdict.NotVerified;
                forecast.Reason = outcome.NotVerified;
            }
            if (_judge.Judge(read, _tree, outcome) is { } present)
                Fill(forecast, present);
            else if (forecast.Verdict == BackportVerdict.Conflict)
                Explain(forecast, read, outcome);
            else if (forecast.Verdict == BackportVerdict.Clean)
                forecast.Reason = _all._doubled.Describe(read, _tree, _targetTree, outcome.Tree);
            else if (forecast.Verdict == BackportVerdict.Empty && leftOut.Count > 0)
                forecast.Reason = PickSequence.EmptyReason(leftOut);
            return forecast;
        }

        private static void Fill(BackportForecast forecast, PresenceVerdict present)
        {
            forecast.Verdict = present.Standing switch
            {
                Standing.There => BackportVerdict.AlreadyPresent,
                Standing.InPart => BackportVerdict.PresentInPart,
                _ => BackportVerdict.Reverted,
            };
            if (forecast.Verdict == BackportVerdict.AlreadyPresent)
                forecast.ExcludedPath = [];
            forecast.PresentBy = present.Carrier.Kind.ToString();
            forecast.PresentAs = present.Carrier.As.ToString();
            forecast.RevertedBy = present.RevertedBy?.ToString();
            forecast.Missing = [.. present.Missing.Select(hunk => hunk.ToResult())];
            forecast.ChangedBy = [.. present.ChangedBy.Select(id => id.ToString())];
            forecast.Reason = present.Reason ?? forecast.Reason;
        }

        /// <summary>Of a conflict: whether there is anything to be changed, and whether git rerere knows what to do.</summary>
        private void Explain(BackportForecast forecast, CommitObject commit, MergeOutcome outcome)
        {
            // What somebody resolved once applies.
            if (_all.ResolutionsOf(_tree, commit.Id) is { Count: > 0 } recorded)
                forecast.Reason = "git rerere has a resolution recorded for " + string.Join(", ", recorded.Select(r => r.Path));
            else if (_applicability.WhyNot(commit, _tree, outcome) is { } reason)
                (forecast.Verdict, forecast.Reason) = (BackportVerdict.NotApplicable, reason);
            if (forecast.Verdict != BackportVerdict.NotApplicable)
                _applicability.AddPending(commit);
        }

        /// <summary>
        /// What a commit that conflicts needs first. A series goes on from the tree after that, but not for what has nothing to change there.
        /// </summary>
        private void AddPrerequisites(BackportForecast forecast, Oid commit)
        {
            _search ??= _all.SearchOnto(_name);
            bool isApplicable = forecast.Verdict != BackportVerdict.NotApplicable;
            _search.Take(_taken);
            _taken.Clear();
            CherryPickPrerequisite answer = _search.Answer(commit, _tree);
            if (_search.Failures.TryGetValue(commit, out MaintainerException? failure))
                throw failure;
            if (!answer.IsClean || answer.Prerequisite.Length == 0)
            {
                forecast.Reason ??= answer.NotFound;
                return;
            }
            _search.Describe(answer);
            (forecast.Prerequisite, forecast.First, forecast.Alternative) = (answer.Prerequisite, answer.First, answer.Alternative);
            forecast.Reason = forecast.Reason is { } also ? $"{also}; after {answer.Cost}" : "after " + answer.Cost;
            if (!isApplicable)
                return;
            forecast.Verdict = BackportVerdict.NeedsPrerequisite;
            if (_all._options.Independent)
                return;
            _taken.AddRange([.. answer.Prerequisite.Select(sha => Oid.Parse(sha)), commit]);
            _tree = Oid.Parse(answer.Tree!);
        }
    }

    private PrerequisiteSearch SearchOnto(string target)
    {
        var options = new PrerequisiteOptions
        {
            Commits = _options.Commits,
            Onto = target,
            Upstream = _options.Upstream ?? _options.Commits[^1].ToString(),
            KeepOrder = true,
            Symbol = _options.Symbol,
            Alternative = _options.Alternative,
            ExcludePath = _options.ExcludePath,
            Marker = _options.Marker,
        };
        return new PrerequisiteSearch(_workspace, options);
    }

    /// <summary>
    /// The recorded resolutions of a pick that conflicts; the files with their markers, which they are known by, are made only where something is recorded at
    /// all.
    /// </summary>
    private IReadOnlyList<RecordedResolution> ResolutionsOf(Oid tree, Oid commit)
    {
        if (!Directory.Exists(Path.Combine(_repository.CommonDirectory, "rr-cache")))
            return [];
        Workspace writing = _workspace.With(settings => settings with { WritesConflicts = true });
        return new RecordedResolutions(_repository, _scratch, writing.Settings).Find(writing.Engine.Pick(tree, commit));
    }
}
