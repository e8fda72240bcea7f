using System.Runtime.CompilerServices;

namespace MaintainerTools.Engine.Objects;

/// <summary>How many folders may lie in each other: what walks trees calls itself for each, and a tree that somebody sends could end the process.</summary>
internal static class TreeDepth
{
    /// <summary>As many as git walks (the usual value of core.maxTreeDepth).</summary>
    internal const int Most = 2048;

    /// <summary>Asks whether one may go on into a folder.</summary>
    /// <param name="depth">In how many others it lies.</param>
    /// <exception cref="MaintainerException">TreeTooDeep.</exception>
    internal static void Require(int depth)
    {
        // Threads of some systems have little room.
        if (depth > Most || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new MaintainerException("TreeTooDeep", ErrorKind.InvalidData, null, Most);
    }
}
