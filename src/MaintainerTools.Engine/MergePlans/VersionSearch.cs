using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.MergePlans;

/// <summary>A version that merges without conflict.</summary>
/// <param name="Version">The upstream commit.</param>
/// <param name="ConflictsAfter">The paths that conflict with upstream's tip then.</param>
internal sealed record VersionChoice(Oid Version, IReadOnlyList<string> ConflictsAfter);

/// <summary>
/// Picks upstream versions by merging them in memory, and upstream's tip on top. Which are worth it <see cref="VersionForecaster"/> tells: a version
/// that must conflict is never merged, and none is that must leave as much as one that was. What it cannot follow, most of all tips of upstream's
/// topic branches, is tried in the order of <see cref="VersionCandidates"/>. One engine a core; the answer does not depend on how many there are.
/// </summary>
internal sealed class VersionSearch
{
    // Tried together; what the first of them finds may save the next batch. Not the number of cores, on which the answer would depend.
    private const int Batch = 2;

    // So many tries after the last that was better, of versions of which nothing is known; the most promising come first.
    private const int Patience = 96;

    private readonly (CommitHistory History, MergeEngine Engine)[] _workers;
    private readonly VersionCandidates _candidates;
    private readonly VersionForecaster _forecasting;
    private readonly ScratchStore _store;
    private readonly Oid _upstream;
    private readonly int _maxTries;
    private readonly IOperationMonitor _monitor;
    private (MergedTopic State, IReadOnlyList<VersionForecast> Forecasts)? _last;

