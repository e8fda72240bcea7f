using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using MaintainerTools.Engine.History.Facts;
using MaintainerTools.Engine.History.Kept;
using MaintainerTools.Engine.History.Messages;
using MaintainerTools.Engine.Objects;
using MaintainerTools.Engine.Objects.Packs;

namespace MaintainerTools.Engine.History.Followups;

/// <summary>One reference as the index has it.</summary>
/// <param name="Target">The number of the commit that the digits mean within the index; -1 where they mean none or several, or are not given.</param>
/// <param name="Kind">In which way the commit is named.</param>
/// <param name="IsTag">As <see cref="MessageReference.IsTag"/>.</param>
/// <param name="Text">Where digits and subject stand.</param>
/// <param name="IsSource">Not what the message says of another commit: which one it is a pick of. Those of a commit come first.</param>
/// <param name="IsRequest">A line by which the message asks for stable branches, and no commit. Those of a commit come last.</param>
internal readonly record struct ReferenceRow(int Target, FollowupKind Kind, bool IsTag, int Text, bool IsSource, bool IsRequest)
{
    /// <summary>True where the message says something of another commit.</summary>
    public bool IsReference => !IsSource && !IsRequest;
}

/// <summary>
/// A stretch of history, "^excluded tip", and what its messages say of other commits, as one run of bytes: made in memory, or mapped from a file of the lasting
/// index. Commits are numbered in the order of their ids; parents beyond the stretch are numbered after them. Safe for several threads.
/// </summary>
internal sealed unsafe class ReferenceIndex : IDisposable
{
    /// <summary>Of a commit without a parent, or without a second one.</summary>
    public const int None = -1;

    internal const ulong Magic = 0x33_58_52_53_54_4D_0A_1A;
    /// <summary>Of a row: it names what the commit is a pick of.</summary>
    internal const int SourceFlag = 256;

    /// <summary>Of a row: it names no commit, and is a line by which the commit asks for stable branches. Those of a commit come last.</summary>
    internal const int RequestFlag = 512;

    internal const int HeaderSize = 72;
    internal const int ReferrerSize = 12;
    internal const int RowSize = 12;
    private const int ChecksumSize = 8;

    private readonly MappedBytes? _file;

    // Of one made in memory: what there is of every commit, and the rest.
    private readonly byte[]? _commits;
    private readonly byte[]? _rest;
    private readonly FanoutTable _ids;
    private readonly byte* _beyond;
    private readonly ulong* _subjects;
    private readonly int* _first;
    private readonly int* _second;
    private readonly int* _edges;
    private readonly int* _referrers;
    private readonly int* _rows;
    private readonly byte* _text;
    private readonly int _boundaries;

    private ReferenceIndex(byte* data, byte* rest, in ReferenceIndexSizes sizes)
    {
        (_boundaries, ReferrerCount) = (sizes.Boundaries, sizes.Referrers);
        _ids = new FanoutTable(data + HeaderSize, data + sizes.Ids, isLittleEndian: true);
        if (_ids.Count != sizes.Commits)
            throw new InvalidDataException();
        _subjects = (ulong*)(data + sizes.Subjects);
        _first = (int*)(data + sizes.First);
        _second = (int*)(data + sizes.Second);
        rest -= sizes.CommitsLength;
        _edges = (int*)(rest + sizes.Edges);
        _referrers = (int*)(rest + sizes.ReferrerTable);
        _rows = (int*)(rest + sizes.RowTable);
        _beyond = rest + sizes.Beyond;
        _text = rest + sizes.Text;
        Tip = new Oid(new ReadOnlySpan<byte>(data + 40, Oid.Size));
        Overrides = *(ulong*)(data + 64);
        Excluded = new Oid[sizes.Excluded];
        for (int i = 0; i < Excluded.Length; i++)
            Excluded[i] = IdAt(Count + _boundaries + i);
    }

    private ReferenceIndex(byte[] commits, byte[] rest)
        : this((byte*)Unsafe.AsPointer(ref commits[0]), (byte*)Unsafe.AsPointer(ref rest[0]), SizesOf((byte*)Unsafe.AsPointer(ref commits[0]))) =>
        (_commits, _rest) = (commits, rest);

    private ReferenceIndex(string path, MappedBytes file)
        : this(file.Start, file.Start + Checked(file.Start, file.Length).CommitsLength, SizesOf(file.Start)) => (Path, _file) = (path, file);

    /// <summary>The file; null where it is in memory only.</summary>
    public string? Path { get; }

    /// <summary>How many commits it has.</summary>
    public int Count => _ids.Count;

    /// <summary>How many of them name others.</summary>
    public int ReferrerCount { get; }

    /// <summary>The commit whose history this is.</summary>
    public Oid Tip { get; }

    /// <summary>What is left out, with all that it reaches; empty: nothing.</summary>
    public Oid[] Excluded { get; }

    /// <summary>Says which grafts and shallow boundaries there were.</summary>
    public ulong Overrides { get; }

    /// <summary>Takes what <see cref="ReferenceIndexBuilder"/> made, in arrays that do not move.</summary>
    public static ReferenceIndex Take(byte[] commits, byte[] rest) => new(commits, rest);

