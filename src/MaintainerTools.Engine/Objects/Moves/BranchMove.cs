using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// The one way in which branches are moved. Objects first, and whether they are there is looked at again under the locks; then git's own locks, then
/// every file that will change is looked at and the new ones put together, then the record says what is to be done, and only then refs, files and
/// index move, by renames. Whatever fails on the way is taken back at once; whatever is cut off is finished or taken back by its record.
/// </summary>
public sealed class BranchMove(GitRepository repository)
{
    // How often it is begun where a git gc, running again and again, takes the new objects before a ref has them.
    private const int MostTrials = 3;

    /// <summary>Throws where the plan cannot be carried out. Called while planning, so that -WhatIf says it as well.</summary>
    /// <exception cref="MaintainerException">OperationOpen, and those of <see cref="RepositoryWriter.Check"/>.</exception>
    public void Check(MovePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        OpenOperations.RequireNone(repository, new MoveRecorder(repository).Record(plan));
        new RepositoryWriter(repository).Check(plan.Updates.Where(u => !MoveRecord.IsOwn(u.Name)), plan.Scratch);
    }

    /// <summary>
    /// Throws where what was cut off has to do with these branches, before anything else is said of them: what it left half way is no change of the user's.
    /// </summary>
    /// <exception cref="MaintainerException">OperationOpen.</exception>
    public void RequireFree(params IEnumerable<string> branches)
    {
        ArgumentNullException.ThrowIfNull(branches);
        var plan = new MovePlan(repository, "");
        foreach (string branch in branches)
            plan.Move(new RefUpdate(branch, Oid.Zero, Oid.Zero));
        OpenOperations.RequireNone(repository, new MoveRecorder(repository).Record(plan));
    }

    /// <summary>Moves all that the plan says, or nothing. Returns the operation's id.</summary>
    /// <exception cref="MaintainerException"> OperationOpen; RefMoved, RefLocked, IndexLocked and those of <see cref="RepositoryWriter.Check"/>;
    /// ObjectWriteFailed, ObjectsGone, PathForbidden, FileNotWritable, FileChangedMeanwhile, OperationFailed: nothing is moved then. OperationCutOff:
    /// it was begun and could be neither finished nor taken back. OperationNotCleared: it is carried out, and its locks stay.
    /// </exception>
    public string Apply(MovePlan plan, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(monitor);
        for (int trial = 1; ; trial++)
        {
            if (TryApply(plan, monitor, isLast: trial == MostTrials) is { } id)
                return id;
        }
    }

    /// <summary>One trial; null where a git gc took what was written for it, nothing is moved, and it is worth another.</summary>
    private string? TryApply(MovePlan plan, IOperationMonitor monitor, bool isLast)
    {
        MoveRecord record = new MoveRecorder(repository).Record(plan);
        OpenOperations.RequireNone(repository, record);
        // What the refs may lose by being moved is looked at before anything is written, and again under the locks.
        new RepositoryWriter(repository).Check(plan.Updates, plan.Scratch);
        using OperationFolder folder = Guard(plan.Command, () => OperationFolder.Begin(repository, record));
        var objects = new MoveObjects(repository, folder, plan, monitor);
        bool wereTaken = false;
        MoveJournal journal;
        try
        {
            journal = Prepare(plan, folder, objects, monitor, ref wereTaken);
        }
        catch (MaintainerException) when (wereTaken && !isLast)
        {
            return null;
        }
        Carry(plan, folder, objects, journal);
        return record.Id;
    }

    /// <summary>Up to the point where the record says what is to be done; whatever is in the way, nothing has moved and nothing is left.</summary>
    private MoveJournal Prepare(MovePlan plan, OperationFolder folder, MoveObjects objects, IOperationMonitor monitor, ref bool wereTaken)
    {
        MoveJournal? journal = null;
        try
        {
            return Guard(plan.Command, () =>
            {
                objects.Write();
                new OperationLocks(repository, folder).Take();
                objects.Ensure();
                new MoveRecorder(repository).AddTrees(folder.Record, folder);
                if (plan.Shown is { } shown)
                    new MoveRecorder(repository).AddShown(folder.Record, shown);
                journal = new MoveJournal(repository, folder);
                journal.RequireUnmoved();
                new RepositoryWriter(repository).Check(plan.Updates, hasLocks: true);
                journal.Stage(plan, monitor);
                monitor.Cancellation.ThrowIfCancellationRequested();
                folder.Record.State = TopicOperationState.Moving;
                folder.Save();
                return journal;
            });
        }
        catch (Exception e)
        {
            wereTaken = e is MaintainerException && objects.WereTaken();
            try
            {
                (journal ?? new MoveJournal(repository, folder)).Abandon();
            }
            catch (Exception left) when (left is IOException or UnauthorizedAccessException)
            {
                throw new MaintainerException("OperationNotCleared", ErrorKind.ResourceUnavailable, folder.Record.Id, e,
                    [folder.Record.Id, plan.Command + " has moved nothing: " + e.Message, left.Message]);
            }
            throw;
        }
    }

    private static void Carry(MovePlan plan, OperationFolder folder, MoveObjects objects, MoveJournal journal)
    {
        MoveRecord record = folder.Record;
        try
        {
            // A git gc that had begun before the refs were there may have ended since.
            journal.Forward(objects.EnsureMoved);
            record.State = TopicOperationState.Moved;
            folder.Save();
        }
        catch (Exception e) when (FileCalls.IsFailure(e) || e is MaintainerException)
        {
            TakeBack(plan.Command, folder, journal, e);
            throw new MaintainerException("OperationFailed", ErrorKind.ResourceUnavailable, record.Id, e, [plan.Command, e.Message]);
        }
        try
        {
            journal.Finish(TopicOperationState.Done);
            objects.EnsureKept();
        }
        catch (Exception e) when (FileCalls.IsFailure(e))
        {
            throw new MaintainerException("OperationNotCleared", ErrorKind.ResourceUnavailable, record.Id, e,
                [record.Id, plan.Command + " was carried out", e.Message]);
        }
    }

    private static void TakeBack(string command, OperationFolder folder, MoveJournal journal, Exception why)
    {
        try
        {
            journal.Back();
            journal.Abandon();
        }
        catch (Exception e) when (FileCalls.IsFailure(e) || e is MaintainerException)
        {
            throw new MaintainerException("OperationCutOff", ErrorKind.ResourceUnavailable, folder.Record.Id, why,
                [folder.Record.Id, command, why.Message, e.Message]);
        }
    }

    /// <summary>What the system says, as an error of ours.</summary>
    internal static T Guard<T>(string command, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (FileCalls.IsFailure(e))
        {
            throw new MaintainerException("OperationFailed", ErrorKind.ResourceUnavailable, command, e, [command, e.Message]);
        }
    }
}
