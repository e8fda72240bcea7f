using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// The last step of a merge: settles each path that is left, what lies in a folder before the folder itself, and writes the trees.
/// </summary>
internal sealed class EntryMerge(MergeState state)
{
    private readonly FileMerge _files = new(state);

    // What lies in one folder is settled one after the other.
    private (string Path, MergeFolder Folder)? _last;

    /// <summary>Settles everything and returns the root tree.</summary>
    internal Oid Run()
    {
        List<MergePath> paths = [.. state.Paths.Values];
        // The walk came by in nearly this order, backwards.
        paths.Reverse();
        paths.SortUnlessSorted(static (x, y) => CompareFoldersFirst(y.Path, x.Path));
        foreach (MergePath path in paths)
        {
            FinishFolder(path);
            if (path.Clean)
                Record(path);
            else
                Settle(path);
        }
        return state.Folders.TryGetValue("", out MergeFolder? root) ? root.Write(state.Objects.Store) : state.Objects.Store.Write(ObjectType.Tree, []);
    }

    /// <summary>A folder right before what is in it: as if every path ended in '/'.</summary>
    private static int CompareFoldersFirst(string x, string y)
    {
        int common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length && common == y.Length)
            return 0;
        int left = common < x.Length ? x[common] : '/', right = common < y.Length ? y[common] : '/';
        return left != right ? left - right : common < x.Length ? 1 : -1;
    }

    /// <summary>All below the path is done by now: if that leaves anything, it is a tree.</summary>
    private void FinishFolder(MergePath path)
    {
        if (!state.Folders.TryGetValue(path.Path, out MergeFolder? folder))
            return;
        path.IsAbsent = folder.IsEmpty;
        if (!folder.IsEmpty)
            path.Result = new TreeValue(EntryMode.Tree, folder.Write(state.Objects.Store));
    }

    private void Record(MergePath path)
    {
        if (path.IsAbsent)
            return;
        if (_last is not { } last || !ReferenceEquals(last.Path, path.Folder))
            _last = last = (path.Folder, state.FolderAt(path.Folder));
        last.Folder.Add(path);
    }

    private void Settle(MergePath path)
    {
        int movedSide = Side.Base;
        if (path.FolderMask != 0)
        {
            Record(path);
            if (path.FileMask == 0)
                return;
        }
        if (path.FileAndFolder && path.Result.Mode == 0)
        {
            // The folder is gone: the file can have its place.
            path.FileAndFolder = false;
            path.Clean = false;
            path.IsAbsent = false;
            DropFolders(path);
        }
        else if (path.FileAndFolder)
        {
            if (path.FileMask == 1)
            {
                // Deleted on both sides; the folder stays.
                path.FileMask = 0;
                return;
            }
            (path, movedSide) = MakeRoom(path);
        }
        Decide(path, movedSide);
        if (!path.Clean)
            state.MarkConflicted(path);
        Record(path);
    }

    private static void DropFolders(MergePath path)
    {
        path.MatchMask &= ~path.FolderMask;
        path.FolderMask = 0;
        for (int i = 0; i < 3; i++)
        {
            if ((path.FileMask & (1 << i)) == 0)
                path.Versions[i] = default;
        }
    }

    /// <summary>The folder stays, so the file goes to a free name beside it.</summary>
    private (MergePath File, int Side) MakeRoom(MergePath path)
    {
        // Renames can have changed which sides have the file, not which have the folder.
        int side = (path.FolderMask & 2) != 0 ? Side.Theirs : Side.Ours;
        MergePath file = path.CopyTo(state.FreePath(path.Path, state.Labels[side]), path.Folder);
        DropFolders(file);
        state.Paths.Add(file.Path, file);
        state.Note(ConflictKind.FileDirectory, file.Path, path.Path);
        path.FileMask = 0;
        return (file, side);
    }

    private void Decide(MergePath path, int movedSide)
    {
        if (path.MatchMask != 0)
            TakeChanged(path);
        else if (path.FileMask >= 6 && path.Versions[Side.Ours].Type != path.Versions[Side.Theirs].Type)
            SeparateTypes(path);
        else if (path.FileMask >= 6)
            MergeFiles(path, movedSide);
        else if (path.FileMask is 3 or 5)
            ModifiedOrDeleted(path);
        else if (path.FileMask is 2 or 4)
            SetResult(path, path.Versions[path.FileMask / 2], !path.FileAndFolder && !path.PathConflict);
        else if (path.FileMask == 1)
            SetResult(path, default, !path.PathConflict);
    }

    private static void SetResult(MergePath path, TreeValue result, bool clean)
    {
        path.Result = result;
        path.IsAbsent = result.Mode == 0;
        path.Clean = clean;
    }

    private static void TakeChanged(MergePath path)
    {
        bool clean = !path.FileAndFolder && !path.PathConflict;
        if (path.MatchMask == 6)
        {
            SetResult(path, path.Versions[Side.Ours], clean);
            return;
        }
        TreeValue changed = path.Versions[path.MatchMask == 3 ? Side.Theirs : Side.Ours];
        SetResult(path, changed, clean || changed.Mode == 0);
    }

    /// <summary>A file, a link or a submodule against another of these: both are kept, files under another name.</summary>
    private void SeparateTypes(MergePath path)
    {
        TreeValue @base = path.Versions[Side.Base], ours = path.Versions[Side.Ours], theirs = path.Versions[Side.Theirs];
        if (state.Depth > 0)
        {
            SetResult(path, @base, false);
            return;
        }
        bool renameOurs = EntryMode.IsFile(ours.Mode) || !EntryMode.IsFile(theirs.Mode);
        bool renameTheirs = !EntryMode.IsFile(ours.Mode);
        string original = path.Path;
        string oursPath = renameOurs ? state.FreePath(original, state.Labels[Side.Ours]) : original;
        string theirsPath = renameTheirs ? state.FreePath(original, state.Labels[Side.Theirs]) : original;
        state.Note(ConflictKind.DistinctModes, original, renameOurs ? oursPath : null, renameTheirs ? theirsPath : null);

        MergePath other = path.CopyTo(theirsPath, path.Folder);
        SetResult(other, theirs, false);
        other.Versions[Side.Ours] = default;
        other.FileMask = KeepBase(other, theirs.Type == @base.Type, 4);

        SetResult(path, ours, false);
        path.Versions[Side.Theirs] = default;
        path.FileMask = KeepBase(path, ours.Type == @base.Type, 2);

        state.Paths.Remove(original);
        path.Path = oursPath;
        state.Paths[oursPath] = path;
        state.Paths[theirsPath] = other;
        state.MarkConflicted(other);
        Record(other);
    }

    private static int KeepBase(MergePath path, bool keep, int mask)
    {
        if (!keep)
            path.Versions[Side.Base] = default;
        return keep ? mask | 1 : mask;
    }

    private void MergeFiles(MergePath path, int movedSide)
    {
        bool clean = _files.Merge(
            path.Path, path.Versions[Side.Base], path.Versions[Side.Ours], path.Versions[Side.Theirs], path.Names, 2 * state.Depth,
            isLast: state.Depth == 0, out TreeValue merged);
        SetResult(path, merged, clean && !path.FileAndFolder && !path.PathConflict);
        if (clean && path.FileAndFolder)
        {
            path.FileMask = 1 << movedSide;
            path.Versions[movedSide] = merged;
        }
        if (clean)
            return;
        bool isSubmodule = merged.Mode == EntryMode.Submodule;
        state.Note(isSubmodule ? ConflictKind.Submodule : path.FileMask == 6 ? ConflictKind.AddAdd : ConflictKind.Content, path.Path);
    }

    private void ModifiedOrDeleted(MergePath path)
    {
        int side = path.FileMask == 5 ? Side.Theirs : Side.Ours;
        // A merge of bases goes on with what both started from.
        SetResult(path, path.Versions[state.Depth > 0 ? Side.Base : side], false);
        bool unchanged = path.Versions[Side.Base].Id == path.Versions[side].Id;
        if (_files.AreAlike(path.Path, path.Versions[Side.Base], path.Versions[side]))
        {
            // Only line ends changed: it goes, unless it was renamed as well.
            if (!path.PathConflict)
            {
                SetResult(path, default, true);
                path.FileAndFolder = false;
            }
            return;
        }
        // Renamed on one side and deleted on the other, with no change: that has been noted.
        if (!(path.PathConflict && unchanged))
            state.Note(ConflictKind.ModifyDelete, path.Path);
    }
}
