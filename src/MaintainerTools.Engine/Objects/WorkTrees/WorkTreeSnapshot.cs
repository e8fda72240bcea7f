using System.Runtime.InteropServices;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>The index, or the tracked files of the work tree, as a tree in memory. The repository is only read.</summary>
internal sealed unsafe class WorkTreeSnapshot(GitRepository repository, ScratchStore scratch)
{
    // libgit2: GIT_FILTER_TO_ODB.
    private const int ToStore = 1;

    /// <summary>
    /// The tree that git write-tree (<paramref name="staged"/>) or git commit -a would write. Untracked files are not part of it.
    /// </summary>
    /// <param name="head">The tree of HEAD.</param>
    /// <param name="staged">True for the index, false for the work tree.</param>
    /// <exception cref="MaintainerException">WorkTreeStatusUnknown, IndexUnmerged, MergeUnderWay, FilterNotSupported.</exception>
    internal Oid Write(Oid head, bool staged)
    {
        string workTree = repository.WorkTree!;
        var flags = IndexFlags.Read(workTree);
        using Repository checkout = StoredObjects.Open(workTree, repository.Stored);
        if (!checkout.Index.IsFullyMerged)
            throw new MaintainerException("IndexUnmerged", ErrorKind.InvalidOperation, workTree, workTree,
                checkout.Index.Conflicts.Select(c => (c.Ours ?? c.Theirs ?? c.Ancestor).Path).First());
        WorkTreeList.RequireNoneBegun(workTree, workTree);
        var options = new StatusOptions { IncludeUntracked = false, IncludeIgnored = false, DetectRenamesInIndex = false, DetectRenamesInWorkDir = false };
        RepositoryStatus status;
        try
        {
            status = checkout.RetrieveStatus(options);
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            // Split and sparse indexes are beyond libgit2.
            throw new MaintainerException("WorkTreeStatusUnknown", ErrorKind.InvalidOperation, workTree, e, ["HEAD", workTree, e.Message]);
        }
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        foreach (StatusEntry entry in status)
        {
            if (entry.State is FileStatus.Ignored or FileStatus.NewInWorkdir)
                continue;
            IndexEntry? index = checkout.Index[entry.FilePath];
            // git write-tree leaves out what is only meant to be added; git commit -a adds it.
            if (staged && flags.Intended.Contains(entry.FilePath))
                continue;
            TreeValue content = index is null ? (0, Oid.Zero) : ((int)index.Mode, GitRepository.ToOid(index.Id));
            const FileStatus InWorkTree = FileStatus.ModifiedInWorkdir | FileStatus.DeletedFromWorkdir | FileStatus.TypeChangeInWorkdir
                | FileStatus.RenamedInWorkdir;
            bool isLeftOut = flags.Sparse.Contains(entry.FilePath) && (entry.State & FileStatus.DeletedFromWorkdir) != 0;
            if (!staged && index is not null && !isLeftOut && (entry.State & InWorkTree) != 0)
                content = Read(checkout, Path.Combine(workTree, entry.FilePath), entry.FilePath, content);
            edits[entry.FilePath] = content;
        }
        return TreeEditor.Apply(scratch, head, edits);
    }

    /// <summary>
    /// The untracked files that are about as large as one of these sizes, half to double, with their content as git add
    /// would store it. Ignored files are not among them.
    /// </summary>
    internal IEnumerable<(string Path, TreeValue Content)> Untracked(IReadOnlyList<long> sizes)
    {
        if (sizes.Count == 0)
            yield break;
        string workTree = repository.WorkTree!;
        using Repository checkout = StoredObjects.Open(workTree, repository.Stored);
        var options = new StatusOptions
        {
            IncludeUntracked = true,
            RecurseUntrackedDirs = true,
            IncludeIgnored = false,
            DetectRenamesInIndex = false,
            DetectRenamesInWorkDir = false,
        };
        foreach (StatusEntry entry in checkout.RetrieveStatus(options).Where(e => e.State == FileStatus.NewInWorkdir))
        {
            var file = new FileInfo(Path.Combine(workTree, entry.FilePath));
            // Line ends may differ between the work tree and the store, by a byte a line at most.
            if (file.LinkTarget is null && file.Exists && sizes.Any(s => file.Length >= s / 2 && file.Length / 2 <= s)
                && ReadIfPlain(checkout, file.FullName, entry.FilePath) is { } content)
                yield return (entry.FilePath, content);
        }
    }

