using MaintainerTools.Engine.Merging.Attributes;
using MaintainerTools.Engine.Merging.Contents;
using MaintainerTools.Engine.Merging.Trees;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.Merging;

/// <summary>
/// Merges one file by itself, as the merge of whole trees would. That is so for a path which base and both sides have as a file: no rename starts or
/// ends there, and no folder stands in its place. For one thread.
/// </summary>
internal sealed class PathMerge(IObjectStore store, MergeOptions options)
{
    private readonly ObjectCache _objects = new(store);
    private readonly MergeLabels _labels = new(static () => "base", static () => "ours", static () => "theirs");

    /// <summary>
    /// True where the three conflict, false where not, with what they come to; null where that cannot be told from the path alone: one of the three is no
    /// file or is missing, or git may merge it otherwise.
    /// </summary>
    internal bool? Conflicts(string path, TreeValue @base, TreeValue ours, TreeValue theirs, out TreeValue merged)
    {
        merged = default;
        // With renormalisation the trees' own attributes count.
        if (options.Renormalize || !EntryMode.IsFile(@base.Mode) || !EntryMode.IsFile(ours.Mode) || !EntryMode.IsFile(theirs.Mode))
            return null;
        try
        {
            string name = PathText.Encode(path);
            var names = new Names();
            (names[0], names[1], names[2]) = (name, name, name);
            var state = new MergeState(_objects, options, new AttributesInUse(), _labels, 0);
            bool clean = new FileMerge(state).Merge(name, @base, ours, theirs, names, 0, isLast: false, out merged);
            return state.Doubts.Count > 0 ? null : !clean;
        }
        catch (MissingObjectException)
        {
            return null;
        }
    }
}
