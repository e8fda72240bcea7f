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
        var edits = new Dictionary<string, (int Mode, Oid Id)>(StringComparer.Ordinal);
        foreach (RecordedResolution resolution in resolutions)
        {
            TreePaths.TryFind(_store, outcome.Tree, resolution.Path, out int mode, out _);
            edits[resolution.Path] = (mode, _store.Write(ObjectType.Blob, resolution.Content));
        }
        List<MergeConflict> left = [.. outcome.Conflicts.Where(c => !resolved.Contains(c.Path))];
        // What is no path's conflict, a folder that was split, no file's content resolves.
        List<ConflictKind> kinds = [.. outcome.Kinds.Where(kind => left.Any(c => c.Kinds.Contains(kind)) || !outcome.Conflicts.Any(c => c.Kinds.Contains(kind)))];
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
        string bytes = PathText.Encode(path);
        // Another driver than git's own for text would merge the recorded resolution; it is not run here.
        if (_options.Attributes.Get(bytes, "merge") is not (null or MergeAttributes.Set or "text") || !TreePaths.TryFind(_store, tree, path, out int mode, out Oid id) || !EntryMode.IsFile(mode))
            return null;
        string? size = _options.Attributes.Get(bytes, "conflict-marker-size");
        int markerSize = int.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int given) && given > 0 ? given : 7;
        if (NormalisedConflicts.Read(_store.ReadBlob(id), markerSize) is not { } hunks)
            return null;
        string folder = Path.Combine(_folder, hunks.Id);
        foreach (string suffix in Variants(folder))
        {
            try
            {
                if (Replay(hunks.Text, File.ReadAllBytes(Path.Combine(folder, "preimage" + suffix)), File.ReadAllBytes(Path.Combine(folder, "postimage" + suffix)), markerSize) is { } content)
                    return new RecordedResolution(path, hunks.Id + suffix, content);
            }
            catch (IOException)
            {
                // git rerere gc, or a record not finished: as if it were not there.
            }
        }
        return null;
    }

    /// <summary>What was done from the preimage to the postimage, done to this file; null where that conflicts.</summary>
    private byte[]? Replay(byte[] current, byte[] preimage, byte[] postimage, int markerSize)
    {
        var markers = new ConflictMarkers(static _ => [], markerSize, _options.ConflictStyle, DiffAlgorithm.Myers, _options.JoinedAgain);
        byte[] merged = ContentMerge.Merge(new TextLines(preimage), new TextLines(current), new TextLines(postimage), markers, false, out int conflicts);
        return conflicts == 0 ? merged : null;
    }

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
