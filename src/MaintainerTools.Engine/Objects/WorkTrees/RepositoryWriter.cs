using System.Globalization;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>One ref to move.</summary>
/// <param name="Name">The full name.</param>
/// <param name="OldId">Where it was when the move was planned; zero: it must not exist.</param>
/// <param name="NewId">Where it goes.</param>
public sealed record RefUpdate(string Name, Oid OldId, Oid NewId)
{
    /// <summary>What happens to a work tree that has the branch checked out.</summary>
    public WorkTreeUpdate WorkTree { get; init; }
}

/// <summary>What happens to a work tree when the branch that is checked out there moves.</summary>
public enum WorkTreeUpdate
{
    /// <summary>It must be clean, and gets the new commit's files and index.</summary>
    FilesAndIndex,

    /// <summary>
    /// In the repository's own work tree: its files stay as they are, and so does what is staged; index entries of the old commit become those of the new
    /// one. For a move that takes local changes into the branch.
    /// </summary>
    IndexOnly,
}

/// <summary>
/// Writes objects, and says whether refs can be moved. What moves them, with the work trees that have one checked out, is a branch move.
/// </summary>
public sealed class RepositoryWriter(GitRepository repository)
{
    /// <summary>Under this name old tips are kept: refs/maintainer-tools/backup/BRANCH/TIME.</summary>
    public const string BackupPrefix = "refs/maintainer-tools/backup/";

    private const string BackupTimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Writes to disk those objects of <paramref name="scratch"/> that <paramref name="tips"/> reach, children before parents.</summary>
    public void Publish(ScratchStore scratch, IEnumerable<Oid> tips, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(tips);
        ArgumentNullException.ThrowIfNull(monitor);
        // Beside the objects, so that naming one is a matter of an instant.
        new ObjectPublisher(repository, repository.Stored.Directory).Write(scratch, ObjectPublisher.Closure(scratch, tips, monitor), monitor);
    }

    /// <summary>
    /// Throws where a ref cannot be moved: an invalid name, a branch that some worktree has checked out with local changes.
    /// Called while planning, so that -WhatIf says it as well.
    /// </summary>
    /// <param name="updates">The moves.</param>
    /// <param name="objects">Reads new commits that are in memory only; null: they are written.</param>
    /// <param name="hasLocks">True where the caller holds the locks of refs and indexes.</param>
    /// <exception cref="MaintainerException">
    /// InvalidRefName, SymbolicRef, RefNameConflict, BranchInUse, IndexLocked, SparseCheckout, MergeUnderWay, BranchCheckedOutDirty,
    /// UntrackedFileInTheWay, PathForbidden.
    /// </exception>
    public void Check(IEnumerable<RefUpdate> updates, IObjectReader? objects = null, bool hasLocks = false)
    {
        ArgumentNullException.ThrowIfNull(updates);
        var paths = new ForbiddenPaths(objects ?? repository.Objects, repository.PathRules);
        foreach (RefUpdate update in updates)
        {
            if (!LocalBranch.IsValid(update.Name))
                throw new MaintainerException("InvalidRefName", ErrorKind.InvalidArgument, update.Name, update.Name);
            // Moving it would make an ordinary branch of it, or move another branch than the one that was named.
            if (repository.Refs.TargetOf(update.Name) is { } target)
                throw new MaintainerException("SymbolicRef", ErrorKind.InvalidArgument, update.Name, update.Name, target);
            RequireOneSpelling(update.Name);
            if (update.OldId.IsZero)
                RequireRoom(update.Name);
            else
                WorkTreeList.RequireUnused(repository, update);
            if (update.NewId.IsZero && WorkTreeList.HeadsAt(repository, update.Name).FirstOrDefault() is { GitDirectory: not null } head)
                throw new MaintainerException("BranchCheckedOut", ErrorKind.InvalidOperation, update.Name, update.Name,
                    head.Folder ?? repository.CommonDirectory);
            foreach (string workTree in WorkTreeList.WithBranch(repository, update.Name))
            {
                if (!hasLocks)
                    WorkTreeList.RequireUnlockedIndex(workTree, update);
                WorkTreeList.RequirePresent(repository, workTree, update);
                WorkTreeList.RequireNoneBegun(workTree, update.Name);
                if (!KeepsFiles(update, workTree))
                    WorkTreeList.RequireClean(repository, workTree, update, objects ?? repository.Objects);
            }
            RequireAllowed(paths, objects ?? repository.Objects, update);
        }
    }

