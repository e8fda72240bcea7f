using MaintainerTools.Engine.Grading;
using MaintainerTools.Engine.History;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.MergeBases;

/// <summary>A commit of a topic.</summary>
/// <param name="Commit">The topic's commit.</param>
/// <param name="Source">The commit of upstream that is the same change, by marker or patch-id; null where upstream has none.</param>
internal readonly record struct TopicPatch(Oid Commit, Oid? Source);

/// <summary>
/// A topic taken apart: the marked picks of upstream commits at its bottom, which a base elsewhere needs too unless it has them, and
/// the patches on top, which are the topic itself.
/// </summary>
internal sealed class TopicPatches
{
    private TopicPatches(Oid tip, IReadOnlyList<TopicPatch> picks, IReadOnlyList<TopicPatch> own, Oid? @base)
    {
        Tip = tip;
        Picks = picks;
        Own = own;
        Base = @base;
    }

    /// <summary>The topic's last commit.</summary>
    internal Oid Tip { get; }

    /// <summary>The picks below the topic's patches, oldest first.</summary>
    internal IReadOnlyList<TopicPatch> Picks { get; }

    /// <summary>The topic's patches, oldest first, merges left out.</summary>
    internal IReadOnlyList<TopicPatch> Own { get; }

    /// <summary>The last of the picks, where they lie in a line: the base that the topic stands on. Null where there is none.</summary>
    internal Oid? Base { get; }

    /// <summary>All, picks first.</summary>
    internal IEnumerable<TopicPatch> All => Picks.Concat(Own);

    /// <summary>Takes apart what <paramref name="topic"/> reaches and none of <paramref name="elsewhere"/> does.</summary>
    /// <param name="workspace">Where the commits are.</param>
    /// <param name="topic">The topic's tip.</param>
    /// <param name="elsewhere">What is not the topic's: the release, upstream.</param>
    /// <param name="since">The release.</param>
    /// <param name="upstream">Where picks come from; null: there are none.</param>
    /// <param name="base">The commit on which the topic's own patches begin; null: the highest one of the line of picks
    /// that a ref points to, else all picks.</param>
    /// <exception cref="MaintainerException">TopicIsUpstream.</exception>
    internal static TopicPatches Load(HistoryWorkspace workspace, Oid topic, IReadOnlyList<Oid> elsewhere, Oid since, Oid? upstream, Oid? @base)
    {
        (CommitHistory history, IOperationMonitor monitor) = (workspace.History, workspace.Monitor);
        IReadOnlyList<Oid> range = history.Range(elsewhere, [topic], monitor);
        if (range.Count == 0)
            throw new MaintainerException("TopicIsUpstream", ErrorKind.InvalidArgument, topic.ToString(), topic.Abbreviate());
        PickPairer? pairing = upstream is { } tip ? new PickPairer(workspace, since, tip) : null;
        var patches = new List<(TopicPatch Patch, bool IsPick)>();
        bool isLine = true;
        int bottom = 0;
        foreach (Oid id in range)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<Oid> parents = history.ParentsOf(id);
            isLine &= parents.Count == 1 && (patches.Count == 0 || parents[0] == patches[^1].Patch.Commit);
            if (parents.Count > 1)
                continue;
            PickPair pair = pairing?.FindSame(workspace.Objects.ReadCommit(id)) ?? default;
            bool isPick = pair.Pairing == PickPairing.Marker;
            if (isPick && bottom == patches.Count)
                bottom++;
            patches.Add((new TopicPatch(id, pair.Pairing is PickPairing.Marker or PickPairing.PatchId ? pair.Upstream : null), isPick));
        }
        if (@base is { } named)
        {
            HashSet<Oid> above = [.. history.Range([named, .. elsewhere], [topic], monitor)];
            List<TopicPatch> below = [.. patches.Where(p => !above.Contains(p.Patch.Commit)).Select(p => p.Patch)];
            // What lies below and is nobody's pick is the topic's all the same.
            return new TopicPatches(
                topic,
                [.. below.Where(p => p.Source is not null)],
                [.. below.Where(p => p.Source is null), .. patches.Where(p => above.Contains(p.Patch.Commit)).Select(p => p.Patch)],
                isLine && below.Count > 0 && below.TrueForAll(p => p.Source is not null) ? below[^1].Commit : null);
        }
        int count = bottom;
        if (isLine && bottom > 0)
        {
            HashSet<Oid> pointedTo = [.. workspace.Repository.References().Select(r => r.Id)];
            int marked = Enumerable.Range(0, bottom).LastOrDefault(i => patches[i].Patch.Commit != topic && pointedTo.Contains(patches[i].Patch.Commit), -1);
            count = marked < 0 ? bottom : marked + 1;
        }
        return new TopicPatches(topic, [.. patches.Take(count).Select(p => p.Patch)], [.. patches.Skip(count).Select(p => p.Patch)],
            isLine && count > 0 ? patches[count - 1].Patch.Commit : null);
    }
}
