using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Followups;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Picks.Prerequisites;

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
    private readonly KnownPatchIds _known = new();
    private readonly Dictionary<Oid, IReadOnlyList<TreeChange>> _changes = [];
    private readonly Dictionary<TreeChange, FilePatch> _lines = [];
    private MissingFixes? _fixes;

    /// <summary>Readies the engine.</summary>
    public BackportForecaster(Workspace workspace, BackportForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        (_workspace, _repository, _history, _options, _monitor) = (workspace.ForVerdicts(), workspace.Repository, workspace.History, options, workspace.Monitor);
        (_scratch, _engine) = (_workspace.Scratch, _workspace.Engine);
    }

    /// <summary>The forecasts for one branch, in the commits' order. A commit that would not go in is left out of the series that follows; one that needs others goes in with them.</summary>
    /// <exception cref="MaintainerException">The target names no commit.</exception>
    public IEnumerable<BackportForecast> Run(string target)
    {
        Oid targetId = _repository.ResolveCommit(target);
        Oid tree = _scratch.ReadCommit(targetId).Tree;
        Oid? upstream = _options.Upstream is null ? null : _repository.ResolveCommit(_options.Upstream);
        IReadOnlyList<Oid> tips = new ChangeNames(_history, new CommitFactsReader(_history)).LinesOf(_options.Commits, upstream, _monitor);
        var presence = new ChangePresence(_history, _repository.Objects, targetId, tips, _monitor, _known, _options.Marker);
        PrerequisiteSearch? search = null;
        var taken = new List<Oid>();
        long done = 0;
        foreach (Oid commit in _options.Commits)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Forecasting onto " + target, ++done, _options.Commits.Count, commit.Abbreviate());
            BackportForecast forecast = Forecast(commit, tree, presence);
            forecast.Target = target;
            forecast.TargetSha = targetId.ToString();
            if (!_options.Independent && forecast.Verdict == BackportVerdict.Clean)
            {
                tree = Oid.Parse(forecast.Tree!);
                taken.Add(commit);
            }
            if (forecast.Verdict == BackportVerdict.Conflict && _options.FindPrerequisite)
            {
                search ??= SearchOnto(target);
                if (AddPrerequisites(forecast, search, commit, tree, taken) is { } after && !_options.Independent)
                    tree = after;
            }
            if (upstream is { } searched && forecast.Verdict != BackportVerdict.NotApplicable)
                forecast.MissingFix = [.. Fixes(searched).Of(commit, presence).Select(fix => fix.ToString())];
            yield return forecast;
        }
    }

    /// <summary>The forecasts of several branches, each in the same order of commits, as rows of a matrix.</summary>
    public static IEnumerable<BackportForecastRow> Rows(IReadOnlyList<BackportForecast[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        for (int i = 0; columns.Count > 0 && i < columns[0].Length; i++)
        {
            BackportForecast[] cells = [.. columns.Select(column => column[i])];
            yield return new BackportForecastRow
            {
                Commit = cells[0].Commit,
                Subject = cells[0].Subject,
                Target = [.. cells.Select(c => c.Target)],
                Verdict = [.. cells.Select(c => c.Verdict)],
                Forecast = cells,
            };
        }
    }

    private BackportForecast Forecast(Oid commit, Oid tree, ChangePresence presence)
    {
        CommitObject read = _scratch.ReadCommit(commit);
        var forecast = new BackportForecast { Commit = commit.ToString(), Subject = read.Subject };
        if (read.IsMerge)
        {
            forecast.Verdict = BackportVerdict.NotVerified;
            forecast.Reason = "a merge; forecast the commits that it brought";
            return forecast;
        }
        MergeOutcome outcome = _engine.Pick(tree, commit);
        forecast.ConflictPath = [.. outcome.ConflictPaths];
        forecast.ConflictKind = [.. outcome.Conflicts.Select(c => c.Kind.Name()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (outcome.NotVerified is null)
        {
            forecast.Verdict = !outcome.IsClean ? BackportVerdict.Conflict : outcome.Tree == tree ? BackportVerdict.Empty : BackportVerdict.Clean;
            forecast.PickVerdict = forecast.Verdict.ToString();
            forecast.Tree = outcome.IsClean ? outcome.Tree.ToString() : null;
        }
        else
        {
            forecast.Verdict = BackportVerdict.NotVerified;
            forecast.Reason = outcome.NotVerified;
        }
        // A change that was taken out again counts as present, as its marker says: to pick it once more is a decision, which a forecast does not make.
        if ((presence.Find(commit) ?? presence.FindReverted(commit)) is { } present)
        {
            forecast.Verdict = BackportVerdict.AlreadyPresent;
            forecast.PresentBy = present.Kind.ToString();
            forecast.PresentAs = present.As.ToString();
            if (present.RevertedBy is { } revert)
                (forecast.RevertedBy, forecast.Reason) = (revert.ToString(), present.DescribeRevert());
        }
        else if (forecast.Verdict == BackportVerdict.Conflict && IsAbsent(read, tree) is { } reason)
        {
            forecast.Verdict = BackportVerdict.NotApplicable;
            forecast.Reason = reason;
        }
        return forecast;
    }

    private MissingFixes Fixes(Oid upstream) => _fixes ??= new MissingFixes(
        _history, new FollowupFinder(_workspace).Read(_options.Commits, upstream, null, mentions: false), _options.Independent ? [] : _options.Commits);

    /// <summary>Why nothing of what the commit changes is in the tree; null when something is.</summary>
    private string? IsAbsent(CommitObject commit, Oid tree)
    {
        int files = 0;
        int lines = 0;
        IReadOnlyList<TreeChange> changes = ChangesOf(commit);
        if (changes.Any(change => change.OldMode == 0))
            return null;
        foreach (TreeChange change in changes)
        {
            if (!TreePaths.TryFind(_scratch, tree, change.Path, out int mode, out Oid blob))
            {
                files++;
                continue;
            }
            // A file that is there counts as untouched only where every hunk removes lines and none of them is in it.
            if (!EntryMode.IsFile(mode) || LinesOf(change) is not { Runs: { } runs } changed || runs.Any(r => r.Lines[0][0] != '-'))
                return null;
            var content = new TextLines(_scratch.ReadBlob(blob));
            var have = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < content.Count; i++)
                have.Add("-" + System.Text.Encoding.Latin1.GetString(content[i]));
            if (changed.Lines.Any(l => l[0] == '-' && l.Any(char.IsLetterOrDigit) && have.Contains(l)))
                return null;
            lines++;
        }
        return lines == 0 ? (files == 1 ? "the file that it changes is not there" : $"none of the {files} files that it changes is there") : "none of the lines that it changes is there";
    }

    // What a commit changes is asked for each target.
    private IReadOnlyList<TreeChange> ChangesOf(CommitObject commit)
    {
        if (!_changes.TryGetValue(commit.Id, out IReadOnlyList<TreeChange>? changes))
            _changes[commit.Id] = changes = TreeDiff.Compute(_scratch, CommitTrees.RecordedBefore(_scratch, commit), commit.Tree);
        return changes;
    }

    private FilePatch LinesOf(TreeChange change)
    {
        if (!_lines.TryGetValue(change, out FilePatch? lines))
            _lines[change] = lines = FilePatch.Compute(_scratch, change);
        return lines;
    }

    private PrerequisiteSearch SearchOnto(string target)
    {
        var options = new PrerequisiteOptions
        {
            Commits = _options.Commits,
            Onto = target,
            Upstream = _options.Upstream ?? _options.Commits[^1].ToString(),
            KeepOrder = true,
            Marker = _options.Marker,
        };
        return new PrerequisiteSearch(_workspace, options);
    }

    /// <summary>What a commit that conflicts needs first; returns the tree after that and the commit, null where nothing helps.</summary>
    private Oid? AddPrerequisites(BackportForecast forecast, PrerequisiteSearch search, Oid commit, Oid tree, List<Oid> taken)
    {
        search.Take(taken);
        taken.Clear();
        CherryPickPrerequisite answer = search.Answer(commit, tree);
        if (!answer.IsClean || answer.Prerequisite.Length == 0)
        {
            forecast.Reason ??= answer.NotFound;
            return null;
        }
        forecast.Verdict = BackportVerdict.NeedsPrerequisite;
        forecast.Prerequisite = answer.Prerequisite;
        if (!_options.Independent)
            taken.AddRange([.. answer.Prerequisite.Select(sha => Oid.Parse(sha)), commit]);
        return Oid.Parse(answer.Tree!);
    }
}

/// <summary>What a forecast is asked.</summary>
public sealed class BackportForecastOptions
{
    /// <summary>The commits, in the order in which they would be picked.</summary>
    public required IReadOnlyList<Oid> Commits { get; init; }

    /// <summary>Tries each commit alone instead of as a series.</summary>
    public bool Independent { get; init; }

    /// <summary>Searches prerequisites for what conflicts.</summary>
    public bool FindPrerequisite { get; init; }

    /// <summary>Upstream, as named, for prerequisites and for later fixes; null: the commits' own history, and no later fixes are looked for.</summary>
    public string? Upstream { get; init; }

    /// <summary>How picks that are there already are marked, besides the forms that are known; null: as the history reads them.</summary>
    public MarkerStyle? Marker { get; init; }
}
