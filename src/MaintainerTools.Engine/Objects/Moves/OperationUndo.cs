using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>What taking an operation back comes to: for one that is carried out a move of its refs to where they were.</summary>
public sealed class OperationUndo
{
    private readonly MoveRecord _record;

    private OperationUndo(MoveRecord record, MovePlan? plan) => (_record, Plan) = (record, plan);

    /// <summary>The refs that go back, for people.</summary>
    public IReadOnlyList<MovedRef> Refs => [.. _record.Refs.Where(r => !MoveRecord.IsOwn(r.Name))
        .Select(r => new MovedRef { Name = r.Name, Old = r.NewId.IsZero ? null : r.New, New = r.OldId.IsZero ? null : r.Old })];

    internal MovePlan? Plan { get; }

    internal MoveRecord Open => _record;

    internal static OperationUndo OfOpen(MoveRecord record) => new(record, null);

    internal static OperationUndo OfClosed(GitRepository repository, TopicOperation operation, MoveRecord record)
    {
        switch (operation.State)
        {
            case TopicOperationState.Undone:
                throw new MaintainerException("AlreadyUndone", ErrorKind.InvalidOperation, record.Id, record.Id, operation.UndoneBy);
            case TopicOperationState.TakenBack or TopicOperationState.LetGo:
                throw new MaintainerException("OperationTakenBack", ErrorKind.InvalidOperation, record.Id, record.Id);
        }
        new BranchMove(repository).RequireFree(record.Refs.Select(r => r.Name));
        if (record.Refs.TrueForAll(r => MoveRecord.IsOwn(r.Name)) && !record.Linked.Exists(l => l.IsMade))
            throw new MaintainerException("OperationNotKept", ErrorKind.InvalidOperation, record.Id, record.Id, record.Command,
                operation.WorkTree.FirstOrDefault() ?? record.Trees.FirstOrDefault()?.GitDirectory);
        var plan = new MovePlan(repository, "Undo-TopicOperation")
        {
            Undoes = record.Id,
            Message = $"Undo-TopicOperation: {record.Command} of {record.Id} undone",
        };
        if (record.Linked.Find(l => l.IsMade) is { } made)
            plan.Dropped = LinkedTreeMove.RequireAsMade(repository, record, made);
        Dictionary<string, Oid> now = repository.References().ToDictionary(r => r.Name, r => r.Id, StringComparer.Ordinal);
        foreach (RecordedMove move in record.Refs)
        {
            Oid at = now.GetValueOrDefault(move.Name);
            // A backup that was deleted by hand is missed by nobody, and one that is there again does no harm.
            if (at != move.NewId && MoveRecord.IsOwn(move.Name))
                continue;
            if (at != move.NewId)
                throw new MaintainerException("OperationBuiltOn", ErrorKind.ResourceUnavailable, move.Name, record.Id, move.Name, Show(at),
                    Show(move.NewId), Show(move.OldId));
            if (!move.OldId.IsZero && !repository.Objects.Contains(move.OldId))
                throw new MaintainerException("ObjectsGone", ErrorKind.ResourceUnavailable, move.Old, move.OldId, record.Command);
            plan.Move(new RefUpdate(move.Name, move.NewId, move.OldId) { WorkTree = ModeOf(repository, record, move) });
        }
        new BranchMove(repository).Check(plan);
        return new OperationUndo(record, plan);
    }

    /// <summary>What came from the files of a work tree becomes local changes there again, and what came from its index is staged again.</summary>
    private static WorkTreeUpdate ModeOf(GitRepository repository, MoveRecord record, RecordedMove move)
    {
        if (move.WorkTree == WorkTreeUpdate.FilesAndIndex || record.Trees.Find(t => t.KeepsFiles) is not { } tree)
            return WorkTreeUpdate.FilesAndIndex;
        return WorkTreeList.FolderOf(repository, tree.GitDirectory) == repository.WorkTree
            ? move.WorkTree
            : throw new MaintainerException("OperationOfOtherWorkTree", ErrorKind.InvalidOperation, record.Id, record.Id,
                WorkTreeList.FolderOf(repository, tree.GitDirectory));
    }

    private static string Show(Oid id) => id.IsZero ? "nothing" : id.Abbreviate();
}
