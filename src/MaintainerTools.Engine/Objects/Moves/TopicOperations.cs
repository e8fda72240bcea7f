using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>What was moved in a repository: lists it, finishes what was cut off or takes it back, undoes what was carried out.</summary>
public sealed class TopicOperations(GitRepository repository)
{
    /// <summary>All operations, the newest first.</summary>
    public IReadOnlyList<TopicOperation> List()
    {
        // In this order: one that closes meanwhile is in both rather than in none.
        List<MoveRecord> open = OperationFolder.Open(repository), closed = OperationFolder.Closed(repository);
        open.RemoveAll(o => closed.Exists(c => c.Id == o.Id));
        Dictionary<string, string> undoneBy = closed.Where(r => r is { Undoes: not null, State: TopicOperationState.Done })
            .GroupBy(r => r.Undoes!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Id, StringComparer.Ordinal);
        return [.. open.Select(r => Describe(r, isOpen: true, null))
            .Concat(closed.Select(r => Describe(r, isOpen: false, undoneBy.GetValueOrDefault(r.Id))))
            .OrderByDescending(o => o.Time).ThenByDescending(o => o.Id, StringComparer.Ordinal)];
    }

    /// <summary>The operation of that name; without a name the one that was cut off, and where none was, the newest that stands.</summary>
    /// <exception cref="MaintainerException">OperationNotFound.</exception>
    public TopicOperation Find(string? id)
    {
        IReadOnlyList<TopicOperation> all = List();
        return (id is null
                ? all.FirstOrDefault(o => o.IsCutOff) ?? all.FirstOrDefault(o => o is { State: TopicOperationState.Done, Undoes: null })
                : all.FirstOrDefault(o => o.Id == id))
            ?? throw new MaintainerException(id is null ? "NoOperation" : "OperationNotFound", ErrorKind.ObjectNotFound, id ?? repository.CommonDirectory,
                id ?? repository.WorkTree ?? repository.CommonDirectory);
    }

    /// <summary>The operation of that name; without a name the one that was cut off.</summary>
    /// <exception cref="MaintainerException">OperationNotFound, NothingCutOff.</exception>
    public TopicOperation FindCutOff(string? id) => id is not null ? Find(id)
        : List().FirstOrDefault(o => o.IsCutOff) ?? throw new MaintainerException("NothingCutOff", ErrorKind.ObjectNotFound, repository.CommonDirectory,
            repository.WorkTree ?? repository.CommonDirectory);

    /// <summary>Finishes an operation that was cut off; one that had moved nothing yet is forgotten.</summary>
    /// <exception cref="MaintainerException">NothingToResume, OperationRunning, OperationElsewhere, OperationOvertaken,
    /// FileChangedMeanwhile, OperationNotEnded.</exception>
    public TopicOperation Resume(TopicOperation operation, bool force)
    {
        ArgumentNullException.ThrowIfNull(operation);
        MoveRecord record = OperationFolder.Open(repository).Find(r => r.Id == operation.Id)
            ?? throw new MaintainerException("NothingToResume", ErrorKind.InvalidOperation, operation.Id, operation.Id);
        return End(record, force, finish: true);
    }

    /// <summary>The refs that undoing moves: none where the operation is still open.</summary>
    /// <exception cref="MaintainerException">AlreadyUndone, OperationTakenBack, OperationBuiltOn, NothingToUndo, and what makes a move impossible.</exception>
    public OperationUndo PlanUndo(TopicOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return OperationFolder.Open(repository).Find(r => r.Id == operation.Id) is { } open
            ? OperationUndo.OfOpen(open)
            : OperationUndo.OfClosed(repository, operation, OperationFolder.Closed(repository).Find(r => r.Id == operation.Id)
                ?? throw new MaintainerException("OperationNotFound", ErrorKind.ObjectNotFound, operation.Id, operation.Id));
    }

    /// <summary>Takes an operation back. Returns it as it is then; for one that was closed, the operation that undid it.</summary>
    /// <exception cref="MaintainerException">As <see cref="Resume"/> and <see cref="BranchMove.Apply"/>.</exception>
    public TopicOperation Undo(OperationUndo undo, bool force, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(undo);
        if (undo.Plan is not null)
            return Find(new BranchMove(repository).Apply(undo.Plan, monitor));
        TopicOperation ended = End(undo.Open, force, finish: false);
        // One that was carried out and only not cleared is undone as any other; but for a work tree that is not kept, it can only be cleared.
        return ended.State != TopicOperationState.Done || undo.Open.Linked.Exists(l => !l.IsMade) ? ended : Undo(PlanUndo(ended), force, monitor);
    }

