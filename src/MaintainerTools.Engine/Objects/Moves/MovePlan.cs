using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>What an operation is to move: refs, and with them the work trees that have one of them checked out.</summary>
/// <param name="repository">The repository.</param>
/// <param name="command">The cmdlet that asks for it.</param>
public sealed class MovePlan(GitRepository repository, string command)
{
    private readonly List<RefUpdate> _updates = [];

    /// <summary>The cmdlet that asks for it.</summary>
    public string Command { get; } = command;

    /// <summary>What it does, for the reflog.</summary>
    public string Message { get; set; } = "";

    /// <summary>Has the new objects; null where all are written.</summary>
    public ScratchStore? Scratch { get; init; }

    /// <summary>The operation that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>A linked work tree to make; null for none.</summary>
    internal NewWorktree? Made { get; init; }

    /// <summary>A linked work tree that gets another conflict to show; null for none.</summary>
    internal ShownConflict? Shown { get; init; }

    /// <summary>A linked work tree that goes away; null for none.</summary>
    internal LinkedWorktree? Dropped { get; set; }

    /// <summary>The objects that must be there: what the refs go to, and what the work trees show.</summary>
    internal IEnumerable<Oid> Needed => _updates.Select(u => u.NewId).Concat(Made?.Content.Objects ?? []).Concat(Shown?.Content.Objects ?? [])
        .Where(id => !id.IsZero).Distinct();

    /// <summary>The refs, in the order in which they were added.</summary>
    public IReadOnlyList<RefUpdate> Updates => _updates;

    /// <summary>Moves a ref.</summary>
    public void Move(RefUpdate update) => _updates.Add(update);

    /// <summary>Moves a branch; where it replaces what the branch had, a backup ref keeps that. Returns its name, null where nothing is kept.</summary>
    public string? Move(RefUpdate update, bool keepsOld)
    {
        ArgumentNullException.ThrowIfNull(update);
        string? backup = keepsOld && !update.OldId.IsZero ? new RepositoryWriter(repository).NewBackupName(update.Name, DateTimeOffset.UtcNow) : null;
        if (backup is not null)
            Move(new RefUpdate(backup, Oid.Zero, update.OldId));
        Move(update);
        return backup;
    }
}
