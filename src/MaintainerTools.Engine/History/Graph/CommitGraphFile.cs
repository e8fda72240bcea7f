using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using MaintainerTools.Engine.Objects;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// The place of a commit in one file of a commit-graph. The places of a chain, which are the history's numbers as well, count on from file to file: an int here is always one
/// of those.
/// </summary>
internal readonly record struct GraphFilePlace(int Index)
{
    /// <summary>Of a commit that the file does not have.</summary>
    internal static GraphFilePlace None => new(-1);

    /// <summary>True for a commit that the file has.</summary>
    internal bool IsThere => Index >= 0;
}

/// <summary>One commit-graph file, mapped: git's gitformat-commit-graph, SHA-1 only.</summary>
internal sealed unsafe class CommitGraphFile
{
    private const uint NoParent = 0x70000000;
    private const uint HighBit = 0x80000000;
    private const int CommitSize = Oid.Size + 16;

    // Kept so that the mapping lives as long as this does; its finaliser unmaps.
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _data;
    private readonly long _length;
    private readonly long _fanout;
    private readonly long _ids;
    private readonly long _commits;
    private readonly long _edges;
    private readonly long _edgesEnd;
    private readonly long _offsets;
    private readonly long _overflow;
    private readonly long _overflowEnd;

    private CommitGraphFile(MemoryMappedViewAccessor view, string path, long length, DateTime written)
    {
        _view = view;
        (Path, Stamp) = (path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path} {length} {written.Ticks}"));
        _length = length;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _data);
        if (length < 20 || U32(0) != 0x43475048 || _data[4] != 1 || _data[5] != 1)
            throw new InvalidDataException();
        int chunks = _data[6];
        BaseCount = _data[7];
        long ends = Math.Min(length, 8 + ((chunks + 1L) * 12));
        for (int i = 0; i < chunks; i++)
        {
            long entry = 8 + (i * 12L);
            if (entry + 24 > ends)
                throw new InvalidDataException();
            long start = (long)U64(entry + 4);
            long end = (long)U64(entry + 16);
            if (start < ends || end < start || end > length)
                throw new InvalidDataException();
            switch (U32(entry))
            {
                case 0x4F494446: _fanout = start; Require(end - start == 1024); break;
                case 0x4F49444C: _ids = start; _idsEnd = end; break;
                case 0x43444154: _commits = start; _commitsEnd = end; break;
                case 0x45444745: (_edges, _edgesEnd) = (start, end); break;
                // GDA2. Its predecessor GDAT held wrong numbers, and git reads it no more.
                case 0x47444132: _offsets = start; _offsetsEnd = end; break;
                case 0x47444F32: (_overflow, _overflowEnd) = (start, end); break;
                default: break;
            }
        }
        Require(_fanout > 0 && _ids > 0 && _commits > 0);
        Require(U32(_fanout + 1020) <= int.MaxValue);
        Count = (int)U32(_fanout + 1020);
        Require(_idsEnd - _ids == (long)Count * Oid.Size && _commitsEnd - _commits == (long)Count * CommitSize);
        if (_offsets > 0)
            Require(_offsetsEnd - _offsets == Count * 4L);
    }

    private readonly long _idsEnd;
    private readonly long _commitsEnd;
    private readonly long _offsetsEnd;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What tells it from another file in its place.</summary>
    public string Stamp { get; }

    /// <summary>How many commits the file has.</summary>
    public int Count { get; }

    /// <summary>How many files a chain has below this one.</summary>
    public int BaseCount { get; }

    /// <summary>It has corrected dates (generation version 2).</summary>
    public bool HasCorrectedDates => _offsets > 0;

    /// <summary>Maps a file; null where it is not there or cannot be read.</summary>
    /// <exception cref="InvalidDataException">It is not what git would take.</exception>
    public static CommitGraphFile? TryOpen(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists || info.Length == 0)
                return null;
            // Shared for deletion, or git could not replace the file on Windows while it is mapped.
            using FileStream stream = DiskFiles.OpenShared(path);
            using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new CommitGraphFile(file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), path, info.Length, info.LastWriteTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The commit's place; none where it is not in the file.</summary>
    public GraphFilePlace Find(Oid id)
    {
        Span<byte> wanted = stackalloc byte[Oid.Size];
        id.CopyTo(wanted);
        int low = wanted[0] == 0 ? 0 : (int)U32(_fanout + ((wanted[0] - 1) * 4));
        int high = (int)U32(_fanout + (wanted[0] * 4));
        if (high > Count || low > high)
            return GraphFilePlace.None;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = wanted.SequenceCompareTo(new ReadOnlySpan<byte>(_data + _ids + ((long)middle * Oid.Size), Oid.Size));
            if (order == 0)
                return new GraphFilePlace(middle);
            if (order < 0)
                high = middle;
            else
                low = middle + 1;
        }
        return GraphFilePlace.None;
    }

    /// <summary>True where the file ends with the SHA-1 of what is before.</summary>
    public bool HasItsChecksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        long end = _length - Oid.Size;
        for (long at = 0; at < end; at += 1 << 20)
            hash.AppendData(new ReadOnlySpan<byte>(_data + at, (int)Math.Min(1 << 20, end - at)));
        return hash.GetHashAndReset().AsSpan().SequenceEqual(new ReadOnlySpan<byte>(_data + end, Oid.Size));
    }

    /// <summary>True where the ids grow, and the table of first bytes is theirs.</summary>
    public bool HasOrderedIds()
    {
        int place = 0;
        for (int first = 0; first < 256; first++)
        {
            uint end = U32(_fanout + (first * 4));
            if (end > Count || end < place)
                return false;
            for (; place < end; place++)
            {
                var id = new ReadOnlySpan<byte>(_data + _ids + ((long)place * Oid.Size), Oid.Size);
                if (id[0] != first || (place > 0 && id.SequenceCompareTo(new ReadOnlySpan<byte>(_data + _ids + ((place - 1L) * Oid.Size), Oid.Size)) <= 0))
                    return false;
            }
        }
        return true;
    }

    /// <summary>The id at a place.</summary>
    public Oid IdAt(GraphFilePlace place) => new(new ReadOnlySpan<byte>(_data + _ids + ((long)place.Index * Oid.Size), Oid.Size));

    /// <summary>The commit's tree.</summary>
    public Oid TreeAt(GraphFilePlace place) => new(new ReadOnlySpan<byte>(_data + Commit(place), Oid.Size));

    /// <summary>The committer date, of which the file keeps 34 bits.</summary>
    public long DateAt(GraphFilePlace place)
    {
        long at = Commit(place) + Oid.Size + 8;
        return ((long)(U32(at) & 3) << 32) | U32(at + 4);
    }

    /// <summary>The topological level: one more than the highest of the parents'; 0 where the file was written by a git that had none.</summary>
    public long LevelAt(GraphFilePlace place) => U32(Commit(place) + Oid.Size + 8) >> 2;

    /// <summary>The corrected date: at least one more than the parents'.</summary>
    public long CorrectedDateAt(GraphFilePlace place)
    {
        uint offset = U32(_offsets + (place.Index * 4L));
        if ((offset & HighBit) == 0)
            return DateAt(place) + offset;
        long at = _overflow + ((offset ^ HighBit) * 8L);
        Require(_overflow > 0 && at + 8 <= _overflowEnd);
        return DateAt(place) + (long)U64(at);
    }

    /// <summary>The first two parents as places in the chain; -1 where there is none, -2 for the second when there are more.</summary>
    public (int First, int Second) ParentsAt(GraphFilePlace place)
    {
        long at = Commit(place) + Oid.Size;
        uint first = U32(at);
        uint second = U32(at + 4);
        return (first == NoParent ? -1 : (int)first, second == NoParent ? -1 : (second & HighBit) != 0 ? -2 : (int)second);
    }

    /// <summary>All parents of a commit that has three or more, as places in the chain.</summary>
    public int[] AllParentsAt(GraphFilePlace place)
    {
        long at = Commit(place) + Oid.Size;
        var parents = new List<int> { (int)U32(at) };
        for (long edge = _edges + ((U32(at + 4) ^ HighBit) * 4L); edge + 4 <= _edgesEnd; edge += 4)
        {
            uint value = U32(edge);
            parents.Add((int)(value & ~HighBit));
            if ((value & HighBit) != 0)
                return [.. parents];
        }
        throw new InvalidDataException();
    }

    private long Commit(GraphFilePlace place) => _commits + ((long)place.Index * CommitSize);

    private uint U32(long at) => BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(_data + at, 4));

    private ulong U64(long at) => BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(_data + at, 8));

    private static void Require(bool valid)
    {
        if (!valid)
            throw new InvalidDataException();
    }
}
