namespace MaintainerTools.Engine.Objects;

/// <summary>The four kinds of git object, with git's own type numbers.</summary>
public enum ObjectType
{
    /// <summary>Not an object.</summary>
    None = 0,

    /// <summary>A commit.</summary>
    Commit = 1,

    /// <summary>A tree.</summary>
    Tree = 2,

    /// <summary>A blob.</summary>
    Blob = 3,

    /// <summary>An annotated tag.</summary>
    Tag = 4,
}

/// <summary>Reads objects as raw bytes. Implementations are safe for several threads.</summary>
public interface IObjectReader
{
    /// <summary>Reads one object; false when the store does not have it (a partial clone, a damaged one).</summary>
    bool TryRead(Oid id, out ObjectType type, out byte[] data);

    /// <summary>Reads one object to be looked at once; false when the store does not have it. What is returned must be disposed.</summary>
    bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data)
    {
        bool found = TryRead(id, out type, out byte[] bytes);
        data = new TransientBytes(bytes, bytes.Length, isRented: false);
        return found;
    }

    /// <summary>True when the object is here; reads no content.</summary>
    bool Contains(Oid id);

    /// <summary>An object's length in bytes, without reading its content where the store can tell; null when it is not here.</summary>
    long? SizeOf(Oid id) => TryRead(id, out _, out byte[] data) ? data.Length : null;

    /// <summary>The object whose content is given where this one is asked for: another one where it is replaced.</summary>
    Oid ReadFor(Oid id) => id;
}

/// <summary>Reads objects, and takes new ones.</summary>
public interface IObjectStore : IObjectReader
{
    /// <summary>Adds an object and returns its id. Adding what is there already is no error and stores nothing.</summary>
    Oid Write(ObjectType type, ReadOnlySpan<byte> data);
}

/// <summary>The usual reads, with an error that names the object when it is missing or of another type.</summary>
public static class ObjectReaderExtensions
{
    /// <summary>Reads an object that must be there and of the given type.</summary>
    /// <exception cref="MaintainerException">MissingObject, or WrongObjectType.</exception>
    public static byte[] Read(this IObjectReader reader, Oid id, ObjectType expected)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (!reader.TryRead(id, out ObjectType type, out byte[] data))
        {
            // The empty tree is an object of every repository, stored or not.
            if (expected == ObjectType.Tree && id == Oid.EmptyTree)
                return [];
            throw new MissingObjectException(id, expected);
        }
        if (type != expected)
            throw new MaintainerException("WrongObjectType", ErrorKind.InvalidData, id.ToString(), id, type, expected);
        return data;
    }

    /// <summary>Reads an object, to be looked at once, that must be there and of the given type. What is returned must be disposed.</summary>
    /// <exception cref="MaintainerException">MissingObject, or WrongObjectType.</exception>
    public static TransientBytes ReadOnce(this IObjectReader reader, Oid id, ObjectType expected)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.TryReadOnce(id, out ObjectType type, out TransientBytes data) && type == expected)
            return data;
        data.Dispose();
        // Says what is wrong.
        byte[] bytes = reader.Read(id, expected);
        return new TransientBytes(bytes, bytes.Length, isRented: false);
    }

    /// <summary>Reads a blob's bytes.</summary>
    public static byte[] ReadBlob(this IObjectReader reader, Oid id) => reader.Read(id, ObjectType.Blob);

    /// <summary>Reads and parses a commit.</summary>
    public static CommitObject ReadCommit(this IObjectReader reader, Oid id) =>
        CommitObject.Parse(id, reader.Read(id, ObjectType.Commit));

    /// <summary>Reads and parses a tree.</summary>
    public static TreeObject ReadTree(this IObjectReader reader, Oid id) =>
        new(reader.Read(id, ObjectType.Tree));
}
