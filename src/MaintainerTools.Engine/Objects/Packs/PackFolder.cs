using System.Diagnostics.CodeAnalysis;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// The packs of an object store and its alternates, as they were when it was opened, read without a detour through libgit2: measured, its
/// inflating and its small cache of delta bases were most of the time of a list of merges. It answers for what it has and for nothing else.
/// </summary>
internal sealed class PackFolder : IDisposable
{
    // git's own core.deltaBaseCacheLimit.
    private const long CacheLimit = 96L << 20;

    private readonly PackFile[] _packs;
    private readonly DeltaBaseCache _bases = new(CacheLimit);
    // Objects of one time lie in one pack.
    private volatile int _last;
    // Readers at work, plus one until this is disposed: the mappings go when it reaches zero, not under somebody's hands.
    private int _users = 1;
    private int _disposed;

    private PackFolder(PackFile[] packs) => _packs = packs;

    /// <summary>Opens the packs that are there and not known yet, and adds them to those that are.</summary>
    /// <param name="folders">The folders of the object store.</param>
    /// <param name="known">The indexes that were seen before, whether they could be opened or not.</param>
    internal static PackFolder Open(IReadOnlyList<string> folders, ISet<string> known)
    {
        List<PackFile> packs = [];
        try
        {
            foreach (string folder in folders)
            {
                string name = Path.Combine(folder, "pack");
                if (!Directory.Exists(name))
                    continue;
                foreach (string index in Directory.GetFiles(name, "pack-*.idx"))
                {
                    if (known.Add(index) && PackFile.Open(index, packs.Count) is { } pack)
                        packs.Add(pack);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What a folder has that cannot be listed is not here.
        }
        return new PackFolder([.. packs]);
    }

    /// <summary>How many packs there are.</summary>
    internal int Count => _packs.Length;

    /// <summary>True where a pack has the object, whole or damaged.</summary>
    internal bool Contains(Oid id)
    {
        if (!Enter())
            return false;
        try
        {
            return TryFind(id, out _, out _);
        }
        catch (InvalidDataException)
        {
            // Its place is damaged.
            return true;
        }
        finally
        {
            Leave();
        }
    }

    internal bool TryRead(Oid id, out ObjectType type, out byte[] data)
    {
        bool found = TryRead(id, once: false, out type, out (byte[] Array, int Length, bool IsRented) read);
        data = found ? read.Array : [];
        return found;
    }

    internal bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data)
    {
        bool found = TryRead(id, once: true, out type, out (byte[] Array, int Length, bool IsRented) read);
        data = found ? new TransientBytes(read.Array, read.Length, read.IsRented) : default;
        return found;
    }

    private bool TryRead(Oid id, bool once, out ObjectType type, out (byte[] Array, int Length, bool IsRented) read)
    {
        (type, read) = (ObjectType.None, default);
        if (!Enter())
            return false;
        try
        {
            if (!TryFind(id, out PackFile? pack, out long offset))
                return false;
            read = pack.Read(offset, _bases, once, out type);
            return true;
        }
        catch (InvalidDataException)
        {
            // Damaged, or beyond what is read here.
            return false;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>An object's length; null where no pack has it.</summary>
    internal long? SizeOf(Oid id)
    {
        if (!Enter())
            return null;
        try
        {
            return TryFind(id, out PackFile? pack, out long offset) ? pack.SizeAt(offset) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>How many objects all packs have; one that several have counts as often.</summary>
    internal long ObjectCount => _packs.Sum(pack => (long)pack.ObjectCount);

    /// <summary>Adds the ids from the lowest to the highest that a pack has.</summary>
    internal void AddBetween(Oid lowest, Oid highest, ISet<Oid> found)
    {
        if (!Enter())
            return;
        foreach (PackFile pack in _packs)
            pack.AddBetween(lowest, highest, found);
        Leave();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
    }

    /// <summary>The pack that has an object, and where in it; only between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    internal bool TryFind(Oid id, [NotNullWhen(true)] out PackFile? pack, out long offset)
    {
        int last = _last;
        for (int i = 0; i < _packs.Length; i++)
        {
            int number = i == 0 ? last : i <= last ? i - 1 : i;
            offset = _packs[number].Find(id);
            if (offset < 0)
                continue;
            _last = number;
            pack = _packs[number];
            return true;
        }
        (pack, offset) = (null, -1);
        return false;
    }

    /// <summary>The pack of a number; only between <see cref="Enter"/> and <see cref="Leave"/>.</summary>
    internal PackFile PackAt(int number) => _packs[number];

    internal void ReleasePages()
    {
        if (!Enter())
            return;
        foreach (PackFile pack in _packs)
            pack.ReleasePages();
        Leave();
    }

    /// <summary>Keeps the packs open until <see cref="Leave"/>; false when they are closed already.</summary>
    internal bool Enter()
    {
        for (int users = Volatile.Read(ref _users); users > 0;)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    internal void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        foreach (PackFile pack in _packs)
            pack.Dispose();
        _bases.Dispose();
    }
}
