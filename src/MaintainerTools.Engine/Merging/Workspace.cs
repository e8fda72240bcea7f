using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Graph;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// What a service works with that merges or makes objects: beside repository, history and monitor a scratch store and an
/// engine. Nothing in it writes to the repository.
/// </summary>
public sealed class Workspace : HistoryWorkspace
{
    private readonly Func<MergeOptions, MergeOptions>? _change;
    private ScratchStore? _scratch;
    private MergeOptions? _settings;
    private MergeEngine? _engine;

    /// <summary>Works in a repository that is open.</summary>
    /// <param name="repository">The repository; whoever opened it closes it.</param>
    /// <param name="monitor">Hears cancellation and is told progress; null: nobody does.</param>
    /// <param name="keep">As in <see cref="CommitHistory.Open"/>.</param>
    /// <param name="markers">As in <see cref="CommitHistory.Open"/>.</param>
    /// <param name="session">As in <see cref="CommitHistory.Open"/>.</param>
    public Workspace(
        GitRepository repository, IOperationMonitor? monitor = null, bool keep = false, IReadOnlyList<string>? markers = null, SessionLinks? session = null)
        : base(repository, monitor, keep, markers, session)
    {
    }

    private Workspace(Workspace other, ScratchStore? scratch, Func<MergeOptions, MergeOptions>? change)
        : base(other) => (_scratch, _change) = (scratch, change);

    /// <summary>New objects, on top of the repository's.</summary>
    public ScratchStore Scratch => _scratch ??= new ScratchStore(Objects);

    /// <summary>How the engine merges: as the repository is set up, unless something else is said.</summary>
    public MergeOptions Settings => _settings ??= SettingsForThread();

    /// <summary>Merges into <see cref="Scratch"/>. It remembers what it has read, so that services which share it are fast on the same trees.</summary>
    public MergeEngine Engine => _engine ??= new MergeEngine(Scratch, Settings);

    /// <summary>The same with a scratch store and an engine of its own: what is made there goes when the workspace does.</summary>
    public Workspace WithNewScratch() => new(this, null, _change);

    /// <summary>
    /// A history and an engine for another thread, to be made on this one: LibGit2Sharp's repository is for one thread. What the engine makes goes to
    /// <paramref name="store"/>, which lies on top of <see cref="Scratch"/>, or is it: it is safe for several threads.
    /// </summary>
    internal (CommitHistory History, MergeEngine Engine) ForThread(IObjectStore store) =>
        (History.ForThread(), new MergeEngine(store, SettingsForThread()));

    /// <summary>The settings for an engine of another thread, which keeps the attributes that it looked up in them.</summary>
    internal MergeOptions SettingsForThread() => _change is null ? MergeOptions.Of(Repository) : _change(MergeOptions.Of(Repository));

    /// <summary>The same with other settings, and an engine of its own that has them, over the same scratch store.</summary>
    public Workspace With(Func<MergeOptions, MergeOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Workspace(this, Scratch, _change is { } before ? settings => change(before(settings)) : change);
    }

    /// <summary>The same for questions of which the verdict is wanted and not the text of conflicts.</summary>
    internal Workspace ForVerdicts() => Settings.WritesConflicts ? With(settings => settings with { WritesConflicts = false }) : this;
}
