using System.Globalization;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Picks.Prerequisites;

/// <summary>
/// Finds the smallest ordered set of upstream commits that must be picked first. Candidates come from the history of the lines that
/// conflict and from what messages declare; every answer is proved by replay: with the set clean, without any one member not.
/// </summary>
public sealed class PrerequisiteSearch
{
    // Candidates come in by the lines' whole history; most of them go again when the set is reduced.
    private const int CandidatesPerMember = 3;
    private const int FewestCandidates = 100;

    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly PrerequisiteOptions _options;
    private readonly IOperationMonitor _monitor;
    private readonly ScratchStore _scratch;
    private readonly PickReplay _replay;
    private readonly ChangePresence _presence;
    private readonly LineOrigins _origins;
    private readonly SymbolNeeds _symbols;
    private readonly DeclaredPrerequisites _declared;
    private readonly PrerequisiteReduction _reduction;
    private readonly PrerequisiteCosts _costs;
    private readonly UnfoundSets _unfound;
    private readonly Oid _onto;
    private readonly CommitOrder _range;
    private readonly TouchingCommits _touching;
    private readonly Dictionary<Oid, MaintainerException> _failures = [];
    private TakenCommits _taken = new([]);

    // What those of a series have taken whose answers are given.
    private TakenCommits _settled = new([]);
    private PickBudget _close;

    // For a commit, what brings the identifiers that it uses: no matter of replay.
    private readonly Dictionary<Oid, HashSet<Oid>> _required = [];

