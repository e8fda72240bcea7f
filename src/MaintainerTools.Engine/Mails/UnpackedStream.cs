using System.Buffers.Binary;
using System.IO.Compression;
using ZstdSharp;

namespace MaintainerTools.Engine.Mails;

/// <summary>
/// What a gzip or Zstandard stream has in it, up to a number of bytes; with more, and where it is cut off, reading fails. .NET takes a gzip file that is cut
/// off for one that ends there, but its last four bytes are the length of what is in it, or in the last of several parts.
/// </summary>
internal sealed class UnpackedStream : ForwardStream
{
    private const int ShortestGZip = 18;

    private readonly long _most;
    private readonly TailStream _packed;
    private readonly Stream _unpacker;
    private readonly bool _isGZip;

    /// <summary>Reads a stream from its beginning, which says which of the two it is; disposes it with itself.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    internal UnpackedStream(Stream packed, long most)
    {
        byte[] start = new byte[4];
        int read = packed.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        (_most, _packed) = (most, new TailStream(start.AsMemory(0, read), packed));
        _isGZip = start is [0x1F, 0x8B, ..];
        _unpacker = _isGZip ? new GZipStream(_packed, CompressionMode.Decompress)
            : start is [0x28, 0xB5, 0x2F, 0xFD] ? new DecompressionStream(_packed, leaveOpen: false)
            : throw new InvalidDataException("it is not packed");
    }

    /// <inheritdoc/>
    protected override int Take(Span<byte> buffer)
    {
        int read = _unpacker.Read(buffer);
        if (Position + read > _most)
            throw new InvalidDataException($"it unpacks to more than {_most >> 20} MiB");
        if (read == 0 && buffer.Length > 0 && _isGZip && !IsWhole())
            throw new InvalidDataException("it is cut off");
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _unpacker.Dispose();
        base.Dispose(disposing);
    }

    private bool IsWhole()
    {
        // What stands behind the last part is not read for it.
        _packed.CopyTo(Null);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_packed.Tail);
        return _packed.Position >= ShortestGZip && length <= (uint)Position && (Position > 0 || length == 0);
    }

    /// <summary>A stream whose first bytes were read already, and which remembers its last four.</summary>
    private sealed class TailStream(ReadOnlyMemory<byte> start, Stream rest) : ForwardStream
    {
        private readonly byte[] _tail = new byte[4];
        private ReadOnlyMemory<byte> _start = start;

        /// <summary>The last four bytes of what was read.</summary>
        internal ReadOnlySpan<byte> Tail => _tail;

        protected override int Take(Span<byte> buffer)
        {
            int read;
            if (_start.Length > 0)
            {
                read = Math.Min(buffer.Length, _start.Length);
                _start.Span[..read].CopyTo(buffer);
                _start = _start[read..];
            }
            else
            {
                read = rest.Read(buffer);
            }
            ReadOnlySpan<byte> last = buffer[Math.Max(0, read - _tail.Length)..read];
            _tail.AsSpan(last.Length).CopyTo(_tail);
            last.CopyTo(_tail.AsSpan(_tail.Length - last.Length));
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
