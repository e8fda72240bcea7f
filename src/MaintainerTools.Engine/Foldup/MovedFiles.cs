using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Repositories;
using MaintainerTools.Engine.Objects.WorkTrees;
using MaintainerTools.Engine.Topics;

namespace MaintainerTools.Engine.Foldup;

/// <summary>
/// Names the untracked files that deleted ones were moved to without git: to fold the deletion would drop from the series what is still there.
/// </summary>
internal static class MovedFiles
{
    /// <summary>Says of each deletion in the work tree where the content is now, in the item's reason and as a warning.</summary>
    internal static void Tell(GitRepository repository, ScratchStore scratch, TopicSeries series, IEnumerable<FoldupItem> items, Action<string> tell)
    {
        List<FoldupItem> deleted = [.. items.Where(i => i is { Kind: FoldupKind.Delete, Fixup: null })];
        if (deleted.Count == 0)
            return;
        Oid before = series.TreeAt(series.Last.Number - 1);
        List<TreeChange> changes = [.. TreeDiff.Compute(scratch, before, series.Last.Tree).Where(c => c.NewMode == 0)];
        changes.AddRange(new WorkTreeSnapshot(repository, scratch)
            .Untracked([.. changes.Where(c => EntryMode.IsFile(c.OldMode)).Select(c => scratch.ReadBlob(c.OldId).LongLength)])
            .Select(f => new TreeChange(f.Path, 0, Oid.Zero, f.Content.Mode, f.Content.Id)));
        Dictionary<string, string> renames = SeriesRenames.Find(scratch, changes);
        foreach (FoldupItem item in deleted)
        {
            if (!renames.TryGetValue(item.File, out string? now))
                continue;
            item.Reason += $"; its content is in '{now}', which git does not track";
            tell($"'{item.File}' is gone from the work tree and its content is in '{now}', which git does not track and the plan leaves out: "
                + $"'git add {now}' and plan again to fold a rename.");
        }
    }
}
