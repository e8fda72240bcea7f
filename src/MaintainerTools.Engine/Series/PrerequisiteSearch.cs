using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>What prerequisites are searched for.</summary>
public sealed class PrerequisiteOptions
{
    /// <summary>The commits wanted, in any order.</summary>
    public required IReadOnlyList<Oid> Commits { get; init; }

    /// <summary>What they are to be picked onto, as named.</summary>
    public required string Onto { get; init; }

    /// <summary>The upstream whose commits may be picked first, as named.</summary>
    public required string Upstream { get; init; }

    /// <summary>The most prerequisites that one commit may have where nothing else is said.</summary>
    public const int DefaultMaxCount = 40;

    /// <summary>The most prerequisites that one commit may have.</summary>
    public int MaxCount { get; init; } = DefaultMaxCount;

    /// <summary>Also looks for commits that bring identifiers which a pick uses and the target lacks.</summary>
    public bool Symbol { get; init; }

    /// <summary>Answers the commits in the order given instead of upstream's.</summary>
    public bool KeepOrder { get; init; }
}

/// <summary>
/// Finds the smallest ordered set of upstream commits that must be picked first. Candidates come from the history of the lines that
/// conflict and from what messages declare; every answer is proved by replay: with the set clean, without any one member not.
/// </summary>
public sealed class PrerequisiteSearch
{
    private const int SingleCandidates = 200;
    private const int PairCandidates = 14;

    private readonly GitRepository _repository;
    private readonly CommitHistory _history;
    private readonly PrerequisiteOptions _options;
    private readonly IOperationMonitor _monitor;
    private readonly ScratchStore _scratch;
    private readonly PickReplay _replay;
    private readonly ChangePresence _presence;
    private readonly LineOrigins _origins;
    private readonly SymbolNeeds _symbols;
    private readonly Oid _onto;
    private readonly Dictionary<Oid, int> _place = [];
    private readonly List<Oid> _range;
    private readonly Dictionary<string, List<Oid>> _touching = new(StringComparer.Ordinal);
    private readonly HashSet<Oid> _wanted = [];
    private List<(CommitMarker Marker, Oid By)>? _dependencies;

    /// <summary>Readies the search: reads the range from -Onto to upstream and what -Onto has of it.</summary>
    public PrerequisiteSearch(GitRepository repository, CommitHistory history, PrerequisiteOptions options, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(monitor);
        (_repository, _history, _options, _monitor) = (repository, history, options, monitor);
        _onto = repository.ResolveCommit(options.Onto);
        Oid upstream = repository.ResolveCommit(options.Upstream);
        // A wanted commit beside upstream (a topic under review) brings its own history along.
        List<Oid> tips = [upstream, .. options.Commits.Where(c => !history.IsAncestor(c, upstream))];
        _range = [.. history.Range([_onto], tips, monitor)];
        foreach (Oid id in _range)
            _place[id] = _place.Count;
        _scratch = new ScratchStore(repository.Objects);
        _replay = new PickReplay(new MergeEngine(_scratch, MergeOptions.Of(repository)), _scratch);
        _presence = new ChangePresence(history, repository.Objects, _onto, tips, monitor);
        _origins = new LineOrigins(repository.Objects, history, id => !_place.ContainsKey(id), monitor);
        _symbols = new SymbolNeeds(_scratch, Touching, _place, monitor);
        Commits = options.KeepOrder ? options.Commits : [.. options.Commits.OrderBy(c => _place.GetValueOrDefault(c, -1))];
    }

    /// <summary>The wanted commits in the order in which they are answered: upstream's.</summary>
    public IReadOnlyList<Oid> Commits { get; }

