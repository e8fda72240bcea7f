using System.Runtime.InteropServices;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History.Lines;

/// <summary>
/// The versions of files that following lines reads: what a path is in a commit, its lines, how two versions differ, what it was called before. Holds what
/// it read, for one line's way through history is mostly that of the next.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="monitor">Hears cancellation.</param>
internal sealed class FileVersions(IObjectReader objects, IOperationMonitor monitor)
{
    private const long MostBytesHeld = 64 << 20;

    private readonly Dictionary<Oid, TextLines> _files = [];
    private readonly Dictionary<(Oid Old, Oid New), IReadOnlyList<LineChange>> _changes = [];
    private readonly Dictionary<Oid, (Oid Tree, long Time)> _commits = [];
    private readonly Dictionary<string, Dictionary<Oid, TreeValue>> _folders = new(StringComparer.Ordinal);
    private long _bytesHeld;

    /// <summary>How many comparisons of two files were made.</summary>
    internal long Diffs { get; private set; }

    /// <summary>How many commits were looked at.</summary>
    internal int Commits => _commits.Count;

    /// <summary>The file that a commit took away, more than half of whose lines a file that it brought has; null where there is none.</summary>
    internal (string Path, Oid Blob)? FindRenamed(Oid oldTree, Oid newTree, string path, Oid blob)
    {
        TextLines? content = null;
        Dictionary<int, int>? known = null;
        (string Path, Oid Blob)? best = null;
        double bestShare = 0.5;
        foreach (TreeChange gone in TreeDiff.Compute(objects, oldTree, newTree))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (gone.NewMode != 0 || !EntryMode.IsFile(gone.OldMode))
                continue;
            if (gone.OldId == blob)
                return (gone.Path, gone.OldId);
            if (!objects.Contains(gone.OldId))
                continue;
            content ??= File(blob);
            TextLines old = File(gone.OldId);
            // A diff finds no more lines alike than are in both at all.
            if (MostAlike(old, content, known ??= Bag(content)) < bestShare)
                continue;
            int changed = 0;
            Diffs++;
            foreach (LineChange change in LineDiff.Compute(old, content))
                changed += change.OldCount;
            double share = old.Count == 0 ? 0 : (double)(old.Count - changed) / Math.Max(old.Count, content.Count);
            // Of two equally alike, the one that kept its name is the better guess.
            if (share > bestShare || (share == bestShare && System.IO.Path.GetFileName(gone.Path) == System.IO.Path.GetFileName(path)))
                (best, bestShare) = ((gone.Path, gone.OldId), share);
        }
        return best;
    }

    /// <summary>How often each line occurs, by a hash.</summary>
    private static Dictionary<int, int> Bag(TextLines file)
    {
        var bag = new Dictionary<int, int>(file.Count);
        for (int i = 0; i < file.Count; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(bag, HashOf(file[i]), out _)++;
        return bag;
    }

    private static double MostAlike(TextLines old, TextLines content, Dictionary<int, int> known)
    {
        double longest = Math.Max(old.Count, content.Count);
        if (longest == 0 || Math.Min(old.Count, content.Count) < longest / 2)
            return 0;
        int common = 0;
        foreach ((int hash, int count) in Bag(old))
            common += Math.Min(count, known.GetValueOrDefault(hash));
        return common / longest;
    }

    private static int HashOf(ReadOnlySpan<byte> line)
    {
        var hash = new HashCode();
        hash.AddBytes(line);
        return hash.ToHashCode();
    }

    /// <summary>What differs between two blobs.</summary>
    internal IReadOnlyList<LineChange> Changes(Oid old, Oid blob)
    {
        if (_changes.TryGetValue((old, blob), out IReadOnlyList<LineChange>? changes))
            return changes;
        monitor.Cancellation.ThrowIfCancellationRequested();
        Diffs++;
        return _changes[(old, blob)] = LineDiff.Compute(File(old), File(blob));
    }

    /// <summary>The lines of a blob.</summary>
    internal TextLines File(Oid blob)
    {
        if (_files.TryGetValue(blob, out TextLines? lines))
            return lines;
        byte[] data = objects.ReadBlob(blob);
        if ((_bytesHeld += data.Length) > MostBytesHeld)
        {
            _files.Clear();
            _bytesHeld = data.Length;
        }
        return _files[blob] = new TextLines(data);
    }

    /// <summary>A commit's tree and the second in which it was committed.</summary>
    internal (Oid Tree, long Time) Look(Oid commit)
    {
        if (_commits.TryGetValue(commit, out (Oid Tree, long Time) known))
            return known;
        CommitObject read = objects.ReadCommit(commit);
        return _commits[commit] = (read.Tree, read.Committer.UnixTime);
    }

    /// <summary>The blob that a path is in a tree; false for what is absent or a folder.</summary>
    internal bool TryFind(Oid tree, string path, out Oid blob)
    {
        (int mode, Oid id) = EntryAt(tree, path);
        blob = mode is EntryMode.None or EntryMode.Tree ? default : id;
        return !blob.IsZero;
    }

    /// <summary>What a path is in a tree. From one commit to the next most folders are the same, and the paths asked about share theirs.</summary>
    private TreeValue EntryAt(Oid root, string path)
    {
        int slash = path.LastIndexOf('/');
        (int mode, Oid folder) = slash < 0 ? (EntryMode.Tree, root) : EntryAt(root, path[..slash]);
        if (mode != EntryMode.Tree)
            return default;
        if (!_folders.TryGetValue(path, out Dictionary<Oid, TreeValue>? known))
            _folders[path] = known = [];
        if (known.TryGetValue(folder, out TreeValue entry))
            return entry;
        // One name is wanted of each of thousands of trees: none is kept.
        using TransientBytes data = objects.ReadOnce(folder, ObjectType.Tree);
        byte[] name = GitPath.Encode(path[(slash + 1)..]);
        var entries = new RawTree(data.Span);
        while (entries.MoveNext())
        {
            if (!entries.Name.SequenceEqual(name))
                continue;
            entry = (entries.Mode, entries.Id);
            break;
        }
        return known[folder] = entry;
    }
}