    /// <summary>Maps a file; null where it is not whole.</summary>
    public static ReferenceIndex? TryOpen(string path)
    {
        MappedBytes? file = null;
        try
        {
            file = MappedBytes.Open(path, HeaderSize + FanoutTable.Size + ChecksumSize);
            return new ReferenceIndex(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Writes one that was made in memory.</summary>
    public void Write(Stream stream)
    {
        stream.Write(_commits);
        stream.Write(_rest);
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        BinaryPrimitives.WriteUInt64LittleEndian(checksum, FactSegment.Checksum(_commits, _rest));
        stream.Write(checksum);
    }

    /// <summary>The commit's number; -1 where it is not of the stretch.</summary>
    public int Find(Oid commit) => _ids.Find(commit);

    /// <summary>The numbers, from one up to but without the other, of the commits whose ids lie between two (both included).</summary>
    public (int Start, int End) Between(Oid first, Oid last)
    {
        int start = _ids.LowerBound(first);
        int end = start;
        while (end < Count && _ids.IdAt(end) <= last)
            end++;
        return (start, end);
    }

    /// <summary>The id of a commit, or of a parent beyond the stretch.</summary>
    public Oid IdAt(int number) =>
        number < Count ? _ids.IdAt(number) : new(new ReadOnlySpan<byte>(_beyond + ((number - Count) * (long)Oid.Size), Oid.Size));

    /// <summary>As <see cref="CommitFacts.SubjectKey"/>.</summary>
    public ulong SubjectKeyAt(int number) => _subjects[number];

    /// <summary>
    /// The first parent, and the second; of the second <see cref="None"/>, or less where there are more, which <see cref="AllParentsAt"/> gives.
    /// </summary>
    public (int First, int Second) ParentsAt(int number) => (_first[number], _second[number]);

    /// <summary>All parents of a commit that has three or more.</summary>
    public ReadOnlySpan<int> AllParentsAt(int number)
    {
        int* list = _edges + (-2 - _second[number]);
        return new ReadOnlySpan<int>(list + 1, *list);
    }

    /// <summary>The commit that is the <paramref name="referrer"/>-th, by number, of those that name others.</summary>
    public int ReferrerAt(int referrer) => _referrers[referrer * 3];

    /// <summary>git's %s of that commit.</summary>
    public string SubjectOf(int referrer) => TextAt(_referrers[(referrer * 3) + 2], out _);

    /// <summary>From where up to where the references of that commit stand among the rows.</summary>
    public (int Start, int End) RowsOf(int referrer) => (_referrers[(referrer * 3) + 1], _referrers[(referrer * 3) + 4]);

    /// <summary>A reference.</summary>
    public ReferenceRow RowAt(int row)
    {
        int* at = _rows + (row * 3);
        return new ReferenceRow(at[0], (FollowupKind)(at[1] & 63), (at[1] & 64) != 0, at[2], (at[1] & SourceFlag) != 0, (at[1] & RequestFlag) != 0);
    }

    /// <summary>A reference as the message has it.</summary>
    public MessageReference ReferenceAt(int row)
    {
        ReferenceRow found = RowAt(row);
        string digits = TextAt(found.Text, out int next);
        return new MessageReference(found.Kind, digits, (_rows[(row * 3) + 1] & 128) == 0 ? null : TextAt(next, out _), found.IsTag);
    }

    /// <summary>What was read of a commit's message; false where the commit is not of the stretch.</summary>
    public bool TrySummary(Oid commit, out MessageSummary summary)
    {
        summary = default;
        int number = Find(commit);
        if (number < 0)
            return false;
        summary = new MessageSummary(_subjects[number], null, null);
        int referrer = ReferrerOf(number);
        if (referrer < 0)
            return true;
        (int start, int end) = RowsOf(referrer);
        List<MessageReference>? references = null;
        List<string>? sources = null;
        List<string>? requests = null;
        for (int row = start; row < end; row++)
        {
            ReferenceRow found = RowAt(row);
            if (found.IsReference)
                (references ??= []).Add(ReferenceAt(row));
            else
                (found.IsSource ? sources ??= [] : requests ??= []).Add(TextAt(found.Text, out _));
        }
        summary = new MessageSummary(
            _subjects[number], references is null && requests is null ? null : SubjectOf(referrer), references, sources, requests);
        return true;
    }

    /// <summary>The lines by which a commit asks for stable branches; none where the commit is not of the stretch.</summary>
    public IReadOnlyList<string> RequestsOf(Oid commit)
    {
        int number = Find(commit);
        int referrer = number < 0 ? -1 : ReferrerOf(number);
        if (referrer < 0)
            return [];
        (int start, int end) = RowsOf(referrer);
        List<string>? requests = null;
        for (int row = end - 1; row >= start && RowAt(row) is { IsRequest: true } found; row--)
            (requests ??= []).Insert(0, TextAt(found.Text, out _));
        return requests ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The digits of what a commit is a pick of; false where the commit is not of the stretch.</summary>
    public bool TrySources(Oid commit, out IReadOnlyList<string> sources)
    {
        sources = [];
        int number = Find(commit);
        if (number < 0)
            return false;
        int referrer = ReferrerOf(number);
        if (referrer < 0)
            return true;
        (int start, int end) = RowsOf(referrer);
        for (int row = start; row < end && RowAt(row).IsSource; row++)
            sources = [.. sources, ReferenceAt(row).Digits];
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static ReferenceIndexSizes SizesOf(byte* data) => new(new ReadOnlySpan<int>(data + 8, 7));

    private static ReferenceIndexSizes Checked(byte* data, long length)
    {
        ReferenceIndexSizes sizes = SizesOf(data);
        return *(ulong*)data == Magic && sizes.AreValid && sizes.Length + ChecksumSize == length
            && FactSegment.Checksum(data, sizes.Length) == *(ulong*)(data + sizes.Length)
            ? sizes
            : throw new InvalidDataException();
    }

    private int ReferrerOf(int number)
    {
        int low = 0;
        int high = ReferrerCount - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int at = ReferrerAt(middle);
            if (at == number)
                return middle;
            if (at < number)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    private string TextAt(int at, out int next)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(_text + at, 4));
        next = at + 4 + length;
        return Encoding.UTF8.GetString(_text + at + 4, length);
    }
}