    internal VersionSearch(Workspace workspace, VersionCandidates candidates, VersionForecaster forecasting, Oid upstream, int maxTries)
    {
        (_candidates, _forecasting, _store, _upstream, _maxTries, _monitor) = (candidates, forecasting, workspace.Scratch, upstream,
            maxTries, workspace.Monitor);
        _workers = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount))
            .Select(_ => workspace.ForThread(new ScratchStore(_store)))];
    }

    /// <summary>The versions that were merged to see.</summary>
    internal HashSet<Oid> Tried { get; } = [];

    /// <summary>The versions that were not merged, since they were seen to conflict in a file, or to leave no fewer conflicts than another.</summary>
    internal HashSet<Oid> RuledOut { get; } = [];

    /// <summary>True where the last answer of <see cref="Best"/> holds for all versions, not only for those that were merged.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>True where every version was seen to conflict when <see cref="Best"/> was last asked.</summary>
    internal bool AllConflict { get; private set; }

    /// <summary>The best version: the fewest conflicts left, and of equal ones the newest; null where none leaves fewer than there are.</summary>
    internal VersionChoice? Best(MergedTopic state, IReadOnlyList<string> conflicts)
    {
        VersionChoice? best = null;
        var tried = new HashSet<Oid>();
        IReadOnlyList<VersionForecast> forecasts = Forecasts(state);
        RuledOut.UnionWith(forecasts.Where(f => f.Conflicts).Select(f => f.Version));
        List<VersionForecast> followed = [.. forecasts.Where(f => f is { Conflicts: false, IsFollowed: true }).OrderBy(f => f.Left)
            .ThenByDescending(f => _candidates.PlaceOf(f.Version))];
        HashSet<Oid> others = [.. forecasts.Where(f => f is { Conflicts: false, IsFollowed: false }).Select(f => f.Version)];
        IsComplete = true;
        bool anyClean = false;
        var seen = new SeenConflicts(_store);
        var batch = new List<Oid>(Batch);
        foreach (VersionForecast next in followed)
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            if (next.Left >= Least())
            {
                RuledOut.UnionWith(followed.Where(f => f.Left >= next.Left).Select(f => f.Version));
                anyClean = true;
                break;
            }
            if (tried.Count >= _maxTries)
            {
                IsComplete = false;
                break;
            }
            if (seen.Conflicts(next.Version) || next.Left + seen.CountAfter(next.Version) >= Least())
            {
                // What a rename brings into conflict would nearly always do so again, but that is no proof.
                RuledOut.Add(next.Version);
                IsComplete = false;
                continue;
            }
            batch.Add(next.Version);
            if (batch.Count < Batch)
                continue;
            Try([.. batch]);
            batch.Clear();
        }
        if (batch.Count > 0 && Least() > 0)
            Try([.. batch]);
        if (others.Count > 0 && Least() > 0)
        {
            int lastBetter = tried.Count;
            foreach (Oid[] versions in _candidates.For(conflicts).Where(others.Contains).Take(Math.Max(0, _maxTries - tried.Count)).Chunk(8))
            {
                int before = Least();
                Try(versions);
                if (Least() < before)
                    lastBetter = tried.Count;
                if (Least() == 0 || tried.Count - lastBetter >= Patience)
                    break;
            }
            IsComplete &= others.All(tried.Contains);
        }
        AllConflict = IsComplete && !anyClean;
        return best;

        int Least() => best?.ConflictsAfter.Count ?? conflicts.Count;

        void Try(Oid[] versions)
        {
            tried.UnionWith(versions);
            Tried.UnionWith(versions);
            _monitor.Report("Trying upstream versions", tried.Count, _maxTries, versions[0].Abbreviate());
            foreach (Answered answer in Answer(state, versions))
            {
                seen.Add(answer.Version, answer.Conflicts, answer.After
                    .Where(c => !_forecasting.Foresees(state, answer.Version, c.Path))
                    .Select(c => (c, c.Base is { } content ? _forecasting.PathOf(answer.Version, content.Id) : null)));
                if (answer.Choice is not { } choice)
                    continue;
                anyClean = true;
                if (choice.ConflictsAfter.Count < Least()
                    || (best is not null && choice.ConflictsAfter.Count == best.ConflictsAfter.Count
                        && _candidates.PlaceOf(choice.Version) > _candidates.PlaceOf(best.Version)))
                    best = choice;
            }
        }
    }

    /// <summary>
    /// The newest version that merges without conflict; null where none does. What a topic picked has to be merged before upstream changes it again,
    /// so that of several versions the newest serves all picks that an older one serves, and more.
    /// </summary>
    internal VersionChoice? Farthest(MergedTopic state)
    {
        int tried = 0;
        var seen = new SeenConflicts(_store);
        foreach (Oid version in Forecasts(state).Where(f => f is { Conflicts: false, IsFollowed: true }).Select(f => f.Version)
            .OrderByDescending(_candidates.PlaceOf))
        {
            _monitor.Cancellation.ThrowIfCancellationRequested();
            if (seen.Conflicts(version))
                continue;
            if (tried++ >= _maxTries)
                break;
            Tried.Add(version);
            _monitor.Report("Looking for the newest version that merges", tried, _maxTries, version.Abbreviate());
            foreach (Answered answer in Answer(state, [version]))
            {
                if (answer.Choice is { } choice)
                    return choice;
                seen.Add(version, answer.Conflicts, []);
            }
        }
        return null;
    }

    private IReadOnlyList<VersionForecast> Forecasts(MergedTopic state)
    {
        if (_last is { } last && ReferenceEquals(last.State, state))
            return last.Forecasts;
        IReadOnlyList<VersionForecast> forecasts = _forecasting.For(state);
        _last = (state, forecasts);
        return forecasts;
    }

    /// <summary>What merging a version came to: what conflicts, or else the choice that it is and what conflicts with upstream's tip then.</summary>
    private sealed record Answered(Oid Version, VersionChoice? Choice, IReadOnlyList<MergeConflict> Conflicts, IReadOnlyList<MergeConflict> After);

    /// <summary>Versions whose merge git may make otherwise are left out.</summary>
    private List<Answered> Answer(MergedTopic state, Oid[] versions)
    {
        var answers = new Answered?[versions.Length];
        SharedWork.Run(_workers, versions.Length, 1,
            (worker, i) => answers[i] = Answer(state.On(worker.History, worker.Engine), worker.Engine, versions[i]), _monitor);
        return [.. answers.OfType<Answered>()];
    }

    private Answered? Answer(MergedTopic state, MergeEngine engine, Oid version)
    {
        if (state.Contains(version))
            return null;
        // Thousands of tries would fill the memory with trees that nobody looks at again; the choice is merged once more.
        ((ScratchStore)engine.Store).Forget();
        MergeOutcome merge = state.Merge(version);
        // A merge that git may make otherwise promises nothing.
        if (merge.NotVerified is not null || merge.IsUnrelated)
            return null;
        if (!merge.IsClean)
            return new Answered(version, null, merge.Conflicts, []);
        MergeOutcome last = state.With(version, merge.Tree).Merge(_upstream);
        return last.NotVerified is null && !last.IsUnrelated ? new Answered(version, new VersionChoice(version, last.ConflictPaths), [], last.Conflicts) : null;
    }
}
