using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>A linked work tree with a detached HEAD, as git worktree add makes it, in which a conflict is left to be resolved.</summary>
internal sealed unsafe class LinkedWorktree
{
    private LinkedWorktree(string folder, string adminDirectory) => (Folder, AdminDirectory) = (folder, adminDirectory);

    /// <summary>Where the files are.</summary>
    internal string Folder { get; }

    /// <summary>Its own folder under worktrees/ of the repository.</summary>
    internal string AdminDirectory { get; }

    /// <summary>The whole path of a folder in which one can be made: it is not there, or empty.</summary>
    /// <exception cref="MaintainerException">WorktreeFolderTaken.</exception>
    internal static string RequireRoom(string folder)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
            throw new MaintainerException("WorktreeFolderTaken", ErrorKind.ResourceExists, folder, full);
        return full;
    }

    /// <summary>The git directory that one in that folder gets, from the common one.</summary>
    internal static string NewNameFor(GitRepository repository, string folder)
    {
        string stem = Path.Combine("worktrees", string.Concat(Path.GetFileName(folder).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')));
        string name = stem;
        for (int n = 1; Directory.Exists(Path.Combine(repository.CommonDirectory, name)); n++)
            name = string.Create(CultureInfo.InvariantCulture, $"{stem}{n}");
        return name;
    }

    /// <summary>The linked work tree that a repository was opened in; null in the main one.</summary>
    internal static LinkedWorktree? Of(GitRepository repository) =>
        repository.WorkTree is { } folder && repository.GitDirectory != repository.CommonDirectory ? new LinkedWorktree(folder, repository.GitDirectory) : null;

    /// <summary>The one of these two folders.</summary>
    internal static LinkedWorktree At(string folder, string adminDirectory) => new(folder, adminDirectory);

    /// <summary>Its git directory, from the common one.</summary>
    internal string NameOf(GitRepository repository) => Path.GetRelativePath(repository.CommonDirectory, AdminDirectory);

    /// <summary>Makes it in two folders that are nobody's yet, and checks out what it is to show.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="content">What it shows.</param>
    /// <param name="stage">The operation's own folder.</param>
    internal void Fill(GitRepository repository, ConflictContent content, string stage)
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(AdminDirectory);
        Tie(Folder, AdminDirectory, repository.CommonDirectory);
        foreach ((string file, byte[] bytes) in content.Files(AdminDirectory))
            File.WriteAllBytes(file, bytes);
        new ForbiddenPaths(repository.Stored, repository.PathRules).Require(content.Tree, Oid.Zero,
            $"the tree that the pick of {content.Picked.Abbreviate()} gives");
        // libgit2 checks out commits: a passing one holds the tree, and nothing refers to it afterwards.
        PersonLine nobody = PersonLine.Create("MaintainerTools", "", 0, 0);
        byte[] commit = CommitObject.Serialize(content.Tree, [content.Head], nobody, nobody, null, default, "conflict\n"u8.ToArray());
        Oid passing = ScratchStore.Hash(ObjectType.Commit, commit);
        ObjectPublisher.WriteLoose(repository, stage, passing, ObjectType.Commit, commit);
        try
        {
            using Repository checkout = StoredObjects.Open(Folder, repository.Stored);
            checkout.Reset(ResetMode.Hard, checkout.Lookup<Commit>(passing.ToString()));
        }
        catch (LibGit2SharpException e)
        {
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, Folder, e, [Folder, e.Message]);
        }
        // A reset takes back what was begun and says where HEAD was; that is none of this one's history.
        foreach (string left in (string[])["ORIG_HEAD", Path.Combine("logs", "HEAD")])
            HeldFiles.Try(() => File.Delete(Path.Combine(AdminDirectory, left)));
        foreach ((string file, byte[] bytes) in content.Files(AdminDirectory))
            File.WriteAllBytes(file, bytes);
        using var index = new NativeIndex(Folder, Check);
        foreach (ConflictStage conflict in content.Conflicts)
            AddConflict(index.Handle, conflict, Check);
        Check(NativeGit.git_index_write(index.Handle));
    }

    /// <summary>Writes into the files that tie the two folders to each other and to the repository where they will be.</summary>
    internal void Tie(string folder, string adminDirectory, string common)
    {
        File.WriteAllText(Path.Combine(AdminDirectory, "commondir"), Path.GetRelativePath(adminDirectory, common).Replace('\\', '/') + "\n");
        File.WriteAllText(Path.Combine(AdminDirectory, "gitdir"), Path.Combine(folder, ".git").Replace('\\', '/') + "\n");
        File.WriteAllText(Path.Combine(Folder, ".git"), "gitdir: " + adminDirectory.Replace('\\', '/') + "\n");
    }

    /// <summary>True where the folder is there and says that it belongs to this git directory.</summary>
    internal bool IsTiedTo(string adminDirectory)
    {
        string file = Path.Combine(Folder, ".git");
        const string Link = "gitdir:";
        string text = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        // By the name that the repository has given it: the path before it may be written in several ways.
        return text.StartsWith(Link, StringComparison.Ordinal) && Path.GetFileName(text[Link.Length..].Trim()) == Path.GetFileName(adminDirectory);
    }

    /// <summary>What tells it from one in which something was done since: its files, its index, its HEAD. Times and sizes, not contents.</summary>
    internal string Print()
    {
        var lines = new List<string>();
        if (Directory.Exists(Folder))
        {
            var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
            foreach (FileInfo file in new DirectoryInfo(Folder).EnumerateFiles("*", all))
            {
                string name = Path.GetRelativePath(Folder, file.FullName);
                if (name != ".git")
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}\0{file.LinkTarget ?? $"{file.Length} {file.LastWriteTimeUtc.Ticks}"}"));
            }
        }
        lines.Sort(StringComparer.Ordinal);
        string head = Path.Combine(AdminDirectory, "HEAD");
        if (File.Exists(head))
            lines.Add(File.ReadAllText(head));
        string indexFile = Path.Combine(AdminDirectory, "index");
        if (File.Exists(indexFile))
            AddEntries(indexFile, lines);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    /// <summary>The tree of a work tree's index, in memory; null where a path in it is not merged.</summary>
    /// <param name="worktree">The work tree.</param>
    /// <param name="scratch">Gets the tree.</param>
    /// <param name="head">The tree of HEAD.</param>
    /// <param name="unmerged">The path that is not merged.</param>
    internal static Oid? TryWriteTree(GitRepository worktree, ScratchStore scratch, Oid head, out string? unmerged)
    {
        LibGit2Sharp.Index index = worktree.LibGit.Index;
        Conflict? first = index.IsFullyMerged ? null : index.Conflicts.First();
        unmerged = (first?.Ours ?? first?.Theirs ?? first?.Ancestor)?.Path;
        if (first is not null)
            return null;
        var options = new StatusOptions { Show = StatusShowOption.IndexOnly, IncludeUntracked = false, DetectRenamesInIndex = false };
        var edits = new Dictionary<string, TreeValue>(StringComparer.Ordinal);
        foreach (StatusEntry entry in worktree.LibGit.RetrieveStatus(options))
        {
            IndexEntry? staged = index[entry.FilePath];
            edits[entry.FilePath] = staged is null ? (0, Oid.Zero) : ((int)staged.Mode, GitRepository.ToOid(staged.Id));
        }
        return TreeEditor.Apply(scratch, head, edits);
    }

    /// <summary>A file that was changed and not added; null where all are as the index has them. New files do not count.</summary>
    internal static string? FirstNotAdded(GitRepository worktree) => worktree.LibGit.RetrieveStatus(new StatusOptions
    {
        Show = StatusShowOption.WorkDirOnly,
        IncludeUntracked = false,
        DetectRenamesInWorkDir = false,
    }).FirstOrDefault(e => (e.State & (FileStatus.ModifiedInWorkdir | FileStatus.DeletedFromWorkdir | FileStatus.TypeChangeInWorkdir)) != 0
        && worktree.LibGit.Index[e.FilePath]?.Mode != Mode.GitLink)?.FilePath;

    /// <summary>A file or a folder in the work tree that is neither tracked nor ignored; null where there is none.</summary>
    internal static string? FirstUntracked(string folder)
    {
        using GitRepository worktree = GitRepository.Open(folder, folder);
        return worktree.LibGit.RetrieveStatus(new StatusOptions
        {
            Show = StatusShowOption.WorkDirOnly,
            IncludeUntracked = true,
            RecurseUntrackedDirs = false,
            IncludeIgnored = false,
            DetectRenamesInWorkDir = false,
        }).FirstOrDefault(e => e.State.HasFlag(FileStatus.NewInWorkdir))?.FilePath;
    }

    /// <summary>Notes a path in conflict in an index.</summary>
    internal static void AddConflict(nint index, ConflictStage conflict, Action<int> check)
    {
        fixed (byte* path = (byte[])[.. GitPath.Encode(conflict.Path), 0])
        {
            NativeGit.IndexEntry @base = Entry(conflict.Base, path), ours = Entry(conflict.Ours, path), theirs = Entry(conflict.Theirs, path);
            check(NativeGit.git_index_conflict_add(index, conflict.Base is null ? null : &@base, conflict.Ours is null ? null : &ours,
                conflict.Theirs is null ? null : &theirs));
        }
    }

    private void AddEntries(string file, List<string> lines)
    {
        Check(NativeGit.git_index_open(out nint index, file));
        try
        {
            nuint count = NativeGit.git_index_entrycount(index);
            for (nuint i = 0; i < count; i++)
            {
                NativeGit.IndexEntry* entry = NativeGit.git_index_get_byindex(index, i);
                string path = GitPath.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->Path));
                const int Stages = 0x3000;
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{entry->Mode} {new Oid(new ReadOnlySpan<byte>(entry->Id, Oid.Size))} {entry->Flags & Stages} {path}"));
            }
        }
        finally
        {
            NativeGit.git_index_free(index);
        }
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

/// <summary>A linked work tree that gets another conflict to show.</summary>
/// <param name="Worktree">The work tree.</param>
/// <param name="Tree">What its files and its index hold now.</param>
/// <param name="Content">What it shows then.</param>
internal sealed record ShownConflict(LinkedWorktree Worktree, Oid Tree, ConflictContent Content);
