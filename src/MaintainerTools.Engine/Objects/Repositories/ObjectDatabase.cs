using System.Runtime.InteropServices;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// The repository's object store on disk: packs, loose objects, alternates. Reads here never write, and libgit2 has no part in them: what is damaged
/// may end its process. It writes.
/// </summary>
public sealed unsafe class ObjectDatabase : IObjectStore, IDisposable
{
    // Of what was read; the pages of packs behind it are about half as much.
    private const long ReleaseAfter = 64 << 20;

    private readonly SafeOdb _odb;
    private readonly List<string> _folders;
    private readonly HashSet<string> _seenPacks = new(StringComparer.Ordinal);
    private readonly PackFolder _packs;
    private volatile PackFolder[] _later = [];
    private long _readSinceRelease;

    private ObjectDatabase(SafeOdb odb, string directory)
    {
        _odb = odb;
        _folders = ObjectFolders.Of(directory);
        _packs = PackFolder.Open(_folders, _seenPacks);
        Directory = directory;
    }

    /// <summary>The objects directory.</summary>
    public string Directory { get; }

    /// <summary>Opens an objects directory with its alternates.</summary>
    /// <exception cref="MaintainerException">RepositoryDamaged.</exception>
    public static ObjectDatabase Open(string objectsDirectory)
    {
        NativeGit.EnsureLoaded();
        int code = NativeGit.git_odb_open(out nint odb, objectsDirectory);
        return code == NativeGit.Ok
            ? new ObjectDatabase(new SafeOdb(odb), objectsDirectory)
            : throw new MaintainerException("RepositoryDamaged", ErrorKind.InvalidData, objectsDirectory, objectsDirectory, NativeGit.LastError());
    }

    /// <inheritdoc/>
    public bool TryRead(Oid id, out ObjectType type, out byte[] data)
    {
        if (!_packs.TryRead(id, out type, out data))
            return TryReadElsewhere(id, out type, out data);
        // Whoever compares thousands of files would come to hold whole packs in memory.
        if (Interlocked.Add(ref _readSinceRelease, data.Length) > ReleaseAfter)
        {
            Interlocked.Exchange(ref _readSinceRelease, 0);
            ReleasePages();
        }
        return true;
    }