    /// <summary>The name of a backup ref for <paramref name="branch"/> that is not taken yet.</summary>
    public string NewBackupName(string branch, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(branch);
        string stem = BackupFolder(branch) + now.UtcDateTime.ToString(BackupTimeFormat, CultureInfo.InvariantCulture);
        string name = stem;
        for (int n = 2; repository.Refs.Exists(name); n++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
        return name;
    }

    /// <summary>Where the backups of a branch are.</summary>
    internal static string BackupFolder(string branch) => BackupPrefix + LocalBranch.ShortName(branch) + "/";

    /// <summary>
    /// When a backup was made, and as which one of that second; null for a name that is none of
    /// <see cref="NewBackupName"/> in <paramref name="folder"/>.
    /// </summary>
    internal static (DateTime Second, int Number)? BackupTime(string folder, string name)
    {
        if (!name.StartsWith(folder, StringComparison.Ordinal))
            return null;
        string[] parts = name[folder.Length..].Split('-');
        int number = 1;
        return parts.Length <= 2 && DateTime.TryParseExact(parts[0], BackupTimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime second)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)) ? (second, number) : null;
    }

    internal bool KeepsFiles(RefUpdate update, string workTree) => update.WorkTree == WorkTreeUpdate.IndexOnly && workTree == repository.WorkTree;

    /// <summary>What each commit that was made brings in, and what a work tree would get: no path of it may be one that git takes into no work tree.</summary>
    private void RequireAllowed(ForbiddenPaths paths, IObjectReader objects, RefUpdate update)
    {
        if (objects is ScratchStore scratch)
        {
            var seen = new HashSet<Oid>();
            var stack = new Stack<Oid>([update.NewId]);
            while (stack.TryPop(out Oid id))
            {
                if (!seen.Add(id) || !scratch.TryReadPending(id, out ObjectType type, out byte[] data) || type != ObjectType.Commit)
                    continue;
                var commit = CommitObject.Parse(id, data);
                Oid below = commit.Parents.Count == 0 ? Oid.Zero : objects.ReadCommit(commit.Parents[0]).Tree;
                paths.Require(commit.Tree, below, $"commit {id.Abbreviate()}, which would be made,");
                foreach (Oid parent in commit.Parents)
                    stack.Push(parent);
            }
        }
        if (update.NewId.IsZero || !WorkTreeList.WithBranch(repository, update.Name).Any())
            return;
        Oid known = update.OldId.IsZero ? Oid.Zero : objects.ReadCommit(update.OldId).Tree;
        paths.Require(objects.ReadCommit(update.NewId).Tree, known, $"what '{update.Name}' would be moved to");
    }

    /// <summary>
    /// A name that the disk takes for that of a ref, and that is spelled otherwise, would be that ref's file: it would be moved under another name than its
    /// own, without a backup.
    /// </summary>
    private void RequireOneSpelling(string name)
    {
        if (!repository.DiskNames.AreAlike)
            return;
        List<string> alike = [.. repository.Refs.Names().Where(other => repository.DiskNames.Equals(other, name))];
        if (alike.Count > 0 && !alike.Contains(name))
            throw new MaintainerException("RefNameConflict", ErrorKind.ResourceExists, name, name, alike[0]);
    }

    /// <summary>git keeps refs as files: beside "a" there is no "a/b". libgit2 does not see that where "a" is packed.</summary>
    private void RequireRoom(string name)
    {
        foreach ((string other, _) in repository.References())
        {
            if (repository.DiskNames.IsAbove(other, name) || repository.DiskNames.IsAbove(name, other))
                throw new MaintainerException("RefNameConflict", ErrorKind.ResourceExists, name, name, other);
        }
    }
}
