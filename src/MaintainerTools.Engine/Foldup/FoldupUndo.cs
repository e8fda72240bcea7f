using MaintainerTools.Engine.Merging;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Moves;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Rewriting;

namespace MaintainerTools.Engine.Foldup;

/// <summary>Takes a rewritten branch back to where its backup ref says it was, and with it the refs that had moved along.</summary>
public sealed class FoldupUndo(Workspace workspace)
{
    /// <summary>Finds the backup.</summary>
    /// <exception cref="MaintainerException">BackupNotFound, NotABackup, NotALocalBranch, RevisionNotFound, MovedSinceRewrite, RewriteNotRecorded,
    /// FollowerMoved, BranchCheckedOutDirty.</exception>
    public PreparedUndo Prepare(FoldupUndoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        GitRepository repository = workspace.Repository;
        string branch = options.Branch;
        string? backup = options.Backup;
        string name = LocalBranch.FullName(branch);
        new BranchMove(repository).RequireFree(name);
        List<(string Name, Oid Id)> refs = [.. repository.References()];
        (string Name, Oid Id) found = Find(refs, name, backup) ?? throw new MaintainerException("BackupNotFound", ErrorKind.ObjectNotFound, backup ?? branch,
            backup ?? RepositoryWriter.BackupFolder(name));
        (string? current, Oid tip) = refs.FirstOrDefault(r => r.Name == name);
        if (current is null)
            throw new MaintainerException("RevisionNotFound", ErrorKind.ObjectNotFound, branch, branch);
        RewriteRecord? record = RewriteRecord.Read(repository, refs, found.Name);
        Oid rewritten = RewrittenTip(repository, record, name, found.Id);
        if (tip != rewritten && !options.Force)
            throw new MaintainerException(rewritten.IsZero ? "RewriteNotRecorded" : "MovedSinceRewrite", ErrorKind.ResourceUnavailable, name,
                LocalBranch.ShortName(name), tip.Abbreviate(), rewritten.Abbreviate(), found.Name);

        List<RefUpdate> followers = options.BranchOnly || record is null ? [] : [.. record.Moved.Where(m => m.Name != name)];
        string tree = repository.Objects.ReadCommit(found.Id).Tree.ToString();
        var undoing = new PreparedUndo(workspace, new SeriesRewrite
        {
            Branch = name,
            OldTip = tip.ToString(),
            NewTip = found.Id.ToString(),
            ExpectedTree = tree,
            Tree = tree,
            UpdatedRef = [.. followers.Select(f => f.Name)],
        });
        undoing.PlanUpdates(refs, found, new RefUpdate(name, tip, found.Id) { WorkTree = WorkTreeOf(repository, name, tip, found.Id) },
            followers, record, tip != rewritten);
        return undoing;
    }

    /// <summary>The backup by its name, or the branch's newest.</summary>
    private static (string Name, Oid Id)? Find(List<(string Name, Oid Id)> refs, string branch, string? backup)
    {
        string folder = RepositoryWriter.BackupFolder(branch);
        // Undoing drops the ref: it must be none that is there for something else.
        if (backup is not null && (!backup.StartsWith(folder, StringComparison.Ordinal) || RepositoryWriter.BackupTime(folder, backup) is null))
            throw new MaintainerException("NotABackup", ErrorKind.InvalidArgument, backup, backup, branch, folder);
        List<(string Name, Oid Id)> found = backup is null
            ? [.. refs.Where(r => RepositoryWriter.BackupTime(folder, r.Name) is not null).OrderBy(r => RepositoryWriter.BackupTime(folder, r.Name))]
            : refs.FindAll(r => r.Name == backup);
        return found.Count == 0 ? null : found[^1];
    }

    /// <summary>Where the rewrite had put the branch; zero when nothing says so.</summary>
    private static Oid RewrittenTip(GitRepository repository, RewriteRecord? record, string branch, Oid old)
    {
        if (record?.Moved.FirstOrDefault(m => m.Name == branch) is { } move)
            return move.NewId;
        // The other cmdlets that replace a branch keep no record; the reflog's newest entry comes first.
        return repository.MovesOf(branch).FirstOrDefault(m => m.Old == old).New;
    }

