using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects;

/// <summary>How many folders may lie in each other: what walks trees calls itself for each, and a tree that somebody sends could end the process.</summary>
internal static class TreeDepth
{
    /// <summary>As many as git walks (the usual value of core.maxTreeDepth).</summary>
    internal const int Most = 2048;

    /// <summary>Asks whether one may go on into a folder.</summary>
    /// <param name="depth">In how many others it lies.</param>
    /// <param name="path">Its path, or a path in it.</param>
    /// <exception cref="MaintainerException">TreeTooDeep, of the path.</exception>
    internal static void Require(int depth, string path)
    {
        if (IsTooDeep(depth))
            throw new MaintainerException("TreeTooDeep", ErrorKind.InvalidData, path, Most);
    }

    /// <summary>The same where the path is not at hand.</summary>
    /// <param name="depth">In how many others it lies.</param>
    /// <param name="tree">Its tree.</param>
    /// <exception cref="MaintainerException">TreeTooDeep, of the tree.</exception>
    internal static void Require(int depth, Oid tree)
    {
        if (IsTooDeep(depth))
            throw new MaintainerException("TreeTooDeep", ErrorKind.InvalidData, tree.ToString(), Most);
    }

    // Threads of some systems have little room.
    private static bool IsTooDeep(int depth) => depth > Most || !RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
