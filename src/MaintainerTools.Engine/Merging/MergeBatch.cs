using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Merging;

/// <summary>One question of a batch: what an engine is asked.</summary>
public delegate MergeOutcome MergeRequest(MergeEngine engine, CommitHistory history);

/// <summary>
/// Many merges or picks at once, one engine a core. Engines keep what they have read, so that requests on the same trees are best
/// given next to one another: each engine takes a run of them at a time.
/// </summary>
public static class MergeBatch
{
    // Long enough to profit from what the one before has read, short enough that no engine is left alone at the end.
    private const int LongestRun = 16;

    /// <summary>The answers, in the order of the requests. New objects go to <paramref name="store"/>, which all engines share.</summary>
    /// <param name="repository">Where history and settings come from.</param>
    /// <param name="store">Objects to merge, and where results go; must be safe for several threads, as <see cref="ScratchStore"/> is.</param>
    /// <param name="requests">What to do, such as (engine, history) => engine.Pick(tree, commit).</param>
    /// <param name="monitor">Hears cancellation, and is told progress on the caller's thread.</param>
    /// <param name="engines">How many engines; 0 for one a core.</param>
    /// <exception cref="OperationCanceledException">The monitor was cancelled.</exception>
    public static IReadOnlyList<MergeOutcome> Answer(
        GitRepository repository, IObjectStore store, IReadOnlyList<MergeRequest> requests, IOperationMonitor monitor, int engines = 0)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return Run(repository, store, requests.Count, (i, engine, history) => requests[i](engine, history), monitor, engines);
    }

    /// <summary>The same for any kind of answer to questions that have numbers.</summary>
    internal static T[] Run<T>(
        GitRepository repository, IObjectStore store, int count, Func<int, MergeEngine, CommitHistory, T> answer, IOperationMonitor monitor, int engines = 0,
        Func<MergeOptions, MergeOptions>? adjust = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(monitor);
        var answers = new T[count];
        int most = engines == 0 ? Environment.ProcessorCount : engines;
        int run = Math.Clamp(count / (2 * most), 1, LongestRun);
        int workers = Math.Clamp(most, 1, Math.Max(1, (count + run - 1) / run));
        // Settings are read here, one after the other: LibGit2Sharp's repository is for one thread.
        (MergeEngine Engine, CommitHistory History)[] parts =
            [.. Enumerable.Range(0, workers).Select(_ => (new MergeEngine(store, Settings()), CommitHistory.Open(repository)))];
        SharedWork.Run(parts, count, run, (part, i) => answers[i] = answer(i, part.Engine, part.History), monitor, "Merging");
        return answers;

        // Anew for each engine: attributes that were looked up are kept in them.
        MergeOptions Settings() => adjust is null ? MergeOptions.Of(repository) : adjust(MergeOptions.Of(repository));
    }
}