    /// <inheritdoc/>
    public bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data)
    {
        if (_packs.TryReadOnce(id, out type, out data))
            return true;
        bool found = TryReadElsewhere(id, out type, out byte[] bytes);
        data = new TransientBytes(bytes, bytes.Length, isRented: false);
        return found;
    }

    /// <summary>A reader of what walks need of commits.</summary>
    internal CommitHeaderReader CommitHeaders() => new(_packs);

    /// <summary>Where many commits lie in the packs, so many of them at a time.</summary>
    internal PackPlaces Places(int capacity) => new(_packs, capacity);

    /// <summary>Gives back the pages of packs that reading has touched; they come again when they are needed.</summary>
    internal void ReleasePages() => _packs.ReleasePages();

    /// <inheritdoc/>
    public bool Contains(Oid id)
    {
        int asked = _later.Length;
        return IsKnown(id) || LooksAgain(asked, packs => packs.Contains(id));
    }

    /// <inheritdoc/>
    public long? SizeOf(Oid id)
    {
        if (SizeInPacks(id) is { } size)
            return size;
        try
        {
            return LooseObjects.SizeOf(_folders, id) ?? (TryReadElsewhere(id, out _, out byte[] data) ? data.Length : null);
        }
        catch (InvalidDataException e)
        {
            throw Malformed(id, e.Message);
        }
    }

    /// <summary>
    /// Writes a loose object (nothing when it is there already). What a branch move needs goes another way: whole in a folder of its own first.
    /// </summary>
    public Oid Write(ObjectType type, ReadOnlySpan<byte> data)
    {
        byte* bytes = stackalloc byte[Oid.Size];
        fixed (byte* start = data)
        {
            if (NativeGit.git_odb_write(bytes, _odb.Handle, start, (nuint)data.Length, (int)type) != NativeGit.Ok)
                throw new MaintainerException("ObjectWriteFailed", ErrorKind.ResourceUnavailable, Directory, Directory, NativeGit.LastError());
        }
        return new Oid(new ReadOnlySpan<byte>(bytes, Oid.Size));
    }

    /// <summary>
    /// Writes many objects as one pack with its index into a folder, and returns their common name. It is no
    /// pack of the repository until it lies among those.
    /// </summary>
    internal string WritePack(IReadOnlyList<(ObjectType Type, byte[] Data)> objects, string folder)
    {
        var pack = new PackWriter(objects.Count);
        foreach ((ObjectType type, byte[] data) in objects)
            pack.Add(type, data);
        ReadOnlySpan<byte> bytes = pack.Finish();
        byte* progress = stackalloc byte[NativeGit.SizeOfIndexerProgress];
        nint indexer = 0;
        try
        {
            fixed (byte* start = bytes)
            {
                if (NativeGit.git_indexer_new(out indexer, folder, 0, _odb.Handle, 0) != NativeGit.Ok
                    || NativeGit.git_indexer_append(indexer, start, (nuint)bytes.Length, progress) != NativeGit.Ok
                    || NativeGit.git_indexer_commit(indexer, progress) != NativeGit.Ok)
                {
                    throw new MaintainerException("ObjectWriteFailed", ErrorKind.ResourceUnavailable, Directory, Directory, NativeGit.LastError());
                }
            }
            return "pack-" + Marshal.PtrToStringUTF8(NativeGit.git_indexer_name(indexer));
        }
        finally
        {
            NativeGit.git_indexer_free(indexer);
        }
    }

    /// <summary>Looks for packs that have come.</summary>
    internal void Refresh()
    {
        _ = NativeGit.git_odb_refresh(_odb.Handle);
        LooksAgain(0, _ => false);
    }

    /// <summary>The objects whose ids lie between these two, which have the first byte in common.</summary>
    internal IReadOnlyCollection<Oid> Between(Oid lowest, Oid highest)
    {
        var found = new HashSet<Oid>();
        foreach (PackFolder packs in (PackFolder[])[_packs, .. _later])
            packs.AddBetween(lowest, highest, found);
        string start = lowest.Abbreviate(2);
        foreach (string folder in _folders.Select(f => Path.Combine(f, start)).Where(System.IO.Directory.Exists))
        {
            foreach (string file in System.IO.Directory.EnumerateFiles(folder))
            {
                if (Oid.TryParse((start + Path.GetFileName(file)).AsSpan(), out Oid id) && id.CompareTo(lowest) >= 0 && id.CompareTo(highest) <= 0)
                    found.Add(id);
            }
        }
        return found;
    }

    /// <summary>True when the object is here, as far as the folders were read: a pack of another process that came since is not looked for.</summary>
    internal bool IsKnown(Oid id) => _packs.Contains(id) || _later.Any(packs => packs.Contains(id)) || LooseObjects.Contains(_folders, id);

    /// <inheritdoc/>
    public void Dispose()
    {
        _odb.Dispose();
        _packs.Dispose();
        foreach (PackFolder packs in _later)
            packs.Dispose();
    }

    // What no pack of the opening has, or none whole: loose objects, later packs, and the words for what is damaged.
    private bool TryReadElsewhere(Oid id, out ObjectType type, out byte[] data)
    {
        ObjectDisposedException.ThrowIf(_odb.IsClosed, this);
        PackFolder[] later = _later;
        foreach (PackFolder packs in later)
        {
            if (packs.TryRead(id, out type, out data))
                return true;
        }
        string? damage = null;
        try
        {
            if (LooseObjects.TryRead(_folders, id, out type, out data))
                return true;
        }
        catch (InvalidDataException e)
        {
            damage = e.Message;
        }
        ObjectType found = ObjectType.None;
        byte[] bytes = [];
        bool isThere = LooksAgain(later.Length, packs => packs.TryRead(id, out found, out bytes));
        (type, data) = (found, bytes);
        if (isThere)
            return true;
        if (damage is null && !_packs.Contains(id) && !_later.Any(packs => packs.Contains(id)))
            return false;
        throw Malformed(id, damage ?? "its pack is damaged");
    }

    private long? SizeInPacks(Oid id)
    {
        long? size = _packs.SizeOf(id);
        foreach (PackFolder packs in size is null ? _later : [])
            size ??= packs.SizeOf(id);
        return size;
    }

    /// <summary>Opens packs that came since the folders were last read, and asks those, and those that another thread has opened meanwhile.</summary>
    /// <param name="asked">How many of the later ones were asked already.</param>
    /// <param name="ask">The question.</param>
    private bool LooksAgain(int asked, Func<PackFolder, bool> ask)
    {
        PackFolder[] now;
        lock (_seenPacks)
        {
            PackFolder came = PackFolder.Open(_folders, _seenPacks);
            if (came.Count == 0)
                came.Dispose();
            else
                _later = [.. _later, came];
            now = _later;
        }
        return now.Skip(asked).Any(ask);
    }

    private static MaintainerException Malformed(Oid id, string why) =>
        new("MalformedObject", ErrorKind.InvalidData, id.ToString(), "object", id, why);

    private sealed class SafeOdb : SafeHandle
    {
        internal SafeOdb(nint handle)
            : base(0, true) => SetHandle(handle);

        public override bool IsInvalid => handle == 0;

        internal nint Handle => !IsClosed ? handle : throw new ObjectDisposedException(nameof(ObjectDatabase));

        protected override bool ReleaseHandle()
        {
            NativeGit.git_odb_free(handle);
            return true;
        }
    }
}
