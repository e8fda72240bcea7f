using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Lines;

/// <summary>A run of lines of a file, 0-based; a run of no lines is the place between two.</summary>
/// <param name="Start">First line.</param>
/// <param name="End">The line after the last.</param>
internal readonly record struct LineRun(int Start, int End);

/// <summary>Why a commit is answerable for lines.</summary>
/// <param name="Path">The path in that commit.</param>
/// <param name="Start">First line, 1-based.</param>
/// <param name="End">Last line, 1-based; before <paramref name="Start"/> where it removed lines between the two.</param>
/// <param name="Creates">True when the commit brought the file.</param>
internal readonly record struct LineEvidence(string Path, int Start, int End, bool Creates)
{
    /// <summary>"path:12-15".</summary>
    public override string ToString() => Creates ? $"creates {Path}"
        : End < Start ? string.Create(CultureInfo.InvariantCulture, $"removes lines at {Path}:{Start}")
        : Start == End ? string.Create(CultureInfo.InvariantCulture, $"{Path}:{Start}")
        : string.Create(CultureInfo.InvariantCulture, $"{Path}:{Start}-{End}");
}

/// <summary>
/// Finds which commits made given lines what they are: those that wrote them, and those that removed lines between them. Like blame, lines
/// are handed from commit to parent, through merges and renames; unlike blame, a removal counts, because a pick conflicts with it as well.
/// </summary>
internal sealed class LineOrigins(IObjectReader objects, CommitHistory history, Func<Oid, bool> isBoundary, IOperationMonitor monitor)
{
    // In commits passed, as which a diff counts for many: a count, not a time, so that the answer is the same on every machine.
    private const int WorkOfDiff = 200;

    private readonly FileVersions _versions = new(objects, monitor);
    private readonly Dictionary<(Oid Commit, string Path), Dictionary<Oid, List<LineEvidence>>> _owners = [];
    private long _steps;
    private long _allowed = long.MaxValue;

    /// <summary>True where the work allowed was used up: not all lines were followed to their origin.</summary>
    internal bool IsExhausted => Work >= _allowed;

    private long Work => _steps + (WorkOfDiff * _versions.Diffs);

    /// <summary>True where who asked last had enough: older commits were not looked for.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>From here on so much may be done, in commits passed.</summary>
    internal void Allow(long work) => _allowed = work > long.MaxValue - Work ? long.MaxValue : Work + work;

    /// <summary>Follows the runs of <paramref name="path"/> in <paramref name="start"/> back to the boundary.</summary>
    /// <param name="start">The commit that has the lines.</param>
    /// <param name="path">The path there.</param>
    /// <param name="runs">The lines.</param>
    /// <param name="isEnough">Is told each commit found; the walk, which goes from new to old, ends where it says true. Null: to the end.</param>
    internal Dictionary<Oid, List<LineEvidence>> Find(Oid start, string path, IEnumerable<LineRun> runs, Func<Oid, bool>? isEnough = null)
    {
        var found = new Dictionary<Oid, List<LineEvidence>>();
        IsCut = false;
        var queue = new PriorityQueue<(Oid Commit, string Path), long>();
        var pending = new Dictionary<(Oid Commit, string Path), List<LineRun>>();
        Add(start, path, runs);
        while (queue.TryDequeue(out (Oid Commit, string Path) at, out _))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (!pending.Remove(at, out List<LineRun>? own) || isBoundary(at.Commit))
                continue;
            if (IsCut || IsExhausted)
                break;
            _steps++;
            monitor.Report("Following lines", _versions.Commits, -1, at.Path);
            Pass(at.Commit, at.Path, own);
        }
        return found;

        void Add(Oid commit, string at, IEnumerable<LineRun> more)
        {
            if (!pending.TryGetValue((commit, at), out List<LineRun>? list))
            {
                pending[(commit, at)] = list = [];
                queue.Enqueue((commit, at), -_versions.Look(commit).Time);
            }
            list.AddRange(more);
        }

        void Blame(Oid commit, LineEvidence evidence)
        {
            if (!found.TryGetValue(commit, out List<LineEvidence>? list))
            {
                found[commit] = list = [];
                IsCut |= isEnough?.Invoke(commit) == true;
            }
            if (!list.Contains(evidence))
                list.Add(evidence);
        }

