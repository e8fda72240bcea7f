using System.Runtime.InteropServices;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Objects that deltas were applied to, by pack and offset: the objects of a folder's or file's history stand on one another, and are asked
/// for one after the other. Bounded in bytes; what was not used for the longest time goes first. Safe for several threads.
/// They lie outside of the collected heap: a hundred megabytes that come and go would be collected again and again.
/// </summary>
internal sealed unsafe class DeltaBaseCache(long limit) : IDisposable
{
    private readonly object _lock = new();
    private readonly Dictionary<(int Pack, long Offset), DeltaBase> _entries = [];
    private DeltaBase? _newest;
    private DeltaBase? _oldest;
    private long _bytes;

    /// <summary>Frees what a store left behind that was not disposed.</summary>
    ~DeltaBaseCache() => FreeAll();

    /// <summary>What stands at an offset, or null. What is returned must be released.</summary>
    internal DeltaBase? Find(int pack, long offset)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue((pack, offset), out DeltaBase? found))
                return null;
            found.Users++;
            if (found != _newest)
            {
                Unlink(found);
                LinkAsNewest(found);
            }
            return found;
        }
    }

    /// <summary>Room for an object, to be filled, then added where it is worth it, and released.</summary>
    internal static DeltaBase NewBase(ObjectType type, int length) =>
        new(type, (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1)), length) { Users = 1 };

    /// <summary>Keeps an object for later. One that would push out most of the others is not kept.</summary>
    internal void Add(int pack, long offset, DeltaBase added)
    {
        if (added.Length > limit / 8)
            return;
        lock (_lock)
        {
            if (!_entries.TryAdd((pack, offset), added))
                return;
            (added.Pack, added.Offset, added.IsKept) = (pack, offset, true);
            LinkAsNewest(added);
            _bytes += added.Length;
            while (_bytes > limit)
                Drop(_oldest!);
        }
    }

    /// <summary>The caller looks at it no more.</summary>
    internal void Release(DeltaBase used)
    {
        lock (_lock)
        {
            used.Users--;
            FreeUnused(used);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        FreeAll();
        GC.SuppressFinalize(this);
    }

    private void FreeAll()
    {
        lock (_lock)
        {
            while (_oldest is not null)
                Drop(_oldest);
        }
    }

    private void Drop(DeltaBase dropped)
    {
        Unlink(dropped);
        _entries.Remove((dropped.Pack, dropped.Offset));
        _bytes -= dropped.Length;
        dropped.IsKept = false;
        FreeUnused(dropped);
    }

    private static void FreeUnused(DeltaBase candidate)
    {
        if (!candidate.IsKept && candidate.Users == 0)
            NativeMemory.Free(candidate.Data);
    }

    private void LinkAsNewest(DeltaBase entry)
    {
        (entry.Newer, entry.Older) = (null, _newest);
        if (_newest is not null)
            _newest.Newer = entry;
        else
            _oldest = entry;
        _newest = entry;
    }

    private void Unlink(DeltaBase entry)
    {
        if (entry.Newer is not null)
            entry.Newer.Older = entry.Older;
        else
            _newest = entry.Older;
        if (entry.Older is not null)
            entry.Older.Newer = entry.Newer;
        else
            _oldest = entry.Newer;
    }
}

/// <summary>An object in memory of its own. <see cref="DeltaBaseCache"/> alone changes it, under its lock.</summary>
internal sealed unsafe class DeltaBase(ObjectType type, byte* data, int length)
{
    internal readonly ObjectType Type = type;
    internal readonly byte* Data = data;
    internal readonly int Length = length;

    /// <summary>How many look at it just now.</summary>
    internal int Users;

    /// <summary>It is in the cache; what is neither there nor looked at is freed.</summary>
    internal bool IsKept;

    internal int Pack;
    internal long Offset;
    internal DeltaBase? Newer;
    internal DeltaBase? Older;

    internal Span<byte> Span => new(Data, Length);
}
