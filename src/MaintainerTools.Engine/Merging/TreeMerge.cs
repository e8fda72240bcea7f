using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Renames;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>Merges three trees: walk, renames, entries; a second time where the renames then make the walk much shorter.</summary>
internal static class TreeMerge
{
    internal static MergeOutcome Run(
        ObjectCache objects, MergeOptions options, AttributesInUse attributes, MergeLabels labels, int depth, Oid baseTree, Oid oursTree, Oid theirsTree)
    {
        var state = new MergeState(objects, options, attributes, labels, depth);
        int entries = 0;
        bool again = new TreeTraversal(state).Run(baseTree, oursTree, theirsTree);
        if (new RenameProcessor(state).Run(again, out bool clean))
        {
            entries = state.EntryCount;
            state.End();
            state = new MergeState(objects, options, attributes, labels, depth)
            {
                Renames = [new(), state.Renames[Side.Ours].ForSecondPass(), state.Renames[Side.Theirs].ForSecondPass()],
            };
            new TreeTraversal(state).Run(baseTree, oursTree, theirsTree);
            new RenameProcessor(state).Run(false, out clean);
        }
        Oid tree = new EntryMerge(state).Run();
        MergeOutcome outcome = Outcome(state, tree, clean && state.Conflicted.Count == 0, entries + state.EntryCount);
        state.End();
        return outcome;
    }

    /// <summary>What a merge has come to, with the tree that was written.</summary>
    internal static MergeOutcome Outcome(MergeState state, Oid tree, bool isClean, int entries) => new()
    {
        IsClean = isClean,
        Tree = tree,
        Entries = entries,
        Conflicts = Describe(state),
        // What came to nothing in the end is no conflict: a file that had to make room and was deleted after all.
        Kinds = isClean ? [] : [.. state.Notes.Select(n => n.Kind).Distinct()],
        NotVerified = state.Doubts.Count == 0 ? null : string.Join("; ", state.Doubts.Distinct()),
    };

    private static List<MergeConflict> Describe(MergeState state)
    {
        if (state.Conflicted.Count == 0)
            return [];
        var kinds = state.Notes
            .SelectMany(n => n.Others.Prepend(n.Path).Select(path => (Path: path, n.Kind)))
            .ToLookup(x => x.Path, x => x.Kind);
        state.Conflicted.Sort(static (x, y) => string.CompareOrdinal(x.Path, y.Path));
        var conflicts = new List<MergeConflict>(state.Conflicted.Count);
        foreach (MergePath path in state.Conflicted)
        {
            if (path.FileMask == 0)
                continue;
            List<ConflictKind> own = [.. kinds[path.Path].Distinct()];
            conflicts.Add(new MergeConflict
            {
                Path = PathText.Decode(path.Path),
                Kind = own.Count > 0 ? own[0] : ConflictKind.Content,
                Kinds = own,
                Base = Stage(path, Side.Base),
                Ours = Stage(path, Side.Ours),
                Theirs = Stage(path, Side.Theirs),
            });
        }
        return conflicts;
    }

    private static TreeValue? Stage(MergePath path, int side) =>
        (path.FileMask & (1 << side)) == 0 ? null : (path.Versions[side].Mode, path.Versions[side].Id);
}
