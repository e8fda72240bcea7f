using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>What an index says of its entries beside their content, and LibGit2Sharp does not tell.</summary>
internal sealed unsafe class IndexFlags
{
    // git's gitformat-index, as libgit2 keeps them.
    private const int IntentToAdd = 1 << 13;
    private const int SkipWorkTree = 1 << 14;

    /// <summary>Paths that a sparse checkout leaves out: that they are not in the work tree is no deletion.</summary>
    internal HashSet<string> Sparse { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that git add -N put there: no tree has them yet.</summary>
    internal HashSet<string> Intended { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the index of a work tree.</summary>
    /// <exception cref="MaintainerException">WorkTreeStatusUnknown.</exception>
    internal static IndexFlags Read(string workTree)
    {
        using var index = new NativeIndex(workTree, code => Check(code, workTree));
        var result = new IndexFlags();
        nuint count = NativeGit.git_index_entrycount(index.Handle);
        for (nuint i = 0; i < count; i++)
        {
            NativeGit.IndexEntry* entry = NativeGit.git_index_get_byindex(index.Handle, i);
            if ((entry->ExtendedFlags & SkipWorkTree) != 0)
                result.Sparse.Add(PathOf(entry));
            if ((entry->ExtendedFlags & IntentToAdd) != 0)
                result.Intended.Add(PathOf(entry));
        }
        return result;
    }

    /// <summary>Stages commits of submodules, which are no objects of the repository.</summary>
    internal static void AddSubmodules(string workTree, IReadOnlyList<(string Path, Oid Id)> submodules)
    {
        using var index = new NativeIndex(workTree, code => Check(code, workTree));
        foreach ((string name, Oid id) in submodules)
        {
            fixed (byte* path = (byte[])[.. GitPath.Encode(name), 0])
            {
                var entry = new NativeGit.IndexEntry { Path = path, Mode = EntryMode.Submodule };
                id.CopyTo(new Span<byte>(entry.Id, Oid.Size));
                Check(NativeGit.git_index_add(index.Handle, &entry), workTree);
            }
        }
        Check(NativeGit.git_index_write(index.Handle), workTree);
    }

    private static string PathOf(NativeGit.IndexEntry* entry) =>
        GitPath.Decode(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->Path));

    private static void Check(int code, string workTree)
    {
        if (code != NativeGit.Ok)
            throw new MaintainerException("WorkTreeStatusUnknown", ErrorKind.InvalidOperation, workTree, "HEAD", workTree, NativeGit.LastError());
    }
}
