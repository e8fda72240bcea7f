namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Arrays of many megabytes that are no longer used. The collector lets about as much of them lie about as is in use before it looks; where the versions of one
/// large file pass by, that is several times what is needed at once. So whoever lets go of such an array says so.
/// </summary>
internal static class LargeArrays
{
    /// <summary>From so many bytes on the copies of one file in memory are worth counting.</summary>
    internal const int Large = 8 << 20;

    // A collection takes some hundredths of a second, reading and splitting so much takes more than ten times as long.
    private const long CollectAfter = 64 << 20;

    private static long s_released;

    /// <summary>Says that an array of this length was let go of; small ones do not count.</summary>
    internal static void Released(long length)
    {
        if (length >= Large && Interlocked.Add(ref s_released, length) >= CollectAfter)
            Collect();
    }

    /// <summary>
    /// Says that several times this length will be taken, before it is: what lies about from the work before, a whole plan's versions, goes first.
    /// </summary>
    internal static void Taking(long length)
    {
        if (length >= CollectAfter)
            Collect();
    }

    private static void Collect()
    {
        Interlocked.Exchange(ref s_released, 0);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
    }
}