    /// <summary>Readies the search: reads the range from -Onto to upstream and what -Onto has of it.</summary>
    public PrerequisiteSearch(Workspace workspace, PrerequisiteOptions options)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(options);
        (GitRepository repository, CommitHistory history, IOperationMonitor monitor) = (workspace.Repository, workspace.History, workspace.Monitor);
        (_repository, _history, _options, _monitor) = (repository, history, options, monitor);
        _onto = repository.ResolveCommit(options.Onto);
        Oid upstream = repository.ResolveCommit(options.Upstream);
        // A wanted commit beside upstream (a topic under review) brings its own history along.
        List<Oid> tips = [upstream, .. options.Commits.Where(c => !history.IsAncestor(c, upstream))];
        _range = new CommitOrder(history.Range([_onto], tips, monitor));
        _scratch = workspace.Scratch;
        // Who asks with a workspace for verdicts shares its engine, which then knows the trees.
        _replay = new PickReplay(workspace.ForVerdicts().Engine, _scratch, options.ExcludePath);
        _costs = new PrerequisiteCosts(_scratch, monitor);
        // Upstream may be a branch that holds all of -Onto, and the picks there none the less.
        IReadOnlyList<Oid> lines = new ChangeNames(history, new CommitFactsReader(history)).LinesOf(options.Commits, upstream, monitor);
        lines = lines is [var line] && line == upstream ? tips : lines;
        _presence = new ChangePresence(history, repository.Objects, _onto, lines, monitor, new ChangePresenceOptions { Marker = options.Marker });
        _origins = new LineOrigins(repository.Objects, history, id => !_range.Contains(id), monitor);
        _touching = new TouchingCommits(repository.Objects, history, _range.Commits, monitor);
        _symbols = new SymbolNeeds(_scratch, _touching.Find, _range, monitor);
        _declared = new DeclaredPrerequisites(repository, _scratch, _range.Commits);
        _reduction = new PrerequisiteReduction(_replay, CandidatesFor, _range.Sort, _costs.DearestFirst, options.Bounds, monitor);
        _close = new PickBudget(_replay, options.Bounds.ClosePicks);
        _unfound = new UnfoundSets(_origins, options.MaxCount, isShallow: history.Shallow.Count > 0);
        Commits = options.KeepOrder ? options.Commits : _range.Sort(options.Commits);
    }

    /// <summary>The wanted commits in the order in which they are answered: upstream's.</summary>
    public IReadOnlyList<Oid> Commits { get; }

    /// <summary>The commits whose question failed, with what nobody foresaw; the others are answered all the same.</summary>
    public IReadOnlyDictionary<Oid, MaintainerException> Failures => _failures;

    /// <summary>Why the answers are not made one set; null where they are.</summary>
    public MaintainerException? SeriesFailure { get; private set; }

    /// <summary>All answers, as <see cref="RunEach"/> or <see cref="RunSeries"/> gives them.</summary>
    public IReadOnlyList<CherryPickPrerequisite> Run() => [.. _options.Independent ? RunEach() : RunSeries()];

    /// <summary>
    /// Answers each wanted commit, each on top of the ones before with what they needed: the prerequisites of all, taken together, are one ordered set,
    /// without any member that the whole does without. An answer comes as soon as no later commit can change it (<see cref="SeriesFiles"/>).
    /// </summary>
    public IEnumerable<CherryPickPrerequisite> RunSeries()
    {
        Oid start = _scratch.ReadCommit(_onto).Tree;
        Oid tree = start;
        var files = new SeriesFiles(_scratch, _replay, start, Commits);
        var answers = new List<CherryPickPrerequisite>();
        var first = new HashSet<CherryPickPrerequisite>();
        for (int i = 0; i < Commits.Count; i++)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            bool isFirst = _taken.Commits.Count == _settled.Commits.Count;
            CherryPickPrerequisite answer = Answer(Commits[i], tree);
            if (answer.Tree is not null)
            {
                tree = Oid.Parse(answer.Tree);
                Take([.. answer.Prerequisite.Select(sha => Oid.Parse(sha)), Commits[i]]);
            }
            answers.Add(answer);
            if (isFirst)
                first.Add(answer);
            if (files.MayChange(answers, start, tree, i))
                continue;
            // What fails in making one set of them takes no answer away.
            Oid from = start;
            var all = Attempted<List<CherryPickPrerequisite>>.Of(() => AsSeries(from, answers, first), _options.Onto);
            SeriesFailure ??= all.Error;
            List<CherryPickPrerequisite> given = all.Error is null ? all.Get() : answers;
            foreach (CherryPickPrerequisite settled in given)
            {
                Describe(settled);
                yield return settled;
            }
            foreach (CherryPickPrerequisite settled in given.Where(a => a.Tree is not null))
            {
                tree = Oid.Parse(settled.Tree!);
                _settled = new TakenCommits([.. _settled.Commits, .. settled.Prerequisite.Select(sha => Oid.Parse(sha)), Oid.Parse(settled.Commit)]);
            }
            (start, _taken) = (tree, new TakenCommits(_settled.Commits));
            answers.Clear();
            first.Clear();
            _required.Clear();
        }
    }

    /// <summary>Answers each wanted commit by itself, as soon as it stands.</summary>
    public IEnumerable<CherryPickPrerequisite> RunEach()
    {
        Oid onto = _scratch.ReadCommit(_onto).Tree;
        foreach (Oid commit in Commits)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            CherryPickPrerequisite answer = Answer(commit, onto);
            Describe(answer);
            yield return answer;
        }
    }

    /// <summary>Adds to an answer what its members are and cost.</summary>
    internal void Describe(CherryPickPrerequisite answer)
    {
        try
        {
            Cost(answer);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Fail(answer, e);
        }
    }

    private void Cost(CherryPickPrerequisite answer)
    {
        answer.First = [.. answer.Prerequisite.Select((sha, i) => _costs.Describe(Oid.Parse(sha), answer.Reason[i]))];
        if (answer.First.Length > 0)
            answer.Cost = PrerequisiteCosts.Total(answer.First);
    }

    /// <summary>The answers as those of one series, with as few commits in all as was found.</summary>
    private List<CherryPickPrerequisite> AsSeries(Oid onto, List<CherryPickPrerequisite> answers, HashSet<CherryPickPrerequisite> first)
    {
        var series = new PrerequisiteSeries(_replay, _reduction, _range, _options, _monitor);
        List<CherryPickPrerequisite> reduced = series.Reduce(onto, answers, _required);
        List<CherryPickPrerequisite> alone = [.. reduced.Select(a => a.IsClean || a.ConflictPath.Length == 0 || first.Contains(a) ? a : Alone(a, onto))];
        List<CherryPickPrerequisite> best = reduced;
        if ((reduced.Count(a => a.Prerequisite.Length > 0) >= 2 || alone.Count(a => a.IsClean) > reduced.Count(a => a.IsClean))
            && series.Interleave(onto, alone, _required) is { } interleaved
            && (interleaved.Count(a => a.IsClean) > reduced.Count(a => a.IsClean)
                || interleaved.Sum(a => a.Prerequisite.Length) < reduced.Sum(a => a.Prerequisite.Length)))
            best = interleaved;
        // What no set helps alone none helps in the series.
        HashSet<string> hopeless = [.. alone.Where(a => a.Proof == PrerequisiteProof.NoneExists).Select(a => a.Commit)];
        foreach (string failed in best.Where(a => !a.IsClean && a.ConflictPath.Length > 0 && !hopeless.Contains(a.Commit)).Select(a => a.Commit).ToList())
        {
            if (Commits.Count > 1 && AsIfNothingWereTaken(() => series.Search(onto, best, failed, _required)) is { } together)
                best = together;
        }
        return best;

        // What nothing helps on top of the others may need something before them; one that had nothing before it was answered alone.
        CherryPickPrerequisite Alone(CherryPickPrerequisite answer, Oid tree)
        {
            CherryPickPrerequisite alone = AsIfNothingWereTaken(() => Answer(Oid.Parse(answer.Commit), tree));
            if (!alone.IsClean)
                (answer.NotFound, answer.Proof, answer.AtLeast) = (alone.NotFound, alone.Proof, alone.AtLeast);
            return alone.IsClean ? alone : answer;
        }
    }

    /// <summary>True when these commits, none of which is there already, pick clean in this order.</summary>
    internal bool IsCleanSequence(IReadOnlyList<Oid> commits) => _replay.Run(_scratch.ReadCommit(_onto).Tree, commits).IsClean;

    /// <summary>These are in the tree that is asked about next.</summary>
    internal void Take(IEnumerable<Oid> commits) => _taken = new TakenCommits(_taken.Commits.Concat(commits));

    private T AsIfNothingWereTaken<T>(Func<T> ask)
    {
        (TakenCommits taken, _taken) = (_taken, new TakenCommits(_settled.Commits));
        try
        {
            return ask();
        }
        finally
        {
            _taken = taken;
        }
    }

    /// <summary>What one commit needs on a tree. Where an object is missing the answer says so, and the others are answered.</summary>
    internal CherryPickPrerequisite Answer(Oid commit, Oid tree)
    {
        var answer = new CherryPickPrerequisite { Commit = commit.ToString(), Onto = _options.Onto };
        try
        {
            CommitObject read = _scratch.ReadCommit(commit);
            answer.Subject = read.Subject;
            return Fill(answer, read, tree);
        }
        catch (MissingObjectException e)
        {
            answer.NotFound = "not verified: " + e.Message;
            return answer;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Fail(answer, e);
            return answer;
        }
    }

    private void Fail(CherryPickPrerequisite answer, Exception error)
    {
        MaintainerException failure = error as MaintainerException ?? MaintainerException.Unexpected(error, answer.Commit);
        _failures[Oid.Parse(answer.Commit)] = failure;
        answer.NotFound = "not answered: " + failure.Message;
    }

    private CherryPickPrerequisite Fill(CherryPickPrerequisite answer, CommitObject read, Oid tree)
    {
        Oid commit = read.Id;
        if (_taken.Commits.Contains(commit) || _presence.Find(commit) is not null)
        {
            (answer.IsPresent, answer.IsClean, answer.Tree) = (true, true, tree.ToString());
            return answer;
        }
        if (read.IsMerge)
        {
            answer.NotFound = "it is a merge; pick the commits that it brought";
            return answer;
        }
        ReplayResult plain = _replay.Run(tree, [commit]);
        _origins.Allow(Math.Max(_options.Bounds.Passed, (long)_range.Commits.Count * _options.Bounds.PassesOfRange));
        _close = new PickBudget(_replay, _options.Bounds.ClosePicks);
        answer.ConflictPath = plain.Paths;
        var reasons = new Dictionary<Oid, PrerequisiteReason>();
        var reduced = new ReducedSet([], 0);
        string? failure = null;
        if (!plain.IsClean)
        {
            List<Oid>? closed = Close(commit, tree, [], [], reasons, out failure);
            // What others declare of themselves takes a look at all messages: where it may matter.
            if (closed is null && _declared.Of(commit, everywhere: true).Any(IsCandidate))
                closed = Close(commit, tree, [], [], reasons, out failure, everywhere: true);
            if (closed is not null)
            {
                reduced = _reduction.Reduce(commit, tree, closed, member => Close(commit, tree, [], [member], reasons, out _));
                if (reduced.Proof != PrerequisiteProof.Smallest && _declared.Of(commit, everywhere: true).Any(id => IsCandidate(id) && !closed.Contains(id))
                    && Close(commit, tree, [], [], reasons, out _, everywhere: true) is { } other
                    && _reduction.Reduce(commit, tree, other, member => Close(commit, tree, [], [member], reasons, out _, everywhere: true)) is var declared
                    && declared.Members.Count < reduced.Members.Count)
                    reduced = declared;
            }
            else
            {
                // What the history of the lines closes to does not pick clean, which says nothing of other sets.
                SetSearch search = _reduction.Search(tree, [commit], _options.MaxCount);
                if (search.Set is null)
                {
                    (answer.NotFound, answer.AtLeast) = (_unfound.Describe(search, plain, failure), search.AtLeast);
                    answer.Proof = search.NoneExists && _history.Shallow.Count == 0 ? PrerequisiteProof.NoneExists : PrerequisiteProof.None;
                    return answer;
                }
                (reduced, failure) = (new ReducedSet(search.Set, search.AtLeast), null);
            }
        }
        List<Oid> set = _options.Symbol ? WithSymbols(commit, tree, reduced.Members, reasons, out failure) : reduced.Members;
        if (set.Count > _options.MaxCount)
        {
            answer.NotFound = string.Create(CultureInfo.InvariantCulture,
                $"not found within {_options.MaxCount} commits: the smallest set found has {set.Count}");
            return answer;
        }
        answer.NotFound = failure;
        answer.Prerequisite = [.. set.Select(id => id.ToString())];
        answer.Reason = [.. set.Select(id => ReasonOf(id, set))];
        answer.IsClean = true;
        // What symbols ask for is no matter of replay.
        answer.Proof = set.Count > reduced.Members.Count ? PrerequisiteProof.Irreducible : reduced.Proof;
        answer.AtLeast = reduced.AtLeast;
        answer.Tree = _replay.Run(tree, [.. set, commit]).Tree.ToString();
        if (_options.Alternative && reduced.Members.Count > 0)
            answer.Alternative = new AlternativeSets(_replay, _origins, _costs, CandidatesFor, _range.Sort, _options.Bounds, _monitor)
                .Find(commit, tree, reduced.Members);
        return answer;

        string ReasonOf(Oid id, List<Oid> set)
        {
            if (reasons.GetValueOrDefault(id) is not { Text.Length: > 0 } found)
                found = new PrerequisiteReason("touches " + plain.Conflicts[0].SourcePath);
            if (found.IsDeclared)
                return found.Text;
            foreach (Oid dependent in set.Append(commit).Where(other => other != id && _declared.IsDependency(id, other)))
                return $"declared: Stable-dep-of {dependent.Abbreviate()}; {found.Text}";
            return found.Text;
        }
    }

    /// <summary>The set with what brings the identifiers that the commit and the set's members use, and with what those need in turn.</summary>
    private List<Oid> WithSymbols(Oid commit, Oid tree, List<Oid> set, Dictionary<Oid, PrerequisiteReason> reasons, out string? failure)
    {
        var required = new HashSet<Oid>();
        for (; ; )
        {
            bool grew = false;
            foreach (Oid user in (List<Oid>)[.. set, commit])
            {
                // What the ones before it bring is there when it comes.
                Oid before = _replay.Run(tree, [.. set.TakeWhile(id => id != user)]).Tree;
                foreach ((string name, Oid introducer) in _symbols.Find(user, before))
                {
                    if (!IsCandidate(introducer) || !required.Add(introducer))
                        continue;
                    grew = true;
                    string needed = user == commit ? $"brings {name}" : $"brings {name}, which {user.Abbreviate()} uses";
                    reasons[introducer] = reasons.GetValueOrDefault(introducer) is { Text.Length: > 0 } known
                        ? known with { Text = $"{known.Text}; {needed}" } : new PrerequisiteReason(needed);
                }
            }
            if (!grew)
            {
                failure = null;
                return set;
            }
            if (Close(commit, tree, [.. set, .. required], [], reasons, out failure) is not { } closed)
            {
                // The pick is clean all the same; that it would not compile is said.
                failure = $"it needs {string.Join(", ", required.Select(id => $"{id.Abbreviate()} ({reasons[id].Text})"))}, which cannot be picked: {failure}";
                return set;
            }
            set = _reduction.Irreducible(commit, tree, closed, required);
            _required[commit] = required;
        }
    }

    /// <summary>Adds what each conflicting pick needs until the whole list is clean; null with the failure where that does not come about.</summary>
    private List<Oid>? Close(
        Oid commit, Oid tree, IReadOnlyList<Oid> start, IReadOnlyList<Oid> without, Dictionary<Oid, PrerequisiteReason> reasons,
        out string? failure, bool everywhere = false)
    {
        var members = new HashSet<Oid>(start);
        var givenUp = new HashSet<Oid>(without);
        int most = Math.Max(FewestCandidates, CandidatesPerMember * _options.MaxCount);
        var widened = new HashSet<(Oid, string)>();
        foreach (Oid declared in _declared.Of(commit, everywhere))
            Admit(declared, new PrerequisiteReason("declared by the commit", IsDeclared: true));
        for (; ; )
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            List<Oid> ordered = _range.Sort(members);
            ordered.Add(commit);
            ReplayResult result = _replay.Run(tree, ordered);
            _monitor.Report("Searching prerequisites", members.Count, -1, commit.Abbreviate());
            // Each member that comes in early is a new tree for all after it.
            if (!result.IsClean && _close.IsSpent)
            {
                failure = string.Create(CultureInfo.InvariantCulture,
                    $"following the history of the lines was given up after {_close.Picks} picks, with {members.Count} candidates");
                return null;
            }
            if (result.IsClean)
            {
                failure = null;
                ordered.RemoveAt(ordered.Count - 1);
                return ordered;
            }
            Oid failed = ordered[result.FailedAt];
            bool grew = false;
            foreach (string path in result.Conflicts.Select(c => c.SourcePath).Distinct(StringComparer.Ordinal))
            {
                // With more than that the set is given up: how many more there are is not asked.
                int room = most - members.Count;
                foreach ((Oid owner, List<LineEvidence> evidence) in _origins.OwnersOf(failed, path, id => IsNew(id) && --room < 0))
                    grew |= Admit(owner, new PrerequisiteReason(string.Join(", ", evidence.Take(3))));
                if (members.Count > most)
                    break;
            }
            // The lines' own history explains nothing more: whatever touched the path is a candidate, the nearest first.
            if (!grew)
            {
                foreach (string path in result.Conflicts.Select(c => c.SourcePath).Distinct(StringComparer.Ordinal).Where(p => widened.Add((failed, p))))
                {
                    foreach (Oid id in _touching.Find(path).Where(id => _range.Precedes(id, failed)))
                        grew |= Admit(id, new PrerequisiteReason("touches " + path));
                }
            }
            // A prerequisite that cannot be made clean is no prerequisite that helps; without it others may.
            if (!grew && failed != commit && !start.Contains(failed) && members.Remove(failed))
                grew = givenUp.Add(failed);
            if (!grew || members.Count > most)
            {
                failure = grew
                    ? string.Create(CultureInfo.InvariantCulture,
                        $"not found within {_options.MaxCount} commits: with {members.Count} candidates it conflicts still")
                    : UnfoundSets.DescribeStop(failed, commit, members, result);
                return null;
            }
        }

        bool IsNew(Oid id) => id != commit && !members.Contains(id) && !givenUp.Contains(id) && IsCandidate(id);

        bool Admit(Oid id, PrerequisiteReason reason)
        {
            if (!IsNew(id))
                return false;
            members.Add(id);
            reasons.TryAdd(id, reason);
            return true;
        }
    }

    private bool IsCandidate(Oid id)
    {
        if (_taken.IsCandidate.TryGetValue(id, out bool known))
            return known;
        // To ask for it by patch-id may take a diff.
        _monitor.Cancellation.ThrowIfCancellationRequested();
        return _taken.IsCandidate[id] = _range.Contains(id) && !_taken.Commits.Contains(id) && _history.ParentsOf(id).Count == 1 && _presence.Find(id) is null;
    }

    /// <summary>The commits before one that touch a path in conflict, under its name in the target or in the commit, the nearest first.</summary>
    private List<Oid> CandidatesFor(Oid failed, ConflictedPath path)
    {
        if (_taken.Candidates.TryGetValue((failed, path), out List<Oid>? known))
            return known;
        _monitor.Cancellation.ThrowIfCancellationRequested();
        IEnumerable<Oid> touching = path.Path == path.SourcePath ? _touching.Find(path.Path) : _touching.Find(path.Path).Union(_touching.Find(path.SourcePath));
        return _taken.Candidates[(failed, path)] =
        [
            .. touching.Where(id => _range.Precedes(id, failed) && IsCandidate(id)).OrderByDescending(id => _range[id])
                .Take(PrerequisiteReduction.MostCandidates),
        ];
    }

    /// <summary>Why a commit is in a set, in words, and whether messages say so: then nothing else need be said.</summary>
    private readonly record struct PrerequisiteReason(string Text, bool IsDeclared = false);

    /// <summary>The commits in the tree that is asked about, and what was found out under that condition.</summary>
    private sealed class TakenCommits(IEnumerable<Oid> commits)
    {
        internal HashSet<Oid> Commits { get; } = [.. commits];

        internal Dictionary<Oid, bool> IsCandidate { get; } = [];

        internal Dictionary<(Oid Failed, ConflictedPath Path), List<Oid>> Candidates { get; } = [];
    }
}
