using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Series;

/// <summary>A version that helps.</summary>
/// <param name="Version">The upstream commit.</param>
/// <param name="ConflictsAfter">The paths that conflict with upstream's tip then.</param>
internal sealed record VersionChoice(Oid Version, IReadOnlyList<string> ConflictsAfter);

/// <summary>
/// Tries upstream versions by merging them in memory, and upstream's tip on top: which of them, merged now, leaves the fewest paths in conflict?
/// One engine a core; the answer does not depend on how many there are.
/// <para>
/// A version need not be merged when an earlier one conflicted in the content of a path, with the same merge bases, and this one has the very same content
/// there: base, topic and version are then the same three texts at the same path, which no rename can change.
/// </para>
/// </summary>
internal sealed class VersionSearch
{
    // Tried together; what the first of them finds may save the next batch.
    private const int Batch = 8;

    // So many tries after the last that was better; the most promising versions come first.
    private const int Patience = 96;

    private readonly (CommitHistory History, MergeEngine Engine)[] _workers;
    private readonly VersionCandidates _candidates;
    private readonly Oid _upstream;
    private readonly int _maxTries;
    private readonly IOperationMonitor _monitor;

    internal VersionSearch(GitRepository repository, VersionCandidates candidates, ScratchStore store, Oid upstream, int maxTries, IOperationMonitor monitor)
    {
        (_candidates, _upstream, _maxTries, _monitor) = (candidates, upstream, maxTries, monitor);
        // Settings are read here, one after the other: LibGit2Sharp's repository is for one thread.
        _workers = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount))
            .Select(_ => (CommitHistory.Open(repository), new MergeEngine(new ScratchStore(store), MergeOptions.Of(repository))))];
    }

    /// <summary>The versions that were merged to see.</summary>
    internal HashSet<Oid> Tried { get; } = [];

    /// <summary>The versions that were not merged, since what they have in some path was seen to conflict.</summary>
    internal HashSet<Oid> RuledOut { get; } = [];

    /// <summary>What a merge of one version came to: a choice where it is clean, else what it conflicts in.</summary>
    private sealed record Answered(VersionChoice? Choice, string Bases, IReadOnlyList<(string Path, PathVersion Theirs)> Conflicts);

    /// <summary>The best version: the fewest conflicts left, and of equal ones the newest; null where none leaves fewer than there are.</summary>
    internal VersionChoice? Best(MergedTopic state, IReadOnlyList<string> conflicts)
    {
        VersionChoice? best = null;
        var results = new HashSet<Oid>();
        int lastBetter = 0;
        var hopeless = new HopelessContent(_workers[0].History.Objects);
        foreach (Oid[] batch in _candidates.For(conflicts).Where(Worth).Take(_maxTries).Chunk(Batch))
        {
            Try(batch);
            if (best?.ConflictsAfter.Count == 0)
                return best;
            if (best is not null && results.Count - lastBetter >= Patience)
                break;
        }
        // Around the best on the main line there may be a better one, or a newer one that is as good.
        IReadOnlyList<Oid> main = _candidates.FirstParents;
        for (int step = Math.Max(1, main.Count / 80); step > 0 && best is not null && best.ConflictsAfter.Count > 0; step /= 2)
        {
            int at = IndexOf(main, best.Version);
            if (at < 0)
                break;
            Try([.. new[] { at + step, at - step }.Where(i => i >= 0 && i < main.Count).Select(i => main[i]).Where(v => v != _upstream)]);
        }
        return best;

        bool Worth(Oid version)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            if (results.Contains(version) || !hopeless.Rules(version, () => state.BasesKey(version)))
                return true;
            RuledOut.Add(version);
            return false;
        }

        void Try(Oid[] batch)
        {
            Oid[] fresh = [.. batch.Where(results.Add)];
            Tried.UnionWith(fresh);
            _monitor.Report("Trying upstream versions", results.Count, _maxTries, fresh.Length > 0 ? fresh[0].Abbreviate() : null);
            foreach (Answered answer in Answer(state, fresh))
            {
                hopeless.Learn(answer.Bases, answer.Conflicts);
                if (answer.Choice is not { } choice)
                    continue;
                if (choice.ConflictsAfter.Count < (best?.ConflictsAfter.Count ?? conflicts.Count))
                    lastBetter = results.Count;
                if (choice.ConflictsAfter.Count < (best?.ConflictsAfter.Count ?? conflicts.Count)
                    || (best is not null && choice.ConflictsAfter.Count == best.ConflictsAfter.Count && _candidates.PlaceOf(choice.Version) > _candidates.PlaceOf(best.Version)))
                    best = choice;
            }
        }
    }

    private List<Answered> Answer(MergedTopic state, Oid[] versions)
    {
        var answers = new Answered?[versions.Length];
        int next = 0;
        if (versions.Length < 2 || _workers.Length == 1)
            Work(_workers[0]);
        else
            Parallel.ForEach(_workers, new ParallelOptions { MaxDegreeOfParallelism = _workers.Length, CancellationToken = _monitor.Cancellation }, Work);
        return [.. answers.OfType<Answered>()];

        void Work((CommitHistory History, MergeEngine Engine) worker)
        {
            MergedTopic mine = state.On(worker.History, worker.Engine);
            for (int i = Interlocked.Increment(ref next) - 1; i < versions.Length; i = Interlocked.Increment(ref next) - 1)
            {
                _monitor.Cancellation.ThrowIfCancellationRequested();
                if (mine.Contains(versions[i]))
                    continue;
                // Thousands of tries would fill the memory with trees that nobody looks at again; the choice is merged once more.
                ((ScratchStore)worker.Engine.Store).Forget();
                MergeOutcome merge = mine.Merge(versions[i]);
                // A merge that git may make otherwise promises nothing.
                if (merge.NotVerified is not null || merge.IsUnrelated)
                    continue;
                if (!merge.IsClean)
                {
                    answers[i] = new Answered(null, mine.BasesKey(versions[i]), [.. merge.Conflicts
                        .Where(c => c is { Kinds: [ConflictKind.Content], Base: not null, Ours: not null, Theirs: not null })
                        .Select(c => (c.Path, Theirs: new PathVersion(c.Theirs!.Value.Mode, c.Theirs.Value.Id), Ours: c.Ours!.Value.Id))
                        .Where(c => PathVersion.In(worker.History.Objects, worker.History.Objects.ReadCommit(versions[i]).Tree, c.Path) == c.Theirs
                            && PathVersion.In(worker.Engine.Store, mine.Tree, c.Path).Id == c.Ours)
                        .Select(c => (c.Path, c.Theirs))]);
                    continue;
                }
                MergeOutcome last = mine.With(versions[i], merge.Tree).Merge(_upstream);
                if (last.NotVerified is null && !last.IsUnrelated)
                    answers[i] = new Answered(new VersionChoice(versions[i], MergedTopic.PathsOf(last)), "", []);
            }
        }
    }

    /// <summary>Contents of paths that were seen to conflict with a state, by the merge bases that they were merged with.</summary>
    private sealed class HopelessContent(IObjectReader objects)
    {
        private readonly Dictionary<string, Dictionary<string, HashSet<PathVersion>>> _known = [];

        internal void Learn(string bases, IReadOnlyList<(string Path, PathVersion Theirs)> conflicts)
        {
            if (conflicts.Count == 0)
                return;
            if (!_known.TryGetValue(bases, out Dictionary<string, HashSet<PathVersion>>? paths))
                _known[bases] = paths = new(StringComparer.Ordinal);
            foreach ((string path, PathVersion theirs) in conflicts)
            {
                if (!paths.TryGetValue(path, out HashSet<PathVersion>? versions))
                    paths[path] = versions = [];
                versions.Add(theirs);
            }
        }

        internal bool Rules(Oid version, Func<string> bases)
        {
            if (_known.Count == 0 || !_known.TryGetValue(bases(), out Dictionary<string, HashSet<PathVersion>>? paths))
                return false;
            Oid tree = objects.ReadCommit(version).Tree;
            return paths.Any(p => p.Value.Contains(PathVersion.In(objects, tree, p.Key)));
        }
    }

    private static int IndexOf(IReadOnlyList<Oid> list, Oid id)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] == id)
                return i;
        }
        return -1;
    }
}
