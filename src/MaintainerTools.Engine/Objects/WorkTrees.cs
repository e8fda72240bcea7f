using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects;

/// <summary>The work trees of a repository, the main one and the linked ones, and what is checked out there.</summary>
internal static class WorkTrees
{
    /// <summary>The folders of the work trees in which <paramref name="branch"/> (a full name) is checked out.</summary>
    internal static IEnumerable<string> WithBranch(GitRepository repository, string branch)
    {
        string common = repository.CommonDirectory;
        if (PointsTo(Path.Combine(common, "HEAD"), branch) && MainWorkTree(repository) is { } main)
            yield return main;
        string linked = Path.Combine(common, "worktrees");
        if (!Directory.Exists(linked))
            yield break;
        foreach (string folder in Directory.EnumerateDirectories(linked))
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

    /// <summary>Throws where another git command holds the index: after the ref has moved it would be too late to find out.</summary>
    internal static void RequireUnlockedIndex(string workTree, RefUpdate update)
    {
        using var checkout = new Repository(workTree);
        string lockFile = Path.Combine(checkout.Info.Path, "index.lock");
        if (File.Exists(lockFile))
            throw new MaintainerException("IndexLocked", ErrorKind.ResourceUnavailable, update.Name, update.Name, workTree, lockFile);
    }

    /// <summary>Throws where the work tree or its index differ from the branch's commit. Untracked files count only where the new tree has them.</summary>
    internal static void RequireClean(string workTree, RefUpdate update)
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
        Commit? target = update.NewId.IsZero ? null : checkout.Lookup<Commit>(update.NewId.ToString());
        foreach (StatusEntry entry in status)
        {
            if (entry.State == FileStatus.Ignored || (entry.State == FileStatus.NewInWorkdir && target?[entry.FilePath] is null))
                continue;
            throw new MaintainerException("BranchCheckedOutDirty", ErrorKind.InvalidOperation, update.Name, update.Name, workTree, entry.FilePath);
        }
    }

    /// <summary>Brings index and files of a clean work tree from the branch's old commit to its new one.</summary>
    internal static void Synchronise(string workTree, RefUpdate update)
    {
        if (update.NewId.IsZero)
            return;
        using var checkout = new Repository(workTree);
        checkout.Reset(ResetMode.Hard, checkout.Lookup<Commit>(update.NewId.ToString()));
    }

    /// <summary>
    /// Where the branch's move changes a path, and nothing else is staged there, brings the index entry along; the files stay.
    /// </summary>
    internal static void SynchroniseIndex(string workTree, RefUpdate update)
    {
        using var checkout = new Repository(workTree);
        LibGit2Sharp.Index index = checkout.Index;
        Tree oldTree = checkout.Lookup<Commit>(update.OldId.ToString()).Tree;
        Tree newTree = checkout.Lookup<Commit>(update.NewId.ToString()).Tree;
        bool changed = false;
        foreach (TreeEntryChanges change in checkout.Diff.Compare<TreeChanges>(oldTree, newTree, new CompareOptions { Similarity = SimilarityOptions.None }))
        {
            IndexEntry? entry = index[change.Path];
            bool asOld = change.OldMode == Mode.Nonexistent ? entry is null : entry is not null && entry.Id == change.OldOid && entry.Mode == change.OldMode;
            if (!asOld)
                continue;
            changed = true;
            if (change.Mode == Mode.Nonexistent)
                index.Remove(change.Path);
            else
                index.Add(checkout.Lookup<Blob>(change.Oid), change.Path, change.Mode);
        }
        if (!changed)
            return;
        ForgetRacyTimes(checkout, index, workTree);
        index.Write();
    }

    /// <summary>
    /// git trusts an entry whose file has the recorded time in whole seconds and the recorded size, unless the index is no younger. Writing the index
    /// makes it younger, so a file that was edited in the second in which it was staged would look unchanged from then on. git looks at such files
    /// when it writes an index; libgit2 does too, but by nanoseconds, and so misses them. An entry without times is always looked at.
    /// </summary>
    private static void ForgetRacyTimes(Repository checkout, LibGit2Sharp.Index index, string workTree)
    {
        long written = Seconds(File.GetLastWriteTimeUtc(Path.Combine(checkout.Info.Path, "index")));
        List<IndexEntry> racy = [.. index.Where(entry =>
            entry.StageLevel == StageLevel.Staged && entry.Mode is (Mode.NonExecutableFile or Mode.ExecutableFile or Mode.SymbolicLink)
            && !entry.AssumeUnchanged && Seconds(File.GetLastWriteTimeUtc(Path.Combine(workTree, entry.Path))) >= written)];
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
