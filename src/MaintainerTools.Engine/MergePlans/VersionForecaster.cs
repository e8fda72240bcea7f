using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>What is known of a version before it is merged.</summary>
/// <param name="Version">The version.</param>
/// <param name="Conflicts">True where its merge must conflict.</param>
/// <param name="Left">So many paths at least conflict in a merge of upstream's tip after it.</param>
/// <param name="IsFollowed">True where <paramref name="Left"/> was looked at: the version descends from all that the
/// state and upstream's tip have in common.</param>
internal readonly record struct VersionForecast(Oid Version, bool Conflicts, int Left, bool IsFollowed);

/// <summary>
/// Tells of all upstream versions which must conflict, and which must leave conflicts, without merging one: by the files that the topic changed, each merged by
/// itself, once for each different content. A file that base, topic and version have under one name conflicts in the merge of the whole as it does by itself;
/// what comes of renames, of files that are missing somewhere, and of several merge bases is not looked at, so that the truth may be worse, never better.
/// </summary>
internal sealed class VersionForecaster
{
    // So many paths at a time; versions that conflict in one of them need no look at the rest.
    private const int PathsAtOnce = 8;

    private readonly IObjectReader _objects;
    private readonly IReadOnlyList<Oid> _versions;
    private readonly IOperationMonitor _monitor;
    private readonly VersionBases _bases;
    private readonly TopicContents _contents;
    private readonly int[][] _ofVersion;
    private readonly int[] _ofUpstream;
    private readonly CommitOrder _order;
    private readonly (ScratchStore Store, PathMerge Merge)[] _workers;

    // By path, base, ours, theirs. Null in the second: not looked at yet.
    private readonly Dictionary<(int Path, int Base, int Ours, int Theirs), bool> _conflicts = [];
    private readonly Dictionary<(int Path, int Base, int Ours, int Theirs), bool> _leaves = [];

