using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>Writes down what a plan is to move.</summary>
internal sealed class MoveRecorder(GitRepository repository)
{
    /// <summary>Refs and locks; what depends on the state of things comes when they are locked.</summary>
    internal MoveRecord Record(MovePlan plan)
    {
        var locks = new SortedSet<string>(StringComparer.Ordinal);
        if (plan.Updates.Count > 0)
            locks.Add(MoveRecord.PackedRefsLock);
        foreach (RefUpdate update in plan.Updates)
        {
            locks.Add(update.Name + ".lock");
            foreach ((string git, string? folder) in WorkTreeList.HeadsAt(repository, update.Name))
            {
                locks.Add(Path.Combine(git, "HEAD.lock"));
                if (folder is not null)
                    locks.Add(Path.Combine(git, "index.lock"));
            }
        }
        foreach (LinkedWorktree worktree in new[] { plan.Shown?.Worktree, plan.Dropped }.OfType<LinkedWorktree>())
        {
            locks.Add(Path.Combine(worktree.NameOf(repository), "HEAD.lock"));
            locks.Add(Path.Combine(worktree.NameOf(repository), "index.lock"));
        }
        return new MoveRecord
        {
            Command = plan.Command,
            Message = plan.Message.ReplaceLineEndings(" "),
            Time = DateTimeOffset.UtcNow,
            Undoes = plan.Undoes,
            Locks = [.. locks],
            // What keeps old tips comes first, and goes last.
            Refs = [.. plan.Updates.OrderBy(u => !MoveRecord.IsOwn(u.Name) ? 1 : u.NewId.IsZero ? 2 : 0)
                .Select(u => new RecordedMove { Name = u.Name, Old = u.OldId.ToString(), New = u.NewId.ToString(), WorkTree = u.WorkTree })],
            Linked = [.. Linked(plan)],
            States = [.. (plan.Shown?.Content.Files(plan.Shown.Worktree.AdminDirectory) ?? []).Select(f => new StateMove
                { Path = Path.GetRelativePath(repository.CommonDirectory, f.Path), WasThere = File.Exists(f.Path) })],
        };
    }

    /// <summary>The work trees that follow, with the files that change, and the lines that the logs get. The locks are held.</summary>
    /// <exception cref="MaintainerException">RefMoved: a work tree has checked a branch out since.</exception>
    internal void AddTrees(MoveRecord record, OperationFolder folder)
    {
        var refs = new RefFiles(repository, folder);
        foreach (RecordedMove move in record.Refs)
        {
            List<(string Git, string? Folder)> heads = [.. WorkTreeList.HeadsAt(repository, move.Name)];
            foreach ((string git, string? workTree) in heads)
            {
                if (!record.Locks.Contains(Path.Combine(git, "HEAD.lock")))
                    throw new MaintainerException("RefMoved", ErrorKind.ResourceUnavailable, move.Name, Path.Combine(git, "HEAD"), "elsewhere", move.Name);
                if (workTree is not null && !move.NewId.IsZero)
                    record.Trees.Add(TreeOf(record, move, git, workTree));
            }
            move.Logs.AddRange(refs.LinesFor(move.Name, move.OldId, move.NewId, record.Message, heads.Select(h => h.Git)));
        }
    }

    /// <summary>The work tree that gets another conflict, with the files that change. Its locks are held.</summary>
    internal void AddShown(MoveRecord record, ShownConflict shown)
    {
        IEnumerable<(string Path, TreeValue Old, TreeValue New)> changes = TreeChanges.Between(repository.Objects, shown.Tree, shown.Content.Tree);
        record.Trees.Add(new TreeMove
        {
            GitDirectory = shown.Worktree.NameOf(repository),
            Branch = shown.Worktree.Folder,
            KeepsFiles = false,
            Stage = StageFor(record, shown.Worktree.Folder),
            Files = [.. changes.Select(c => FileMove.Of(c.Path, c.Old, c.New))],
            Conflicts = [.. shown.Content.Conflicts.Select(ConflictRecord.Of)],
        });
    }

    private IEnumerable<LinkedMove> Linked(MovePlan plan)
    {
        string common = repository.CommonDirectory;
        if (plan.Dropped is { } gone)
            yield return new LinkedMove { GitDirectory = gone.NameOf(repository), Folder = Path.GetRelativePath(common, gone.Folder), IsMade = false };
        if (plan.Made is not { } made)
            yield break;
        string? first = null;
        for (string? above = Path.GetDirectoryName(made.Folder); above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
            first = above;
        yield return new LinkedMove
        {
            GitDirectory = LinkedWorktree.NewNameFor(repository, made.Folder),
            Folder = Path.GetRelativePath(common, made.Folder),
            IsMade = true,
            HadFolder = Directory.Exists(made.Folder),
            FirstAbove = first is null ? null : Path.GetRelativePath(common, first),
        };
    }

    private string? StageFor(MoveRecord record, string workTree) =>
        IsOnOneFileSystem(workTree, repository.CommonDirectory) ? null : OperationFolder.StagePrefix + record.Id;

    private TreeMove TreeOf(MoveRecord record, RecordedMove move, string git, string workTree)
    {
        IEnumerable<(string Path, TreeValue Old, TreeValue New)> changes = TreeChanges.Between(repository.Objects, TreeAt(move.OldId), TreeAt(move.NewId));
        bool keepsFiles = move.WorkTree != WorkTreeUpdate.FilesAndIndex && workTree == repository.WorkTree;
        return new TreeMove
        {
            GitDirectory = git,
            Branch = move.Name,
            KeepsFiles = keepsFiles,
            Stage = StageFor(record, workTree),
            Files = keepsFiles && move.WorkTree == WorkTreeUpdate.Untouched ? [] : [.. changes.Select(c => FileMove.Of(c.Path, c.Old, c.New))],
        };
    }

    private Oid TreeAt(Oid commit) => commit.IsZero ? Oid.Zero : repository.Objects.ReadCommit(commit).Tree;

    /// <summary>A rename does not reach from one file system to another.</summary>
    private static bool IsOnOneFileSystem(string workTree, string common)
    {
        if (common.StartsWith(workTree + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return true;
        string[] mounts = [.. DriveInfo.GetDrives().Select(d => Path.TrimEndingDirectorySeparator(d.Name)).OrderByDescending(n => n.Length)];
        return MountOf(workTree) == MountOf(common);

        string MountOf(string path) => mounts.FirstOrDefault(m => path == m
            || path.StartsWith(Path.EndsInDirectorySeparator(m) ? m : m + Path.DirectorySeparatorChar, StringComparison.Ordinal)) ?? "";
    }
}
