namespace MaintainerTools.Engine.Tests;

/// <summary>What ends workers that share questions.</summary>
public sealed class SharedWorkTests
{
    [Fact]
    public void No_worker_goes_on_when_telling_progress_fails()
    {
        // A pipeline that is stopped throws where it is told progress, before it cancels or after.
        using var monitor = new Stopping();
        int asked = 0, working = 0;
        Assert.Throws<InvalidOperationException>(() => SharedWork.Run(
            [0, 1],
            1000,
            16,
            (int _, int _, CancellationToken stopped) =>
            {
                Interlocked.Increment(ref asked);
                Interlocked.Increment(ref working);
                // Nothing is told before the first report, and nothing is answered before it is known that telling it has failed.
                monitor.WaitUntilTold();
                stopped.WaitHandle.WaitOne();
                Interlocked.Decrement(ref working);
            },
            monitor,
            "Working"));
        Assert.Equal(0, Volatile.Read(ref working));
        Assert.InRange(asked, 0, 2);
    }

    private sealed class Stopping : IOperationMonitor, IDisposable
    {
        private readonly ManualResetEventSlim _told = new();

        public CancellationToken Cancellation => CancellationToken.None;

        public void WaitUntilTold() => _told.Wait();

        public void Report(string activity, long done, long total, string? current = null)
        {
            _told.Set();
            throw new InvalidOperationException("stopped");
        }

        public void Dispose() => _told.Dispose();
    }
}