        void Pass(Oid commit, string at, List<LineRun> own)
        {
            Oid tree = _versions.Look(commit).Tree;
            if (!_versions.TryFind(tree, at, out Oid blob))
                return;
            IReadOnlyList<Oid> parents = history.ParentsOf(commit);
            var olds = new List<(Oid Parent, string Path, Oid Blob)>();
            foreach (Oid parent in parents)
            {
                Oid oldTree = _versions.Look(parent).Tree;
                if (_versions.TryFind(oldTree, at, out Oid same) && same == blob)
                {
                    Add(parent, at, own);
                    return;
                }
                if (!same.IsZero)
                    olds.Add((parent, at, same));
                else if (_versions.FindRenamed(oldTree, tree, at, blob) is { } renamed)
                    olds.Add((parent, renamed.Path, renamed.Blob));
            }
            if (olds.Count == 0)
            {
                Blame(commit, new LineEvidence(at, 1, 1, true));
                return;
            }
            foreach ((Oid parent, string oldPath, Oid oldBlob) in olds)
            {
                if (oldPath != at)
                    Blame(commit, new LineEvidence(at, 1, 1, true));
                IReadOnlyList<LineChange> changes = oldBlob == blob ? [] : _versions.Changes(oldBlob, blob);
                var passed = new List<LineRun>();
                var kept = new List<LineRun>();
                foreach (LineRun run in own)
                    Split(run, changes, passed, kept);
                if (passed.Count > 0)
                    Add(parent, oldPath, passed);
                own = kept;
            }
            // Of a merge, what no parent has is the merger's own work; it cannot be picked, so it is named and left.
            foreach (LineRun run in own)
                Blame(commit, new LineEvidence(at, run.Start + 1, run.End, false));
        }
    }

    /// <summary>The commits answerable for the lines of <paramref name="path"/> that a commit changes, and for those that touch them.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="path">The path in it.</param>
    /// <param name="isEnough">As <see cref="Find"/> has it.</param>
    internal Dictionary<Oid, List<LineEvidence>> OwnersOf(Oid commit, string path, Func<Oid, bool>? isEnough = null)
    {
        if (_owners.TryGetValue((commit, path), out Dictionary<Oid, List<LineEvidence>>? known))
            return known;
        Dictionary<Oid, List<LineEvidence>> owners = FindOwners(commit, path, isEnough);
        if (!IsExhausted && !IsCut)
            _owners[(commit, path)] = owners;
        return owners;
    }

    private Dictionary<Oid, List<LineEvidence>> FindOwners(Oid commit, string path, Func<Oid, bool>? isEnough)
    {
        IsCut = false;
        CommitObject read = objects.ReadCommit(commit);
        IReadOnlyList<Oid> parents = history.ParentsOf(commit);
        // The first commit of a history, or one at a shallow boundary, changes no line of another's.
        if (parents.Count == 0)
            return [];
        Oid parent = parents[0];
        Oid oldTree = objects.ReadCommit(parent).Tree;
        if (!TreePaths.TryFind(objects, oldTree, path, out int mode, out Oid oldBlob) || !EntryMode.IsFile(mode))
            return [];
        if (!TreePaths.TryFind(objects, read.Tree, path, out int newMode, out Oid newBlob) || !EntryMode.IsFile(newMode))
            return Find(parent, path, [new LineRun(0, new TextLines(objects.ReadBlob(oldBlob)).Count)], isEnough);
        byte[] oldData = objects.ReadBlob(oldBlob);
        byte[] newData = objects.ReadBlob(newBlob);
        var oldLines = new TextLines(oldData);
        if (BinaryContent.IsBinary(oldData) || BinaryContent.IsBinary(newData))
            return Find(parent, path, [new LineRun(0, oldLines.Count)], isEnough);
        var runs = new List<LineRun>();
        foreach (LineChange change in LineDiff.Compute(oldLines, new TextLines(newData)))
            runs.Add(new LineRun(Math.Max(0, change.OldStart - 1), Math.Min(oldLines.Count, change.OldEnd + 1)));
        return Find(parent, path, runs, isEnough);
    }

    /// <summary>The lines of a run that a change leaves alone go to the old file, at their place there; the others stay.</summary>
    private static void Split(LineRun run, IReadOnlyList<LineChange> changes, List<LineRun> passed, List<LineRun> kept)
    {
        int at = run.Start;
        int shift = 0;
        foreach (LineChange change in changes)
        {
            if (change.NewStart > run.End || (change.NewStart == run.End && change.NewCount > 0 && run.End > run.Start))
                break;
            if (change.NewEnd < run.Start || (change.NewEnd == run.Start && change.NewCount > 0))
            {
                shift = change.OldEnd - change.NewEnd;
                continue;
            }
            int before = Math.Min(change.NewStart, run.End);
            if (before > at)
                passed.Add(new LineRun(at + shift, before + shift));
            kept.Add(new LineRun(Math.Max(at, change.NewStart), Math.Min(run.End, change.NewEnd)));
            at = Math.Max(at, Math.Min(run.End, change.NewEnd));
            shift = change.OldEnd - change.NewEnd;
        }
        if (at < run.End || (run.Start == run.End && kept.Count == 0))
            passed.Add(new LineRun(at + shift, run.End + shift));
    }
}
