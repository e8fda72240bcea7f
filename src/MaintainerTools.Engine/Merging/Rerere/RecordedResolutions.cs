using System.Globalization;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Merging.Rerere;

/// <summary>A resolution that git rerere recorded and that fits a conflict.</summary>
/// <param name="Path">The path in conflict.</param>
/// <param name="Name">Its folder in rr-cache, with ".1" and so on for a variant: another resolution of the same hunks.</param>
/// <param name="Content">The file as it resolves it.</param>
internal sealed record RecordedResolution(string Path, string Name, byte[] Content);

/// <summary>
/// The resolutions that git rerere recorded in a repository. They are read only: recording is git's, done when the conflict is resolved with it.
/// </summary>
internal sealed class RecordedResolutions
{
    private readonly string _folder;
    private readonly IObjectStore _store;
    private readonly MergeOptions _options;

    /// <summary>Reads the rr-cache that all worktrees of a repository share.</summary>
    internal RecordedResolutions(GitRepository repository, IObjectStore store, MergeOptions options) =>
        (_folder, _store, _options) = (Path.Combine(repository.CommonDirectory, "rr-cache"), store, options);

    /// <summary>
    /// The resolutions that fit an outcome's conflicts. As in git these are of paths that both sides have as plain files: a file that one side deleted
    /// has no hunks to know it by.
    /// </summary>
    internal IReadOnlyList<RecordedResolution> Find(MergeOutcome outcome)
    {
        var found = new List<RecordedResolution>();
        if (outcome.IsClean || !Directory.Exists(_folder))
            return found;
        foreach (MergeConflict conflict in outcome.Conflicts.DistinctBy(c => c.Path))
        {
            if (conflict.Ours is { } ours && conflict.Theirs is { } theirs && EntryMode.IsFile(ours.Mode) && EntryMode.IsFile(theirs.Mode)
                && Find(conflict.Path, outcome.Tree) is { } resolution)
                found.Add(resolution);
        }
        return found;
    }

    /// <summary>The outcome with these resolutions in its tree; clean where they leave no conflict.</summary>
    internal MergeOutcome Apply(MergeOutcome outcome, IReadOnlyList<RecordedResolution> resolutions)
    {
        HashSet<string> resolved = [.. resolutions.Select(r => r.Path)];
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        foreach (RecordedResolution resolution in resolutions)
        {
            TreePaths.TryFind(_store, outcome.Tree, resolution.Path, out int mode, out _);
            edits[resolution.Path] = (mode, _store.Write(ObjectType.Blob, resolution.Content));
        }
        List<MergeConflict> left = [.. outcome.Conflicts.Where(c => !resolved.Contains(c.Path))];
        // What is no path's conflict, a folder that was split, no file's content resolves.
        List<ConflictKind> kinds = [.. outcome.Kinds.Where(kind => left.Any(c => c.Kinds.Contains(kind))
            || !outcome.Conflicts.Any(c => c.Kinds.Contains(kind)))];
        return new MergeOutcome
        {
            IsClean = left.Count == 0 && kinds.Count == 0,
            Tree = TreeEditor.Apply(_store, outcome.Tree, edits),
            Conflicts = left,
            Kinds = kinds,
            NotVerified = outcome.NotVerified,
        };
    }

    private RecordedResolution? Find(string path, Oid tree)
    {
        if (!TreePaths.TryFind(_store, tree, path, out int mode, out Oid id) || !EntryMode.IsFile(mode)
            || ConflictsOf(path, _store.ReadBlob(id)) is not { } conflicts)
            return null;
        foreach ((string name, byte[] preimage, byte[] postimage) in Recorded(conflicts))
        {
            if (Replay(path, conflicts, preimage, postimage) is { } content)
                return new RecordedResolution(path, name, content);
        }
        return null;
    }

    /// <summary>
    /// The conflicts that are written in a path's file and that rerere would know; null where there are none, where the markers do not belong
    /// together, or where another driver than git's own for text would merge the resolution: it is not run here.
    /// </summary>
    internal ConflictHunks? ConflictsOf(string path, byte[] file) =>
        _options.Attributes.Get(PathText.Encode(path), "merge") is null or MergeAttributes.Set or "text"
        && ConflictHunks.Parse(file, MarkerSize(path)) is { Id: not null } found ? found : null;

    /// <summary>What is recorded for conflicts, in the order in which git tries it.</summary>
    internal IEnumerable<(string Name, byte[] Preimage, byte[] Postimage)> Recorded(ConflictHunks conflicts)
    {
        string folder = Path.Combine(_folder, conflicts.Id!);
        foreach (string suffix in Variants(folder))
        {
            (byte[] Preimage, byte[] Postimage) images;
            try
            {
                images = (File.ReadAllBytes(Path.Combine(folder, "preimage" + suffix)), File.ReadAllBytes(Path.Combine(folder, "postimage" + suffix)));
            }
            catch (IOException)
            {
                // git rerere gc, or a record not finished: as if it were not there.
                continue;
            }
            yield return (conflicts.Id + suffix, images.Preimage, images.Postimage);
        }
    }

    /// <summary>What was done from the preimage to the postimage, done to this file; null where that conflicts.</summary>
    internal byte[]? Replay(string path, ConflictHunks current, byte[] preimage, byte[] postimage)
    {
        var markers = new ConflictMarkers(static _ => [], MarkerSize(path), _options.ConflictStyle, DiffAlgorithm.Myers, _options.JoinedAgain);
        byte[] merged = ContentMerge.Merge(new TextLines(preimage), new TextLines(current.Preimage), new TextLines(postimage),
            markers, false, out int conflicts);
        return conflicts == 0 ? merged : null;
    }

    private int MarkerSize(string path) => _options.Attributes.MarkerSize(PathText.Encode(path));

    /// <summary>The endings of what is recorded whole, in git's order: the first, then ".1" and so on.</summary>
    private static IEnumerable<string> Variants(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        return Directory.EnumerateFiles(folder, "postimage*")
            .Select(file => Path.GetFileName(file)["postimage".Length..])
            .Where(suffix => suffix.Length == 0 || (suffix[0] == '.' && int.TryParse(suffix.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            .Where(suffix => File.Exists(Path.Combine(folder, "preimage" + suffix)))
            .OrderBy(suffix => suffix.Length == 0 ? 0 : int.Parse(suffix.AsSpan(1), CultureInfo.InvariantCulture));
    }
}
