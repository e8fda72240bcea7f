using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History;

/// <summary>
/// What every service works with: a repository, its history, and who hears of the work. A command makes one and gives it to the services
/// that it asks. What also merges takes the workspace of the merging folder, which has this one's parts and an engine. For one thread at
/// a time, as the repository and the history are.
/// </summary>
public class HistoryWorkspace
{
    private readonly bool _keep;
    private readonly IReadOnlyList<string>? _markers;
    private readonly SessionLinks? _session;
    private CommitHistory? _history;

    /// <summary>Works in a repository that is open; its history is opened when it is first asked for.</summary>
    /// <param name="repository">The repository; whoever opened it closes it.</param>
    /// <param name="monitor">Hears cancellation and is told progress; null: nobody does.</param>
    /// <param name="keep">As in <see cref="CommitHistory.Open"/>.</param>
    /// <param name="markers">As in <see cref="CommitHistory.Open"/>.</param>
    /// <param name="session">As in <see cref="CommitHistory.Open"/>.</param>
    public HistoryWorkspace(
        GitRepository repository, IOperationMonitor? monitor = null, bool keep = false, IReadOnlyList<string>? markers = null, SessionLinks? session = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        (Repository, Monitor, _keep, _markers, _session) = (repository, monitor ?? SilentMonitor.Instance, keep, markers, session);
    }

    /// <summary>The same repository, history and monitor.</summary>
    protected HistoryWorkspace(HistoryWorkspace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Repository, Monitor, _keep, _history) = (other.Repository, other.Monitor, other._keep, other.History);
    }

    /// <summary>The repository.</summary>
    public GitRepository Repository { get; }

    /// <summary>Its objects: replaced ones read as their replacements.</summary>
    public IObjectReader Objects => Repository.Objects;

    /// <summary>Its history.</summary>
    public CommitHistory History => _history ??= Open();

    /// <summary>Hears cancellation and is told progress.</summary>
    public IOperationMonitor Monitor { get; }

    /// <summary>Keeps what was read, where it is to be kept, and closes the files that hold it. Nothing more is asked of the workspace.</summary>
    public void Close() => _history?.Close();

    private CommitHistory Open()
    {
        var history = CommitHistory.Open(Repository, _keep, _markers, _session);
        if (history.GraphDamage is { } damage)
            Monitor.Warn($"The commit-graph is damaged and is left aside: {damage}. git commit-graph write --reachable makes a new one.");
        return history;
    }
}
