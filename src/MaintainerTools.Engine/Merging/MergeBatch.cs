using MaintainerTools.Engine.History;

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

    /// <summary>The answers, in the order of the requests. New objects go to the workspace's scratch store, which all engines share.</summary>
    /// <param name="workspace">Where history and settings come from; its monitor is told progress on the caller's thread.</param>
    /// <param name="requests">What to do, such as (engine, history) => engine.Pick(tree, commit).</param>
    /// <param name="engines">How many engines; 0 for one a core.</param>
    /// <exception cref="OperationCanceledException">The monitor was cancelled.</exception>
    public static IReadOnlyList<MergeOutcome> Answer(Workspace workspace, IReadOnlyList<MergeRequest> requests, int engines = 0)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return Run(workspace, requests.Count, (i, engine, history) => requests[i](engine, history), engines);
    }

    /// <summary>The same for any kind of answer to questions that have numbers.</summary>
    internal static T[] Run<T>(Workspace workspace, int count, Func<int, MergeEngine, CommitHistory, T> answer, int engines = 0)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var answers = new T[count];
        int most = engines == 0 ? Environment.ProcessorCount : engines;
        int run = Math.Clamp(count / (2 * most), 1, LongestRun);
        int workers = Math.Clamp(most, 1, Math.Max(1, (count + run - 1) / run));
        (CommitHistory History, MergeEngine Engine)[] parts = [.. Enumerable.Range(0, workers).Select(_ => workspace.ForThread(workspace.Scratch))];
        try
        {
            SharedWork.Run(parts, count, run, (part, i) => answers[i] = answer(i, part.Engine, part.History), workspace.Monitor, "Merging");
        }
        finally
        {
            workspace.History.TakeOver(parts.Select(part => part.History));
        }
        return answers;
    }
}