    private TopicOperation End(MoveRecord record, bool force, bool finish)
    {
        if (OperationFolder.IsElsewhere(record) && !force)
            throw new MaintainerException("OperationElsewhere", ErrorKind.ResourceUnavailable, record.Id, record.Id,
                record.Owner!.Host, record.Owner.ProcessId);
        using OperationFolder folder = OperationFolder.TakeOver(repository, record)
            ?? throw new MaintainerException("OperationRunning", ErrorKind.ResourceUnavailable, record.Id, record.Id, record.Command, record.Owner?.ProcessId);
        record = folder.Record;
        return BranchMove.Guard(record.Command, () =>
        {
            OperationFolder.Open(repository, sweep: true);
            var journal = new MoveJournal(repository, folder);
            bool isHalfWay = record.State is TopicOperationState.Moving or TopicOperationState.TakingBack
                || (record.State == TopicOperationState.Moved && !finish && journal.HoldsLocks);
            if (force && isHalfWay && !journal.IsInOwnState)
            {
                journal.Finish(TopicOperationState.LetGo);
                return Describe(record, isOpen: false, null);
            }
            switch (record.State)
            {
                case TopicOperationState.Preparing:
                    // Whatever the plan was, nobody has begun it.
                    record.State = TopicOperationState.TakenBack;
                    journal.Abandon();
                    break;
                case TopicOperationState.Done or TopicOperationState.TakenBack or TopicOperationState.LetGo:
                    journal.Finish(record.State);
                    break;
                case TopicOperationState.Moved when finish || !journal.HoldsLocks:
                    journal.Finish(TopicOperationState.Done);
                    break;
                case TopicOperationState.Moving when finish:
                    new OperationLocks(repository, folder).Take();
                    journal.RequireOwnStates();
                    RequireObjects(record.Refs.Select(r => r.NewId), record);
                    Carry(record, () =>
                    {
                        journal.Forward(() => { });
                        record.State = TopicOperationState.Moved;
                        folder.Save();
                    });
                    journal.Finish(TopicOperationState.Done);
                    break;
                default:
                    new OperationLocks(repository, folder).Take();
                    journal.RequireOwnStates();
                    RequireObjects(record.Refs.Select(r => r.OldId), record);
                    journal.TrySave(TopicOperationState.TakingBack);
                    Carry(record, journal.Back);
                    journal.Finish(TopicOperationState.TakenBack);
                    break;
            }
            return Describe(record, isOpen: false, null);
        });
    }

    private static void Carry(MoveRecord record, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (FileCalls.IsFailure(e) || e is MaintainerException)
        {
            throw new MaintainerException("OperationNotEnded", ErrorKind.ResourceUnavailable, record.Id, e, [record.Id, record.Command, e.Message]);
        }
    }

    private void RequireObjects(IEnumerable<Oid> ids, MoveRecord record)
    {
        foreach (Oid id in ids.Where(id => !id.IsZero && !repository.Stored.Contains(id)))
            throw new MaintainerException("ObjectsGone", ErrorKind.ResourceUnavailable, id.ToString(), id, record.Command);
    }

    private TopicOperation Describe(MoveRecord record, bool isOpen, string? undoneBy)
    {
        bool isCutOff = isOpen && OperationFolder.IsCutOff(repository, record);
        return new TopicOperation
        {
            Id = record.Id,
            Time = record.Time.ToLocalTime(),
            Command = record.Command,
            Message = record.Message,
            State = undoneBy is null ? record.State : TopicOperationState.Undone,
            IsCutOff = isCutOff,
            Ref = [.. record.Refs.Where(r => !MoveRecord.IsOwn(r.Name)).Select(r => new MovedRef { Name = r.Name, Old = Text(r.OldId), New = Text(r.NewId) })],
            Backup = [.. record.Refs.Where(r => r.Name.StartsWith(RepositoryWriter.BackupPrefix, StringComparison.Ordinal) && r.OldId.IsZero)
                .Select(r => r.Name)],
            WorkTree = [.. record.Trees.Select(t => WorkTreeList.FolderOf(repository, t.GitDirectory)).OfType<string>(),
                .. record.Linked.Select(l => Path.GetFullPath(l.Folder, repository.CommonDirectory))],
            Undoes = record.Undoes,
            UndoneBy = undoneBy,
            NextCommand = isCutOff ? $"Resume-TopicOperation {record.Id} (or Undo-TopicOperation {record.Id})" : null,
            Repository = repository.WorkTree ?? repository.CommonDirectory,
        };

        static string? Text(Oid id) => id.IsZero ? null : id.ToString();
    }
}
