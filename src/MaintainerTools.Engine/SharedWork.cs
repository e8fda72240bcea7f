using System.Runtime.ExceptionServices;

namespace MaintainerTools.Engine;

/// <summary>Questions that have numbers, shared among workers that each are for one thread.</summary>
internal static class SharedWork
{
    private const int MillisecondsPerReport = 100;

    /// <summary>
    /// Answers them all. When it returns or throws no worker is at work any more: a failure, a cancellation, and whatever telling progress throws (a
    /// pipeline that is stopped does so) end them at their next question, and are waited for.
    /// </summary>
    /// <param name="workers">The workers.</param>
    /// <param name="count">How many questions there are.</param>
    /// <param name="run">So many questions next to one another go to one worker at a time.</param>
    /// <param name="answer">Answers one, on the worker's thread; its token tells that the others have stopped, for an answer that takes long.</param>
    /// <param name="monitor">Hears cancellation, and is told progress on the caller's thread.</param>
    /// <param name="activity">What progress is told of; null for none.</param>
    /// <exception cref="OperationCanceledException">The monitor was cancelled.</exception>
    /// <exception cref="Exception">What the first question that failed threw, as it was thrown.</exception>
    internal static void Run<TWorker>(IReadOnlyList<TWorker> workers, int count, int run, Action<TWorker, int, CancellationToken> answer,
        IOperationMonitor monitor, string? activity = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(monitor.Cancellation);
        int next = 0, done = 0;
        var failure = new object();
        (int Question, ExceptionDispatchInfo Thrown)? failed = null;
        if (workers.Count == 1 || count < 2)
        {
            Work(workers[0], true);
        }
        else
        {
            Task all = Task.WhenAll(workers.Select(worker => Task.Run(() => Work(worker, false))));
            try
            {
                while (Task.WaitAny([all], MillisecondsPerReport) < 0)
                    Report();
            }
            finally
            {
                stop.Cancel();
                Task.WaitAny(all);
            }
        }
        monitor.Cancellation.ThrowIfCancellationRequested();
        failed?.Thrown.Throw();

        void Work(TWorker worker, bool reports)
        {
            while (Interlocked.Add(ref next, run) - run is var start && start < count)
            {
                for (int i = start; i < Math.Min(start + run, count); i++)
                {
                    if (stop.IsCancellationRequested)
                        return;
                    if (reports)
                        Report();
                    try
                    {
                        answer(worker, i, stop.Token);
                    }
                    catch (Exception e)
                    {
                        lock (failure)
                        {
                            if (failed is not { } first || first.Question > i)
                                failed = (i, ExceptionDispatchInfo.Capture(e));
                        }
                        stop.Cancel();
                        return;
                    }
                    Interlocked.Increment(ref done);
                }
            }
        }

        void Report()
        {
            if (activity is not null)
                monitor.Report(activity, Volatile.Read(ref done), count);
        }
    }

    /// <summary>The same of answers that are short.</summary>
    internal static void Run<TWorker>(IReadOnlyList<TWorker> workers, int count, int run, Action<TWorker, int> answer,
        IOperationMonitor monitor, string? activity = null) =>
        Run(workers, count, run, (worker, i, _) => answer(worker, i), monitor, activity);
}
