using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.TopicStates;

/// <summary>
/// Tells the commits of a topic from those that it got by merging upstream. From the topic's tip along all parents, but for those that brought upstream in: of
/// a merge that upstream does not have, another parent than the first that upstream has; of one that upstream has, another parent than the first on
/// upstream's own first-parent line. What of the topic upstream has by now stays the topic's: its first parents lead there.
/// </summary>
internal static class TopicOwnCommits
{
    /// <summary>Those of a range, in its order, merges left out.</summary>
    /// <param name="history">The history.</param>
    /// <param name="range">The commits of since..topic.</param>
    /// <param name="topic">The topic's tip.</param>
    /// <param name="pending">Those that upstream does not have.</param>
    /// <param name="line">Upstream's first-parent line above since.</param>
    internal static List<Oid> Of(CommitHistory history, IReadOnlyList<Oid> range, Oid topic, IReadOnlySet<Oid> pending, IReadOnlySet<Oid> line)
    {
        HashSet<Oid> within = [.. range], own = [];
        var next = new Stack<Oid>([topic]);
        while (next.TryPop(out Oid commit))
        {
            if (!within.Contains(commit) || !own.Add(commit))
                continue;
            IReadOnlyList<Oid> parents = history.ParentsOf(commit);
            for (int i = 0; i < parents.Count; i++)
            {
                bool isUpstreams = !pending.Contains(parents[i]) && (pending.Contains(commit) || line.Contains(parents[i]));
                if (i == 0 || !isUpstreams)
                    next.Push(parents[i]);
            }
        }
        return [.. range.Where(id => own.Contains(id) && !history.IsMerge(id))];
    }
}
