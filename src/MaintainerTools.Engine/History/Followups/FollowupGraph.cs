using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.History.Present;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>A later commit and one that it refers to.</summary>
/// <param name="Commit">The later one.</param>
/// <param name="Named">What it fixes, reverts or mentions.</param>
/// <param name="Kind">How.</param>
/// <param name="Place">The later one's place among the later commits.</param>
/// <param name="Referrer">Its place among those of the index that refer to any; -1 where its message names nothing, and its content shows what it does.</param>
internal readonly record struct FollowupEdge(Oid Commit, Oid Named, FollowupKind Kind, int Place, int Referrer);

/// <summary>
/// Who refers to whom among the commits of a range: abbreviations are looked up among the known commits first, then in the repository, then by
/// the subject given; what names nothing is kept apart.
/// </summary>
internal sealed class FollowupGraph
{
    /// <summary>So many commits without a marker are compared with upstream's; a count, so that the answer is the same on every machine.</summary>
    private const int MostUnmarked = 100;

    private readonly GitRepository _repository;
    private readonly CommitFactsReader _facts;
    private readonly LaterCommits _later;
    private readonly ReferenceIndex _index;

    // Known as well, though not among the later ones: those that the index has, by number, and the others.
    private readonly HashSet<int> _earlier = [];
    private readonly List<Oid> _outside = [];
    private readonly KnownCommits _outsideKnown;
    private readonly Dictionary<string, Oid?> _elsewhere = [];

    // Of what is picked among the later ones: its picks.
    private readonly Dictionary<Oid, List<Oid>> _picks = [];
    private readonly ChangeNames _names;
    private readonly Dictionary<Oid, List<FollowupEdge>> _byNamed = [];
    private readonly HashSet<Oid> _unnamed = [];

    // Of what no marker ties to upstream's commits: those that hold the same lines.
    private readonly Dictionary<Oid, List<Oid>> _parts = [];
    private Dictionary<ulong, List<Oid>> _bySubject = [];
    private BackOuts? _backOuts;

    private FollowupGraph(GitRepository repository, CommitFactsReader facts, IReadOnlyList<Oid> targets, LaterCommits later)
    {
        (_repository, _facts, _later, _index) = (repository, facts, later, later.Index);
        foreach (Oid target in targets)
        {
            int number = _index.Find(target);
            if (number < 0)
                _outside.Add(target);
            else if (!later.Has(number))
                _earlier.Add(number);
        }
        _outsideKnown = new KnownCommits(_outside);
        _names = NamesIn(facts, later);
    }

    /// <summary>Tags that name nothing: the commit that has it, and the tag; oldest first.</summary>
    public List<(Oid Commit, MessageReference Tag)> Unresolved { get; } = [];

    /// <summary>All that was found.</summary>
    public IEnumerable<FollowupEdge> Edges => _byNamed.Values.SelectMany(edges => edges);

