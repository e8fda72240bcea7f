using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;

namespace MaintainerTools.Engine.BugMap;

/// <summary>The source files of a tree.</summary>
internal static class SourceFiles
{
    /// <summary>Those in a folder of the root and all below it; of the whole tree where no folder is named.</summary>
    internal static IEnumerable<(string Path, Oid Blob)> In(IObjectReader objects, Oid tree, string folder) => TreeDiff.Compute(objects, Oid.Zero, tree)
        .Where(file => EntryMode.IsFile(file.NewMode) && FaultFiles.IsSource(file.Path) && !FaultFiles.IsAside(file.Path)
            && (folder.Length == 0 || file.Path.StartsWith(folder + "/", StringComparison.Ordinal)))
        .Select(file => (file.Path, file.NewId));
}
