using System.Collections;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>
/// Which upstream versions are worth a try, the most promising first. As far as some paths are concerned upstream's history has only as many different
/// versions as commits that touch them; what tells most is where the topic's picks come from.
/// </summary>
internal sealed class VersionCandidates
{
    // How many of one kind are taken before another kind has its turn.
    private const int Turn = 4;

    /// <summary>First-parent versions that are tried, evenly spaced, whatever they contain.</summary>
    private const int Samples = 80;

    private readonly CommitHistory _history;
    private readonly IReadOnlyList<Oid> _versions;
    private readonly CommitOrder _order;
    private readonly Oid _topic, _upstream;
    private readonly IOperationMonitor _monitor;
    private readonly HashSet<Oid> _sources;
    private Dictionary<string, (ILookup<string, Oid> Touches, List<(Oid Version, BitArray Bits)> Equal)> _known = [];

    /// <summary>Takes upstream's commits that the topic lacks, parents first, and the topic's that upstream lacks.</summary>
    internal VersionCandidates(HistoryWorkspace workspace, Oid topic, Oid upstream, IReadOnlyList<Oid> versions)
    {
        (_history, _topic, _upstream, _versions, _monitor) = (workspace.History, topic, upstream, versions, workspace.Monitor);
        _order = new CommitOrder(versions);
        _sources = SourcesOf(workspace.Repository, _history.Range(upstream, topic, _monitor));
        FirstParents = Chain();
    }

    /// <summary>Upstream's first-parent chain within the versions, oldest first.</summary>
    internal IReadOnlyList<Oid> FirstParents { get; }

    /// <summary>How late a version is in upstream's order; -1 for one that is not among them.</summary>
    internal int PlaceOf(Oid version) => _order[version];

    /// <summary>The conflicting paths in which a version has the topic's very content.</summary>
    internal IReadOnlyList<string> Covered(Oid version, IReadOnlyList<string> paths)
    {
        BitArray bits = new ContentSpans(_history.Objects, _history.Objects.ReadCommit(_topic).Tree, paths).Match(_history.Objects.ReadCommit(version).Tree);
        return [.. paths.Where((_, i) => bits[i])];
    }

    /// <summary>The versions to try for paths that conflict; each once.</summary>
    internal IEnumerable<Oid> For(IReadOnlyList<string> paths)
    {
        string key = string.Join('\0', paths);
        if (!_known.TryGetValue(key, out (ILookup<string, Oid> Touches, List<(Oid, BitArray)> Equal) known))
        {
            known = (PathTouches.Find(_history, _topic, _upstream, [.. paths], _monitor), EqualContent(paths));
            _known = new() { [key] = known };
        }
        var seen = new HashSet<Oid>();
        List<IEnumerator<Oid>> kinds =
        [
            Boundaries(known.Touches, paths).GetEnumerator(),
            ByContent(known.Equal).GetEnumerator(),
            Touching(known.Touches).GetEnumerator(),
            Spaced().GetEnumerator(),
        ];
        while (kinds.Count > 0)
        {
            foreach (IEnumerator<Oid> kind in kinds.ToList())
            {
                for (int i = 0; i < Turn;)
                {
                    if (!kind.MoveNext())
                    {
                        kinds.Remove(kind);
                        break;
                    }
                    if (kind.Current == _upstream || !_order.Contains(kind.Current) || !seen.Add(kind.Current))
                        continue;
                    i++;
                    yield return kind.Current;
                }
            }
        }
    }

    /// <summary>
    /// Per path the version before upstream's first change that the topic did not pick, and the last change
    /// that it did; those many paths share first.
    /// </summary>
    private IEnumerable<Oid> Boundaries(ILookup<string, Oid> touches, IReadOnlyList<string> paths)
    {
        var votes = new Dictionary<Oid, int>();
        foreach (string path in paths)
        {
            List<Oid> all = [.. touches[path]];
            int picked = all.FindLastIndex(_sources.Contains);
            int foreign = all.FindIndex(Math.Max(picked, 0), t => !_sources.Contains(t));
            if (picked >= 0)
                Vote(all[picked]);
            if (foreign >= 0)
                Vote(Before(all[foreign]));
            foreign = all.FindIndex(t => !_sources.Contains(t));
            if (foreign >= 0)
                Vote(Before(all[foreign]));
        }
        foreach (Oid id in votes.Keys.OrderByDescending(id => votes[id]).ThenByDescending(PlaceOf))
        {
            yield return id;
            yield return BranchTip(id);
        }

        void Vote(Oid id) => votes[id] = votes.GetValueOrDefault(id) + 1;
    }

