using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>The index of a work tree as libgit2 has it, for what LibGit2Sharp does not offer.</summary>
internal sealed class NativeIndex : IDisposable
{
    private readonly nint _repository;

    /// <summary>Opens it.</summary>
    /// <param name="workTree">The work tree's folder.</param>
    /// <param name="check">Throws the caller's error for a code of libgit2 that is none of success. A split or sparse index is beyond libgit2.</param>
    internal NativeIndex(string workTree, Action<int> check)
    {
        NativeGit.EnsureLoaded();
        check(NativeGit.git_repository_open(out _repository, workTree));
        try
        {
            check(NativeGit.git_repository_index(out nint handle, _repository));
            Handle = handle;
        }
        catch
        {
            NativeGit.git_repository_free(_repository);
            throw;
        }
    }

    internal nint Handle { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeGit.git_index_free(Handle);
        NativeGit.git_repository_free(_repository);
    }
}
