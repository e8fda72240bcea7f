using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.History.Lines;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>What a commit did to a line that is followed back.</summary>
internal enum LineStepKind
{
    /// <summary>Wrote it: nothing before it is alike.</summary>
    Wrote,

    /// <summary>Changed it: a line that stood there before is alike.</summary>
    Changed,

    /// <summary>Moved it here from another place or file, where the same commit removed it.</summary>
    Moved,

    /// <summary>Copied it here, with the lines around it, from a file that went on having it.</summary>
    Copied,
}

/// <summary>A commit on a line's way back.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Path">The path of the line in it.</param>
/// <param name="Line">The line in that version, 0-based.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Likeness">How much of the line stood before, 0 to 1.</param>
/// <param name="Text">The line in that version, less white space.</param>
internal readonly record struct LineStep(Oid Commit, string Path, int Line, LineStepKind Kind, double Likeness, string Text);

/// <summary>
/// Follows lines back to the commit that wrote them, through renames, moves within a commit, reformatting, and changes after which a line is still alike. What
/// is the same but for white space, or broken over lines elsewhere, is no step.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="history">Whose parents count.</param>
/// <param name="versions">The files' versions.</param>
/// <param name="monitor">Hears cancellation and is told progress.</param>
internal sealed class LineLineage(IObjectReader objects, CommitHistory history, FileVersions versions, IOperationMonitor monitor)
{
    private const int LinesOfCopy = 15;

    private readonly Dictionary<Oid, RemovedLines> _removed = [];
    private readonly Dictionary<(Oid Tree, string Folder), FolderLines> _copies = [];

    /// <summary>The steps of each line, newest first; the last is the commit that wrote it.</summary>
    /// <param name="start">The commit that has the lines.</param>
    /// <param name="lines">The lines: path and 0-based number.</param>
    internal IReadOnlyList<IReadOnlyList<LineStep>> Follow(Oid start, IReadOnlyList<(string Path, int Line)> lines)
    {
        var steps = new List<LineStep>[lines.Count];
        var queue = new PriorityQueue<(Oid Commit, string Path), long>();
        var pending = new Dictionary<(Oid Commit, string Path), List<(int Line, int Track)>>();
        for (int i = 0; i < lines.Count; i++)
        {
            steps[i] = [];
            Add(start, lines[i].Path, lines[i].Line, i);
        }
        while (queue.TryDequeue(out (Oid Commit, string Path) at, out _))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (!pending.Remove(at, out List<(int Line, int Track)>? tracks))
                continue;
            monitor.Report("Following lines", versions.Commits, -1, at.Path);
            Pass(at.Commit, at.Path, tracks);
        }
        return steps;

        void Add(Oid commit, string path, int line, int track)
        {
            if (!pending.TryGetValue((commit, path), out List<(int Line, int Track)>? list))
            {
                pending[(commit, path)] = list = [];
                queue.Enqueue((commit, path), -versions.Look(commit).Time);
            }
            list.Add((line, track));
        }

        void Pass(Oid commit, string path, List<(int Line, int Track)> tracks)
        {
            Oid tree = versions.Look(commit).Tree;
            if (!versions.TryFind(tree, path, out Oid blob))
                return;
            IReadOnlyList<Oid> parents = history.ParentsOf(commit);
            var olds = new List<(Oid Parent, string Path, Oid Blob)>();
            foreach (Oid parent in parents)
            {
                Oid oldTree = versions.Look(parent).Tree;
                if (versions.TryFind(oldTree, path, out Oid old))
                {
                    if (old == blob)
                    {
                        foreach ((int line, int track) in tracks)
                            Add(parent, path, line, track);
                        return;
                    }
                    olds.Add((parent, path, old));
                }
                else if (versions.FindRenamed(oldTree, tree, path, blob) is { } renamed)
                {
                    olds.Add((parent, renamed.Path, renamed.Blob));
                }
            }
            foreach ((Oid parent, string oldPath, Oid old) in olds)
                tracks = PassUnchanged(parent, oldPath, old == blob ? [] : versions.Changes(old, blob), tracks);
            if (tracks.Count == 0)
                return;
            TextLines now = versions.File(blob);
            RemovedLines? removed = null;
            foreach ((int line, int track) in tracks)
            {
                string text = LineLikeness.Compact(now[line]);
                if (olds.Count > 0 && FindAlike(olds[0].Blob, blob, line, text) is { } alike)
                {
                    if (alike.Likeness < 1)
                        steps[track].Add(new LineStep(commit, path, line, LineStepKind.Changed, alike.Likeness, text));
                    Add(olds[0].Parent, olds[0].Path, alike.Line, track);
                }
                else if (parents.Count > 0 && (removed ??= RemovedBy(commit, parents[0])).Find(text, path) is { } from)
                {
                    steps[track].Add(new LineStep(commit, path, line, LineStepKind.Moved, 1, text));
                    Add(parents[0], from.Path, from.Line, track);
                }
                else if (parents.Count > 0 && IsLargeAddition(olds, blob, line) && CopiesFrom(parents[0], path).Find(now, line, text) is { } copied)
                {
                    steps[track].Add(new LineStep(commit, path, line, LineStepKind.Copied, 1, text));
                    Add(parents[0], copied.Path, copied.Line, track);
                }
                else
                {
                    steps[track].Add(new LineStep(commit, path, line, LineStepKind.Wrote, 0, text));
                }
            }
        }

