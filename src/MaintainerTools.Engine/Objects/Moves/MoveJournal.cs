using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>Carries a recorded operation on, or back, from wherever it is: each step sees for itself whether it is done.</summary>
internal sealed class MoveJournal
{
    private readonly GitRepository _repository;
    private readonly OperationFolder _folder;
    private readonly MoveRecord _record;
    private readonly RefFiles _refs;
    private readonly List<(WorkTreeFiles? Files, WorkTreeIndex Index)> _trees = [];
    private readonly StateFiles _states;
    private readonly List<LinkedTreeMove> _linked;

    internal MoveJournal(GitRepository repository, OperationFolder folder)
    {
        (_repository, _folder, _record) = (repository, folder, folder.Record);
        _refs = new RefFiles(repository, folder);
        _states = new StateFiles(repository, folder);
        _linked = [.. _record.Linked.Select(l => new LinkedTreeMove(repository, folder, l))];
        foreach (TreeMove tree in _record.Trees)
        {
            // A work tree that was removed since has no files to move.
            if (WorkTreeList.FolderOf(repository, tree.GitDirectory) is { } workTree)
                _trees.Add((tree.KeepsFiles ? null : new WorkTreeFiles(repository, folder, tree, workTree),
                    new WorkTreeIndex(repository, folder, tree, workTree)));
        }
    }

    private IEnumerable<WorkTreeFiles> Files => _trees.Select(t => t.Files).OfType<WorkTreeFiles>();

    /// <summary>False where someone has moved a ref or changed a file since.</summary>
    internal bool IsInOwnState
    {
        get
        {
            try
            {
                RequireOwnStates();
                return true;
            }
            catch (MaintainerException)
            {
                return false;
            }
        }
    }

    /// <summary>Puts together what will be moved.</summary>
    internal void Stage(MovePlan plan, IOperationMonitor monitor)
    {
        _refs.Stage();
        foreach ((WorkTreeFiles? files, WorkTreeIndex index) in _trees)
        {
            files?.Check();
            files?.Stage(monitor);
            index.Stage();
        }
        if (plan.Shown is { } shown)
            _states.Stage(shown.Content.Files(shown.Worktree.AdminDirectory));
        foreach (LinkedTreeMove linked in _linked)
            linked.Stage(plan.Made?.Content);
    }

    /// <summary>Sees to it that the refs are where the operation found them, or where it has put them.</summary>
    /// <exception cref="MaintainerException">OperationOvertaken, SymbolicRef, RefUnreadable, FileChangedMeanwhile.</exception>
    internal void RequireOwnStates()
    {
        foreach (RecordedMove move in _record.Refs)
        {
            Oid now = _refs.Read(move.Name);
            if (now != move.OldId && now != move.NewId)
                throw new MaintainerException("OperationOvertaken", ErrorKind.ResourceUnavailable, move.Name, _record.Id, move.Name, Show(now),
                    Show(move.OldId), Show(move.NewId));
        }
        foreach (WorkTreeFiles files in Files)
            files.RequireUntouched();
        foreach (LinkedTreeMove linked in _linked)
            linked.RequireUntouched();
    }

    /// <summary>Sees to it that each ref is where the plan has it.</summary>
    /// <exception cref="MaintainerException">RefMoved, SymbolicRef, RefUnreadable.</exception>
    internal void RequireUnmoved()
    {
        foreach (RecordedMove move in _record.Refs)
        {
            Oid now = _refs.Read(move.Name);
            if (now != move.OldId)
                throw new MaintainerException("RefMoved", ErrorKind.ResourceUnavailable, move.Name, move.Name, Show(move.OldId), Show(now));
        }
    }

    /// <summary>Refs, files, index.</summary>
    internal void Forward(Action afterRefs)
    {
        foreach (RecordedMove move in _record.Refs)
            _refs.Move(move);
        afterRefs();
        foreach ((WorkTreeFiles? files, WorkTreeIndex index) in _trees)
        {
            files?.Forward();
            index.Forward();
        }
        _states.Forward();
        foreach (TreeMove tree in _record.Trees.Where(t => t.Conflicts.Count > 0))
        {
            // Whether something was done there since is told by this.
            if (WorkTreeList.FolderOf(_repository, tree.GitDirectory) is { } workTree)
                tree.Print = LinkedWorktree.At(workTree, Path.Combine(_repository.CommonDirectory, tree.GitDirectory)).Print();
        }
        foreach (LinkedTreeMove linked in _linked)
            linked.Forward();
    }

    /// <summary>Index, files, refs: the other way round.</summary>
    internal void Back()
    {
        foreach (LinkedTreeMove linked in _linked.AsEnumerable().Reverse())
            linked.Back();
        _states.Back();
        foreach ((WorkTreeFiles? files, WorkTreeIndex index) in _trees.AsEnumerable().Reverse())
        {
            index.Back();
            files?.Back();
        }
        foreach (RecordedMove move in _record.Refs.AsEnumerable().Reverse())
            _refs.TakeBack(move);
    }

    /// <summary>True while nobody else can have changed refs and indexes since they were moved.</summary>
    internal bool HoldsLocks => new OperationLocks(_repository, _folder).HoldsAll;

    /// <summary>
    /// Says how it ended, gives the locks back, removes what was kept and closes the record. Until the record says so all is kept, and it can go either way.
    /// </summary>
    internal void Finish(TopicOperationState state)
    {
        TopicOperationState before = _record.State;
        try
        {
            _record.State = state;
            _folder.Save();
        }
        catch (Exception e) when (state == TopicOperationState.TakenBack && FileCalls.IsFailure(e))
        {
            // Nothing is moved, and forgetting that takes no room.
            Abandon();
            return;
        }
        catch
        {
            _record.State = before;
            throw;
        }
        finally
        {
            // Takes no room on the disk, and others wait for them.
            new OperationLocks(_repository, _folder).Release();
        }
        RemoveStages();
        _folder.Close();
    }

    /// <summary>Gives the locks back and forgets an operation that has moved nothing, or nothing any more.</summary>
    internal void Abandon()
    {
        if (_record.State is TopicOperationState.Moving or TopicOperationState.Moved or TopicOperationState.TakingBack)
            TrySave(TopicOperationState.TakenBack);
        new OperationLocks(_repository, _folder).Release();
        RemoveStages();
        _folder.Delete();
    }

    /// <summary>
    /// Says how far it is, where there is room for it. What is kept is good for either way, whatever the record says; but without its locks an operation
    /// that all was taken back of must not look like one that is half way.
    /// </summary>
    internal void TrySave(TopicOperationState state)
    {
        _record.State = state;
        try
        {
            _folder.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It says what it said before.
        }
    }

    private void RemoveStages()
    {
        _refs.RemoveEmptyLogFolders();
        foreach (WorkTreeFiles files in Files)
            files.RemoveStage();
        foreach (LinkedTreeMove linked in _linked)
            linked.RemoveStage();
    }

    private static string Show(Oid id) => id.IsZero ? "nothing" : id.Abbreviate();
}
