using System.Buffers.Binary;

namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Pack indexes of version 1 (git's gitformat-pack: the table of first bytes, then a place of four bytes and an id for each object), which git still reads
/// and has not written since 2008. They are put into the form of version 2 when they are opened.
/// </summary>
internal static unsafe class OldPackIndex
{
    private const uint Signature = 0xFF744F63;
    private const int EntrySize = 4 + Oid.Size;
    private const int TrailerSize = 2 * Oid.Size;

    /// <summary>An index of version 1 in the form of version 2, without the checksums of the objects; any other as it is.</summary>
    /// <exception cref="InvalidDataException">It says to have more objects than it is long.</exception>
    internal static MappedBytes Renew(MappedBytes index)
    {
        if (index.Length < FanoutTable.Size + TrailerSize || BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(index.Start, 4)) == Signature)
            return index;
        uint count = FanoutTable.CountIn(index.Start);
        if (index.Length != FanoutTable.Size + ((long)count * EntrySize) + TrailerSize)
            return index;
        using (index)
        {
            long length = 8 + FanoutTable.Size + (count * (Oid.Size + 8L)) + TrailerSize;
            if (length > Array.MaxLength)
                throw new InvalidDataException();
            byte[] renewed = GC.AllocateArray<byte>((int)length, pinned: true);
            BinaryPrimitives.WriteUInt32BigEndian(renewed, Signature);
            BinaryPrimitives.WriteUInt32BigEndian(renewed.AsSpan(4), 2);
            new ReadOnlySpan<byte>(index.Start, FanoutTable.Size).CopyTo(renewed.AsSpan(8));
            Span<byte> ids = renewed.AsSpan(8 + FanoutTable.Size), places = ids[(int)(count * (Oid.Size + 4))..];
            for (int i = 0; i < count; i++)
            {
                var entry = new ReadOnlySpan<byte>(index.Start + FanoutTable.Size + ((long)i * EntrySize), EntrySize);
                entry[4..].CopyTo(ids[(i * Oid.Size)..]);
                entry[..4].CopyTo(places[(i * 4)..]);
            }
            return MappedBytes.OfPinned(renewed);
        }
    }
}
