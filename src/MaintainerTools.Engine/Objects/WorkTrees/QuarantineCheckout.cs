using System.Text;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>
/// A temporary repository with a work tree, for commits that are not written yet: it borrows the objects of the repository that it stands in for, has its
/// refs and its settings, and keeps new objects to itself, as git keeps what is pushed in quarantine until the hooks have agreed. Commands that run in it
/// see a repository like their own; nothing of what they do reaches that one.
/// </summary>
internal sealed class QuarantineCheckout : IDisposable
{
    private const string Prefix = "maintainer-tools-test-";

    // The settings under core that are about content and names; the others are about the other repository's folders.
    private static readonly string[] s_kept =
    [
        "core.autocrlf", "core.eol", "core.safecrlf", "core.attributesfile", "core.excludesfile", "core.abbrev", "core.quotepath", "core.whitespace",
        "core.commentchar", "core.commentstring", "core.notesref", "core.sshcommand", "core.pager", "core.editor",
    ];

    private readonly string _root;
    private readonly FileStream _held;
    private readonly GitRepository _own;

    // Of the repository that it stands in for; what was checked out before is not looked at again.
    private readonly ForbiddenPaths _paths;

    private QuarantineCheckout(string root, FileStream held, GitRepository own, PathRules rules) =>
        (_root, _held, _own, _paths) = (root, held, own, new ForbiddenPaths(own.Stored, rules));

    /// <summary>The work tree.</summary>
    internal string Folder => _own.WorkTree!;

    /// <summary>Makes one; nothing is checked out yet.</summary>
    internal static QuarantineCheckout Create(GitRepository repository)
    {
        Sweep();
        string root = Directory.CreateTempSubdirectory(Prefix).FullName;
        // Held as long as this process lives: whoever can take it knows that the folder was left by one that was killed.
        var held = new FileStream(LockOf(root), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            string folder = Path.Combine(root, "tree");
            string gitDirectory = Repository.Init(folder);
            Borrow(repository, gitDirectory);
            return new QuarantineCheckout(root, held, GitRepository.Open(folder, folder), repository.PathRules);
        }
        catch
        {
            held.Dispose();
            Remove(root);
            throw;
        }
    }

    /// <summary>Writes what these commits have anew, and all that it refers to, into the quarantine.</summary>
    internal void Add(ScratchStore scratch, IEnumerable<Oid> commits, IOperationMonitor monitor) =>
        new RepositoryWriter(_own).Publish(scratch, commits, monitor);

    /// <summary>Checks a commit out, with HEAD detached at it. Files that no commit has, such as what a build made, stay.</summary>
    /// <exception cref="MaintainerException">PathForbidden, WorktreeFailed.</exception>
    internal void CheckOut(Oid commit)
    {
        Oid tree = _own.Stored.ReadCommit(commit).Tree;
        _paths.Require(tree, Oid.Zero, $"commit {commit.Abbreviate()}");
        File.WriteAllText(Path.Combine(_own.GitDirectory, "HEAD"), commit + "\n");
        try
        {
            using Repository checkout = StoredObjects.Open(Folder, _own.Stored);
            checkout.Reset(ResetMode.Hard, checkout.Lookup<Commit>(commit.ToString()));
        }
        catch (Exception e) when (NativeGit.IsFailure(e))
        {
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, commit.ToString(), e, [Folder, e.Message]);
        }
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        _own.Dispose();
        _held.Dispose();
        Remove(_root);
    }

    private static void Borrow(GitRepository repository, string gitDirectory)
    {
        string info = Path.Combine(gitDirectory, "objects", "info");
        Directory.CreateDirectory(info);
        string? more = Environment.GetEnvironmentVariable("GIT_ALTERNATE_OBJECT_DIRECTORIES");
        IEnumerable<string> alternates = (more ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Path.Combine(repository.CommonDirectory, "objects"));
        File.WriteAllText(Path.Combine(info, "alternates"), string.Concat(alternates.Select(a => Path.GetFullPath(a).Replace('\\', '/') + "\n")));
        File.WriteAllText(Path.Combine(gitDirectory, "packed-refs"), string.Concat(repository.References().Select(r => $"{r.Id} {r.Name}\n")));
        Directory.CreateDirectory(Path.Combine(gitDirectory, "info"));
        foreach (string name in (string[])["shallow", "info/grafts", "info/attributes", "info/exclude"])
        {
            string file = Path.Combine(repository.CommonDirectory, name);
            if (File.Exists(file))
                File.Copy(file, Path.Combine(gitDirectory, name), true);
        }
        var config = new StringBuilder();
        foreach ((string key, string value) in repository.OwnSettings())
        {
            if (IsKept(key))
                Write(config, key, value);
        }
        File.AppendAllText(Path.Combine(gitDirectory, "config"), config.ToString());
    }

    private static bool IsKept(string key)
    {
        string section = key.Split('.')[0];
        return section == "core" ? Array.IndexOf(s_kept, key) >= 0
            : section is not ("extensions" or "include" or "includeif" or "index" or "feature" or "gc" or "maintenance");
    }

    private static void Write(StringBuilder config, string key, string? value)
    {
        int first = key.IndexOf('.', StringComparison.Ordinal);
        int last = key.LastIndexOf('.');
        config.Append('[').Append(key, 0, first);
        if (last > first)
            config.Append(" \"").Append(Escape(key[(first + 1)..last])).Append('"');
        config.Append("]\n\t").Append(key, last + 1, key.Length - last - 1).Append(" = \"")
            .Append(Escape(value ?? "").Replace("\n", "\\n", StringComparison.Ordinal)).Append("\"\n");

        static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
    }

    /// <summary>Removes what processes that were killed have left.</summary>
    private static void Sweep()
    {
        foreach (string root in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            // Without the file it is one that another process is just making.
            if (!File.Exists(LockOf(root)))
                continue;
            try
            {
                new FileStream(LockOf(root), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            Remove(root);
        }
    }

    private static string LockOf(string root) => Path.Combine(root, "in-use");

    private static void Remove(string root)
    {
        try
        {
            DiskFiles.DeleteFolder(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A program that the command left running may hold a file; the folder is a temporary one, and the next run tries again.
        }
    }
}
