using LibGit2Sharp;

namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Gives libgit2 the objects that it asks for by their whole ids, before it reads files itself: a loose object whose header gives too small a size
/// makes it write behind its memory, and the process ends.
/// </summary>
internal sealed class StoredObjects(ObjectDatabase objects) : OdbBackend
{
    // Any error that is not "not found" keeps libgit2 from looking further.
    private const int Damaged = -1;

    // Above those that libgit2 has of its own, loose objects and packs.
    private const int Priority = 1000;

    /// <inheritdoc/>
    protected override OdbBackendOperations SupportedOperations => OdbBackendOperations.Read | OdbBackendOperations.ReadHeader;

    /// <summary>From now on libgit2 reads the objects of a repository in this way.</summary>
    internal static void Serve(Repository repository, ObjectDatabase objects) => repository.ObjectDatabase.AddBackend(new StoredObjects(objects), Priority);

    /// <summary>Opens a work tree of the repository that has these objects.</summary>
    /// <exception cref="LibGit2SharpException">As the constructor of <see cref="Repository"/> has them.</exception>
    internal static Repository Open(string workTree, ObjectDatabase objects)
    {
        var repository = new Repository(workTree);
        Serve(repository, objects);
        return repository;
    }

    /// <inheritdoc/>
    public override int Read(ObjectId id, out UnmanagedMemoryStream data, out LibGit2Sharp.ObjectType objectType)
    {
        (data, objectType) = (null!, default);
        if (Find(id, out ObjectType type, out byte[] bytes) is not (int)ReturnCode.GIT_OK and int code)
            return code;
        data = AllocateAndBuildFrom(bytes);
        objectType = (LibGit2Sharp.ObjectType)type;
        return (int)ReturnCode.GIT_OK;
    }

    /// <inheritdoc/>
    public override int ReadHeader(ObjectId id, out int length, out LibGit2Sharp.ObjectType objectType)
    {
        int code = Find(id, out ObjectType type, out byte[] bytes);
        (length, objectType) = (bytes.Length, (LibGit2Sharp.ObjectType)type);
        return code;
    }

    /// <inheritdoc/>
    public override bool Exists(ObjectId id) => false;

    /// <inheritdoc/>
    public override int ExistsPrefix(string shortSha, out ObjectId found) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int ReadPrefix(string shortSha, out ObjectId oid, out UnmanagedMemoryStream data, out LibGit2Sharp.ObjectType objectType) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override int ReadStream(ObjectId id, out OdbBackendStream stream) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Write(ObjectId id, Stream dataStream, long length, LibGit2Sharp.ObjectType objectType) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int WriteStream(long length, LibGit2Sharp.ObjectType objectType, out OdbBackendStream stream) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int ForEach(ForEachCallback callback) => throw new NotSupportedException();

    private int Find(ObjectId id, out ObjectType type, out byte[] bytes)
    {
        try
        {
            return objects.TryRead(new Oid(id.RawId), out type, out bytes) ? (int)ReturnCode.GIT_OK : (int)ReturnCode.GIT_ENOTFOUND;
        }
        catch (Exception)
        {
            // Whatever it is, no exception goes through native code; who asked says that the object cannot be read.
            (type, bytes) = (ObjectType.None, []);
            return Damaged;
        }
    }
}
