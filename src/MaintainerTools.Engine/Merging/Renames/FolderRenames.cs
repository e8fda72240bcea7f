using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;

namespace MaintainerTools.Engine.Merging.Renames;

/// <summary>
/// Where one side renamed a folder, files that the other side added to it, or moved into it, go along: a conflict by git's default,
/// as it is a guess.
/// </summary>
internal sealed class FolderRenames(MergeState state)
{
    /// <summary>Paths that would be put at one place.</summary>
    private sealed class Collision
    {
        internal readonly SortedSet<string> Sources = new(StringComparer.Ordinal);
        internal bool Reported;
    }

    /// <summary>Reads the folder renames of both sides from the counts. False when one is unclear.</summary>
    internal bool Decide()
    {
        bool clean = Decide(Side.Ours) & Decide(Side.Theirs);
        // A folder that both sides renamed is left to its files.
        Dictionary<string, string> ours = state.Renames[Side.Ours].FolderRenames, theirs = state.Renames[Side.Theirs].FolderRenames;
        foreach (string folder in ours.Keys.Where(theirs.ContainsKey).ToList())
        {
            ours.Remove(folder);
            theirs.Remove(folder);
        }
        return clean;
    }

    /// <summary>All renames of both sides, folder renames applied, sorted by source. False when one could not be applied.</summary>
    internal bool Apply(out List<FilePair> renames)
    {
        Dictionary<string, Collision>[] collisions = [[], FindCollisions(Side.Ours), FindCollisions(Side.Theirs)];
        var collected = new List<FilePair>();
        bool clean = Collect(collected, Side.Ours, collisions) & Collect(collected, Side.Theirs, collisions);
        renames = [.. collected.OrderBy(p => p.Old.Path, StringComparer.Ordinal)];
        return clean;
    }

    private bool Decide(int side)
    {
        bool clean = true;
        foreach ((string folder, GitStringMap<int> counts) in state.Renames[side].FolderCounts)
        {
            int most = 0, tied = 0;
            string best = "";
            foreach ((string target, int count) in counts.Walk())
            {
                if (count == most)
                    tied = most;
                else if (count > most)
                    (most, best) = (count, target);
            }
            if (most == 0)
                continue;
            if (tied == most)
            {
                state.Note(ConflictKind.DirectoryRenameSplit, folder);
                clean = false;
            }
            else
            {
                state.Renames[side].FolderRenames[folder] = best;
            }
        }
        return clean;
    }

    private Dictionary<string, Collision> FindCollisions(int side)
    {
        var collisions = new Dictionary<string, Collision>();
        Dictionary<string, string> folders = state.Renames[3 - side].FolderRenames;
        if (folders.Count == 0)
            return collisions;
        foreach (FilePair pair in state.Renames[side].Pairs)
        {
            if (pair.Status is not (PairStatus.Added or PairStatus.Renamed) || RenamedFolderOf(pair.New.Path, folders) is not { } folder)
                continue;
            string moved = Move(pair.New.Path, folder, folders[folder]);
            if (!collisions.TryGetValue(moved, out Collision? collision))
                collisions.Add(moved, collision = new Collision());
            collision.Sources.Add(pair.New.Path);
        }
        return collisions;
    }

    private bool Collect(List<FilePair> collected, int side, Dictionary<string, Collision>[] collisions)
    {
        bool clean = true;
        foreach (FilePair pair in state.Renames[side].Pairs)
        {
            if (pair.Status is not (PairStatus.Added or PairStatus.Renamed))
                continue;
            string? moved = null;
            if (state.Options.DirectoryRenames != DirectoryRenames.Off || pair.Status == PairStatus.Added)
                moved = MovedByFolder(pair, side, collisions, ref clean);
            if (pair.Status != PairStatus.Renamed && moved is null)
                continue;
            FilePair collectedPair = pair;
            if (moved is not null)
                collectedPair = new FilePair(pair.Old, MoveFile(pair, moved)) { Status = pair.Status };
            collectedPair.Side = side;
            collected.Add(collectedPair);
        }
        return clean;
    }

