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
/// The one place that writes into a repository: objects first, then refs by compare-and-swap under git's own ref locks, then the work
/// trees that have a moved branch checked out.
/// </summary>
public sealed unsafe class RepositoryWriter(GitRepository repository)
{
    /// <summary>Under this name old tips are kept: refs/maintainer-tools/backup/BRANCH/TIME.</summary>
    public const string BackupPrefix = "refs/maintainer-tools/backup/";

    // As many objects git keeps as one pack where it receives them (fetch.unpackLimit), and fewer as files of their own.
    private const int PackFrom = 100;

    private const string BackupTimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Writes to disk those objects of <paramref name="scratch"/> that <paramref name="tips"/> reach, children before parents.</summary>
    public void Publish(ScratchStore scratch, IEnumerable<Oid> tips, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(tips);
        ArgumentNullException.ThrowIfNull(monitor);
        var seen = new HashSet<Oid>();
        var stack = new Stack<(Oid Id, bool Expanded)>();
        foreach (Oid tip in tips)
            stack.Push((tip, false));
        var objects = new List<(ObjectType Type, byte[] Data)>();
        while (stack.TryPop(out (Oid Id, bool Expanded) item))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (item.Expanded)
            {
                scratch.TryReadPending(item.Id, out ObjectType type, out byte[] data);
                if (!repository.Stored.IsKnown(item.Id))
                    objects.Add((type, data));
                continue;
            }
            if (!scratch.IsPending(item.Id) || !seen.Add(item.Id))
                continue;
            stack.Push((item.Id, true));
            foreach (Oid child in ChildrenOf(scratch, item.Id))
                stack.Push((child, false));
        }
        if (objects.Count >= PackFrom)
        {
            monitor.Report("Writing objects", objects.Count, objects.Count);
            repository.Stored.WritePack(objects);
            return;
        }
        for (int i = 0; i < objects.Count; i++)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            repository.Stored.Write(objects[i].Type, objects[i].Data);
            monitor.Report("Writing objects", i + 1, objects.Count);
        }
    }

    /// <summary>
    /// Throws where a ref cannot be moved: an invalid name, a branch that some worktree has checked out with local changes.
    /// Called while planning, so that -WhatIf says it as well.
    /// </summary>
    /// <param name="updates">The moves.</param>
    /// <param name="objects">Reads new commits that are in memory only; null: they are written.</param>
    /// <exception cref="MaintainerException">
    /// InvalidRefName, SymbolicRef, RefNameConflict, BranchInUse, IndexLocked, SparseCheckout, MergeUnderWay, BranchCheckedOutDirty, UntrackedFileInTheWay.
    /// </exception>
    public void Check(IEnumerable<RefUpdate> updates, IObjectReader? objects = null)
    {
        ArgumentNullException.ThrowIfNull(updates);
        foreach (RefUpdate update in updates)
        {
            if (!LocalBranch.IsValid(update.Name))
                throw new MaintainerException("InvalidRefName", ErrorKind.InvalidArgument, update.Name, update.Name);
            // Moving it would make an ordinary branch of it, or move another branch than the one that was named.
            if (repository.LibGit.Refs[update.Name] is SymbolicReference symbolic)
                throw new MaintainerException("SymbolicRef", ErrorKind.InvalidArgument, update.Name, update.Name, symbolic.TargetIdentifier);
            if (update.OldId.IsZero)
                RequireRoom(update.Name);
            else
                WorkTreeList.RequireUnused(repository, update);
            foreach (string workTree in WorkTreeList.WithBranch(repository, update.Name))
            {
                WorkTreeList.RequireUnlockedIndex(workTree, update);
                WorkTreeList.RequirePresent(workTree, update);
                WorkTreeList.RequireNoneBegun(workTree, update.Name);
                if (!KeepsFiles(update, workTree))
                    WorkTreeList.RequireClean(workTree, update, objects ?? repository.Objects);
            }
        }
    }

    /// <summary>
    /// Moves all refs or none: locks each, compares, then commits with <paramref name="reflogMessage"/>; then brings along the clean work trees
    /// that have one of them checked out.
    /// </summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, and those of <see cref="Check"/>.</exception>
    public void Apply(IReadOnlyList<RefUpdate> updates, string reflogMessage)
    {
        ArgumentNullException.ThrowIfNull(updates);
        Check(updates);
        ILookup<string, string> workTrees = updates
            .SelectMany(u => WorkTreeList.WithBranch(repository, u.Name).Select(path => (u.Name, path)))
            .ToLookup(x => x.Name, x => x.path);
        NativeGit.EnsureLoaded();
        Throw(NativeGit.git_repository_open(out nint handle, repository.CommonDirectory), repository.CommonDirectory);
        nint transaction = 0;
        try
        {
            Throw(NativeGit.git_transaction_new(out transaction, handle), repository.CommonDirectory);
            foreach (RefUpdate update in updates)
                Throw(NativeGit.git_transaction_lock_ref(transaction, update.Name), update.Name);
            byte* id = stackalloc byte[Oid.Size];
            foreach (RefUpdate update in updates)
            {
                Oid current = NativeGit.git_reference_name_to_id(id, handle, update.Name) == NativeGit.Ok
                    ? new Oid(new ReadOnlySpan<byte>(id, Oid.Size))
                    : Oid.Zero;
                if (current != update.OldId)
                    throw new MaintainerException("RefMoved", ErrorKind.ResourceUnavailable, update.Name, update.Name, Show(update.OldId), Show(current));
                if (update.NewId.IsZero)
                {
                    Throw(NativeGit.git_transaction_remove(transaction, update.Name), update.Name);
                    continue;
                }
                update.NewId.CopyTo(new Span<byte>(id, Oid.Size));
                Throw(NativeGit.git_transaction_set_target(transaction, update.Name, id, 0, reflogMessage), update.Name);
            }
            Throw(NativeGit.git_transaction_commit(transaction), updates[0].Name);
        }
        finally
        {
            if (transaction != 0)
                NativeGit.git_transaction_free(transaction);
            NativeGit.git_repository_free(handle);
        }
        foreach (RefUpdate update in updates)
        {
            foreach (string workTree in workTrees[update.Name])
            {
                if (KeepsFiles(update, workTree))
                    WorkTreeList.SynchroniseIndex(workTree, update);
                else
                    WorkTreeList.Synchronise(workTree, update);
            }
        }

        static string Show(Oid id) => id.IsZero ? "nothing" : id.Abbreviate();
    }

    /// <summary>The name of a backup ref for <paramref name="branch"/> that is not taken yet.</summary>
    public string NewBackupName(string branch, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(branch);
        string stem = BackupFolder(branch) + now.UtcDateTime.ToString(BackupTimeFormat, CultureInfo.InvariantCulture);
        string name = stem;
        for (int n = 2; repository.LibGit.Refs[name] is not null; n++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
        return name;
    }

    /// <summary>Where the backups of a branch are.</summary>
    internal static string BackupFolder(string branch) => BackupPrefix + LocalBranch.ShortName(branch) + "/";

    /// <summary>When a backup was made, and as which one of that second; null for a name that is none of <see cref="NewBackupName"/> in <paramref name="folder"/>.</summary>
    internal static (DateTime Second, int Number)? BackupTime(string folder, string name)
    {
        if (!name.StartsWith(folder, StringComparison.Ordinal))
            return null;
        string[] parts = name[folder.Length..].Split('-');
        int number = 1;
        return parts.Length <= 2 && DateTime.TryParseExact(parts[0], BackupTimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime second)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)) ? (second, number) : null;
    }

    private bool KeepsFiles(RefUpdate update, string workTree) => update.WorkTree == WorkTreeUpdate.IndexOnly && workTree == repository.WorkTree;

    /// <summary>git keeps refs as files: beside "a" there is no "a/b". libgit2 does not see that where "a" is packed.</summary>
    private void RequireRoom(string name)
    {
        foreach ((string other, _) in repository.References())
        {
            if (name.StartsWith(other + "/", StringComparison.Ordinal) || other.StartsWith(name + "/", StringComparison.Ordinal))
                throw new MaintainerException("RefNameConflict", ErrorKind.ResourceExists, name, name, other);
        }
    }

    private static IEnumerable<Oid> ChildrenOf(ScratchStore scratch, Oid id)
    {
        scratch.TryReadPending(id, out ObjectType type, out byte[] data);
        if (type == ObjectType.Commit)
        {
            CommitObject commit = CommitObject.Parse(id, data);
            return commit.Parents.Append(commit.Tree);
        }
        if (type != ObjectType.Tree)
            return [];
        var children = new List<Oid>();
        foreach (TreeEntry entry in new TreeObject(data).Entries)
            children.Add(entry.Id);
        return children;
    }

    private static void Throw(int code, string name)
    {
        if (code != NativeGit.Ok)
            throw new MaintainerException("RefLocked", ErrorKind.ResourceUnavailable, name, name, NativeGit.LastError());
    }
}
