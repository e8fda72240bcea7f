using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.History;

/// <summary>Puts commits into the order in which their history has them, which is the order to pick them in.</summary>
public static class UpstreamOrder
{
    /// <summary>
    /// The commits, each once, a parent before its children. The same commits come out in the same order however they were named.
    /// </summary>
    public static IReadOnlyList<Oid> Sort(CommitHistory history, IEnumerable<Oid> commits, IOperationMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(history);
        // Of two tips that have no order among them the first named would lead the walk.
        Oid[] once = [.. commits.Distinct().Order()];
        if (once.Length < 2)
            return once;
        // Nothing below the last commit that all of them descend from can stand between two of them.
        IReadOnlyList<Oid> below = new MainlineFork(history, once[0]).Of(once);
        var place = new Dictionary<Oid, int>();
        foreach (Oid id in history.Range(below, once, monitor))
            place[id] = place.Count;
        return [.. once.OrderBy(id => place.GetValueOrDefault(id, -1))];
    }
}
