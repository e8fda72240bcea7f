using System.Runtime.ExceptionServices;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using MaintainerTools.Engine.Objects.Repositories;

namespace MaintainerTools.Engine.History.Facts;

/// <summary>One of many commits that are read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Which of them it is.</param>
/// <param name="Packed">Reads it from where it lies in a pack; null where history reads by other ways.</param>
/// <param name="Places">Where it lies.</param>
/// <param name="Place">Which of those that are there.</param>
internal readonly record struct BulkCommit(Oid Id, int Number, CommitHeaderReader? Packed, PackPlaces? Places, StretchPlace Place)
{
    /// <summary>All of the commit, valid until the thread's next call; false where it is to be read another way.</summary>
    public bool TryReadWhole(out ReadOnlySpan<byte> commit)
    {
        commit = default;
        return Places is not null && Packed is not null && Places.TryGet(Place, out int pack, out long offset) && Packed.TryReadWhole(pack, offset, out commit);
    }
}

/// <summary>Reads something of many commits on all cores, and hands it on in their order.</summary>
internal static class CommitBulk
{
    // So many between two looks at cancellation and progress.
    private const int Batch = 2048;

    /// <summary>Reads commits one after the other; of what is read no more than a batch is held.</summary>
    /// <param name="history">Whose they are.</param>
    /// <param name="count">How many.</param>
    /// <param name="commitAt">Which is the n-th.</param>
    /// <param name="isKnown">True for one that need not be read from its pack.</param>
    /// <param name="read">Reads one; called by several threads at a time.</param>
    /// <param name="take">Gets what was read, in order.</param>
    /// <param name="monitor">Hears cancellation, is told progress.</param>
    public static void Read<T>(CommitHistory history, int count, Func<int, Oid> commitAt, Predicate<Oid> isKnown, Func<BulkCommit, T> read,
        Action<int, T> take, IOperationMonitor monitor)
    {
        var objects = history.Objects as ObjectDatabase;
        using var readers = new ThreadLocal<CommitHeaderReader?>(() => objects?.CommitHeaders());
        PackPlaces? places = objects?.Places(Math.Min(count, PackPlaces.Most));
        var found = new T[Math.Min(count, Batch)];
        for (int start = 0; start < count; start += Batch)
        {
            monitor.Cancellation.ThrowIfCancellationRequested();
            monitor.Report("Reading messages", start, count);
            int stretch = start - (start % PackPlaces.Most);
            if (start == stretch)
                places?.Find(number => commitAt(stretch + number), Math.Min(PackPlaces.Most, count - stretch), isKnown);
            int first = start;
            int size = Math.Min(Batch, count - start);
            try
            {
                Parallel.For(0, size,
                    i => found[i] = read(new BulkCommit(commitAt(first + i), first + i, readers.Value, places, new StretchPlace(first + i - stretch))));
            }
            catch (AggregateException e) when (e.InnerExceptions[0] is MaintainerException error)
            {
                // The same error as one after the other would give.
                ExceptionDispatchInfo.Throw(error);
            }
            for (int i = 0; i < size; i++)
                take(start + i, found[i]);
            history.ReleasePages(start + size);
        }
        history.ReleasePages(0);
    }
}
