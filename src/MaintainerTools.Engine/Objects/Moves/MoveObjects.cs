using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects.Moves;

/// <summary>
/// The objects that a move needs: written before anything is locked, and looked for again under the locks, for a git gc may have come in between.
/// </summary>
internal sealed class MoveObjects(GitRepository repository, OperationFolder folder, MovePlan plan, IOperationMonitor monitor)
{
    private readonly List<Oid> _tips = [.. plan.Needed];
    private List<Oid>? _new;

    private List<Oid> New => _new ??= plan.Scratch is null ? [] : ObjectPublisher.Closure(plan.Scratch, _tips, monitor);

    /// <summary>Writes the new ones.</summary>
    internal void Write()
    {
        if (plan.Scratch is not null)
            new ObjectPublisher(repository, folder.Path).Write(plan.Scratch, New, monitor);
    }

    /// <summary>Looks for all of them on the disk, not in what was read of it before, and writes anew what is gone.</summary>
    /// <exception cref="MaintainerException">ObjectsGone: one that was there when the move was planned, and that is not ours to write.</exception>
    internal void Ensure()
    {
        using ObjectDatabase fresh = ObjectDatabase.Open(repository.Stored.Directory);
        var known = new HashSet<Oid>(New);
        foreach (Oid id in New)
        {
            if (!fresh.Contains(id))
            {
                plan.Scratch!.TryReadPending(id, out ObjectType type, out byte[] data);
                ObjectPublisher.WriteLoose(repository, folder.Path, id, type, data);
            }
            foreach (Oid child in ObjectPublisher.ChildrenOf(plan.Scratch!, id).Where(known.Add))
                Require(fresh, child);
        }
        foreach (Oid tip in _tips.Where(known.Add))
            Require(fresh, tip);
    }

    private void Require(ObjectDatabase fresh, Oid id)
    {
        // What a partial clone leaves out was not here before either.
        if (!fresh.Contains(id) && (plan.Scratch?.Below ?? repository.Objects).Contains(id))
            throw new MaintainerException("ObjectsGone", ErrorKind.ResourceUnavailable, id.ToString(), id, plan.Command);
    }
}
