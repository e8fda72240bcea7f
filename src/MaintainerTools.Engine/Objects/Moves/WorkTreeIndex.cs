using System.Globalization;
using System.Runtime.InteropServices;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>The index of a work tree that follows a branch: made beside the real one from a copy of it, and given its name in one step.</summary>
internal sealed unsafe class WorkTreeIndex(GitRepository repository, OperationFolder folder, TreeMove tree, string workTree)
{
    // git's gitformat-index, as libgit2 keeps them.
    private const int IntentToAdd = 1 << 13;
    private const int AssumeUnchanged = 1 << 15;

    // libgit2: GIT_STATUS_SHOW_WORKDIR_ONLY; GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH, GIT_STATUS_OPT_UPDATE_INDEX.
    private const int WorkTreeOnly = 2;
    private const uint ExactPathsAndUpdate = (1u << 5) | (1u << 13);
    private readonly string _index = Path.Combine(repository.CommonDirectory, tree.GitDirectory, "index");
    private readonly int _number = folder.Record.Trees.IndexOf(tree);

    private string Old => folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"index-{_number}.old"));

    private string New => folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"index-{_number}.new"));

    /// <summary>Keeps what is there.</summary>
    internal void Stage()
    {
        if (File.Exists(_index))
            KeptFile.Keep(_index, Old);
    }

    /// <summary>Makes the new index, now that the files are in place, and puts it there.</summary>
    internal void Forward()
    {
        // libgit2 takes a lock beside whatever index it writes; one that was cut off has left it.
        HeldFiles.Try(() => File.Delete(New));
        HeldFiles.Try(() => File.Delete(New + ".lock"));
        DateTime written = DateTime.MinValue;
        if (File.Exists(Old))
        {
            File.Copy(Old, New);
            written = File.GetLastWriteTimeUtc(Old);
        }
        Change(written);
        if (FsyncSettings.Of(repository).Index)
            FsyncSettings.Flush(New);
        FileCalls.Rename(New, _index);
    }

    /// <summary>Puts the old index back.</summary>
    internal void Back()
    {
        // What was kept is never used up: where nothing is, there was no index.
        if (File.Exists(Old))
            KeptFile.Put(Old, _index);
        else
            HeldFiles.Try(() => File.Delete(_index));
    }

    private void Change(DateTime written)
    {
        Check(NativeGit.git_index_open(out nint index, New));
        nint handle = 0;
        try
        {
            List<string> looked = [];
            // What goes, goes first: a file may come in the place of its folder.
            foreach (FileMove file in tree.Files.OrderBy(f => f.NewMode == EntryMode.None ? 0 : 1))
            {
                if (Follow(index, file))
                    looked.Add(file.Name);
            }
            foreach (ConflictRecord conflict in tree.Conflicts)
            {
                LinkedWorktree.AddConflict(index, conflict.ToStage(), Check);
                looked.Remove(FileMove.NameOf(conflict.Path, conflict.Raw));
            }
            looked.AddRange(ForgetRacyTimes(index, written));
            Check(NativeGit.git_index_write(index));
            Check(NativeGit.git_repository_open(out handle, workTree));
            Check(NativeGit.git_repository_set_index(handle, index));
            LookAt(handle, looked);
        }
        finally
        {
            NativeGit.git_repository_free(handle);
            NativeGit.git_index_free(index);
        }
    }

    /// <summary>Brings one entry along; where only the index follows, what else is staged there stays.</summary>
    private bool Follow(nint index, FileMove file)
    {
        fixed (byte* path = (byte[])[.. GitPath.Encode(file.Name), 0])
        {
            NativeGit.IndexEntry* entry = NativeGit.git_index_get_bypath(index, path, 0);
            if (tree.KeepsFiles)
            {
                // What git add -N noted holds no content; left as it is, it would stage the removal of what the new commit has.
                bool asOld = file.OldMode == EntryMode.None
                    ? entry is null || (entry->ExtendedFlags & IntentToAdd) != 0
                    : entry is not null && entry->Mode == file.OldMode && new Oid(new ReadOnlySpan<byte>(entry->Id, Oid.Size)) == Oid.Parse(file.OldId);
                if (!asOld)
                    return false;
            }
            if (file.NewMode == EntryMode.None)
            {
                if (entry is not null)
                    Check(NativeGit.git_index_remove(index, path, 0));
                return false;
            }
            // Without times: whoever reads it looks at the file.
            var @new = new NativeGit.IndexEntry { Path = path, Mode = (uint)file.NewMode };
            Oid.Parse(file.NewId).CopyTo(new Span<byte>(@new.Id, Oid.Size));
            Check(NativeGit.git_index_add(index, &@new));
            return file.NewMode != EntryMode.Submodule;
        }
    }

    /// <summary>
    /// git trusts an entry whose file has the recorded time in whole seconds and the recorded size, unless the index is no younger. Writing the index
    /// makes it younger, so a file that was edited in the second in which it was staged would look unchanged from then on. git looks at such files
    /// when it writes an index; libgit2 does too, but by nanoseconds, and so misses them. An entry without times is always looked at.
    /// </summary>
    private List<string> ForgetRacyTimes(nint index, DateTime written)
    {
        var racy = new List<string>();
        long second = new DateTimeOffset(written, TimeSpan.Zero).ToUnixTimeSeconds();
        nuint count = NativeGit.git_index_entrycount(index);
        for (nuint i = 0; i < count; i++)
        {
            NativeGit.IndexEntry* entry = NativeGit.git_index_get_byindex(index, i);
            bool isFile = EntryMode.IsFile((int)entry->Mode) || entry->Mode == EntryMode.Symlink;
            const int Stages = 0x3000;
            if (isFile && entry->ModifiedSeconds != 0 && (uint)entry->ModifiedSeconds >= second && (entry->Flags & (AssumeUnchanged | Stages)) == 0
                && (entry->ExtendedFlags & IntentToAdd) == 0)
                racy.Add(GitPath.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->Path)));
        }
        foreach (string name in racy)
        {
            fixed (byte* path = (byte[])[.. GitPath.Encode(name), 0])
            {
                NativeGit.IndexEntry* entry = NativeGit.git_index_get_bypath(index, path, 0);
                var @new = new NativeGit.IndexEntry { Path = path, Mode = entry->Mode, ExtendedFlags = entry->ExtendedFlags };
                new ReadOnlySpan<byte>(entry->Id, Oid.Size).CopyTo(new Span<byte>(@new.Id, Oid.Size));
                Check(NativeGit.git_index_add(index, &@new));
            }
        }
        return racy;
    }

    /// <summary>Looks at these files and notes the times of those that are as the index says, as git update-index --refresh does.</summary>
    private void LookAt(nint handle, List<string> names)
    {
        if (names.Count == 0)
            return;
        byte[][] encoded = [.. names.Select(n => (byte[])[.. GitPath.Encode(n), 0])];
        GCHandle[] pinned = [.. encoded.Select(e => GCHandle.Alloc(e, GCHandleType.Pinned))];
        byte** paths = (byte**)NativeMemory.Alloc((nuint)names.Count, (nuint)sizeof(byte*));
        nint list = 0;
        try
        {
            for (int i = 0; i < names.Count; i++)
                paths[i] = (byte*)pinned[i].AddrOfPinnedObject();
            var options = new NativeGit.StatusOptions
            {
                Version = 1,
                Show = WorkTreeOnly,
                Flags = ExactPathsAndUpdate,
                Paths = paths,
                PathCount = (nuint)names.Count,
            };
            Check(NativeGit.git_status_list_new(out list, handle, &options));
        }
        finally
        {
            NativeGit.git_status_list_free(list);
            NativeMemory.Free(paths);
            foreach (GCHandle one in pinned)
                one.Free();
        }
    }

    private void Check(int code)
    {
        if (code != NativeGit.Ok)
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, workTree, workTree, NativeGit.LastError());
    }
}
