using System.Runtime.InteropServices;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>One version of a path in conflict; zero mode where there is none.</summary>
internal readonly record struct ConflictStage(string Path, TreeValue? Base, TreeValue? Ours, TreeValue? Theirs);

/// <summary>A linked worktree with a detached HEAD, as git worktree add makes it, in which a conflict is left to be resolved.</summary>
internal sealed unsafe class LinkedWorktree
{
    private LinkedWorktree(string folder, string adminDirectory) => (Folder, AdminDirectory) = (folder, adminDirectory);

    /// <summary>Where the files are.</summary>
    internal string Folder { get; }

    /// <summary>Its own folder under worktrees/ of the repository.</summary>
    internal string AdminDirectory { get; }

    /// <summary>Makes one; nothing is checked out yet.</summary>
    /// <exception cref="MaintainerException">WorktreeFolderTaken.</exception>
    internal static LinkedWorktree Create(GitRepository repository, string folder, Oid head)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
            throw new MaintainerException("WorktreeFolderTaken", ErrorKind.ResourceExists, folder, full);
        string parent = Path.Combine(repository.CommonDirectory, "worktrees");
        string stem = string.Concat(Path.GetFileName(full).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        string admin = Path.Combine(parent, stem);
        for (int n = 1; Directory.Exists(admin); n++)
            admin = Path.Combine(parent, stem + n);
        Directory.CreateDirectory(full);
        Directory.CreateDirectory(admin);
        var worktree = new LinkedWorktree(full, admin);
        File.WriteAllText(Path.Combine(admin, "commondir"), "../..\n");
        File.WriteAllText(Path.Combine(admin, "gitdir"), Path.Combine(full, ".git").Replace('\\', '/') + "\n");
        worktree.WriteHead(head);
        File.WriteAllText(Path.Combine(full, ".git"), "gitdir: " + admin.Replace('\\', '/') + "\n");
        return worktree;
    }

    /// <summary>The linked worktree that a repository was opened in; null in the main one.</summary>
    internal static LinkedWorktree? Of(GitRepository repository) =>
        repository.WorkTree is { } folder && repository.GitDirectory != repository.CommonDirectory ? new LinkedWorktree(folder, repository.GitDirectory) : null;

    /// <summary>
    /// Checks out a tree, with HEAD at <paramref name="head"/> and the conflicts in the index: what git cherry-pick
    /// leaves, so that git status and merge tools know it.
    /// </summary>
    /// <param name="repository">The repository; the objects are in it.</param>
    /// <param name="head">The commit on which the pick is made.</param>
    /// <param name="tree">The tree with conflict markers in its files.</param>
    /// <param name="conflicts">The conflicts.</param>
    /// <param name="picked">The commit that is picked.</param>
    /// <param name="message">The message for the commit to be made.</param>
    internal void Show(GitRepository repository, Oid head, Oid tree, IReadOnlyList<ConflictStage> conflicts, Oid picked, byte[] message)
    {
        new ForbiddenPaths(repository.Stored, repository.PathRules).Require(tree, Oid.Zero, $"the tree that the pick of {picked.Abbreviate()} gives");
        // libgit2 checks out commits: a passing one holds the tree, and nothing refers to it afterwards.
        PersonLine nobody = PersonLine.Create("MaintainerTools", "", 0, 0);
        Oid passing = repository.Stored.Write(ObjectType.Commit, CommitObject.Serialize(tree, [head], nobody, nobody, null, default, "conflict\n"u8.ToArray()));
        using (Repository checkout = StoredObjects.Open(Folder, repository.Stored))
            checkout.Reset(ResetMode.Hard, checkout.Lookup<Commit>(passing.ToString()));
        WriteHead(head);
        foreach (string left in (string[])["ORIG_HEAD", Path.Combine("logs", "HEAD")])
            File.Delete(Path.Combine(AdminDirectory, left));
        AddConflicts(conflicts);
        File.WriteAllText(Path.Combine(AdminDirectory, "CHERRY_PICK_HEAD"), picked + "\n");
        File.WriteAllBytes(Path.Combine(AdminDirectory, "MERGE_MSG"), message);
    }

    /// <summary>Writes the tree of a worktree's index; null where a path in it is not merged.</summary>
    internal static Oid? TryWriteTree(GitRepository worktree, out string? unmerged)
    {
        LibGit2Sharp.Index index = worktree.LibGit.Index;
        Conflict? first = index.IsFullyMerged ? null : index.Conflicts.First();
        unmerged = (first?.Ours ?? first?.Theirs ?? first?.Ancestor)?.Path;
        return first is null ? GitRepository.ToOid(index.WriteToTree().Id) : null;
    }

    /// <summary>Deletes the folder and the repository's knowledge of it, as git worktree remove --force does.</summary>
    internal void Remove()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, true);
        Directory.Delete(AdminDirectory, true);
        string parent = Path.GetDirectoryName(AdminDirectory)!;
        if (!Directory.EnumerateFileSystemEntries(parent).Any())
            Directory.Delete(parent);
    }

    private void WriteHead(Oid head) => File.WriteAllText(Path.Combine(AdminDirectory, "HEAD"), head + "\n");

    private void AddConflicts(IReadOnlyList<ConflictStage> conflicts)
    {
        using var index = new NativeIndex(Folder, Check);
        foreach (ConflictStage conflict in conflicts)
        {
            fixed (byte* path = (byte[])[.. GitPath.Encode(conflict.Path), 0])
            {
                NativeGit.IndexEntry @base = Entry(conflict.Base, path), ours = Entry(conflict.Ours, path), theirs = Entry(conflict.Theirs, path);
                Check(NativeGit.git_index_conflict_add(index.Handle, conflict.Base is null ? null : &@base, conflict.Ours is null ? null : &ours,
                    conflict.Theirs is null ? null : &theirs));
            }
        }
        Check(NativeGit.git_index_write(index.Handle));
    }

    private static NativeGit.IndexEntry Entry(TreeValue? stage, byte* path)
    {
        var entry = new NativeGit.IndexEntry { Path = path, Mode = (uint)(stage?.Mode ?? 0) };
        (stage?.Id ?? Oid.Zero).CopyTo(new Span<byte>(entry.Id, Oid.Size));
        return entry;
    }

    private void Check(int code)
    {
        if (code != NativeGit.Ok)
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, Folder, Folder, NativeGit.LastError());
    }
}
