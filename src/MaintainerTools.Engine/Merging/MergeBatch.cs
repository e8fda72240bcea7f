using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

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
    private const int Run = 16;

    /// <summary>The answers, in the order of the requests. New objects go to <paramref name="store"/>, which all engines share.</summary>
    /// <param name="repository">Where history and settings come from.</param>
    /// <param name="store">Objects to merge, and where results go; must be safe for several threads, as <see cref="ScratchStore"/> is.</param>
    /// <param name="requests">What to do, such as (engine, history) => engine.Pick(tree, commit).</param>
    /// <param name="monitor">Hears cancellation.</param>
    /// <param name="engines">How many engines; 0 for one a core.</param>
    /// <exception cref="OperationCanceledException">The monitor was cancelled.</exception>
    public static IReadOnlyList<MergeOutcome> Answer(
        GitRepository repository, IObjectStore store, IReadOnlyList<MergeRequest> requests, IOperationMonitor monitor, int engines = 0)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(monitor);
        var answers = new MergeOutcome[requests.Count];
        int workers = Math.Clamp(engines == 0 ? Environment.ProcessorCount : engines, 1, Math.Max(1, (requests.Count + Run - 1) / Run));
        // Settings are read here, one after the other: LibGit2Sharp's repository is for one thread.
        var parts = new (MergeEngine Engine, CommitHistory History)[workers];
        for (int i = 0; i < workers; i++)
            parts[i] = (new MergeEngine(store, MergeOptions.Of(repository)), CommitHistory.Open(repository));
        int next = 0;
        if (workers == 1)
            Work(parts[0]);
        else
            Parallel.ForEach(parts, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = monitor.Cancellation }, Work);
        return answers;

        void Work((MergeEngine Engine, CommitHistory History) part)
        {
            while (true)
            {
                int start = Interlocked.Add(ref next, Run) - Run;
                if (start >= requests.Count)
                    return;
                for (int i = start; i < Math.Min(start + Run, requests.Count); i++)
                {
                    monitor.Cancellation.ThrowIfCancellationRequested();
                    answers[i] = requests[i](part.Engine, part.History);
                }
            }
        }
    }
}
