using System.IO.Enumeration;
using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Commands;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>
/// A temporary work tree in which one commit after the other is checked out, for commands to run in. Files that two commits have in common stay as they
/// are, with their times, so that what a build left is of use to the next.
/// </summary>
internal abstract class CommitCheckout : IDisposable
{
    private readonly GitRepository _own;

    // Of the repository that it is of; what was checked out before is not looked at again.
    private readonly ForbiddenPaths _paths;

    // Where there is one, git itself brings the files: it takes a third of libgit2's time, and runs the filters (Git LFS is one), which are programs.
    private readonly string? _git = Programs.OnPath(OperatingSystem.IsWindows() ? "git.exe" : "git");
    private readonly bool _needsGit;

    // A program that came with the repository is not run because somebody asked for a checkout: the same rule as for those that sign.
    private readonly IReadOnlyDictionary<string, string> _ownFilters;

    private readonly string _mark;

    private protected CommitCheckout(GitRepository own, GitRepository repository, string mark)
    {
        (_own, _mark) = (own, mark);
        _paths = new ForbiddenPaths(own.Stored, repository.PathRules);
        _needsGit = repository.HasFilters;
        _ownFilters = repository.OwnFilters();
    }

    /// <summary>The work tree.</summary>
    internal string Folder => _own.WorkTree!;

    private protected GitRepository Own => _own;

    /// <summary>Checks a commit out, with HEAD detached at it.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="keep">What no commit has, such as what a build made, stays; else it is deleted.</param>
    /// <exception cref="MaintainerException">FilterNeedsGit, FilterProgramOfRepository, PathForbidden, WorktreeFailed.</exception>
    internal void CheckOut(Oid commit, bool keep)
    {
        Oid tree = _own.Stored.ReadCommit(commit).Tree;
        _paths.Require(tree, Oid.Zero, $"commit {commit.Abbreviate()}");
        File.WriteAllText(Path.Combine(_own.GitDirectory, "HEAD"), commit + "\n");
        try
        {
            if (!keep)
                RemoveUnknown(tree);
            if (_git is not null)
            {
                ResetByGit(_git);
                return;
            }
            if (_needsGit)
                throw new MaintainerException("FilterNeedsGit", ErrorKind.ResourceUnavailable, Folder, Folder);
            using Repository checkout = StoredObjects.Open(Folder, _own.Stored);
            checkout.Reset(ResetMode.Hard, checkout.Lookup<Commit>(commit.ToString()));
        }
        catch (Exception e) when (NativeGit.IsFailure(e) || e is IOException or UnauthorizedAccessException)
        {
            throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, commit.ToString(), e, [Folder, e.Message]);
        }
    }

    /// <summary>Closes what is open; the files go with the record of the run.</summary>
    public virtual void Dispose() => _own.Dispose();

    private void ResetByGit(string git)
    {
        var start = new System.Diagnostics.ProcessStartInfo(git);
        foreach (string argument in (string[])["-c", "core.fsmonitor=false", "reset", "--hard", "--quiet", "HEAD"])
            start.ArgumentList.Add(argument);
        var environment = new Dictionary<string, string> { [MarkedProcesses.Variable] = _mark };
        EnvironmentSettings.Add(environment, WithoutPrograms());
        using var log = new CommandLog(Path.Combine(_own.GitDirectory, "reset.log"));
        int? code = CommandProcess.Run(start, Folder, environment, log, null, default);
        if (code == 0)
            return;
        // git names the filter that it wanted, and could not run.
        string said = log.Tail.Trim();
        if (_ownFilters.FirstOrDefault(filter => said.Contains($"filter {filter.Key} ", StringComparison.Ordinal)).Value is { } setting)
            throw new MaintainerException("FilterProgramOfRepository", ErrorKind.PermissionDenied, setting, setting, said.Split('\n')[0]);
        throw new MaintainerException("WorktreeFailed", ErrorKind.InvalidOperation, Folder, Folder, said);
    }

    /// <summary>No hook is run; a filter of the repository's own is without a program, and where one is needed git fails.</summary>
    private IEnumerable<(string Key, string Value)> WithoutPrograms() =>
    [
        ("core.hooksPath", Path.Combine(_own.GitDirectory, "no-hooks")),
        .. _ownFilters.Keys.SelectMany(filter => ((string, string)[])
        [
            ($"filter.{filter}.smudge", ""), ($"filter.{filter}.clean", ""), ($"filter.{filter}.process", ""), ($"filter.{filter}.required", "true"),
        ]),
    ];

    /// <summary>Deletes what the commit does not have, whatever made it. A repository in it, such as a submodule that was filled, goes as well.</summary>
    private void RemoveUnknown(Oid tree)
    {
        var open = new Stack<(string Folder, Oid Tree)>();
        open.Push((Folder, tree));
        while (open.TryPop(out (string Folder, Oid Tree) at))
        {
            var known = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
            foreach (TreeEntry entry in _own.Stored.ReadTree(at.Tree).Entries)
                known[entry.NameText] = entry;
            // By the kind that the folder itself tells: asking for each file costs more than all the rest.
            var found = new FileSystemEnumerable<(string Name, bool IsFolder)>(at.Folder,
                (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0),
                new EnumerationOptions { AttributesToSkip = 0 });
            foreach ((string name, bool isFolder) in found)
            {
                string path = Path.Combine(at.Folder, name);
                if (name == ".git" && at.Folder == Folder)
                    continue;
                if (!known.TryGetValue(name, out TreeEntry entry) || (isFolder != entry.IsTree && entry.Mode != EntryMode.Submodule))
                    Remove(path, isFolder);
                else if (entry.IsTree)
                    open.Push((path, entry.Id));
                else if (isFolder && Directory.EnumerateFileSystemEntries(path).Any())
                    Remove(path, true);
            }
        }

        static void Remove(string path, bool isFolder)
        {
            if (isFolder)
                DiskFiles.DeleteFolder(path);
            else
                HeldFiles.Try(() => File.Delete(path));
        }
    }
}
