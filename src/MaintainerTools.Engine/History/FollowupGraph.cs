using LibGit2Sharp;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>A later commit and one that it refers to.</summary>
/// <param name="Commit">The later one.</param>
/// <param name="Named">What it fixes, reverts or mentions.</param>
/// <param name="Kind">How.</param>
/// <param name="Place">The later one's place among the commits looked at.</param>
internal readonly record struct FollowupEdge(Oid Commit, Oid Named, FollowupKind Kind, int Place);

/// <summary>
/// Who refers to whom among the commits of a range: abbreviations are looked up among the known commits first, then in the repository, then by
/// the subject given; what names nothing is kept apart.
/// </summary>
internal sealed class FollowupGraph
{
    private readonly GitRepository _repository;
    private readonly CommitFactsReader _facts;
    private readonly KnownCommits _known;
    private readonly IReadOnlyList<Oid> _order;
    private readonly Dictionary<string, Oid?> _elsewhere = [];
    private readonly Dictionary<Oid, List<FollowupEdge>> _byNamed = [];
    private readonly FactOutline[] _outlines;

    // Of each of the later commits; null for the many that name none.
    private readonly IReadOnlyList<MessageReference>?[] _references;
    private readonly int _targets;
    private Dictionary<ulong, List<Oid>>? _bySubject;

    private FollowupGraph(GitRepository repository, CommitFactsReader facts, IReadOnlyList<Oid> targets, IReadOnlyList<Oid> later, FactOutline[] outlines)
    {
        _outlines = outlines;
        _references = new IReadOnlyList<MessageReference>?[outlines.Length];
        for (int i = 0; i < outlines.Length; i++)
            _references[i] = outlines[i].NamesCommits ? facts.ReferencesOf(later[i]) : null;
        _targets = targets.Count;
        _repository = repository;
        _facts = facts;
        _order = [.. targets, .. later];
        _known = new KnownCommits(_order);
    }

    /// <summary>Tags that name nothing: the commit that has it, and the tag.</summary>
    public List<(Oid Commit, MessageReference Tag)> Unresolved { get; } = [];

    /// <summary>All that was found.</summary>
    public IEnumerable<FollowupEdge> Edges => _byNamed.Values.SelectMany(edges => edges);

    /// <summary>Reads the messages of <paramref name="later"/> (parents before children) and resolves what they name, with <paramref name="targets"/> known as well.</summary>
    public static FollowupGraph Read(GitRepository repository, CommitFactsReader facts, IReadOnlyList<Oid> targets, IReadOnlyList<Oid> later, bool mentions, IOperationMonitor monitor)
    {
        FactOutline[] outlines = facts.Prepare(later, monitor);
        var graph = new FollowupGraph(repository, facts, targets, later, outlines);
        var named = new List<(Oid Commit, FollowupKind Kind)>();
        for (int i = 0; i < later.Count; i++)
        {
            if ((i & 255) == 0)
            {
                monitor.Cancellation.ThrowIfCancellationRequested();
                monitor.Report("Following tags", i, later.Count);
            }
            if (graph._references[i] is not { } references)
                continue;
            Oid commit = later[i];
            named.Clear();
            foreach (MessageReference reference in references)
            {
                if ((reference.Kind != FollowupKind.Mention || mentions) && graph.Resolve(commit, reference) is { } found && found != commit && !named.Contains((found, reference.Kind)))
                    named.Add((found, reference.Kind));
            }
            foreach ((Oid target, FollowupKind kind) in named)
            {
                // What is fixed is usually mentioned as well; only a mention alone tells something.
                if (kind == FollowupKind.Mention && named.Exists(other => other.Commit == target && other.Kind != FollowupKind.Mention))
                    continue;
                if (!graph._byNamed.TryGetValue(target, out List<FollowupEdge>? edges))
                    graph._byNamed[target] = edges = [];
                edges.Add(new FollowupEdge(commit, target, kind, i));
            }
        }
        return graph;
    }

    /// <summary>Those that refer to a commit, oldest first.</summary>
    public IReadOnlyList<FollowupEdge> Of(Oid named) => _byNamed.TryGetValue(named, out List<FollowupEdge>? edges) ? edges : [];

    private Oid? Resolve(Oid commit, MessageReference reference)
    {
        if (reference.Digits.Length > 0)
        {
            if (_known.Find(reference.Digits) is { } known)
                return known;
            // Text is full of hex numbers; only a tag claims that there is such a commit.
            if (reference.Kind == FollowupKind.Mention)
                return null;
            if (Elsewhere(reference.Digits) is { } elsewhere)
                return elsewhere;
        }
        if (reference.Subject is { } subject && BySubject(commit, subject) is { } named)
            return named;
        if (reference is { Kind: FollowupKind.Fixes, IsTag: true })
            Unresolved.Add((commit, reference));
        return null;
    }

    private Oid? Elsewhere(string digits)
    {
        if (_elsewhere.TryGetValue(digits, out Oid? found))
            return found;
        try
        {
            found = _repository.LibGit.Lookup<Commit>(digits) is { } commit ? GitRepository.ToOid(commit.Id) : null;
        }
        catch (LibGit2SharpException)
        {
            // Ambiguous, or something that is not a commit.
            found = null;
        }
        return _elsewhere[digits] = found;
    }

    /// <summary>The last known commit before this one that has the subject (of several, the one that was there when this one was written).</summary>
    private Oid? BySubject(Oid commit, string subject)
    {
        if (_bySubject is null)
        {
            HashSet<ulong> asked = AskedSubjects();
            _bySubject = [];
            for (int i = 0; i < _order.Count; i++)
            {
                ulong key = i < _targets ? _facts.SubjectKeyOf(_order[i]) : _outlines[i - _targets].SubjectKey;
                if (!asked.Contains(key))
                    continue;
                if (!_bySubject.TryGetValue(key, out List<Oid>? same))
                    _bySubject[key] = same = new List<Oid>(1);
                same.Add(_order[i]);
            }
        }
        if (!_bySubject.TryGetValue(CommitFacts.SubjectKey(subject), out List<Oid>? commits))
            return null;
        string text = CommitFacts.Normalise(subject);
        commits = commits.FindAll(known => string.Equals(CommitFacts.Normalise(_facts[known].Subject), text, StringComparison.OrdinalIgnoreCase));
        if (commits.Count == 0)
            return null;
        int own = commits.IndexOf(commit);
        int last = own < 0 ? LastBefore(commits, commit) : own - 1;
        return last >= 0 ? commits[last] : null;
    }

    /// <summary>The keys of all subjects that are given: few of the commits have one of them.</summary>
    private HashSet<ulong> AskedSubjects()
    {
        var asked = new HashSet<ulong>();
        foreach (IReadOnlyList<MessageReference>? references in _references)
        {
            foreach (MessageReference reference in references ?? [])
            {
                if (reference.Subject is { } subject)
                    asked.Add(CommitFacts.SubjectKey(subject));
            }
        }
        return asked;
    }

    private int LastBefore(List<Oid> commits, Oid commit)
    {
        if (commits.Count == 1)
            return Position(commits[0]) < Position(commit) ? 0 : -1;
        int position = Position(commit);
        return commits.FindLastIndex(other => Position(other) < position);
    }

    private Dictionary<Oid, int>? _positions;

    private int Position(Oid commit)
    {
        if (_positions is null)
        {
            _positions = new Dictionary<Oid, int>(_order.Count);
            for (int i = 0; i < _order.Count; i++)
                _positions.TryAdd(_order[i], i);
        }
        return _positions[commit];
    }
}