    private string? MovedByFolder(FilePair pair, int side, Dictionary<string, Collision>[] collisions, ref bool clean)
    {
        string path = pair.New.Path;
        Dictionary<string, string> folders = state.Renames[3 - side].FolderRenames;
        if (folders.Count == 0 || collisions[3 - side].ContainsKey(path) || RenamedFolderOf(path, folders) is not { } folder)
            return null;
        // Into a folder that this side has renamed itself: that rename settles it.
        if (state.Renames[side].FolderRenames.ContainsKey(folders[folder]))
            return null;
        string moved = Move(path, folder, folders[folder]);
        Collision collision = collisions[side][moved];
        if (collision.Reported)
        {
            clean = false;
            return null;
        }
        ConflictKind? kind = IsInWay(moved, 1 << side, pair) ? ConflictKind.DirectoryRenameFileInWay
            : collision.Sources.Count > 1 ? ConflictKind.DirectoryRenameCollision
            : null;
        if (kind is null)
            return moved;
        collision.Reported = true;
        state.Note(kind.Value, moved, [.. collision.Sources]);
        clean = false;
        return null;
    }

    private bool IsInWay(string moved, int sideMask, FilePair pair)
    {
        if (!state.Paths.TryGetValue(moved, out MergePath? path))
            return state.IsPlain(moved);
        return path.Clean || ((path.FileMask | path.FolderMask) & sideMask) != 0 || ((path.FileMask & 1) != 0 && pair.Old.Path != moved);
    }

    /// <summary>Moves what the side has at the pair's new path to <paramref name="moved"/>.</summary>
    private PairEnd MoveFile(FilePair pair, string moved)
    {
        string oldPath = pair.New.Path;
        MergePath path = state.Paths[oldPath];
        MakeFolders(moved, path.FileMask);
        string folder = PathText.FolderOf(moved);
        MergePath file = path.CopyTo(moved, folder);
        if (path.FolderMask == 0)
        {
            state.Paths.Remove(oldPath);
        }
        else
        {
            // The base had a folder here, which goes only when all below it has: its entry stays, the file's leaves.
            file.FolderMask = 0;
            file.Versions[Side.Ours] = path.FileMask == 2 ? file.Versions[Side.Ours] : default;
            path.FileMask = 0;
            path.Clean = true;
            for (int i = 0; i < 3; i++)
            {
                if ((path.FolderMask & (1 << i)) == 0)
                    path.Versions[i] = default;
            }
        }
        if (state.Paths.TryGetValue(moved, out MergePath? there))
        {
            int side = file.FileMask >> 1;
            there.FileMask |= file.FileMask;
            there.FileAndFolder |= there.FolderMask != 0;
            there.Names[side] = file.Names[side];
            there.Versions[side] = file.Versions[side];
            file = there;
        }
        else
        {
            state.Paths.Add(moved, file);
        }
        if (state.Options.DirectoryRenames != DirectoryRenames.On)
        {
            file.PathConflict = true;
            state.Note(ConflictKind.DirectoryRenameSuggested, moved, oldPath);
        }
        return new PairEnd(moved, pair.New.Version);
    }

    private void MakeFolders(string path, int mask)
    {
        for (string folder = PathText.FolderOf(path); folder.Length > 0 && !state.Paths.ContainsKey(folder); folder = PathText.FolderOf(folder))
        {
            string above = PathText.FolderOf(folder);
            if (state.IsPlain(folder))
            {
                // Plain, be it a file, yet something is moved into it: git writes a folder with that alone in its place.
                state.Folders[above].Remove(PathText.BaseNameOf(folder));
                state.Paths.Add(folder, new MergePath { Path = folder, Folder = above, Clean = true, IsAbsent = true });
                return;
            }
            state.Paths.Add(folder, new MergePath { Path = folder, Folder = above, FolderMask = mask });
        }
    }

    private static string? RenamedFolderOf(string path, Dictionary<string, string> folders)
    {
        for (string folder = PathText.FolderOf(path); folder.Length > 0; folder = PathText.FolderOf(folder))
        {
            if (folders.ContainsKey(folder))
                return folder;
        }
        return null;
    }

    private static string Move(string path, string from, string to) =>
        to.Length == 0 ? path[(from.Length + 1)..] : string.Concat(to, path.AsSpan(from.Length));
}
