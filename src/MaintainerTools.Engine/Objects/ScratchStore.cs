using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// New objects in memory on top of another store: what planning writes is seen by later reads and leaves nothing behind.
/// <see cref="RepositoryWriter.Publish"/> moves what a new tip needs into the repository.
/// </summary>
public sealed class ScratchStore(IObjectReader below) : IObjectStore
{
    private readonly ConcurrentDictionary<Oid, (ObjectType Type, byte[] Data)> _objects = new();

    /// <summary>The store below.</summary>
    public IObjectReader Below { get; } = below;

    /// <summary>The objects that only this store has.</summary>
    public IReadOnlyCollection<Oid> Pending => (IReadOnlyCollection<Oid>)_objects.Keys;

    /// <inheritdoc/>
    public bool TryRead(Oid id, out ObjectType type, out byte[] data)
    {
        if (_objects.TryGetValue(id, out (ObjectType Type, byte[] Data) found))
        {
            (type, data) = found;
            return true;
        }
        return Below.TryRead(id, out type, out data);
    }

    /// <inheritdoc/>
    public bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data)
    {
        if (!_objects.TryGetValue(id, out (ObjectType Type, byte[] Data) found))
            return Below.TryReadOnce(id, out type, out data);
        (type, data) = (found.Type, new TransientBytes(found.Data, found.Data.Length, isRented: false));
        return true;
    }

    /// <summary>Lets go of all that was written here, for a store whose results nobody needs any more.</summary>
    internal void Forget() => _objects.Clear();

    /// <summary>True when the object is in this store itself, not below.</summary>
    public bool IsPending(Oid id) => _objects.ContainsKey(id);

    /// <inheritdoc/>
    public bool Contains(Oid id) => _objects.ContainsKey(id) || Below.Contains(id);

    /// <inheritdoc/>
    public long? SizeOf(Oid id) => _objects.TryGetValue(id, out (ObjectType Type, byte[] Data) found) ? found.Data.Length : Below.SizeOf(id);

    /// <inheritdoc/>
    public Oid Write(ObjectType type, ReadOnlySpan<byte> data)
    {
        Oid id = Hash(type, data);
        if (!_objects.ContainsKey(id))
            _objects.TryAdd(id, (type, data.ToArray()));
        return id;
    }

    /// <summary>The id that an object has.</summary>
    public static Oid Hash(ObjectType type, ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        string name = type switch
        {
            ObjectType.Commit => "commit",
            ObjectType.Tree => "tree",
            ObjectType.Blob => "blob",
            ObjectType.Tag => "tag",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {data.Length}\0")));
        hash.AppendData(data);
        Span<byte> digest = stackalloc byte[Oid.Size];
        hash.GetHashAndReset(digest);
        return new Oid(digest);
    }
}
