using LibGit2Sharp;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>The work trees of a repository, the main one and the linked ones, and what is checked out there.</summary>
internal static class WorkTreeList
{
    /// <summary>The folders of the work trees in which <paramref name="branch"/> (a full name) is checked out.</summary>
    internal static IEnumerable<string> WithBranch(GitRepository repository, string branch) =>
        HeadsAt(repository, branch).Select(h => h.Folder).OfType<string>();

    /// <summary>
    /// The work trees in which <paramref name="branch"/> (a full name) is checked out: their git directories, from the common one (empty for the main
    /// one), and their folders; no folder for a bare repository, whose HEAD names the branch as well, and for a work tree whose folder was deleted by
    /// hand, which stays listed until git worktree prune.
    /// </summary>
    internal static IEnumerable<(string GitDirectory, string? Folder)> HeadsAt(GitRepository repository, string branch)
    {
        string common = repository.CommonDirectory;
        if (PointsTo(Path.Combine(common, "HEAD"), branch))
            yield return ("", MainWorkTree(repository));
        foreach (string folder in LinkedFolders(repository))
        {
            if (PointsTo(Path.Combine(folder, "HEAD"), branch))
                yield return (Path.Combine("worktrees", Path.GetFileName(folder)), LinkedFolder(folder));
        }
    }

    /// <summary>The folder of a work tree by its git directory, from the common one; null where it is gone.</summary>
    internal static string? FolderOf(GitRepository repository, string gitDirectory) =>
        gitDirectory.Length == 0 ? MainWorkTree(repository) : LinkedFolder(Path.Combine(repository.CommonDirectory, gitDirectory));

    private static string? LinkedFolder(string folder)
    {
        string gitdir = Path.Combine(folder, "gitdir");
        if (!File.Exists(gitdir))
            return null;
        string dotGit = Path.GetFullPath(File.ReadAllText(gitdir).Trim(), folder);
        return File.Exists(dotGit) ? Path.GetDirectoryName(dotGit) : null;
    }

    /// <summary>
    /// Throws where a rebase or a bisection that was begun in some work tree will come back to the branch, as git branch -f does: HEAD is detached meanwhile.
    /// </summary>
    internal static void RequireUnused(GitRepository repository, RefUpdate update)
    {
        foreach (string folder in LinkedFolders(repository).Prepend(repository.CommonDirectory))
        {
            string? what =
                Names("rebase-merge/head-name", update.Name) || Names("rebase-apply/head-name", update.Name)
                    || Names("rebase-merge/update-refs", update.Name) ? "rebase"
                : LocalBranch.Is(update.Name) && Names("BISECT_START", LocalBranch.ShortName(update.Name)) ? "bisect"
                : null;
            if (what is not null)
                throw new MaintainerException("BranchInUse", ErrorKind.ResourceUnavailable, update.Name, update.Name, what, folder);

            bool Names(string file, string name) => File.Exists(Path.Combine(folder, file)) && File.ReadLines(Path.Combine(folder, file)).Contains(name);
        }
    }

    /// <summary>What the repository keeps for each linked work tree, those included that are gone.</summary>
    private static IEnumerable<string> LinkedFolders(GitRepository repository)
    {
        string linked = Path.Combine(repository.CommonDirectory, "worktrees");
        return Directory.Exists(linked) ? Directory.EnumerateDirectories(linked) : [];
    }

    /// <summary>Throws where another git command holds the index: after the ref has moved it would be too late to find out.</summary>
    internal static void RequireUnlockedIndex(string workTree, RefUpdate update)
    {
        using var checkout = new Repository(workTree);
        string lockFile = Path.Combine(checkout.Info.Path, "index.lock");
        if (File.Exists(lockFile))
            throw new MaintainerException("IndexLocked", ErrorKind.ResourceUnavailable, update.Name, update.Name, workTree, lockFile);
    }

    /// <summary>
    /// Throws where a merge, a pick or a revert waits for its commit: a hard reset forgets that it was begun, and what is staged for it is no change of the
    /// branch's own. git commit --amend refuses then, too.
    /// </summary>
    internal static void RequireNoneBegun(string workTree, string target)
    {
        using var checkout = new Repository(workTree);
        foreach ((string file, string what) in ((string, string)[])[("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert")])
        {
            if (File.Exists(Path.Combine(checkout.Info.Path, file)))
                throw new MaintainerException("MergeUnderWay", ErrorKind.InvalidOperation, target, what, workTree);
        }
    }

