namespace MaintainerTools.Engine;

/// <summary>How long work hears a cancellation and tells how far it is. Engine code calls it between commits.</summary>
public interface IOperationMonitor
{
    /// <summary>Set when the user pressed Ctrl+C; engine code lets OperationCanceledException travel.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>Tells progress. Cheap to call often: the receiver throttles.</summary>
    /// <param name="activity">What is being done, in a few words.</param>
    /// <param name="done">Items done so far.</param>
    /// <param name="total">Items in all; -1 when not known.</param>
    /// <param name="current">The item in hand; null where none is worth naming.</param>
    void Report(string activity, long done, long total, string? current = null);

    /// <summary>Tells what is read and assumed, for who asks to hear it (-Verbose).</summary>
    /// <param name="message">A sentence.</param>
    void Tell(string message)
    {
    }

    /// <summary>Tells what changes no answer but should be looked at.</summary>
    /// <param name="message">A sentence or two.</param>
    void Warn(string message)
    {
    }
}

/// <summary>Nobody listens and nobody cancels.</summary>
public sealed class SilentMonitor : IOperationMonitor
{
    private SilentMonitor()
    {
    }

    /// <summary>The one instance.</summary>
    public static IOperationMonitor Instance { get; } = new SilentMonitor();

    /// <inheritdoc/>
    public CancellationToken Cancellation => CancellationToken.None;

    /// <inheritdoc/>
    public void Report(string activity, long done, long total, string? current = null)
    {
    }
}
