using System.Runtime.CompilerServices;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// The first step of a merge: walks the three trees side by side, only where they differ, settles what is plain, and gathers the
/// rest and the files that may have been renamed. Folders that only one side changed are put off: they are taken whole when no
/// rename can lead into them.
/// </summary>
internal sealed class TreeTraversal(MergeState state)
{
    // Directory rename detection is wanted for all below, because the other side added a file to a removed folder.
    private const int Wanted = 7;

    // git goes over the trees again with the renames known where that makes it walk so many times less.
    private const int WorthAnotherPass = 3;

    // 0; the mask of the side that still has the removed folder we are in (2 or 4); or Wanted.
    private int _folderMask;

    /// <summary>Walks the trees. True: a second pass is worth it once renames are known.</summary>
    internal bool Run(Oid baseTree, Oid oursTree, Oid theirsTree)
    {
        Walk("", baseTree, oursTree, theirsTree);
        return WalkDeferred();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Walk(string folder, Oid @base, Oid ours, Oid theirs)
    {
        TreeDepth.Require(folder.AsSpan().Count('/'), folder);
        MergeFolder node = state.FolderAt(folder);
        byte[][] trees = [Read(node, @base), Read(node, ours), Read(node, theirs)];
        if (_folderMask is not (0 or Wanted) && AddsFile(trees))
            _folderMask = Wanted;
        Span<TreeCursor> cursors = [new(trees[0]), new(trees[1]), new(trees[2])];
        while (true)
        {
            KeepRun(node, cursors);
            if (cursors[0].Current.HasNameOf(cursors[1].Current) && cursors[0].Current.HasNameOf(cursors[2].Current))
            {
                Visit(folder, node, [cursors[0].Current, cursors[1].Current, cursors[2].Current], cursors[0].Current.Name);
                foreach (ref TreeCursor cursor in cursors)
                    cursor.Next();
                continue;
            }
            int first = -1;
            for (int i = 0; i < 3; i++)
            {
                if (cursors[i].Current.IsPresent && (first < 0 || cursors[i].Current.Name.SequenceCompareTo(cursors[first].Current.Name) < 0))
                    first = i;
            }
            if (first < 0)
                return;
            ReadOnlySpan<byte> name = cursors[first].Current.Name;
            Visit(folder, node, [cursors[0].Take(name), cursors[1].Take(name), cursors[2].Take(name)], name);
        }
    }

    private byte[] Read(MergeFolder node, Oid tree)
    {
        if (tree.IsZero)
            return [];
        byte[] data = state.Objects.ReadTree(tree);
        node.Sources.Add((tree, data));
        return data;
    }

    /// <summary>Keeps the entries that are the same in all three trees from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void KeepRun(MergeFolder node, Span<TreeCursor> cursors)
    {
        int at = cursors[0].Current.Start, atOurs = cursors[1].Current.Start, atTheirs = cursors[2].Current.Start;
        byte[] data = cursors[0].Data;
        ReadOnlySpan<byte> rest = data.AsSpan(at);
        int same = Math.Min(rest.CommonPrefixLength(cursors[1].Data.AsSpan(atOurs)), rest.CommonPrefixLength(cursors[2].Data.AsSpan(atTheirs)));
        int end = at;
        while (end + 8 + Oid.Size <= at + same)
        {
            if (!RawEntry.IsCanonicalAt(data, end))
                break;
            int name = end + (data[end] == '4' ? 6 : 7);
            int zero = RawTree.IndexOfZero(data.AsSpan(0, at + same), name);
            if (zero < 0 || zero + 1 + Oid.Size > at + same)
                break;
            end = zero + 1 + Oid.Size;
            state.EntryCount++;
        }
        if (end == at)
            return;
        node.Keep(data, at, end);
        cursors[0].MoveTo(end);
        cursors[1].MoveTo(atOurs + end - at);
        cursors[2].MoveTo(atTheirs + end - at);
    }

    /// <summary>The side that still has this removed folder added a file to it.</summary>
    private bool AddsFile(byte[][] trees)
    {
        int side = _folderMask / 2;
        var before = new TreeCursor(trees[Side.Base]);
        var other = new TreeCursor(trees[3 - side]);
        for (var cursor = new TreeCursor(trees[side]); cursor.Current.IsPresent; cursor.Next())
        {
            // Files alone stand in the order of their names.
            if (!cursor.Current.IsFolder && !HasFile(ref before, cursor.Current.Name) && !HasFile(ref other, cursor.Current.Name))
                return true;
        }
        return false;
    }

    /// <summary>Goes on to the first file that does not come before this name. True when it has it.</summary>
    private static bool HasFile(ref TreeCursor cursor, ReadOnlySpan<byte> name)
    {
        while (cursor.Current.IsPresent && (cursor.Current.IsFolder || cursor.Current.Name.SequenceCompareTo(name) < 0))
            cursor.Next();
        return cursor.Current.IsPresent && cursor.Current.Name.SequenceEqual(name);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Visit(string folder, MergeFolder node, ReadOnlySpan<RawEntry> entries, ReadOnlySpan<byte> name)
    {
        state.EntryCount++;
        int fileMask = 0, folderMask = 0;
        for (int i = 0; i < 3; i++)
        {
            if (!entries[i].IsPresent)
                continue;
            if (entries[i].IsFolder)
                folderMask |= 1 << i;
            else
                fileMask |= 1 << i;
        }
        bool oursIsBase = entries[0].SameAs(entries[1]);
        bool theirsIsBase = entries[0].SameAs(entries[2]);
        bool sidesMatch = entries[1].SameAs(entries[2]);
        if ((oursIsBase && theirsIsBase) || (fileMask == 7 && (oursIsBase || theirsIsBase || sidesMatch)))
        {
            int taken = oursIsBase ? Side.Theirs : Side.Ours;
            if (entries[0].InOrder && entries[1].InOrder && entries[2].InOrder && entries[taken].IsCanonical)
                node.Keep(entries[taken].Data, entries[taken].Start, entries[taken].End);
            else
                node.Add(PathText.FromBytes(name), entries[taken].Version);
            return;
        }
        MergePath path = state.NewPath(PathText.Join(folder, name), folder);
        path.FileMask = fileMask;
        path.FolderMask = folderMask;
        path.MatchMask = oursIsBase ? 3 : theirsIsBase ? 5 : sidesMatch ? 6 : 0;
        path.FileAndFolder = fileMask != 0 && folderMask != 0;
        path.IsAbsent = folderMask != 0;
        for (int i = 0; i < 3; i++)
        {
            path.Versions[i] = entries[i].Version;
            path.Names[i] = path.Path;
        }
        int outerMask = _folderMask;
        CollectRenameCandidates(path);
        if (!state.Paths.TryAdd(path.Path, path))
            throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, null, "tree", "", $"it has the name '{path.Path}' twice");
        if (folderMask != 0)
            Descend(path, oursIsBase ? Side.Theirs : theirsIsBase ? Side.Ours : Side.Base);
        _folderMask = outerMask;
    }

    private void Descend(MergePath path, int changedSide)
    {
        if (path.FileMask == 0 && path.FolderMask is 2 or 4)
        {
            // A new folder is put off as well.
            path.MatchMask = 7 - path.FolderMask;
            changedSide = path.FolderMask / 2;
        }
        if (_folderMask != Wanted && changedSide != Side.Base)
        {
            RenameState renames = state.Renames[changedSide];
            if (renames.MayTakeFolders && !renames.TargetFolders.Contains(path.Path))
            {
                renames.Deferred.Set(path.Path, (path, _folderMask));
                return;
            }
        }
        WalkInto(path);
    }

    private void WalkInto(MergePath path)
    {
        path.MatchMask &= path.FileMask;
        Walk(path.Path, TreeOf(path, 0), TreeOf(path, 1), TreeOf(path, 2));
    }

    private static Oid TreeOf(MergePath path, int side) => (path.FolderMask & (1 << side)) != 0 ? path.Versions[side].Id : default;

    private void CollectRenameCandidates(MergePath path)
    {
        if (_folderMask != Wanted && path.FolderMask is 3 or 5)
            _folderMask = path.FolderMask & ~1;
        if (path.FolderMask is 1 or 3 or 5)
        {
            FolderRelevance relevance = _folderMask == Wanted ? FolderRelevance.Ancestor : FolderRelevance.None;
            for (int side = Side.Ours; side <= Side.Theirs; side++)
            {
                if ((path.FolderMask & (1 << side)) == 0)
                    state.Renames[side].FoldersRemoved[path.Path] = relevance;
            }
        }
        if (_folderMask == Wanted && path.FileMask is 2 or 4)
            state.Renames[3 - (path.FileMask / 2)].FoldersRemoved[path.Folder] = FolderRelevance.Itself;
        if (path.FileMask is 0 or 7)
            return;
        for (int side = Side.Ours; side <= Side.Theirs; side++)
        {
            bool has = (path.FileMask & (1 << side)) != 0, had = (path.FileMask & 1) != 0;
            if (had && !has)
                AddDeleted(path, side);
            else if (has && !had && !state.Renames[side].KnownTargets.Contains(path.Path))
                state.Renames[side].Pairs.Add(new FilePair(new PairEnd(path.Path, default), new PairEnd(path.Path, path.Versions[side])));
        }
    }

    private void AddDeleted(MergePath path, int side)
    {
        RenameState renames = state.Renames[side];
        bool contentMatters = (path.MatchMask & path.FileMask) == 0;
        if (contentMatters)
            renames.KnownIrrelevant.Remove(path.Path);
        if (contentMatters || _folderMask == Wanted)
            renames.Relevant[path.Path] = contentMatters ? SourceRelevance.Content : SourceRelevance.Location;
        if (!renames.Known.Contains(path.Path) && !renames.KnownIrrelevant.Contains(path.Path))
            renames.Pairs.Add(new FilePair(new PairEnd(path.Path, path.Versions[0]), new PairEnd(path.Path, default)));
    }

    private bool WalkDeferred()
    {
        int before = state.EntryCount, after = 0;
        for (int side = Side.Ours; side <= Side.Theirs; side++)
        {
            RenameState renames = state.Renames[side];
            bool mayTake = KnowsAllRenames(renames);
            renames.MayTakeFolders = mayTake;
            GitStringMap<(MergePath Path, int FolderMask)> deferred = renames.Deferred;
            renames.Deferred = new GitStringMap<(MergePath Path, int FolderMask)>();
            foreach ((string folder, (MergePath path, int mask)) in deferred.Walk())
            {
                if (mayTake && !renames.TargetFolders.Contains(folder))
                {
                    TakeFolder(path, side);
                    continue;
                }
                _folderMask = mask;
                WalkInto(path);
            }
            foreach ((_, (MergePath path, _)) in renames.Deferred.Walk())
                TakeFolder(path, side);
            if (!mayTake || after != 0)
                after = state.EntryCount;
        }
        return after / Math.Max(before, 1) >= WorthAnotherPass;
    }

    /// <summary>True when the fate of every relevant source is known already; marks the folders that known renames lead into.</summary>
    private bool KnowsAllRenames(RenameState renames)
    {
        foreach (string source in renames.Relevant.Keys)
        {
            if (renames.KnownIrrelevant.Contains(source))
                continue;
            if (!renames.Known.TryGet(source, out string? target))
                return false;
            if (target is null || state.Exists(target))
                continue;
            for (string folder = PathText.FolderOf(target); folder.Length > 0 && renames.TargetFolders.Add(folder);)
                folder = PathText.FolderOf(folder);
        }
        return true;
    }

    /// <summary>The other side has not touched the folder: take it as this side has it.</summary>
    private static void TakeFolder(MergePath path, int side)
    {
        path.Result = path.Versions[side];
        path.IsAbsent = path.Result.Mode == 0;
        path.FolderMask &= ~path.MatchMask;
        path.FileMask &= ~path.MatchMask;
        path.MatchMask = 0;
        // A file left at a path that had a folder may still be part of a rename.
        path.Clean = !path.FileAndFolder || path.FolderMask != 0;
        path.FileAndFolder = false;
    }
}
