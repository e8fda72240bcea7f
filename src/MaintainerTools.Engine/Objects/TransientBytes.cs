using System.Buffers;

namespace MaintainerTools.Engine.Objects;

/// <summary>
/// An object's bytes for as long as it takes to look at them once: a search for renames reads thousands of blobs for a number each, and
/// arrays of their own would be a fifth of its time in garbage collections. Disposed once, by whoever read it; not to be copied.
/// </summary>
public readonly struct TransientBytes : IDisposable
{
    private readonly byte[] _array;
    private readonly int _length;
    private readonly bool _isRented;

    /// <summary>Takes the first bytes of an array, which goes back to the shared pool at the end when it comes from there.</summary>
    internal TransientBytes(byte[] array, int length, bool isRented) => (_array, _length, _isRented) = (array, length, isRented);

    /// <summary>The bytes; not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span => _array.AsSpan(0, _length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isRented)
            ArrayPool<byte>.Shared.Return(_array);
    }
}