    private static WorkTreeUpdate WorkTreeOf(GitRepository repository, string branch, Oid tip, Oid old)
    {
        if (repository.HeadBranch != branch)
            return WorkTreeUpdate.FilesAndIndex;
        // The newest comes first, and only of that is the index as it was left.
        string message = repository.MovesOf(branch).FirstOrDefault(m => m.Old == old && m.New == tip).Message ?? "";
        return message.Contains(PreparedRewrite.FromIndex, StringComparison.Ordinal) ? WorkTreeUpdate.Untouched
            : message.Contains(PreparedRewrite.FromWorkTree, StringComparison.Ordinal) ? WorkTreeUpdate.IndexOnly : WorkTreeUpdate.FilesAndIndex;
    }
}

/// <summary>What is taken back.</summary>
public sealed class FoldupUndoOptions
{
    /// <summary>The branch, by its full name or its short one.</summary>
    public required string Branch { get; init; }

    /// <summary>The backup ref; null: the branch's newest.</summary>
    public string? Backup { get; init; }

    /// <summary>True to leave the refs that moved along where they are.</summary>
    public bool BranchOnly { get; init; }

    /// <summary>True to go back from wherever the branch is now, and keep that in a backup ref.</summary>
    public bool Force { get; init; }

    /// <summary>Those for a rewrite.</summary>
    /// <exception cref="MaintainerException">BackupNotFound: it made a new branch, or there was nothing to do. A backup of that
    /// branch would be another rewrite's.</exception>
    public static FoldupUndoOptions Of(SeriesRewrite rewrite, bool branchOnly = false, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(rewrite);
        string backup = rewrite.Backup
            ?? throw new MaintainerException("BackupNotFound", ErrorKind.ObjectNotFound, rewrite.Branch, RepositoryWriter.BackupFolder(rewrite.Branch));
        return new FoldupUndoOptions { Branch = rewrite.Branch, Backup = backup, BranchOnly = branchOnly, Force = force };
    }
}

/// <summary>The way back, found and checked.</summary>
public sealed class PreparedUndo
{
    private readonly Workspace _workspace;
    private readonly MovePlan _move;

    internal PreparedUndo(Workspace workspace, SeriesRewrite result)
    {
        _workspace = workspace;
        _move = new MovePlan(workspace.Repository, "Undo-FoldupPlan") { Scratch = workspace.Scratch, Message = "foldup: undone" };
        Result = result;
    }

    /// <summary>What is (or would be) done: the branch goes from OldTip, the rewritten one, to NewTip, the one before.</summary>
    public SeriesRewrite Result { get; }

    /// <summary>
    /// Moves the branch back and drops the backup ref; changes that came from the work tree are local changes again, those that were staged are staged again.
    /// </summary>
    /// <exception cref="MaintainerException">RefMoved, RefLocked, BranchCheckedOutDirty.</exception>
    public void Apply()
    {
        new BranchMove(_workspace.Repository).Apply(_move, _workspace.Monitor);
        Result.Applied = true;
    }

    internal void PlanUpdates(List<(string Name, Oid Id)> refs, (string Name, Oid Id) backup, RefUpdate move, List<RefUpdate> followers,
        RewriteRecord? record, bool keepsTip)
    {
        // What was made on top of the rewrite, or instead of it, is in nothing else.
        Result.Backup = _move.Move(move, keepsOld: keepsTip);
        foreach (RefUpdate follower in followers)
        {
            Oid now = refs.Find(r => r.Name == follower.Name).Id;
            if (now != follower.NewId)
                throw new MaintainerException("FollowerMoved", ErrorKind.ResourceUnavailable, follower.Name, follower.Name, follower.NewId.Abbreviate(),
                    now.IsZero ? "gone" : "at " + now.Abbreviate(), move.Name);
            _move.Move(new RefUpdate(follower.Name, follower.NewId, follower.OldId));
        }
        new BranchMove(_workspace.Repository).Check(_move);
        _move.Move(new RefUpdate(backup.Name, backup.Id, Oid.Zero));
        if (record is not null)
            _move.Move(record.Ref);
        if (Result.Backup is not null)
            _move.Move(RewriteRecord.Make(_workspace.Scratch, Result.Backup, [move]));
    }
}
