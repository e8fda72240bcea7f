using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Topics;

/// <summary>What a file is from one step of a series on.</summary>
/// <param name="Revision">The step from which this holds; 0: the base.</param>
/// <param name="Path">Its path; null when it is not there.</param>
/// <param name="Mode">Its mode; 0 when it is not there.</param>
/// <param name="Blob">Its content; zero when it is not there.</param>
internal readonly record struct FileState(int Revision, string? Path, int Mode, Oid Blob)
{
    internal bool Exists => Path is not null;

    /// <summary>
    /// What became of the file in another state, each of it: that it came, or that it went; or else another name, another mode and another content. A
    /// file that became a link or a submodule is another content, whatever its mode.
    /// </summary>
    internal IEnumerable<FoldupKind> ChangesTo(FileState after)
    {
        if (!Exists || !after.Exists)
        {
            if (Exists != after.Exists)
                yield return after.Exists ? FoldupKind.Create : FoldupKind.Delete;
            yield break;
        }
        bool otherType = new TreeValue(Mode, Blob).Type != new TreeValue(after.Mode, after.Blob).Type;
        if (Path != after.Path)
            yield return FoldupKind.Rename;
        if (Mode != after.Mode && !otherType)
            yield return FoldupKind.Mode;
        if (Blob != after.Blob || otherType)
            yield return FoldupKind.Content;
    }
}

/// <summary>A file through a series, under whatever names it has on the way.</summary>
internal sealed class SeriesFile(FileState first)
{
    private readonly List<FileState> _states = [first];

    /// <summary>Its states, in the order of the steps; the first is that of the base.</summary>
    internal IReadOnlyList<FileState> States => _states;

    /// <summary>The newest state.</summary>
    internal FileState Current => _states[^1];

    internal void Add(FileState state) => _states.Add(state);

    /// <summary>The state after a step.</summary>
    internal FileState At(int revision)
    {
        int i = _states.Count - 1;
        while (i > 0 && _states[i].Revision > revision)
            i--;
        return _states[i];
    }

    /// <summary>
    /// Weaves its versions; null when one of them has no lines (binary, a link, a submodule). The changes of fixup steps go to
    /// <paramref name="fixupChanges"/>.
    /// </summary>
    internal LineWeave? Weave(IObjectReader objects, TopicSeries series, List<WeaveChange> fixupChanges)
    {
        LineWeave? weave = null;
        Oid blob = default;
        int before = 0;
        foreach (FileState state in _states)
        {
            if (state.Exists && !EntryMode.IsFile(state.Mode))
                return null;
            if (weave is not null && state.Blob == blob)
                continue;
            blob = state.Blob;
            byte[] data = state.Exists ? objects.ReadBlob(state.Blob) : [];
            if (BinaryContent.IsBinary(data))
                return null;
            var text = new TextLines(data);
            if (weave is null)
            {
                LargeArrays.Taking(data.Length);
                weave = new LineWeave(text, state.Revision);
                continue;
            }
            List<WeaveChange> changes = weave.Advance(state.Revision, text);
            // The weave's lines are those of the first version; of each later one they have what is new.
            LargeArrays.Released(before);
            before = data.Length;
            if (series[state.Revision].GivesChanges)
                fixupChanges.AddRange(changes);
        }
        weave?.Finish();
        return weave;
    }
}

/// <summary>The files that a series changes.</summary>
internal static class SeriesFiles
{
    /// <summary>Follows every file that some step changes, renames included.</summary>
    internal static List<SeriesFile> Collect(IObjectReader objects, TopicSeries series, IOperationMonitor monitor)
    {
        var files = new List<SeriesFile>();
        var byPath = new Dictionary<string, SeriesFile>(StringComparer.Ordinal);
        var deleted = new Dictionary<string, SeriesFile>(StringComparer.Ordinal);
        Oid tree = series.BaseTree;
        var trees = new TreeChain(objects);
        foreach (SeriesRevision revision in series.Revisions)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading the series", revision.Number, series.Revisions.Count, revision.Subject);
            IReadOnlyList<TreeChange> changes = trees.Compute(tree, revision.Tree);
            tree = revision.Tree;
            Dictionary<string, string> renames = SeriesRenames.Find(objects, changes);
            // What goes away first: a rename may take a path that another file leaves in the same step.
            var arriving = new Dictionary<string, SeriesFile>(StringComparer.Ordinal);
            foreach (TreeChange change in changes.Where(c => c.OldMode != 0))
            {
                if (!byPath.TryGetValue(change.Path, out SeriesFile? file))
                    files.Add(byPath[change.Path] = file = new SeriesFile(new FileState(0, change.Path, change.OldMode, change.OldId)));
                if (change.NewMode != 0)
                {
                    file.Add(new FileState(revision.Number, change.Path, change.NewMode, change.NewId));
                    continue;
                }
                byPath.Remove(change.Path);
                if (renames.TryGetValue(change.Path, out string? newPath))
                    arriving[newPath] = file;
                else
                {
                    file.Add(new FileState(revision.Number, null, 0, default));
                    deleted[change.Path] = file;
                }
            }
            foreach (TreeChange change in changes.Where(c => c.OldMode == 0))
            {
                // A file that comes back is the same file: a fixup may undo its deletion.
                if (!arriving.TryGetValue(change.Path, out SeriesFile? file) && !deleted.Remove(change.Path, out file))
                    files.Add(file = new SeriesFile(new FileState(0, null, 0, default)));
                byPath[change.Path] = file;
                file.Add(new FileState(revision.Number, change.Path, change.NewMode, change.NewId));
            }
        }
        return files;
    }
}
