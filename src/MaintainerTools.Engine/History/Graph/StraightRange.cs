namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// The range of a topic that stands in a line on the commit below it, which most do: read off its parents, without the walk through the history of that
/// commit, which goes far where dates lie.
/// </summary>
internal static class StraightRange
{
    /// <summary>
    /// The commits from <paramref name="tip"/> down to the one above <paramref name="since"/>, newest first, where each has one parent. Null where the way
    /// down meets a merge or a root, goes below the date of <paramref name="since"/>, so that it most likely does not lead there, or leads in a circle, which
    /// replacements and grafts can make.
    /// </summary>
    internal static List<int>? Find(CommitTable table, int since, int tip, IOperationMonitor monitor)
    {
        var nodes = new List<int>();
        Span<int> two = stackalloc int[2];
        long lowest = table.DateOf(since);
        int mark = -1;
        for (int at = tip; at != since;)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> parents = table.Parents(at, two);
            if (parents.Length != 1 || table.DateOf(at) < lowest)
                return null;
            if (at == mark)
                return null;
            nodes.Add(at);
            if ((nodes.Count & (nodes.Count - 1)) == 0)
                mark = at;
            at = parents[0];
        }
        return nodes;
    }
}
