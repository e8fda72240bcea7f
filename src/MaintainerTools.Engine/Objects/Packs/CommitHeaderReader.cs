namespace MaintainerTools.Engine.Objects.Packs;

/// <summary>
/// Reads of commits in packs what a walk needs, the text up to the committer line, without inflating the message behind it. It answers for
/// commits that are stored whole, as nearly all are; any other object is to be read whole. Not for several threads.
/// </summary>
internal sealed class CommitHeaderReader(PackFolder packs)
{
    // Enough for a commit with one parent and names of usual length.
    private const int FirstLook = 288;

    // What the inflater likes to have beyond that.
    private const int Ample = 320;

    // A header that is longer is read with the rest.
    private const int Longest = 8192;

    // What does not fit into a window compressed; it is no loss to read the few that are longer another way.
    private const int LongestWhole = 64 << 10;

    // A pack's number, where only the id is known.
    private const int Unknown = -1;

    private readonly PackWindows _windows = new();
    private byte[] _output = new byte[FirstLook + Ample];

    /// <summary>The start of a commit, to the end of its committer line or of the object; valid until the next call.</summary>
    internal bool TryRead(Oid id, out ReadOnlySpan<byte> header) => TryRead(id, Unknown, 0, isWhole: false, out header);

    /// <summary>All of a commit, its checksum compared; valid until the next call.</summary>
    internal bool TryReadWhole(Oid id, out ReadOnlySpan<byte> commit) => TryRead(id, Unknown, 0, isWhole: true, out commit);

    /// <summary>The same from a place that is known.</summary>
    internal bool TryReadWhole(int pack, long offset, out ReadOnlySpan<byte> commit) => TryRead(default, pack, offset, isWhole: true, out commit);

    private bool TryRead(Oid id, int number, long offset, bool isWhole, out ReadOnlySpan<byte> header)
    {
        header = default;
        if (!packs.Enter())
            return false;
        try
        {
            PackFile? pack = null;
            if (number != Unknown)
                pack = packs.PackAt(number);
            else if (!packs.TryFind(id, out pack, out offset))
                return false;
            return TryRead(_windows.At(pack, offset), isWhole, out header);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // Damaged, or longer than what can be seen here: whoever reads it whole will say what is wrong.
            return false;
        }
        finally
        {
            packs.Leave();
        }
    }

    private bool TryRead(ReadOnlySpan<byte> stored, bool isWhole, out ReadOnlySpan<byte> header)
    {
        header = default;
        if (stored.IsEmpty || ((stored[0] >> 4) & 7) != (int)ObjectType.Commit)
            return false;
        long size = stored[0] & 15;
        int at = 1;
        for (int shift = 4; (stored[at - 1] & 0x80) != 0; shift += 7)
        {
            if (at == stored.Length || shift > 32)
                return false;
            size |= (long)(stored[at++] & 0x7F) << shift;
        }
        ReadOnlySpan<byte> packed = stored[at..];
        if (isWhole)
        {
            if (size > LongestWhole)
                return false;
            Span<byte> whole = Room((int)size)[..(int)size];
            header = whole;
            return Inflater.OfThread.TryInflate(packed, whole, toEnd: true);
        }
        return TryRead(packed, size, FirstLook, ref header) || (size > FirstLook && TryRead(packed, size, Longest, ref header));
    }

    private bool TryRead(ReadOnlySpan<byte> packed, long size, int wanted, ref ReadOnlySpan<byte> header)
    {
        bool isAll = size <= wanted;
        Span<byte> room = Room(wanted + Ample);
        if (!Inflater.OfThread.TryInflateStart(packed, room, isAll ? (int)size : wanted, out int written))
            return false;
        header = room[..written];
        return HasCommitter(header) || (isAll && written == size);
    }

    private Span<byte> Room(int length)
    {
        if (_output.Length < length)
            _output = new byte[length];
        return _output;
    }

    private static bool HasCommitter(ReadOnlySpan<byte> start)
    {
        int at = start.IndexOf((byte)'\n') + 1;
        while (start[at..].StartsWith("parent "u8))
        {
            int end = start[at..].IndexOf((byte)'\n');
            if (end < 0)
                return false;
            at += end + 1;
        }
        int author = start[at..].IndexOf((byte)'\n');
        return author >= 0 && start[(at + author + 1)..].Contains((byte)'\n');
    }
}