    /// <summary>Null for a file of a filter that is a program, and one that cannot be read.</summary>
    private TreeValue? ReadIfPlain(Repository checkout, string fullPath, string path)
    {
        try
        {
            return Read(checkout, fullPath, path, default);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MaintainerException { ErrorId: "FilterNotSupported" })
        {
            return null;
        }
    }

    private TreeValue Read(Repository checkout, string fullPath, string path, TreeValue index)
    {
        var file = new FileInfo(fullPath);
        if (file.LinkTarget is { } link)
            return (EntryMode.Symlink, scratch.Write(ObjectType.Blob, GitPath.Encode(link.Replace('\\', '/'))));
        if (Directory.Exists(fullPath))
        {
            if (index.Mode != EntryMode.Submodule || !Repository.IsValid(fullPath))
                return index.Mode == EntryMode.Submodule ? index : (0, Oid.Zero);
            using var submodule = new Repository(fullPath);
            return submodule.Head.Tip is { } tip ? (EntryMode.Submodule, GitRepository.ToOid(tip.Id)) : index;
        }
        if (!file.Exists)
            return (0, Oid.Zero);
        // Where there are no links, a file stands for one, and only the index tells them apart.
        bool isLink = index.Mode == EntryMode.Symlink && GitConfigValue.Bool(repository.Config("core.symlinks")) == false;
        bool fileModes = GitConfigValue.Bool(repository.Config("core.filemode")) ?? true;
        int mode = isLink ? EntryMode.Symlink : !fileModes || OperatingSystem.IsWindows()
            ? EntryMode.IsFile(index.Mode) ? index.Mode : EntryMode.Regular
            : (File.GetUnixFileMode(fullPath) & UnixFileMode.UserExecute) != 0 ? EntryMode.Executable : EntryMode.Regular;
        return (mode, scratch.Write(ObjectType.Blob, Clean(path, File.ReadAllBytes(fullPath))));
    }

    /// <summary>Line ends and idents as git stores them; a filter that is a program is not run.</summary>
    private byte[] Clean(string path, byte[] data)
    {
        Check(NativeGit.git_repository_open(out nint handle, repository.WorkTree!), path);
        nint filters = 0;
        NativeGit.Buffer output = default;
        try
        {
            Check(NativeGit.git_attr_get(out nint value, handle, 0, path, "filter"), path);
            string? driver = value == 0 ? null : Marshal.PtrToStringUTF8(value);
            if (driver is not null && repository.Config("filter." + driver + ".clean") is not null)
                throw new MaintainerException("FilterNotSupported", ErrorKind.NotImplemented, path, path, driver);
            Check(NativeGit.git_filter_list_load(out filters, handle, 0, path, ToStore, 0), path);
            if (filters == 0)
                return data;
            fixed (byte* input = data)
            {
                Check(NativeGit.git_filter_list_apply_to_buffer(&output, filters, input, (nuint)data.Length), path);
            }
            return new ReadOnlySpan<byte>(output.Data, checked((int)output.Size)).ToArray();
        }
        finally
        {
            NativeGit.git_buf_dispose(&output);
            NativeGit.git_filter_list_free(filters);
            NativeGit.git_repository_free(handle);
        }
    }

    private static void Check(int code, string path)
    {
        if (code != NativeGit.Ok)
            throw new MaintainerException("WorkTreeStatusUnknown", ErrorKind.InvalidOperation, path, "HEAD", path, NativeGit.LastError());
    }
}
