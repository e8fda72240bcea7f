using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Merging.Rerere;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Resolutions;

/// <summary>
/// What is known of conflicts that were resolved before, as git rerere keeps it: by the id of a file's conflicts, from the other merges of a range and
/// from the repository's rr-cache. A resolution is replayed by a three-way merge, as rerere does it: from the remembered file with conflicts to
/// the remembered result, into the file with conflicts of now.
/// </summary>
internal sealed class ResolutionMemory(RecordedResolutions recorded)
{
    /// <summary>One file's conflicts and what became of them.</summary>
    /// <param name="Merge">The merge that it is from; null for the rr-cache.</param>
    /// <param name="Source">The same, for reading.</param>
    /// <param name="Before">The file with conflicts, as rerere writes it.</param>
    /// <param name="After">The file without.</param>
    private sealed record Memory(Oid? Merge, string Source, byte[] Before, byte[] After);

    private readonly Dictionary<string, List<Memory>> _known = [];

    /// <summary>Remembers a merge's resolutions.</summary>
    internal void Add(Remerge merge, IObjectReader objects)
    {
        foreach (RemergedPath path in merge.Paths.Where(p => p.Kind is not null))
        {
            if (ConflictsOf(path, objects) is not { Id: { } id } conflicts || path.Recorded.Mode == 0 || path.Recorded.Text(objects) is not { } after)
                continue;
            // Someone who committed the markers has resolved nothing.
            if (ConflictHunks.Parse(after.Data, path.MarkerSize) is not { Id: null })
                continue;
            if (!_known.TryGetValue(id, out List<Memory>? memories))
                _known[id] = memories = [];
            memories.Add(new Memory(merge.Commit.Id, $"{merge.Commit.Id.Abbreviate()} (\"{merge.Commit.Subject}\")", conflicts.Preimage, after.Data));
        }
    }

    /// <summary>
    /// The content that remembered resolutions give for a path, and where they are from; null where none is known. The merge that is asked about does not
    /// count as its own memory.
    /// </summary>
    internal (byte[] Content, string Source)? Recall(Remerge merge, RemergedPath path, IObjectReader objects)
    {
        if (ConflictsOf(path, objects) is not { Id: { } id } conflicts)
            return null;
        IEnumerable<Memory> cached = recorded.Recorded(conflicts).Select(images => new Memory(null, "rr-cache", images.Preimage, images.Postimage));
        foreach (Memory memory in (_known.GetValueOrDefault(id) ?? []).Where(m => m.Merge != merge.Commit.Id).Concat(cached))
        {
            if (recorded.Replay(path.Path, conflicts, memory.Before, memory.After) is { } content)
                return (content, memory.Source);
        }
        return null;
    }

    /// <summary>The conflicts of a path that are written in its automatic merge; null where they are of another kind.</summary>
    private ConflictHunks? ConflictsOf(RemergedPath path, IObjectReader objects) =>
        path.Automatic.Mode != 0 && path.Automatic.Text(objects) is { } text ? recorded.ConflictsOf(path.Path, text.Data) : null;
}