        List<(int Line, int Track)> PassUnchanged(Oid parent, string path, IReadOnlyList<LineChange> changes, List<(int Line, int Track)> tracks)
        {
            var left = new List<(int Line, int Track)>();
            foreach ((int line, int track) in tracks)
            {
                int shift = 0;
                bool changed = false;
                foreach (LineChange change in changes)
                {
                    if (change.NewStart > line)
                        break;
                    changed = line < change.NewEnd;
                    shift = change.OldEnd - change.NewEnd;
                }
                if (changed)
                    left.Add((line, track));
                else
                    Add(parent, path, line + shift, track);
            }
            return left;
        }
    }

    /// <summary>The commit that brought a file, by whatever name; of a file with several beginnings that of the first parents.</summary>
    internal (Oid Commit, string Path) FollowFile(Oid start, string path)
    {
        (Oid at, string name) = (start, path);
        while (true)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            Oid tree = versions.Look(at).Tree;
            if (!versions.TryFind(tree, name, out Oid blob))
                return (at, name);
            (Oid Commit, string Path)? next = null;
            foreach (Oid parent in history.ParentsOf(at))
            {
                Oid oldTree = versions.Look(parent).Tree;
                if (versions.TryFind(oldTree, name, out _))
                    next = (parent, name);
                else if (versions.FindRenamed(oldTree, tree, name, blob) is { } renamed)
                    next = (parent, renamed.Path);
                if (next is not null)
                    break;
            }
            if (next is null)
                return (at, name);
            (at, name) = next.Value;
        }
    }

    /// <summary>The line that a changed one was before: the same but for white space, the same broken over lines otherwise, or the most alike.</summary>
    private (int Line, double Likeness)? FindAlike(Oid old, Oid now, int line, string text)
    {
        foreach (LineChange change in versions.Changes(old, now))
        {
            if (line < change.NewStart || line >= change.NewEnd)
                continue;
            TextLines lines = versions.File(old);
            return LineLikeness.FindIn(lines, change.OldStart, change.OldEnd, text, change.OldStart + (line - change.NewStart));
        }
        return null;
    }

    /// <summary>True for a line of a new file, or of many lines that were put in together: what can be a copy.</summary>
    private bool IsLargeAddition(List<(Oid Parent, string Path, Oid Blob)> olds, Oid blob, int line) => olds.Count == 0
        || versions.Changes(olds[0].Blob, blob).Any(change => line >= change.NewStart && line < change.NewEnd && change.NewCount >= LinesOfCopy);

    private FolderLines CopiesFrom(Oid parent, string path)
    {
        string folder = path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";
        Oid tree = versions.Look(parent).Tree;
        if (!_copies.TryGetValue((tree, folder), out FolderLines? lines))
            _copies[(tree, folder)] = lines = new FolderLines(objects, versions, tree, folder);
        return lines;
    }

    private RemovedLines RemovedBy(Oid commit, Oid parent)
    {
        if (!_removed.TryGetValue(commit, out RemovedLines? removed))
            _removed[commit] = removed = new RemovedLines(objects, versions, versions.Look(parent).Tree, versions.Look(commit).Tree);
        return removed;
    }

    /// <summary>The lines that a commit removed, by their text less white space: where a line that it added may have stood before.</summary>
    private sealed class RemovedLines
    {
        // Less than this is written anew again and again.
        private const int ShortestMoved = 14;

        private readonly Dictionary<string, List<(string Path, int Line)>> _places = new(StringComparer.Ordinal);

        internal RemovedLines(IObjectReader objects, FileVersions versions, Oid oldTree, Oid newTree)
        {
            foreach (TreeChange change in TreeDiff.Compute(objects, oldTree, newTree))
            {
                if (!EntryMode.IsFile(change.OldMode) || !FaultFiles.IsSource(change.Path) || change.OldId == change.NewId)
                    continue;
                TextLines old = versions.File(change.OldId);
                if (!EntryMode.IsFile(change.NewMode))
                {
                    Note(change.Path, old, 0, old.Count);
                    continue;
                }
                foreach (LineChange gone in versions.Changes(change.OldId, change.NewId))
                    Note(change.Path, old, gone.OldStart, gone.OldEnd);
            }
        }

        /// <summary>Where the text stood; the same file first.</summary>
        internal (string Path, int Line)? Find(string text, string path)
        {
            if (text.Length < ShortestMoved || !_places.TryGetValue(text, out List<(string Path, int Line)>? places))
                return null;
            int same = places.FindIndex(place => place.Path == path);
            return places[Math.Max(0, same)];
        }

        private void Note(string path, TextLines file, int start, int end)
        {
            for (int i = start; i < end; i++)
            {
                string text = LineLikeness.Compact(file[i]);
                if (text.Length < ShortestMoved)
                    continue;
                if (!_places.TryGetValue(text, out List<(string Path, int Line)>? places))
                    _places[text] = places = [];
                places.Add((path, i));
            }
        }
    }
}