    /// <summary>
    /// Answers each wanted commit in turn, each on top of the ones before with what they needed: the prerequisites of all, taken together,
    /// are one ordered set.
    /// </summary>
    public IEnumerable<CherryPickPrerequisite> Run()
    {
        Oid tree = _scratch.ReadCommit(_onto).Tree;
        foreach (Oid commit in Commits)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            CherryPickPrerequisite answer = Solve(commit, tree);
            if (answer.Tree is not null)
            {
                tree = Oid.Parse(answer.Tree);
                foreach (string sha in answer.Prerequisite)
                    _wanted.Add(Oid.Parse(sha));
                _wanted.Add(commit);
            }
            yield return answer;
        }
    }

    /// <summary>True when these commits, none of which is there already, pick clean in this order.</summary>
    internal bool IsCleanSequence(IReadOnlyList<Oid> commits) => _replay.Run(_scratch.ReadCommit(_onto).Tree, commits).IsClean;

    private CherryPickPrerequisite Solve(Oid commit, Oid tree)
    {
        CommitObject read = _scratch.ReadCommit(commit);
        var answer = new CherryPickPrerequisite { Commit = commit.ToString(), Subject = read.Subject, Onto = _options.Onto };
        if (_wanted.Contains(commit) || _presence.Find(commit) is not null)
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
        answer.ConflictPath = [.. plain.Conflicts.Select(c => c.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var reasons = new Dictionary<Oid, string>();
        List<Oid>? set = [];
        string? failure = null;
        if (!plain.IsClean)
        {
            set = Close(commit, tree, [], reasons, out failure);
            if (set is not null)
            {
                set = Minimise(commit, tree, set, []);
                set = Smaller(commit, tree, set, [.. plain.Conflicts.Select(c => c.SourcePath).Distinct(StringComparer.Ordinal)], reasons) ?? set;
            }
        }
        if (set is not null && _options.Symbol)
            set = WithSymbols(commit, tree, set, reasons, out failure);
        answer.NotFound = failure;
        if (set is null)
            return answer;
        answer.Prerequisite = [.. set.Select(id => id.ToString())];
        answer.Reason = [.. set.Select(id => reasons.GetValueOrDefault(id) ?? "needed by replay")];
        answer.IsClean = true;
        answer.Tree = _replay.Run(tree, [.. set, commit]).Tree.ToString();
        return answer;
    }

    /// <summary>The set with what brings the identifiers that the commit and the set's members use, and with what those need in turn.</summary>
    private List<Oid> WithSymbols(Oid commit, Oid tree, List<Oid> set, Dictionary<Oid, string> reasons, out string? failure)
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
                    reasons[introducer] = reasons.GetValueOrDefault(introducer) is { Length: > 0 } known ? $"{known}; {needed}" : needed;
                }
            }
            if (!grew)
            {
                failure = null;
                return set;
            }
            if (Close(commit, tree, [.. set, .. required], reasons, out failure) is not { } closed)
            {
                // The pick is clean all the same; that it would not compile is said.
                failure = $"it needs {string.Join(", ", required.Select(id => $"{id.Abbreviate()} ({reasons[id]})"))}, which cannot be picked: {failure}";
                return set;
            }
            set = Minimise(commit, tree, closed, required);
        }
    }

    /// <summary>Adds what each conflicting pick needs until the whole list is clean; null with the failure where that does not come about.</summary>
    private List<Oid>? Close(Oid commit, Oid tree, IReadOnlyList<Oid> start, Dictionary<Oid, string> reasons, out string? failure)
    {
        var members = new HashSet<Oid>(start);
        var widened = new HashSet<(Oid, string)>();
        foreach (Oid declared in DeclaredBy(commit))
            Admit(declared, "declared by the commit");
        for (; ; )
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            List<Oid> ordered = InOrder(members);
            ordered.Add(commit);
            ReplayResult result = _replay.Run(tree, ordered);
            _monitor.Report("Searching prerequisites", members.Count, -1, commit.Abbreviate());
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
                foreach ((Oid owner, List<LineEvidence> evidence) in _origins.OwnersOf(failed, path))
                    grew |= Admit(owner, string.Join(", ", evidence.Take(3)));
            }
            // The lines' own history explains nothing more: whatever touched the path is a candidate, the nearest first.
            if (!grew)
            {
                foreach (string path in result.Conflicts.Select(c => c.SourcePath).Distinct(StringComparer.Ordinal).Where(p => widened.Add((failed, p))))
                {
                    foreach (Oid id in Touching(path).Where(id => _place[id] < _place.GetValueOrDefault(failed, int.MaxValue)))
                        grew |= Admit(id, "touches " + path);
                }
            }
            // A prerequisite that cannot be made clean is no prerequisite that helps; without it others may.
            if (!grew && failed != commit && !start.Contains(failed) && members.Remove(failed))
            {
                reasons[failed] = "";
                grew = true;
            }
            if (!grew || members.Count > _options.MaxCount)
            {
                failure = grew
                    ? string.Create(CultureInfo.InvariantCulture, $"not found within {_options.MaxCount} commits")
                    : $"no upstream commit explains the conflict in {string.Join(", ", result.Conflicts.Select(c => c.Path))}";
                return null;
            }
        }

        bool Admit(Oid id, string reason)
        {
            // An empty reason marks one that was given up.
            if (id == commit || members.Contains(id) || (reasons.TryGetValue(id, out string? known) && known.Length == 0) || !IsCandidate(id))
                return false;
            members.Add(id);
            reasons[id] = reason;
            return true;
        }
    }

    private bool IsCandidate(Oid id) =>
        _place.ContainsKey(id) && !_wanted.Contains(id) && _history.ParentsOf(id).Count == 1 && _presence.Find(id) is null;

    /// <summary>Leaves out one member after another, the farthest first, as long as the rest is still clean; never a required one.</summary>
    private List<Oid> Minimise(Oid commit, Oid tree, List<Oid> set, HashSet<Oid> required)
    {
        // Halves first: of a set that was widened to all that touched a path, most go in a few steps.
        for (int size = set.Count / 2; size >= 1; size /= 2)
        {
            for (int start = 0; start + size <= set.Count;)
            {
                _monitor.Cancellation.ThrowIfCancellationRequested();
                List<Oid> without = [.. set.Take(start), .. set.Skip(start + size)];
                if (set.Skip(start).Take(size).All(id => !required.Contains(id)) && IsClean(commit, tree, without))
                    set = without;
                else
                    start += size;
            }
        }
        // Leaving one out can make another one needless: until nothing changes.
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 0; i < set.Count; i++)
            {
                List<Oid> without = [.. set.Take(i), .. set.Skip(i + 1)];
                if (required.Contains(set[i]) || !IsClean(commit, tree, without))
                    continue;
                set = without;
                changed = true;
                break;
            }
        }
        return set;
    }

    /// <summary>A set of fewer commits than the one found, among those that touch the conflicting paths; null where there is none.</summary>
    private List<Oid>? Smaller(Oid commit, Oid tree, List<Oid> set, IReadOnlyList<string> conflictPaths, Dictionary<Oid, string> reasons)
    {
        if (set.Count < 2)
            return null;
        int limit = _place.GetValueOrDefault(commit, int.MaxValue);
        List<Oid> near = [.. conflictPaths.SelectMany(Touching).Distinct().Where(id => _place[id] < limit && IsCandidate(id)).OrderByDescending(id => _place[id]).Take(SingleCandidates)];
        foreach (Oid id in near)
        {
            if (!IsClean(commit, tree, [id]))
                continue;
            reasons.TryAdd(id, "touches " + conflictPaths[0]);
            return [id];
        }
        if (set.Count < 3)
            return null;
        List<Oid> few = [.. set.Union(near).Take(PairCandidates).OrderBy(id => _place[id])];
        for (int i = 0; i < few.Count; i++)
        {
            for (int j = i + 1; j < few.Count; j++)
            {
                if (!IsClean(commit, tree, [few[i], few[j]]))
                    continue;
                reasons.TryAdd(few[i], "touches " + conflictPaths[0]);
                reasons.TryAdd(few[j], "touches " + conflictPaths[0]);
                return [few[i], few[j]];
            }
        }
        return null;
    }

    private bool IsClean(Oid commit, Oid tree, List<Oid> set) => _replay.Run(tree, [.. set, commit]).IsClean;

    private List<Oid> InOrder(IEnumerable<Oid> ids) => [.. ids.OrderBy(id => _place[id])];

    /// <summary>The commits of the range that change a path, oldest first.</summary>
    private List<Oid> Touching(string path)
    {
        if (_touching.TryGetValue(path, out List<Oid>? known))
            return known;
        var touching = new List<Oid>();
        var at = new Dictionary<Oid, Oid>();
        foreach (Oid id in _range)
        {
            IReadOnlyList<Oid> parents = _history.ParentsOf(id);
            if (parents.Count == 1 && BlobAt(id) != BlobAt(parents[0]))
                touching.Add(id);
        }
        return _touching[path] = touching;

        Oid BlobAt(Oid commit)
        {
            if (!at.TryGetValue(commit, out Oid blob))
            {
                TreePath.TryFind(_repository.Objects, _repository.Objects.ReadCommit(commit).Tree, path, out _, out blob);
                at[commit] = blob;
            }
            return blob;
        }
    }

    /// <summary>What is declared: "Cc: stable # 4.9.x: sha: subject" and "Depends-on: sha" in the message, "Stable-dep-of:" in those that came for its sake.</summary>
    private IEnumerable<Oid> DeclaredBy(Oid commit)
    {
        foreach (CommitMarker marker in CommitMarkers.Parse(_scratch.ReadCommit(commit).Message).Where(m => m.Form is CommitMarkerForm.StablePrerequisite or CommitMarkerForm.DependsOn))
        {
            Oid? resolved = null;
            try
            {
                resolved = _repository.ResolveCommit(marker.Sha);
            }
            catch (MaintainerException)
            {
                // A declaration that names nothing here cannot be picked; replay will tell whether it is missed.
            }
            if (resolved is { } id)
                yield return id;
        }
        _dependencies ??= [.. _range.SelectMany(id => CommitMarkers.Parse(_scratch.ReadCommit(id).Message).Where(m => m.Form == CommitMarkerForm.StableDependency).Select(m => (m, id)))];
        foreach ((CommitMarker marker, Oid dependency) in _dependencies)
        {
            if (marker.Names(commit))
                yield return dependency;
        }
    }
}
