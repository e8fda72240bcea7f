namespace MaintainerTools.Engine.Objects.Repositories;

/// <summary>
/// Reads through refs/replace: asked for an object that is replaced, gives the replacement's content, as git does everywhere but in fsck and gc.
/// </summary>
internal sealed class ReplacingReader(IObjectReader below, IReadOnlyDictionary<Oid, Oid> replacements) : IObjectReader
{
    // git gives up on as long a chain; a cycle would never end.
    private const int MaximumDepth = 5;

    /// <inheritdoc/>
    public bool TryRead(Oid id, out ObjectType type, out byte[] data) => below.TryRead(ReadFor(id), out type, out data);

    /// <inheritdoc/>
    public bool TryReadOnce(Oid id, out ObjectType type, out TransientBytes data) => below.TryReadOnce(ReadFor(id), out type, out data);

    /// <inheritdoc/>
    public bool Contains(Oid id) => below.Contains(ReadFor(id));

    /// <inheritdoc/>
    public long? SizeOf(Oid id) => below.SizeOf(ReadFor(id));

    /// <inheritdoc/>
    /// <exception cref="MaintainerException">ReplacedTooOften.</exception>
    public Oid ReadFor(Oid id)
    {
        Oid at = id;
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            if (!replacements.TryGetValue(at, out Oid next))
                return at;
            at = next;
        }
        throw new MaintainerException("ReplacedTooOften", ErrorKind.InvalidData, id.ToString(), id);
    }
}
