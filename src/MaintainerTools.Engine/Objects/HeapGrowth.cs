namespace MaintainerTools.Engine.Objects;

/// <summary>
/// Holds down what a search of many thousand merges leaves lying about. The collector lets the oldest generation grow with what survived the last time, so
/// that a heap with three hundred megabytes in use takes a gigabyte; whoever does such work asks here after each piece of it.
/// </summary>
internal static class HeapGrowth
{
    // A collection of a heap in use of some hundred megabytes takes some tenths of a second, making so much garbage some seconds. Of what else the process
    // has in use, a quarter more is no matter.
    private const long CollectAfter = 64 << 20;

    private static long s_inUse;
    private static int s_collecting;

    /// <summary>Collects where the heap has grown by much since the last time.</summary>
    internal static void Check()
    {
        long inUse = Interlocked.Read(ref s_inUse);
        if (GC.GetTotalMemory(false) - inUse < Math.Max(CollectAfter, inUse / 4) || Interlocked.Exchange(ref s_collecting, 1) != 0)
            return;
        try
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
            Interlocked.Exchange(ref s_inUse, GC.GetTotalMemory(false));
        }
        finally
        {
            Interlocked.Exchange(ref s_collecting, 0);
        }
    }
}