    /// <summary>Each change of such a path, the version before it, and the tip of the topic branch that it came in with; newest first.</summary>
    private IEnumerable<Oid> Touching(ILookup<string, Oid> touches)
    {
        foreach (Oid touch in touches.SelectMany(t => t).Distinct().OrderByDescending(t => _sources.Contains(t)).ThenByDescending(PlaceOf))
        {
            yield return Before(touch);
            yield return touch;
            yield return BranchTip(touch);
        }
    }

    private IEnumerable<Oid> Spaced()
    {
        int step = Math.Max(1, FirstParents.Count / Samples);
        for (int i = FirstParents.Count - 1; i >= 0; i -= step)
            yield return FirstParents[i];
    }

    /// <summary>The versions that have the topic's content in such paths: the most paths first, of equal ones the newest first.</summary>
    private IEnumerable<Oid> ByContent(List<(Oid Version, BitArray Bits)> equal)
    {
        List<List<Oid>> groups = [.. equal
            .GroupBy(e => string.Concat(e.Bits.Cast<bool>().Select(b => b ? '1' : '0')), e => e.Version, StringComparer.Ordinal)
            .OrderByDescending(g => g.Key.Count(c => c == '1')).ThenByDescending(g => PlaceOf(g.First())).Select(g => g.ToList())];
        // Of each group the newest, the oldest, and then between: a group is tried again only when all others were.
        for (int round = 0; round < 12; round++)
        {
            foreach (List<Oid> group in groups)
            {
                int index = round == 0 ? 0 : round == 1 ? group.Count - 1 : (int)((long)group.Count * (round - 1) / 11);
                if (index < group.Count && (round == 0 || group.Count > 1))
                    yield return group[index];
            }
        }
    }

    private List<(Oid, BitArray)> EqualContent(IReadOnlyList<string> paths)
    {
        var spans = new ContentSpans(_history.Objects, _history.Objects.ReadCommit(_topic).Tree, paths);
        var equal = new List<(Oid, BitArray)>();
        for (int i = _versions.Count - 1; i >= 0; i--)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Comparing upstream's content", _versions.Count - i, _versions.Count);
            BitArray bits = spans.Match(_history.Objects.ReadCommit(_versions[i]).Tree);
            if (bits.HasAnySet())
                equal.Add((_versions[i], bits));
        }
        return equal;
    }

    private Oid Before(Oid commit) => _history.ParentsOf(commit) is [Oid parent, ..] ? parent : commit;

    private Dictionary<Oid, Oid>? _tips;

    /// <summary>The second parent of the first-parent merge that brought a commit in; the commit itself where it is on the chain.</summary>
    private Oid BranchTip(Oid commit)
    {
        if (_tips is null)
        {
            _tips = [];
            foreach (Oid merge in FirstParents)
            {
                foreach (Oid tip in _history.ParentsOf(merge).Skip(1))
                {
                    // What an earlier merge brought in is known by then, so that each commit is seen once.
                    var stack = new Stack<Oid>([tip]);
                    while (stack.TryPop(out Oid id))
                    {
                        if (!_order.Contains(id) || !_tips.TryAdd(id, tip))
                            continue;
                        foreach (Oid parent in _history.ParentsOf(id))
                            stack.Push(parent);
                    }
                }
                _tips[merge] = merge;
            }
        }
        return _tips.GetValueOrDefault(commit, commit);
    }

    private List<Oid> Chain()
    {
        var chain = new List<Oid>();
        for (Oid at = _upstream; _order.Contains(at); at = _history.ParentsOf(at)[0])
        {
            chain.Add(at);
            if (_history.ParentsOf(at).Count == 0)
                break;
        }
        chain.Reverse();
        return chain;
    }

    /// <summary>The upstream commits that the topic's are picks of, as markers say, or else subject and author.</summary>
    private HashSet<Oid> SourcesOf(GitRepository repository, IReadOnlyList<Oid> topic)
    {
        var sources = new HashSet<Oid>();
        var unmarked = new HashSet<(string, string)>();
        foreach (Oid id in topic)
        {
            CommitObject commit = _history.Objects.ReadCommit(id);
            bool found = false;
            foreach (CommitMarker marker in _history.Markers.Parse(commit.Message).Where(m => m.NamesSource))
            {
                try
                {
                    found |= _order.Contains(repository.ResolveCommit(marker.Sha)) && sources.Add(repository.ResolveCommit(marker.Sha));
                }
                catch (MaintainerException)
                {
                    // A marker that names nothing here tells nothing.
                }
            }
            if (!found)
                unmarked.Add((commit.Subject, commit.Author.Email));
        }
        if (unmarked.Count > 0)
        {
            foreach (Oid id in _versions)
            {
                _monitor.Cancellation.ThrowIfCancellationRequested();
                CommitObject commit = _history.Objects.ReadCommit(id);
                if (unmarked.Contains((commit.Subject, commit.Author.Email)))
                    sources.Add(id);
            }
        }
        return sources;
    }
}
