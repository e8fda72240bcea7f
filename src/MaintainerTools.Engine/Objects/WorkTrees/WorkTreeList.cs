using LibGit2Sharp;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>The work trees of a repository, the main one and the linked ones, and what is checked out there.</summary>
internal static class WorkTreeList
{
    /// <summary>The folders of the work trees in which <paramref name="branch"/> (a full name) is checked out.</summary>
    internal static IEnumerable<string> WithBranch(GitRepository repository, string branch)
    {
        string common = repository.CommonDirectory;
        if (PointsTo(Path.Combine(common, "HEAD"), branch) && MainWorkTree(repository) is { } main)
            yield return main;
        foreach (string folder in LinkedFolders(repository))
        {
            string gitdir = Path.Combine(folder, "gitdir");
            if (!PointsTo(Path.Combine(folder, "HEAD"), branch) || !File.Exists(gitdir))
                continue;
            string dotGit = Path.GetFullPath(File.ReadAllText(gitdir).Trim(), folder);
            // A worktree whose folder was deleted by hand stays listed until git worktree prune.
            if (File.Exists(dotGit))
                yield return Path.GetDirectoryName(dotGit)!;
        }
    }

    /// <summary>
    /// Throws where a rebase or a bisection that was begun in some work tree will come back to the branch, as git branch -f does: HEAD is detached meanwhile.
    /// </summary>
    internal static void RequireUnused(GitRepository repository, RefUpdate update)
    {
        foreach (string folder in LinkedFolders(repository).Prepend(repository.CommonDirectory))
        {
            string? what =
                Names("rebase-merge/head-name", update.Name) || Names("rebase-apply/head-name", update.Name) || Names("rebase-merge/update-refs", update.Name) ? "rebase"
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
    /// <param name="workTree">The work tree's folder.</param>
    /// <param name="update">The move.</param>
    /// <param name="objects">Reads the new commit, which may be in memory only; where it has none, untracked files do not count.</param>
    internal static void RequireClean(string workTree, RefUpdate update, IObjectReader objects)
    {
        using var checkout = new Repository(workTree);
        var options = new StatusOptions { IncludeUntracked = true, RecurseUntrackedDirs = true, IncludeIgnored = false, DetectRenamesInIndex = false, DetectRenamesInWorkDir = false };
        RepositoryStatus status;
        try
        {
            status = checkout.RetrieveStatus(options);
        }
        catch (LibGit2SharpException e)
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
    internal static void RequirePresent(string workTree, RefUpdate update)
    {
        if (update.NewId.IsZero || update.OldId.IsZero || IndexFlags.Read(workTree).Sparse is not { Count: > 0 } sparse)
            return;
        using var checkout = new Repository(workTree);
        // While planning, the new commit is in memory only; before the refs move, this is asked again.
        if (checkout.Lookup<Commit>(update.NewId.ToString()) is not null && Changes(checkout, update).FirstOrDefault(c => sparse.Contains(c.Path)) is { } left)
            throw new MaintainerException("SparseCheckout", ErrorKind.InvalidOperation, update.Name, update.Name, workTree, left.Path);
    }

    /// <summary>Brings index and files of a clean work tree from the branch's old commit to its new one.</summary>
    internal static void Synchronise(string workTree, RefUpdate update)
    {
        if (update.NewId.IsZero)
            return;
        bool isSparse = !update.OldId.IsZero && IndexFlags.Read(workTree).Sparse.Count > 0;
        using var checkout = new Repository(workTree);
        if (isSparse)
            SynchroniseChanged(checkout, workTree, update);
        else
            checkout.Reset(ResetMode.Hard, checkout.Lookup<Commit>(update.NewId.ToString()));
    }

    /// <summary>Only what changes: a reset would bring back what a sparse checkout leaves out.</summary>
    private static void SynchroniseChanged(Repository checkout, string workTree, RefUpdate update)
    {
        List<TreeEntryChanges> changes = [.. Changes(checkout, update)];
        List<TreeEntryChanges> gone = changes.FindAll(c => c.Mode == Mode.Nonexistent);
        foreach (TreeEntryChanges change in gone)
        {
            checkout.Index.Remove(change.Path);
            File.Delete(Path.Combine(workTree, change.Path));
        }
        if (gone.Count > 0)
            checkout.Index.Write();
        if (gone.Count < changes.Count)
            checkout.CheckoutPaths(update.NewId.ToString(), changes.Except(gone).Select(c => c.Path), new CheckoutOptions { CheckoutModifiers = CheckoutModifiers.Force });
    }

    private static TreeChanges Changes(Repository checkout, RefUpdate update) => checkout.Diff.Compare<TreeChanges>(
        checkout.Lookup<Commit>(update.OldId.ToString()).Tree, checkout.Lookup<Commit>(update.NewId.ToString()).Tree, new CompareOptions { Similarity = SimilarityOptions.None });

    /// <summary>
    /// Where the branch's move changes a path, and nothing else is staged there, brings the index entry along; the files stay.
    /// </summary>
    internal static void SynchroniseIndex(string workTree, RefUpdate update)
    {
        using var checkout = new Repository(workTree);
        LibGit2Sharp.Index index = checkout.Index;
        IndexFlags flags = IndexFlags.Read(workTree);
        bool changed = false;
        var submodules = new List<(string Path, Oid Id)>();
        foreach (TreeEntryChanges change in Changes(checkout, update))
        {
            IndexEntry? entry = index[change.Path];
            // What git add -N noted holds no content; left as it is, it would stage the removal of what the new commit has.
            bool asOld = change.OldMode == Mode.Nonexistent
                ? entry is null || flags.Intended.Contains(change.Path)
                : entry is not null && entry.Id == change.OldOid && entry.Mode == change.OldMode;
            if (!asOld)
                continue;
            changed = true;
            if (change.Mode == Mode.Nonexistent)
                index.Remove(change.Path);
            else if (change.Mode == Mode.GitLink)
                submodules.Add((change.Path, GitRepository.ToOid(change.Oid)));
            else
                index.Add(checkout.Lookup<Blob>(change.Oid), change.Path, change.Mode);
        }
        if (!changed)
            return;
        ForgetRacyTimes(checkout, index, workTree, flags);
        index.Write();
        if (submodules.Count > 0)
            IndexFlags.AddSubmodules(workTree, submodules);
    }

    /// <summary>
    /// git trusts an entry whose file has the recorded time in whole seconds and the recorded size, unless the index is no younger. Writing the index
    /// makes it younger, so a file that was edited in the second in which it was staged would look unchanged from then on. git looks at such files
    /// when it writes an index; libgit2 does too, but by nanoseconds, and so misses them. An entry without times is always looked at.
    /// </summary>
    private static void ForgetRacyTimes(Repository checkout, LibGit2Sharp.Index index, string workTree, IndexFlags flags)
    {
        long written = Seconds(File.GetLastWriteTimeUtc(Path.Combine(checkout.Info.Path, "index")));
        List<IndexEntry> racy = [.. index.Where(entry =>
            entry.StageLevel == StageLevel.Staged && entry.Mode is (Mode.NonExecutableFile or Mode.ExecutableFile or Mode.SymbolicLink)
            && !entry.AssumeUnchanged && !flags.Intended.Contains(entry.Path) && Seconds(File.GetLastWriteTimeUtc(Path.Combine(workTree, entry.Path))) >= written)];
        foreach (IndexEntry entry in racy)
        {
            if (checkout.Lookup<Blob>(entry.Id) is { } blob)
                index.Add(blob, entry.Path, entry.Mode);
        }

        static long Seconds(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;
    }

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
