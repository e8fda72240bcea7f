using System.Runtime.InteropServices;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>What files of a work tree hold: a blob's content with the line ends and identifiers that the attributes ask for. No program is run.</summary>
internal sealed unsafe class FileContents : IDisposable
{
    // libgit2: GIT_FILTER_TO_WORKTREE.
    private const int ToWorkTree = 0;
    private readonly GitRepository _repository;
    private readonly string _workTree;
    private readonly nint _handle;
    private readonly HashSet<string> _attributes = new(StringComparer.Ordinal);

    internal FileContents(GitRepository repository, string workTree)
    {
        (_repository, _workTree) = (repository, workTree);
        Check(NativeGit.git_repository_open(out _handle, workTree), workTree);
    }

    /// <summary>Writes the file that an entry stands for.</summary>
    internal void Write(FileMove file, string target)
    {
        var id = Oid.Parse(file.NewId);
        if (FileCalls.Exists(target))
            FileCalls.Remove(target);
        if (file.NewMode == EntryMode.Symlink && GitConfigValue.Bool(_repository.Config("core.symlinks")) != false)
        {
            FileCalls.MakeLink(target, _repository.Objects.ReadBlob(id));
            return;
        }
        byte[] content = file.NewMode == EntryMode.Symlink ? _repository.Objects.ReadBlob(id) : Filtered(file.Name, id);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && (file.NewMode & 0x49) != 0)
            options.UnixCreateMode = (UnixFileMode)0x1FF;
        using var stream = new FileStream(target, options);
        stream.Write(content);
    }

    /// <inheritdoc/>
    public void Dispose() => NativeGit.git_repository_free(_handle);

    private byte[] Filtered(string path, Oid id)
    {
        nint filters = 0, blob = 0;
        NativeGit.Buffer output = default;
        try
        {
            IndexedBlobs.Require(_repository.Stored, _handle, path, _attributes, itself: false);
            Check(NativeGit.git_attr_get(out nint value, _handle, 0, path, "filter"), path);
            string? driver = value == 0 ? null : Marshal.PtrToStringUTF8(value);
            if (driver is not null && (_repository.Config($"filter.{driver}.smudge") ?? _repository.Config($"filter.{driver}.process")) is not null)
                throw new MaintainerException("FilterNotSupported", ErrorKind.NotImplemented, path, path, driver);
            Check(NativeGit.git_filter_list_load(out filters, _handle, 0, path, ToWorkTree, 0), path);
            byte[] content = _repository.Objects.ReadBlob(id);
            if (filters == 0)
                return content;
            // $Id$ is the blob's name, so libgit2 has to have the blob itself; that it is whole was just seen.
            byte* bytes = stackalloc byte[Oid.Size];
            id.CopyTo(new Span<byte>(bytes, Oid.Size));
            Check(NativeGit.git_blob_lookup(out blob, _handle, bytes), path);
            Check(NativeGit.git_filter_list_apply_to_blob(&output, filters, blob), path);
            return new ReadOnlySpan<byte>(output.Data, checked((int)output.Size)).ToArray();
        }
        finally
        {
            NativeGit.git_buf_dispose(&output);
            NativeGit.git_filter_list_free(filters);
            NativeGit.git_blob_free(blob);
        }
    }

    private void Check(int code, string path)
    {
        if (code != NativeGit.Ok)
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, path, _workTree, NativeGit.LastError());
    }
}
