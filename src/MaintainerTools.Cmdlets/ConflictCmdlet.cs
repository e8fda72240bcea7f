using System;
using MaintainerTools.Engine;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Cmdlets;

/// <summary>A cmdlet that can leave a conflict in a linked worktree, and go on from there or give up.</summary>
public abstract class ConflictCmdlet : RepositoryCmdlet
{
    // Of the worktree that -Continue and -Abort name.
    private string? _common;

    /// <summary>The conflict that was left in a folder, or without one in the only worktree that has one.</summary>
    /// <param name="worktree">The folder as it was given; null: none was.</param>
    /// <param name="command">The cmdlet's name, for errors.</param>
    /// <param name="find">Finds it in a repository.</param>
    private protected T Left<T>(string? worktree, string command, Func<GitRepository, T> find)
    {
        if (worktree is null)
            return find(Git);
        string folder = GetUnresolvedProviderPathFromPSPath(worktree);
        using GitRepository there = GitRepository.Open(folder, folder);
        if (Repository is not null && Git.CommonDirectory != there.CommonDirectory)
            throw new MaintainerException("NoPickInProgress", ErrorKind.ObjectNotFound, folder, Git.WorkTree ?? Git.GitDirectory, command);
        _common = there.CommonDirectory;
        return find(there);
    }

    /// <summary>A workspace in the repository that -WorkTree with -Continue or -Abort belongs to, wherever one is; else in the usual one.</summary>
    private protected Workspace There() => _common is null ? Work() : Work(_common);
}
