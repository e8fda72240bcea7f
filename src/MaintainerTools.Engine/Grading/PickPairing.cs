namespace MaintainerTools.Engine.Grading;

/// <summary>How a commit was bound to one of upstream's. The names are those that results show.</summary>
internal enum PickPairing
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It is upstream's own.</summary>
    Same,

    /// <summary>Its message names it.</summary>
    Marker,

    /// <summary>Both have the same patch-id.</summary>
    PatchId,

    /// <summary>Both have the same subject and author.</summary>
    Subject,

    /// <summary>No diff is closer.</summary>
    Diff,

    /// <summary>Together with others of its branch, or with others of upstream's, it is the same change.</summary>
    Group,

    /// <summary>It is what git merge makes of its parents: nobody's change, and so no pick of any.</summary>
    Merge,
}

/// <summary>What is said of how a commit was bound.</summary>
internal static class PickPairings
{
    /// <summary>The name in results; null where nothing was bound.</summary>
    internal static string? Name(this PickPairing pairing) => pairing == PickPairing.None ? null : pairing.ToString();

    /// <summary>"by subject and author", without the "by".</summary>
    internal static string Describe(this PickPairing pairing) => pairing switch
    {
        PickPairing.Same => "its id",
        PickPairing.Marker => "the marker",
        PickPairing.PatchId => "the patch-id",
        PickPairing.Subject => "subject and author",
        PickPairing.Diff => "the closest diff",
        PickPairing.Group => "what several commits come to",
        PickPairing.Merge => "its parents",
        _ => "nothing",
    };
}