    /// <summary>Takes the versions, parents first with upstream's tip last, and what the topic changed since where it left upstream.</summary>
    internal VersionForecaster(Workspace workspace, IReadOnlyList<Oid> versions, IReadOnlyList<string> paths, Oid upstream)
    {
        ScratchStore store = workspace.Scratch;
        (_objects, _versions, _monitor) = (store, versions, workspace.Monitor);
        _bases = new VersionBases(workspace.History, versions);
        _order = new CommitOrder(versions);
        _contents = new TopicContents(store, paths);
        _ofVersion = new int[versions.Count][];
        for (int i = 0; i < versions.Count; i++)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            _monitor.Report("Comparing upstream's content", i, versions.Count);
            _ofVersion[i] = _contents.Of(store.ReadCommit(versions[i]).Tree);
        }
        _ofUpstream = _contents.Of(store.ReadCommit(upstream).Tree);
        _workers = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount)).Select(_ =>
        {
            var own = new ScratchStore(store);
            return (own, new PathMerge(own, workspace.SettingsForThread()));
        })];
    }

    /// <summary>Versions with one content at the topic's paths and one merge base have one forecast.</summary>
    private sealed class Kind(int[] @base, int[] theirs, bool isFollowed)
    {
        internal int[] Base => @base;

        internal int[] Theirs => theirs;

        internal bool IsFollowed => isFollowed;

        internal bool Conflicts { get; set; }

        internal int Left { get; set; }
    }

    /// <summary>The forecasts for a state, in the order of the versions; those that it contains are left out, and upstream's tip.</summary>
    internal IReadOnlyList<VersionForecast> For(MergedTopic state)
    {
        int[] ours = _contents.Of(state.Tree);
        IReadOnlyList<Oid>?[] bases = _bases.With(state, _monitor);
        IReadOnlyList<Oid>? last = bases[^1];
        var kinds = new Dictionary<(IReadOnlyList<Oid> Bases, int[] Theirs), Kind>();
        for (int i = 0; i < _versions.Count - 1; i++)
        {
            if (bases[i] is { } own && !kinds.ContainsKey((own, _ofVersion[i])))
                kinds.Add((own, _ofVersion[i]), new Kind(OfBases(own), _ofVersion[i], own.Count > 0 && ReferenceEquals(own, last)));
        }
        List<Kind> open = [.. kinds.Values];
        for (int first = 0; first < ours.Length && open.Count > 0; first += PathsAtOnce)
        {
            int end = Math.Min(ours.Length, first + PathsAtOnce);
            Look(open, first, end, ours, _conflicts, (worker, key) => Conflicts(worker, key));
            foreach (Kind kind in open)
            {
                for (int p = first; p < end && !kind.Conflicts; p++)
                    kind.Conflicts = IsOpen(kind, p, ours) && _conflicts[(p, kind.Base[p], ours[p], kind.Theirs[p])];
            }
            open.RemoveAll(k => k.Conflicts);
        }
        open.RemoveAll(k => !k.IsFollowed);
        Look(open, 0, ours.Length, ours, _leaves, (worker, key) => Leaves(worker, key));
        foreach (Kind kind in open)
        {
            for (int p = 0; p < ours.Length; p++)
            {
                if (IsOpen(kind, p, ours) && _leaves[(p, kind.Base[p], ours[p], kind.Theirs[p])])
                    kind.Left++;
            }
        }
        var forecasts = new List<VersionForecast>();
        for (int i = 0; i < _versions.Count - 1; i++)
        {
            if (bases[i] is not { } own)
                continue;
            Kind kind = kinds[(own, _ofVersion[i])];
            forecasts.Add(new VersionForecast(_versions[i], kind.Conflicts, kind.Left, kind.IsFollowed));
        }
        return forecasts;
    }

    /// <summary>True where the forecast for a version counted a path among those that it leaves.</summary>
    internal bool Foresees(MergedTopic state, Oid version, string path)
    {
        int at = _order[version], p = _contents.IndexOf(path);
        if (p < 0 || _bases.With(state, _monitor)[at] is not { } own)
            return false;
        int[] ours = _contents.Of(state.Tree);
        var kind = new Kind(OfBases(own), _ofVersion[at], true);
        return IsOpen(kind, p, ours) && _leaves.GetValueOrDefault((p, kind.Base[p], ours[p], kind.Theirs[p]));
    }

    /// <summary>Which of the topic's paths has a content in a version; null where none has.</summary>
    internal string? PathOf(Oid version, Oid content)
    {
        int[] numbers = _ofVersion[_order[version]];
        int p = Array.FindIndex(numbers, number => _contents[number].Id == content);
        return p < 0 ? null : _contents.Paths[p];
    }

    /// <summary>
    /// The oldest version after which upstream's tip would not conflict in a path, and which does not conflict there itself; null where there is
    /// none. The versions that the forecasts follow are looked at.
    /// </summary>
    internal Oid? Settling(MergedTopic state, string path)
    {
        int p = _contents.IndexOf(path);
        if (p < 0)
            return null;
        int[] ours = _contents.Of(state.Tree);
        IReadOnlyList<Oid>?[] bases = _bases.With(state, _monitor);
        for (int i = 0; i < _versions.Count - 1; i++)
        {
            if (bases[i] is not { Count: > 0 } own || !ReferenceEquals(own, bases[^1]))
                continue;
            var kind = new Kind(OfBases(own), _ofVersion[i], true);
            List<Kind> one = [kind];
            if (kind.Base[p] == kind.Theirs[p])
                continue;
            Look(one, p, p + 1, ours, _conflicts, (worker, key) => Conflicts(worker, key));
            Look(one, p, p + 1, ours, _leaves, (worker, key) => Leaves(worker, key));
            (int, int, int, int) key = (p, kind.Base[p], ours[p], kind.Theirs[p]);
            if (!IsOpen(kind, p, ours) || (!_conflicts[key] && !_leaves[key]))
                return _versions[i];
        }
        return null;
    }

    /// <summary>What the merge bases have; where they differ their merge is not looked at, and the path tells nothing.</summary>
    private int[] OfBases(IReadOnlyList<Oid> bases)
    {
        if (bases.Count == 0)
            return new int[_contents.Paths.Count];
        int[][] all = [.. bases.Select(b => _contents.Of(_objects.ReadCommit(b).Tree))];
        return all.Length == 1 ? all[0] : [.. all[0].Select((number, p) => all.All(other => other[p] == number) ? number : 0)];
    }

    /// <summary>
    /// A path that only one side changed, or both alike, is upstream's or the topic's then, and conflicts with nothing new if it is upstream's.
    /// </summary>
    private static bool IsOpen(Kind kind, int path, int[] ours) => kind.Base[path] != ours[path] && kind.Theirs[path] != ours[path];

    private void Look(
        List<Kind> kinds, int first, int end, int[] ours, Dictionary<(int, int, int, int), bool> known,
        Func<(ScratchStore Store, PathMerge Merge), (int Path, int Base, int Ours, int Theirs), bool> answer)
    {
        var asked = new HashSet<(int Path, int Base, int Ours, int Theirs)>();
        foreach (Kind kind in kinds)
        {
            for (int p = first; p < end; p++)
            {
                if (IsOpen(kind, p, ours) && !known.ContainsKey((p, kind.Base[p], ours[p], kind.Theirs[p])))
                    asked.Add((p, kind.Base[p], ours[p], kind.Theirs[p]));
            }
        }
        if (asked.Count == 0)
            return;
        _monitor.Report("Merging the topic's files", first, ours.Length);
        (int Path, int Base, int Ours, int Theirs)[] keys = [.. asked];
        var answers = new bool[keys.Length];
        SharedWork.Run(
            _workers,
            keys.Length,
            1,
            (worker, i) =>
            {
                answers[i] = answer(worker, keys[i]);
                worker.Store.Forget();
            },
            _monitor);
        for (int i = 0; i < keys.Length; i++)
            known[keys[i]] = answers[i];
    }

    private bool Conflicts((ScratchStore Store, PathMerge Merge) worker, (int Path, int Base, int Ours, int Theirs) key) =>
        worker.Merge.Conflicts(_contents.Paths[key.Path], At(key.Base), At(key.Ours), At(key.Theirs), out _) == true;

    /// <summary>The path's merge is clean; is that of upstream's tip on top of it?</summary>
    private bool Leaves((ScratchStore Store, PathMerge Merge) worker, (int Path, int Base, int Ours, int Theirs) key) =>
        worker.Merge.Conflicts(_contents.Paths[key.Path], At(key.Base), At(key.Ours), At(key.Theirs), out TreeValue merged) == false
        && worker.Merge.Conflicts(_contents.Paths[key.Path], At(key.Theirs), merged, At(_ofUpstream[key.Path]), out _) == true;

    private TreeValue At(int number) => _contents[number];
}
