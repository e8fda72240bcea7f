using System.Buffers.Binary;
using System.Security.Cryptography;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;
using Oid = MaintainerTools.Engine.Objects.Oid;

namespace MaintainerTools.Engine.History.Graph;

/// <summary>
/// The place of a commit in one file of a commit-graph. The places of a chain, which are the history's numbers as well, count on from
/// file to file: an int here is always one of those.
/// </summary>
internal readonly record struct GraphFilePlace(int Index)
{
    /// <summary>Of a commit that the file does not have.</summary>
    internal static GraphFilePlace None => new(-1);

    /// <summary>True for a commit that the file has.</summary>
    internal bool IsThere => Index >= 0;
}

/// <summary>One commit-graph file, mapped: git's gitformat-commit-graph, SHA-1 only.</summary>
internal sealed unsafe class CommitGraphFile : IDisposable
{
    private const uint NoParent = 0x70000000;
    private const uint HighBit = 0x80000000;
    private const int CommitSize = Oid.Size + 16;

    private const int LeastSize = 20;

    private readonly MappedBytes _file;
    private readonly byte* _data;
    private readonly FanoutTable _ids;
    private readonly long _firstBytes;
    private readonly long _idBytes;
    private readonly long _commits;
    private readonly long _edges;
    private readonly long _edgesEnd;
    private readonly long _offsets;
    private readonly long _overflow;
    private readonly long _overflowEnd;

    private CommitGraphFile(MappedBytes file, string path)
    {
        _file = file;
        Path = path;
        Stamp = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path} {file.Length} {File.GetLastWriteTimeUtc(path).Ticks}");
        _data = file.Start;
        long length = file.Length;
        if (U32(0) != 0x43475048 || _data[4] != 1 || _data[5] != 1)
            throw new InvalidDataException();
        int chunks = _data[6];
        BaseCount = _data[7];
        long ends = Math.Min(length, 8 + ((chunks + 1L) * 12));
        long fanout = 0, ids = 0, idsEnd = 0, commitsEnd = 0, offsetsEnd = 0;
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
                case 0x4F494446: fanout = start; Require(end - start == FanoutTable.Size); break;
                case 0x4F49444C: (ids, idsEnd) = (start, end); break;
                case 0x43444154: (_commits, commitsEnd) = (start, end); break;
                case 0x45444745: (_edges, _edgesEnd) = (start, end); break;
                // GDA2. Its predecessor GDAT held wrong numbers, and git reads it no more.
                case 0x47444132: (_offsets, offsetsEnd) = (start, end); break;
                case 0x47444F32: (_overflow, _overflowEnd) = (start, end); break;
                default: break;
            }
        }
        Require(fanout > 0 && ids > 0 && _commits > 0);
        (_firstBytes, _idBytes) = (fanout, ids);
        _ids = new FanoutTable(_data + fanout, _data + ids);
        Require(idsEnd - ids == (long)Count * Oid.Size && commitsEnd - _commits == (long)Count * CommitSize);
        if (_offsets > 0)
            Require(offsetsEnd - _offsets == Count * 4L);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What tells it from another file in its place.</summary>
    public string Stamp { get; }

    /// <summary>How many commits the file has.</summary>
    public int Count => _ids.Count;

    /// <summary>How many files a chain has below this one.</summary>
    public int BaseCount { get; }

    /// <summary>It has corrected dates (generation version 2).</summary>
    public bool HasCorrectedDates => _offsets > 0;

    /// <summary>Maps a file; null where it is not there or cannot be read.</summary>
    /// <exception cref="InvalidDataException">It is not what git would take.</exception>
    public static CommitGraphFile? TryOpen(string path)
    {
        if (!File.Exists(path))
            return null;
        MappedBytes? file = null;
        try
        {
            file = MappedBytes.Open(path, LeastSize);
            return new CommitGraphFile(file, path);
        }
        catch (InvalidDataException)
        {
            file?.Dispose();
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The commit's place; none where it is not in the file.</summary>
    public GraphFilePlace Find(Oid id) => new(_ids.Find(id));

    /// <summary>True where the file ends with the SHA-1 of what is before.</summary>
    public bool HasItsChecksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        long end = _file.Length - Oid.Size;
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
            for (uint end = U32(_firstBytes + (first * 4)); place < end; place++)
            {
                ReadOnlySpan<byte> id = new(_data + _idBytes + ((long)place * Oid.Size), Oid.Size);
                if (id[0] != first || (place > 0 && id.SequenceCompareTo(new(_data + _idBytes + ((place - 1L) * Oid.Size), Oid.Size)) <= 0))
                    return false;
            }
        }
        return true;
    }

    /// <summary>The id at a place.</summary>
    public Oid IdAt(GraphFilePlace place) => _ids.IdAt(place.Index);

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
