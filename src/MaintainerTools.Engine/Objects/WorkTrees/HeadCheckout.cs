using LibGit2Sharp;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.Objects.WorkTrees;

/// <summary>Fills the work tree of a repository that was just made.</summary>
internal static class HeadCheckout
{
    /// <summary>Puts HEAD's files into the work tree and the index, over whatever is there.</summary>
    internal static void Run(string path)
    {
        NativeGit.EnsureLoaded();
        using var repository = new Repository(path);
        repository.CheckoutPaths("HEAD", ["*"], new CheckoutOptions { CheckoutModifiers = CheckoutModifiers.Force });
    }
}
