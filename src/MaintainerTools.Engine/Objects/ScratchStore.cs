using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using MaintainerTools.Engine.Objects.WorkTrees;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// New objects in memory on top of another store: what planning writes is seen by later reads and leaves nothing behind.
/// <see cref="RepositoryWriter.Publish"/> moves what a new tip needs into the repository.
/// </summary>
public sealed class ScratchStore(IObjectReader below) : IObjectStore
{
    // From so many bytes on: a search makes thousands of versions of the same files, of which the many small ones take the least room.
    private const int Middling = 16 << 10;

    [ThreadStatic]
    private static IncrementalHash? s_hash;

    private readonly ConcurrentDictionary<Oid, NewObject> _objects = new();
    private readonly SharedChunks _large = new(isPacked: true);
    private readonly SharedChunks _middling = new(isPacked: false);

    /// <summary>The store below.</summary>
    public IObjectReader Below { get; } = below;

    /// <summary>The objects that only this store has.</summary>
    public IReadOnlyCollection<Oid> Pending => (IReadOnlyCollection<Oid>)_objects.Keys;

    /// <inheritdoc/>
    public bool TryRead(Oid id, out ObjectType type, out byte[] data)
    {
        // What is replaced stays so when it is made anew.
        Oid read = Below.ReadFor(id);
        return TryReadPending(read, out type, out data) || Below.TryRead(read, out type, out data);
    }

    /// <summary>Reads an object of this store itself as it was written, whether it is replaced or not.</summary>
    internal bool TryReadPending(Oid id, out ObjectType type, out byte[] data)
    {
        bool found = _objects.TryGetValue(id, out NewObject pending);
        (type, data) = found ? (pending.Type, pending.ToArray()) : (ObjectType.None, []);
        return found;
    }

    /// <summary>The type of an object of this store itself; None where it has none of the id.</summary>
    internal ObjectType PendingTypeOf(Oid id) => _objects.TryGetValue(id, out NewObject pending) ? pending.Type : ObjectType.None;

    /// <summary>The length of an object of this store itself; 0 where it has none of the id.</summary>
    internal int PendingLengthOf(Oid id) => _objects.TryGetValue(id, out NewObject pending) ? pending.Length : 0;

    /// <inheritdoc/>
    public bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data)
    {
        Oid read = Below.ReadFor(id);
        if (!_objects.TryGetValue(read, out NewObject found))
            return Below.TryReadOnce(read, out type, out data);
        (type, data) = (found.Type, new TransientBytes(found.ToArray(), found.Length, isRented: false));
        return true;
    }

    /// <summary>Lets go of all that was written here, for a store whose results nobody needs any more.</summary>
    internal void Forget()
    {
        _objects.Clear();
        _large.Clear();
        _middling.Clear();
    }

    /// <summary>True when the object is in this store itself, not below.</summary>
    public bool IsPending(Oid id) => _objects.ContainsKey(id);

    /// <inheritdoc/>
    public bool Contains(Oid id) => _objects.ContainsKey(Below.ReadFor(id)) || Below.Contains(id);

    /// <inheritdoc/>
    public long? SizeOf(Oid id) => _objects.TryGetValue(Below.ReadFor(id), out NewObject found) ? found.Length : Below.SizeOf(id);

    /// <inheritdoc/>
    public Oid Write(ObjectType type, ReadOnlySpan<byte> data)
    {
        Oid id = Hash(type, data);
        if (_objects.ContainsKey(id))
            return id;
        SharedChunks? shared = data.Length >= LargeArrays.Large ? _large : data.Length >= Middling ? _middling : null;
        _objects.TryAdd(id, shared is null ? new NewObject(type, data.ToArray(), null) : new NewObject(type, null, shared.Add(data)));
        return id;
    }

    /// <inheritdoc/>
    public Oid ReadFor(Oid id) => Below.ReadFor(id);

    /// <summary>The id that an object has.</summary>
    public static Oid Hash(ObjectType type, ReadOnlySpan<byte> data)
    {
        // To make one costs more than to hash a small object.
        IncrementalHash hash = s_hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        ReadOnlySpan<byte> name = type switch
        {
            ObjectType.Commit => "commit "u8,
            ObjectType.Tree => "tree "u8,
            ObjectType.Blob => "blob "u8,
            ObjectType.Tag => "tag "u8,
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        Span<byte> header = stackalloc byte[32];
        name.CopyTo(header);
        Utf8Formatter.TryFormat(data.Length, header[name.Length..], out int digits);
        header[name.Length + digits] = 0;
        hash.AppendData(header[..(name.Length + digits + 1)]);
        hash.AppendData(data);
        Span<byte> digest = stackalloc byte[Oid.Size];
        hash.GetHashAndReset(digest);
        return new Oid(digest);
    }

    /// <summary>An object's bytes, as they are or, of all but a small one, in pieces that its versions share.</summary>
    private readonly record struct NewObject(ObjectType Type, byte[]? Data, SharedChunks.Content? Shared)
    {
        internal int Length => Data?.Length ?? Shared!.Length;

        internal byte[] ToArray() => Data ?? Shared!.ToArray();
    }
}
