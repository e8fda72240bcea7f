using System.Runtime.InteropServices;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>The repository's object store on disk: packs, loose objects, alternates. Reads here never write.</summary>
public sealed unsafe class ObjectDatabase : IObjectStore, IDisposable
{
    // Of what was read; the pages of packs behind it are about half as much.
    private const long ReleaseAfter = 64 << 20;

    private readonly SafeOdb _odb;
    private readonly PackFolder _packs;
    private long _readSinceRelease;

    private ObjectDatabase(SafeOdb odb, string directory)
    {
        _odb = odb;
        _packs = PackFolder.Open(directory);
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
        byte* bytes = stackalloc byte[Oid.Size];
        id.CopyTo(new Span<byte>(bytes, Oid.Size));
        return NativeGit.git_odb_exists_ext(_odb.Handle, bytes, 0) == 1;
    }

    /// <inheritdoc/>
    public long? SizeOf(Oid id)
    {
        if (_packs.SizeOf(id) is { } size)
            return size;
        byte* bytes = stackalloc byte[Oid.Size];
        id.CopyTo(new Span<byte>(bytes, Oid.Size));
        int code = NativeGit.git_odb_read_header(out nuint length, out _, _odb.Handle, bytes);
        return code switch
        {
            NativeGit.Ok => (long)length,
            NativeGit.NotFound => null,
            _ => throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, id.ToString(), "object", id, NativeGit.LastError()),
        };
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

    /// <summary>Looks for packs that have come or gone.</summary>
    internal void Refresh() => _ = NativeGit.git_odb_refresh(_odb.Handle);

    /// <summary>The objects whose ids lie between these two, which have the first byte in common.</summary>
    internal IReadOnlyCollection<Oid> Between(Oid lowest, Oid highest)
    {
        var found = new HashSet<Oid>();
        _packs.AddBetween(lowest, highest, found);
        string start = lowest.Abbreviate(2);
        foreach (string folder in ObjectFolders.Of(Directory).Select(f => Path.Combine(f, start)).Where(System.IO.Directory.Exists))
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
    internal bool IsKnown(Oid id)
    {
        byte* bytes = stackalloc byte[Oid.Size];
        id.CopyTo(new Span<byte>(bytes, Oid.Size));
        return NativeGit.git_odb_exists_ext(_odb.Handle, bytes, NativeGit.WithoutRefresh) == 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _odb.Dispose();
        _packs.Dispose();
    }

    // What no pack of the opening has, or none whole: loose objects, later packs, and the words for what is damaged.
    private bool TryReadElsewhere(Oid id, out ObjectType type, out byte[] data)
    {
        byte* bytes = stackalloc byte[Oid.Size];
        id.CopyTo(new Span<byte>(bytes, Oid.Size));
        int code = NativeGit.git_odb_read(out nint obj, _odb.Handle, bytes);
        if (code != NativeGit.Ok)
        {
            type = ObjectType.None;
            data = [];
            return code == NativeGit.NotFound
                ? false
                : throw new MaintainerException("MalformedObject", ErrorKind.InvalidData, id.ToString(), "object", id, NativeGit.LastError());
        }
        try
        {
            type = (ObjectType)NativeGit.git_odb_object_type(obj);
            data = new ReadOnlySpan<byte>((void*)NativeGit.git_odb_object_data(obj), checked((int)NativeGit.git_odb_object_size(obj))).ToArray();
            return true;
        }
        finally
        {
            NativeGit.git_odb_object_free(obj);
        }
    }

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
