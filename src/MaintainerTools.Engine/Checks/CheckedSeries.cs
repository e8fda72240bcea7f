using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.RangeDiff;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Checks;

/// <summary>A series as the rules see it; what several of them need is made once.</summary>
internal sealed class CheckedSeries
{
    private const int MostOfHistory = 200;
    private readonly Lazy<TopicSeries> _series;
    private readonly Lazy<List<(SeriesFile File, List<WeaveChange> Changes)>> _woven;
    private readonly Lazy<List<CommitObject>> _before;
    private readonly Lazy<ILookup<CheckedCommit, (string Path, string Text)>> _removedLater;
    private readonly Lazy<ILookup<string, int>> _touching;
    private readonly Dictionary<Oid, CheckedCommit> _byId;
    private readonly Lazy<RepositoryAttributes> _attributes;
    private readonly Lazy<HeadingDrivers> _drivers;

    internal CheckedSeries(Workspace workspace, Oid since, Oid tip)
    {
        Workspace = workspace;
        (Since, Tip) = (since, tip);
        IReadOnlyList<Oid> range = workspace.History.Range(since, tip, workspace.Monitor);
        IObjectReader objects = workspace.Objects;
        Commits = [.. range.Select((id, i) => new CheckedCommit(objects, objects.ReadCommit(id), workspace.History.ParentsOf(id), i + 1))];
        _series = new(() => TopicSeries.Load(workspace.Scratch, workspace.History, since, tip, workspace.Monitor));
        _woven = new(Weave);
        _byId = Commits.ToDictionary(commit => commit.Commit.Id);
        _before = new(ReadBefore);
        _removedLater = new(ReadRemoved);
        _touching = new(ReadTouching);
        _attributes = new(() => new RepositoryAttributes(workspace.Repository));
        _drivers = new(() => new HeadingDrivers(workspace.Repository));
    }

    /// <summary>Repository, history, monitor.</summary>
    internal Workspace Workspace { get; }

    /// <summary>The commit below; zero where the series begins with a root commit.</summary>
    internal Oid Since { get; }

    /// <summary>The last commit.</summary>
    internal Oid Tip { get; }

    /// <summary>The commits, oldest first.</summary>
    internal IReadOnlyList<CheckedCommit> Commits { get; }

    /// <summary>What .gitattributes say.</summary>
    internal RepositoryAttributes Attributes => _attributes.Value;

    /// <summary>What the diff attribute says.</summary>
    internal HeadingDrivers Drivers => _drivers.Value;

    /// <summary>The steps along first parents.</summary>
    internal TopicSeries Series => _series.Value;

    /// <summary>Each file with lines, woven over the series, and what each step changes in it.</summary>
    internal IReadOnlyList<(SeriesFile File, List<WeaveChange> Changes)> Woven => _woven.Value;

    /// <summary>The commits right below the series, newest first, without merges: what its history is used to.</summary>
    internal IReadOnlyList<CommitObject> Before => _before.Value;

    /// <summary>The commit of a step; null for one that is not of the range.</summary>
    internal CheckedCommit? Of(int step) => step == 0 ? null : _byId.GetValueOrDefault(Series[step].Commit!.Id);

    /// <summary>The lines that a commit adds and a later one removes, by the path and the text that they have when they go.</summary>
    internal IEnumerable<(string Path, string Text)> RemovedLater(CheckedCommit commit) => _removedLater.Value[commit];

    /// <summary>The subjects of the commits right below the series that change one of the paths, newest first.</summary>
    internal IEnumerable<string> SubjectsOf(IEnumerable<string> paths) =>
        paths.SelectMany(path => _touching.Value[path]).Distinct().OrderBy(at => at).Select(at => Before[at].Subject);

    /// <summary>
    /// True where most commits below the series, half or nine of ten, have something; those for which it says null do not count, and of none nothing is known.
    /// </summary>
    internal bool IsUsedTo(Func<CommitObject, bool?> has, bool half)
    {
        bool[] answers = [.. Before.Select(has).OfType<bool>()];
        int with = answers.Count(answer => answer);
        return answers.Length > 0 && (half ? with * 2 >= answers.Length : with * 10 >= answers.Length * 9);
    }

    /// <summary>True where a file below the series has the name as a word. The whole tree is read.</summary>
    internal bool HadBefore(string name, IReadOnlyList<string> paths) =>
        Series.Base is { } below && WordInTree.Has(Workspace.Objects, below.Tree, name, paths, Workspace.Monitor);

    private ILookup<string, int> ReadTouching() => Before
        .SelectMany((commit, at) => TreeDiff.Compute(Workspace.Objects, TreeBelow(commit.Id), commit.Tree).Select(change => (change.Path, At: at)))
        .ToLookup(touch => touch.Path, touch => touch.At, StringComparer.Ordinal);

    private Oid TreeBelow(Oid commit) => CommitTrees.FirstOf(Workspace.Objects, Workspace.History.ParentsOf(commit));

    private ILookup<CheckedCommit, (string, string)> ReadRemoved() => Woven
        .SelectMany(woven => woven.Changes.SelectMany(change => change.Removed
            .Where(line => line.Origin > 0)
            .Select(line => (Origin: Of(line.Origin), woven.File.At(line.Origin).Path, Text: TextEncoding.Lenient.GetString(line.Bytes).TrimEnd('\n', '\r')))))
        .Where(line => line is { Origin: not null, Path: not null })
        .ToLookup(line => line.Origin!, line => (line.Path!, line.Text));

    private List<(SeriesFile, List<WeaveChange>)> Weave()
    {
        var woven = new List<(SeriesFile, List<WeaveChange>)>();
        if (Commits.Count == 0)
            return woven;
        foreach (SeriesRevision revision in Series.Revisions)
            revision.IsDonor = true;
        foreach (SeriesFile file in SeriesFiles.Collect(Workspace.Scratch, Series, Workspace.Monitor))
        {
            Workspace.Monitor.Cancellation.ThrowIfCancellationRequested();
            var changes = new List<WeaveChange>();
            // A file that one step alone changes has nothing that a later one could take back.
            if (file.States.Count > 2 && file.Weave(Workspace.Scratch, Series, changes) is not null)
                woven.Add((file, changes));
        }
        return woven;
    }

    private List<CommitObject> ReadBefore()
    {
        var before = new List<CommitObject>();
        Oid at = Since;
        for (int i = 0; i < MostOfHistory && !at.IsZero; i++)
        {
            CommitObject commit = Workspace.Objects.ReadCommit(at);
            if (!commit.IsMerge)
                before.Add(commit);
            IReadOnlyList<Oid> parents = Workspace.History.ParentsOf(at);
            // Behind a merge the work itself is on the branch that was merged.
            at = parents.Count == 0 ? Oid.Zero : parents[^1];
        }
        return before;
    }
}