    /// <summary>Resolves what the messages of <paramref name="later"/> name, with <paramref name="targets"/> known as well.</summary>
    public static FollowupGraph Read(GitRepository repository, CommitFactsReader facts, IReadOnlyList<Oid> targets, LaterCommits later,
        bool mentions, IOperationMonitor monitor)
    {
        var graph = new FollowupGraph(repository, facts, targets, later);
        var bySubject = new List<(int Place, int Referrer)>();
        var named = new List<(Oid Commit, FollowupKind Kind)>();
        for (int i = 0; i < later.Index.ReferrerCount; i++)
        {
            if ((i & 1023) == 0)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Following tags", i, later.Index.ReferrerCount);
            }
            int number = later.Index.ReferrerAt(i);
            if (!later.Has(number))
                continue;
            graph.NotePicks(i);
            if (graph.TryResolve(i, mentions, named))
                graph.Add(i, named);
            else
                bySubject.Add((later.PlaceOf(number), i));
        }
        // Subjects are looked at last: only those that are asked for need be compared with the commits'.
        bySubject.Sort();
        graph.ReadSubjects(bySubject);
        foreach ((_, int referrer) in bySubject)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            graph.ResolveWithSubjects(referrer, mentions, named);
            graph.Add(referrer, named);
        }
        graph.NoteParts(targets, monitor);
        facts.History.ReleasePages(0);
        return graph;
    }

    /// <summary>From now on also tells of the commits of upstream that took a change back and do not say so.</summary>
    public void LookForBackOuts(Oid upstream) => _backOuts = new BackOuts(_facts.History, _facts.History.Objects, upstream);

    /// <summary>Those that refer to a commit.</summary>
    public IReadOnlyList<FollowupEdge> Of(Oid named) => _byNamed.TryGetValue(named, out List<FollowupEdge>? edges) ? edges : [];

    /// <summary>The names of changes, read from the index where it has the commits.</summary>
    public static ChangeNames NamesIn(CommitFactsReader facts, LaterCommits later) =>
        new(facts.History, commit => later.Index.TrySources(commit, out IReadOnlyList<string> sources) ? sources : ChangeNames.SourcesIn(facts, commit));

    /// <summary>All names of a commit's change: what it is a pick of or holds the lines of, and the later commits that are picks of that.</summary>
    public IReadOnlyList<Oid> NamesOf(Oid commit)
    {
        IReadOnlyList<Oid> names = _parts.TryGetValue(commit, out List<Oid>? parts) ? [.. _names.Of(commit), .. parts] : _names.Of(commit);
        List<Oid>? all = null;
        HashSet<Oid>? seen = null;
        for (int i = 0; i < (all ?? names).Count && _picks.Count > 0; i++)
        {
            foreach (Oid pick in _picks.GetValueOrDefault((all ?? names)[i]) ?? [])
            {
                all ??= [.. names];
                if ((seen ??= [.. names]).Add(pick))
                    all.Add(pick);
            }
        }
        return all ?? names;
    }

    /// <summary>
    /// Those that refer to a change under any of its names, or took it back without a name, each once for each way. Of the commits that a pick holds together
    /// one may fix another; that it is a pick of the change, or one of those that it is a pick of, makes none a follow-up.
    /// </summary>
    public IEnumerable<FollowupEdge> OfChange(Oid commit)
    {
        IEnumerable<FollowupEdge> told = ToldOf(commit);
        return _backOuts is null ? told : WithBackOut(NamesOf(commit), told);
    }

    /// <summary>Those of them whose messages say so.</summary>
    public IEnumerable<FollowupEdge> ToldOf(Oid commit)
    {
        IReadOnlyList<Oid> names = NamesOf(commit);
        return names.Count == 1 ? Of(commit)
            : names.SelectMany(Of).Where(edge => !names.Contains(edge.Commit) || !IsSameChange(edge)).DistinctBy(edge => (edge.Commit, edge.Kind));
    }

    /// <summary>True for a commit that took another one back and does not say so.</summary>
    public bool IsBackOut(Oid commit) => _unnamed.Contains(commit);

    private bool IsSameChange(FollowupEdge edge) => edge.Kind == FollowupKind.Mention || NamesOf(edge.Commit).Contains(edge.Named)
        || NamesOf(edge.Named).Contains(edge.Commit);

    private IEnumerable<FollowupEdge> WithBackOut(IReadOnlyList<Oid> names, IEnumerable<FollowupEdge> edges)
    {
        var told = new HashSet<Oid>();
        foreach (FollowupEdge edge in edges)
        {
            if (edge.Kind != FollowupKind.Mention)
                told.Add(edge.Commit);
            yield return edge;
        }
        foreach (Oid name in names)
        {
            if (!IsUpstreams(name) || _backOuts!.Of(name) is not { } by || !told.Add(by) || _index.Find(by) is not (var number and >= 0) || !_later.Has(number)
                || IsNamedOnTheWay(names, by))
                continue;
            _unnamed.Add(by);
            yield return new FollowupEdge(by, name, FollowupKind.Revert, _later.PlaceOf(number), -1);
        }
    }

    /// <summary>True for what says that it takes back a revert of a revert of the change: that says enough.</summary>
    private bool IsNamedOnTheWay(IReadOnlyList<Oid> names, Oid by)
    {
        var seen = new HashSet<Oid>(names);
        for (var queue = new Queue<Oid>(names); queue.TryDequeue(out Oid at);)
        {
            foreach (FollowupEdge edge in Of(at).Where(edge => edge.Kind == FollowupKind.Revert && seen.Add(edge.Commit)))
            {
                if (edge.Commit == by)
                    return true;
                queue.Enqueue(edge.Commit);
            }
        }
        return false;
    }

    private bool IsUpstreams(Oid commit) => _later.Has(commit) || _later.Excluded.Contains(commit);

    /// <summary>As <see cref="ChangeNames.LinesOf"/>.</summary>
    public IReadOnlyList<Oid> LinesOf(IEnumerable<Oid> commits, Oid upstream, IOperationMonitor monitor) => _names.LinesOf(commits, upstream, monitor);

    /// <summary>git's %s of the later commit.</summary>
    public string SubjectOf(FollowupEdge edge) => edge.Referrer < 0 ? _facts[edge.Commit].Subject : _index.SubjectOf(edge.Referrer);

    /// <summary>The one known commit that starts with the digits; null for none or several.</summary>
    public Oid? Find(string digits)
    {
        (Oid first, Oid last) = KnownCommits.Bounds(digits);
        (int start, int end) = _index.Between(first, last);
        Oid? found = _outsideKnown.Find(digits);
        // None and several are alike to it; several are none here, too.
        bool several = found is null && _outside.Count > 0 && _outside.Exists(id => id >= first && id <= last);
        for (int i = start; i < end; i++)
        {
            if (!_later.Has(i) && !_earlier.Contains(i))
                continue;
            several |= found is not null;
            found = _index.IdAt(i);
        }
        return several ? null : found;
    }

    /// <summary>What no marker ties to upstream's commits is tied to those of them that anything refers to, where it holds the same lines.</summary>
    private void NoteParts(IReadOnlyList<Oid> targets, IOperationMonitor monitor)
    {
        // What a pick is a pick of is tied to upstream by the pick, where upstream has that.
        List<Oid> unmarked = [.. targets.Where(target => !IsUpstreams(target) && !NamesOf(target).Any(IsUpstreams)).Distinct().Take(MostUnmarked + 1)];
        if (unmarked.Count == 0)
            return;
        List<Oid> fixedOnes = [.. Edges.Where(edge => edge.Kind != FollowupKind.Mention).Select(edge => edge.Named).Distinct()
            .Where(named => _later.Has(named))];
        if (fixedOnes.Count == 0)
            return;
        if (unmarked.Count > MostUnmarked)
        {
            monitor.Warn($"More than {MostUnmarked} of the commits name none of upstream's. Which of the {fixedOnes.Count} of upstream's that were fixed they "
                + $"hold is not read from their content; ask for up to {MostUnmarked} at a time to know.");
            return;
        }
        foreach ((Oid commit, Oid upstreams) in new UnmarkedParts(_facts.History.Objects).Find(unmarked, fixedOnes, monitor))
        {
            if (!_parts.TryGetValue(commit, out List<Oid>? parts))
                _parts[commit] = parts = new List<Oid>(1);
            parts.Add(upstreams);
        }
    }

    private void NotePicks(int referrer)
    {
        (int start, int end) = _index.RowsOf(referrer);
        for (int row = start; row < end && _index.RowAt(row) is { IsSource: true } found; row++)
        {
            Oid? source = found.Target >= 0 ? _index.IdAt(found.Target) : Source(_index.ReferenceAt(row).Digits);
            if (source is not { } named)
                continue;
            if (!_picks.TryGetValue(named, out List<Oid>? picks))
                _picks[named] = picks = new List<Oid>(1);
            picks.Add(_index.IdAt(_index.ReferrerAt(referrer)));
        }

        // What is not here can be asked for under its whole name all the same.
        Oid? Source(string digits) => Oid.TryParse(digits.AsSpan(), out Oid whole) ? whole : Find(digits) ?? Elsewhere(digits);
    }

    /// <summary>Resolves a commit's references by their digits; false where one of them needs subjects.</summary>
    private bool TryResolve(int referrer, bool mentions, List<(Oid Commit, FollowupKind Kind)> named)
    {
        named.Clear();
        Oid commit = _index.IdAt(_index.ReferrerAt(referrer));
        (int start, int end) = _index.RowsOf(referrer);
        for (int row = start; row < end; row++)
        {
            ReferenceRow found = _index.RowAt(row);
            if (!found.IsReference || (found.Kind == FollowupKind.Mention && !mentions))
                continue;
            // What the index found to be the only one is so among fewer, too.
            Oid? target = null;
            if (found.Target >= 0 && _outside.Count == 0)
                target = _later.Has(found.Target) || _earlier.Contains(found.Target) ? _index.IdAt(found.Target) : Oid.Zero;
            else if (!TryDigits(_index.ReferenceAt(row), out target))
                return false;
            Name(commit, found.Kind, target, named);
        }
        return true;
    }

    /// <summary>
    /// What the digits name: zero where that is no known commit, null where it is none and nothing else is given; false where only a subject is left.
    /// </summary>
    private bool TryDigits(MessageReference reference, out Oid? target)
    {
        target = reference.Digits.Length > 0 ? Find(reference.Digits) : null;
        // Text is full of hex numbers; only a tag claims that there is such a commit.
        if (target is not null || reference.Kind == FollowupKind.Mention)
            return true;
        if (reference.Digits.Length > 0 && Elsewhere(reference.Digits) is { } elsewhere)
        {
            target = elsewhere;
            return true;
        }
        return false;
    }

    private void ResolveWithSubjects(int referrer, bool mentions, List<(Oid Commit, FollowupKind Kind)> named)
    {
        named.Clear();
        int number = _index.ReferrerAt(referrer);
        Oid commit = _index.IdAt(number);
        (int start, int end) = _index.RowsOf(referrer);
        for (int row = start; row < end; row++)
        {
            MessageReference reference = _index.ReferenceAt(row);
            if (!_index.RowAt(row).IsReference || (reference.Kind == FollowupKind.Mention && !mentions))
                continue;
            if (!TryDigits(reference, out Oid? target))
                target = reference.Subject is { } subject ? BySubject(number, subject) : null;
            if (target is null && reference is { Kind: FollowupKind.Fixes, IsTag: true })
                Unresolved.Add((commit, reference));
            Name(commit, reference.Kind, target, named);
        }
    }

    private static void Name(Oid commit, FollowupKind kind, Oid? target, List<(Oid Commit, FollowupKind Kind)> named)
    {
        if (target is { IsZero: false } found && found != commit && !named.Contains((found, kind)))
            named.Add((found, kind));
    }

    private void Add(int referrer, List<(Oid Commit, FollowupKind Kind)> named)
    {
        int number = _index.ReferrerAt(referrer);
        foreach ((Oid target, FollowupKind kind) in named)
        {
            // What is fixed is usually mentioned as well; only a mention alone tells something.
            if (kind == FollowupKind.Mention && named.Exists(other => other.Commit == target && other.Kind != FollowupKind.Mention))
                continue;
            if (!_byNamed.TryGetValue(target, out List<FollowupEdge>? edges))
                _byNamed[target] = edges = new List<FollowupEdge>(1);
            edges.Add(new FollowupEdge(_index.IdAt(number), target, kind, _later.PlaceOf(number), referrer));
        }
    }

    private Oid? Elsewhere(string digits)
    {
        if (_elsewhere.TryGetValue(digits, out Oid? found))
            return found;
        return _elsewhere[digits] = _repository.FindCommit(digits);
    }

    /// <summary>Sorts the known commits by the subjects that are asked for: few have one of them.</summary>
    private void ReadSubjects(List<(int Place, int Referrer)> referrers)
    {
        var asked = new HashSet<ulong>();
        foreach ((_, int referrer) in referrers)
        {
            (int start, int end) = _index.RowsOf(referrer);
            for (int row = start; row < end; row++)
            {
                if (_index.ReferenceAt(row).Subject is { } subject)
                    asked.Add(CommitFacts.SubjectKey(subject));
            }
        }
        if (asked.Count == 0)
            return;
        var found = new List<(int Place, ulong Key, Oid Commit)>();
        // What is not later was there before all that is.
        foreach (Oid commit in _outside)
            found.Add((0, CommitFacts.SubjectKey(_facts[commit].Subject), commit));
        for (int i = 0; i < _index.Count; i++)
        {
            if (asked.Contains(_index.SubjectKeyAt(i)) && (_later.Has(i) || _earlier.Contains(i)))
                found.Add((Math.Max(0, _later.PlaceOf(i)), _index.SubjectKeyAt(i), _index.IdAt(i)));
        }
        _bySubject = found.OrderBy(f => f.Place).GroupBy(f => f.Key).ToDictionary(group => group.Key, group => group.Select(f => f.Commit).ToList());
    }

    /// <summary>
    /// The last known commit before this one that has the subject (of several, the one that was there when this one was written); where there is
    /// none, one of a branch that was merged after this one, but none that came of it.
    /// </summary>
    private Oid? BySubject(int number, string subject)
    {
        if (!_bySubject.TryGetValue(CommitFacts.SubjectKey(subject), out List<Oid>? commits))
            return null;
        int place = _later.PlaceOf(number);
        string text = CommitFacts.Normalise(subject);
        Oid? last = null;
        foreach (Oid commit in commits)
        {
            int found = _index.Find(commit);
            bool isAfter = found >= 0 && _later.Has(found) && _later.PlaceOf(found) >= place;
            if (isAfter && last is not null)
                break;
            if (found == number || !string.Equals(CommitFacts.Normalise(_facts[commit].Subject), text, StringComparison.OrdinalIgnoreCase)
                || (isAfter && _facts.History.IsAncestor(_index.IdAt(number), commit)))
            {
                continue;
            }
            last = commit;
        }
        return last;
    }
}
