using System.Text.Json;
using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Picks;

/// <summary>A linked worktree in which a conflict waits to be resolved with the usual tools; whatever it is of, no branch moves until it is.</summary>
/// <param name="worktree">The worktree.</param>
/// <param name="command">The cmdlet that left the conflict there.</param>
internal sealed class ConflictWorktree(LinkedWorktree worktree, string command)
{
    /// <summary>Where the files are.</summary>
    internal string Folder => worktree.Folder;

    /// <summary>Makes one: it is there whole, or not at all.</summary>
    /// <param name="workspace">The repository.</param>
    /// <param name="scratch">What is in memory so far.</param>
    /// <param name="command">The cmdlet that leaves the conflict there.</param>
    /// <param name="content">What it shows.</param>
    /// <param name="folder">A folder that is not there, or empty.</param>
    /// <exception cref="MaintainerException">WorktreeFolderTaken, WorktreeFailed, PathForbidden and those of <see cref="BranchMove.Apply"/>.</exception>
    internal static string Create(Workspace workspace, ScratchStore scratch, string command, Func<ConflictContent> content, string folder)
    {
        string full = LinkedWorktree.RequireRoom(folder);
        ConflictContent shown = content();
        new BranchMove(workspace.Repository).Apply(
            NewMove(workspace, scratch, command, shown, "left in " + full, new NewWorktree(full, shown), null), workspace.Monitor);
        return full;
    }

    /// <summary>Finds the one in which the repository was opened, else the only one that it has.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="command">The cmdlet whose conflict is looked for.</param>
    /// <param name="read">Reads the state that is kept with a worktree; null where it has none of this cmdlet.</param>
    /// <exception cref="MaintainerException">NoPickInProgress, SeveralPicksInProgress.</exception>
    internal static (LinkedWorktree Worktree, T State) Find<T>(GitRepository repository, string command, Func<string, T?> read)
        where T : class
    {
        if (LinkedWorktree.Of(repository) is { } here && read(here.AdminDirectory) is { } own)
            return (here, own);
        string all = Path.Combine(repository.CommonDirectory, "worktrees");
        var found = new List<string>();
        foreach (string admin in Directory.Exists(all) ? Directory.GetDirectories(all) : [])
        {
            if (read(admin) is not null)
                found.Add(Path.GetDirectoryName(File.ReadAllText(Path.Combine(admin, "gitdir")).Trim())!);
        }
        switch (found)
        {
            case []:
                throw new MaintainerException("NoPickInProgress", ErrorKind.ObjectNotFound, repository.GitDirectory,
                    repository.WorkTree ?? repository.GitDirectory, command);
            case [string folder]:
                using (GitRepository there = GitRepository.Open(folder, folder))
                    return Find(there, command, read);
            default:
                throw new MaintainerException("SeveralPicksInProgress", ErrorKind.InvalidArgument, repository.GitDirectory, string.Join(", ", found));
        }
    }

