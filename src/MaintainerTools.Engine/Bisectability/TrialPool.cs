using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Bisectability;

/// <summary>
/// Workers that each have a linked work tree, made when there is first something to run. When it is disposed none is at work any more, and none of the work
/// trees is left.
/// </summary>
internal sealed class TrialPool(
    GitRepository repository, TrialQuestion question, KeptOutcomes kept, BaseTrial below, int limit, IOperationMonitor monitor) : IDisposable
{
    private const int MillisecondsPerReport = 100;

    private readonly List<CommandTrial> _workers = [];
    private CheckoutRecord? _record;

    /// <summary>Tests these commits, in this order; outcomes come as they are there.</summary>
    /// <param name="places">Which of the commits.</param>
    /// <param name="commits">The commits.</param>
    /// <param name="known">The outcome of an earlier run; null where there is none.</param>
    /// <param name="ends">True for an outcome after which none is begun any more.</param>
    internal IEnumerable<(int Place, TrialOutcome Outcome)> Run(int[] places, IReadOnlyList<CommitObject> commits, Func<CommitObject, TrialOutcome?> known,
        Func<TrialOutcome, bool> ends)
    {
        int done = 0;
        var open = new List<int>();
        foreach (int place in places)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (known(commits[place]) is not { } outcome)
            {
                open.Add(place);
                continue;
            }
            done++;
            yield return (place, outcome);
            // Those before it are not all known: it may not be the first.
            if (ends(outcome))
                break;
        }
        if (open.Count == 0)
            yield break;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(monitor.Cancellation);
        using var outcomes = new BlockingCollection<(int Place, TrialOutcome Outcome)>();
        var running = new ConcurrentDictionary<int, string>();
        int next = 0;
        bool ended = false;
        ExceptionDispatchInfo? failure = null;
        Task all = Task.WhenAll(Workers(Math.Min(limit, open.Count), commits[open[0]]).Select(worker => Task.Run(() => Work(worker))))
            .ContinueWith(_ => outcomes.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            while (!outcomes.IsCompleted)
            {
                bool took = outcomes.TryTake(out (int Place, TrialOutcome Outcome) one, MillisecondsPerReport);
                done += took ? 1 : 0;
                monitor.Report("Running the command", done, places.Length, string.Join(", ", running.Values.Order(StringComparer.Ordinal)));
                if (took)
                    yield return one;
            }
        }
        finally
        {
            stop.Cancel();
            all.Wait(CancellationToken.None);
        }
        monitor.Cancellation.ThrowIfCancellationRequested();
        failure?.Throw();

        void Work(CommandTrial worker)
        {
            try
            {
                while (!Volatile.Read(ref ended) && !stop.IsCancellationRequested && Interlocked.Increment(ref next) - 1 is var at && at < open.Count)
                {
                    CommitObject commit = commits[open[at]];
                    running[at] = $"{commit.Id.Abbreviate()} {commit.Subject}";
                    // Another worker may have met the same tree.
                    TrialOutcome outcome = known(commit) ?? worker.Run(commit, stop.Token);
                    running.TryRemove(at, out _);
                    if (ends(outcome))
                        Volatile.Write(ref ended, true);
                    outcomes.Add((open[at], outcome));
                }
            }
            catch (Exception e)
            {
                // The first: the others are told to stop, and do so by an exception as well.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                stop.Cancel();
            }
        }
    }

    /// <summary>Removes the work trees.</summary>
    public void Dispose()
    {
        _workers.ForEach(worker => worker.Dispose());
        if (_record is null)
            return;
        _record.Dispose();
        kept.Prune();
    }

    private List<CommandTrial> Workers(int count, CommitObject first)
    {
        _record ??= CheckoutRecord.Create(repository);
        while (_workers.Count < count)
        {
            int number = _workers.Count;
            _workers.Add(new CommandTrial(_record, number, LinkedCheckout.Create(repository, _record, number, first.Id), question, kept, below));
        }
        return _workers.GetRange(0, count);
    }
}