    /// <summary>
    /// Throws where the work tree or its index differ from the branch's commit. Untracked files count only where the new tree has them, or has a file in place
    /// of a folder that they are in.
    /// </summary>
    /// <param name="repository">Its repository.</param>
    /// <param name="workTree">The work tree's folder.</param>
    /// <param name="update">The move.</param>
    /// <param name="objects">Reads the new commit, which may be in memory only; where it has none, untracked files do not count.</param>
    internal static void RequireClean(GitRepository repository, string workTree, RefUpdate update, IObjectReader objects)
    {
        using Repository checkout = StoredObjects.Open(workTree, repository.Stored);
        var options = new StatusOptions
        {
            IncludeUntracked = true,
            RecurseUntrackedDirs = true,
            IncludeIgnored = false,
            DetectRenamesInIndex = false,
            DetectRenamesInWorkDir = false,
        };
        RepositoryStatus status;
        try
        {
            status = checkout.RetrieveStatus(options);
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            // Split and sparse indexes are beyond libgit2; not knowing is no leave to go on.
            throw new MaintainerException("WorkTreeStatusUnknown", ErrorKind.InvalidOperation, update.Name, e, [update.Name, workTree, e.Message]);
        }
        IndexFlags? flags = null;
        TreePaths? target = !update.NewId.IsZero && objects.Contains(update.NewId) ? new TreePaths(objects, objects.ReadCommit(update.NewId).Tree) : null;
        foreach (StatusEntry entry in status)
        {
            if (entry.State == FileStatus.NewInWorkdir)
            {
                if (target is not null && IsInTheWay(target, entry.FilePath))
                    throw new MaintainerException("UntrackedFileInTheWay", ErrorKind.InvalidOperation, update.Name, update.Name, workTree, entry.FilePath);
                continue;
            }
            if (entry.State == FileStatus.Ignored)
                continue;
            if (entry.State == FileStatus.DeletedFromWorkdir && (flags ??= IndexFlags.Read(workTree)).Sparse.Contains(entry.FilePath))
                continue;
            // What is changed inside of a submodule is the submodule's own; git rebase does not look at it either.
            if (entry.State == FileStatus.ModifiedInWorkdir && checkout.Index[entry.FilePath]?.Mode == Mode.GitLink)
                continue;
            throw new MaintainerException("BranchCheckedOutDirty", ErrorKind.InvalidOperation, update.Name, update.Name, workTree, entry.FilePath);
        }
    }

    /// <summary>True when a tree has the path, or anything but a folder where the path has one: a hard reset removes what stands there.</summary>
    private static bool IsInTheWay(TreePaths tree, string path)
    {
        // libgit2 writes a repository within the work tree with a slash at the end.
        path = path.TrimEnd('/');
        for (int at = path.IndexOf('/', StringComparison.Ordinal); at >= 0; at = path.IndexOf('/', at + 1))
        {
            int mode = tree.Find(path[..at]).Mode;
            if (mode != EntryMode.Tree)
                return mode != EntryMode.None;
        }
        return tree.Find(path).Mode != EntryMode.None;
    }

    /// <summary>Throws where the branch's move changes a path that a sparse checkout leaves out: libgit2 would forget that it does.</summary>
    internal static void RequirePresent(GitRepository repository, string workTree, RefUpdate update)
    {
        if (update.NewId.IsZero || update.OldId.IsZero || IndexFlags.Read(workTree).Sparse is not { Count: > 0 } sparse)
            return;
        using Repository checkout = StoredObjects.Open(workTree, repository.Stored);
        // While planning, the new commit is in memory only; before the refs move, this is asked again.
        if (checkout.Lookup<Commit>(update.NewId.ToString()) is not null && Changes(checkout, update).FirstOrDefault(c => sparse.Contains(c.Path)) is { } left)
            throw new MaintainerException("SparseCheckout", ErrorKind.InvalidOperation, update.Name, update.Name, workTree, left.Path);
    }

    private static TreeChanges Changes(Repository checkout, RefUpdate update) => checkout.Diff.Compare<TreeChanges>(
        checkout.Lookup<Commit>(update.OldId.ToString()).Tree, checkout.Lookup<Commit>(update.NewId.ToString()).Tree,
        new CompareOptions { Similarity = SimilarityOptions.None });

    private static string? MainWorkTree(GitRepository repository)
    {
        if (repository.GitDirectory == repository.CommonDirectory)
            return repository.WorkTree;
        using var main = new Repository(repository.CommonDirectory);
        return main.Info.WorkingDirectory is { } path ? Path.TrimEndingDirectorySeparator(path) : null;
    }

    private static bool PointsTo(string headFile, string branch) =>
        File.Exists(headFile) && File.ReadAllText(headFile).TrimEnd() == "ref: " + branch;
}
