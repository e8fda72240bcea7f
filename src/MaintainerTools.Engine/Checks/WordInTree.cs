using System.Text;
using MaintainerTools.Engine.Diffing;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.SourceText;

namespace MaintainerTools.Engine.Checks;

/// <summary>Looks for a word in the files of a tree.</summary>
internal static class WordInTree
{
    private const int LargestFile = 4 * 1024 * 1024;

    /// <summary>True where a file whose path fits one of the patterns has the word.</summary>
    internal static bool Has(IObjectReader objects, Oid tree, string word, IReadOnlyList<string> paths, IOperationMonitor monitor)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(word);
        // Against the empty tree everything is new.
        foreach (TreeChange file in TreeDiff.Compute(objects, Oid.EmptyTree, tree))
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            if (EntryMode.IsFile(file.NewMode) && RuleSettings.IsAmong(file.Path, paths) && objects.SizeOf(file.NewId) <= LargestFile
                && Words.Has(objects.ReadBlob(file.NewId), wanted))
                return true;
        }
        return false;
    }
}