    /// <summary>The state kept in a file beside a worktree; null where there is none.</summary>
    /// <exception cref="MaintainerException">PickStateDamaged.</exception>
    internal static T? ReadState<T>(string file)
        where T : class
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(file)) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MaintainerException("PickStateDamaged", ErrorKind.InvalidData, file, file, e.Message);
        }
    }

    /// <summary>Puts the next conflict into the worktree.</summary>
    /// <exception cref="MaintainerException">UntrackedFileInTheWay and the others of <see cref="BranchMove.Apply"/>.</exception>
    internal void ShowNext(Workspace workspace, ScratchStore scratch, Oid tip, ConflictContent content)
    {
        (Oid tree, _) = Resolution(workspace.Scratch, tip);
        var shown = new ShownConflict(worktree, tree, content);
        new BranchMove(workspace.Repository).Apply(NewMove(workspace, scratch, command, content, "shown in " + Folder, null, shown), workspace.Monitor);
    }

    /// <summary>
    /// Deletes the worktree, to give up. No branch has moved. The commits that its HEAD has on top of where it began stay under a backup ref, for conflicts
    /// may have been resolved in them. Returns its name; null where there are none.
    /// </summary>
    /// <param name="workspace">The repository.</param>
    /// <param name="branch">The branch's full name, for the backup's.</param>
    /// <param name="known">Commits that are kept anyway.</param>
    /// <param name="force">Deletes it also where something was done in it since the conflict was left there.</param>
    /// <exception cref="MaintainerException">WorktreeHasWork and those of <see cref="BranchMove.Apply"/>.</exception>
    internal string? Abort(Workspace workspace, string branch, IReadOnlyList<Oid> known, bool force)
    {
        GitRepository repository = workspace.Repository;
        if (!force && !LinkedTreeMove.IsAsLeft(repository, worktree))
            throw new MaintainerException("WorktreeHasWork", ErrorKind.InvalidOperation, Folder, Folder, command);
        var move = new MovePlan(repository, command) { Message = $"{command}: given up in {Folder}", Dropped = worktree };
        Oid head;
        using (GitRepository there = GitRepository.Open(Folder, Folder))
            head = there.ResolveCommit("HEAD");
        string? backup = null;
        if (!known.Contains(head))
        {
            backup = new RepositoryWriter(repository).NewBackupName(branch, DateTimeOffset.UtcNow);
            move.Move(new RefUpdate(backup, Oid.Zero, head));
        }
        new BranchMove(repository).Apply(move, workspace.Monitor);
        return backup;
    }

    /// <summary>Lets the worktree go in the same move as the branch goes to what was made.</summary>
    internal void GoWith(MovePlan move) => move.Dropped = worktree;

    /// <summary>Throws where something in it would go with it that is in no commit, as git worktree remove refuses it.</summary>
    /// <exception cref="MaintainerException">WorktreeHasUntracked.</exception>
    internal void RequireNothingUntracked()
    {
        if (LinkedWorktree.FirstUntracked(Folder) is { } untracked)
            throw new MaintainerException("WorktreeHasUntracked", ErrorKind.InvalidOperation, untracked, untracked, Folder, command);
    }

    /// <summary>The resolved tree, and the commit where one was made.</summary>
    /// <param name="scratch">Gets the tree.</param>
    /// <param name="tip">The commit on which the conflict is.</param>
    /// <exception cref="MaintainerException">IndexUnmerged, WorktreeMoved, ResolutionNotAdded, ResolutionNotCommitted.</exception>
    internal (Oid Tree, CommitObject? Written) Resolution(ScratchStore scratch, Oid tip)
    {
        using GitRepository there = GitRepository.Open(Folder, Folder);
        Oid head = there.ResolveCommit("HEAD");
        CommitObject? made = head == tip ? null : there.Objects.ReadCommit(head);
        if (made is not null && (made.Parents is not [Oid parent, ..] || parent != tip))
            throw new MaintainerException("WorktreeMoved", ErrorKind.InvalidOperation, Folder, Folder, tip.Abbreviate(), head.Abbreviate());
        Oid tree = LinkedWorktree.TryWriteTree(there, scratch, there.Objects.ReadCommit(head).Tree, out string? unmerged)
            ?? throw new MaintainerException("IndexUnmerged", ErrorKind.InvalidOperation, Folder, Folder, unmerged);
        // Whatever is neither in the index nor in a commit would go with the worktree.
        if (LinkedWorktree.FirstNotAdded(there) is { } changed)
            throw new MaintainerException("ResolutionNotAdded", ErrorKind.InvalidOperation, changed, changed, Folder);
        return made is null || made.Tree == tree
            ? (tree, made)
            : throw new MaintainerException("ResolutionNotCommitted", ErrorKind.InvalidOperation, Folder, Folder, head.Abbreviate());
    }

    private static MovePlan NewMove(Workspace workspace, ScratchStore scratch, string command, ConflictContent content, string what, NewWorktree? made,
        ShownConflict? shown) =>
        new(workspace.Repository, command)
        {
            Scratch = scratch,
            Message = $"{command}: conflict of {content.Picked.Abbreviate()} {what}",
            Made = made,
            Shown = shown,
        };
}
